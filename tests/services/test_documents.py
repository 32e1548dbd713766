"""Which files are kept as documents, by their content."""

from __future__ import annotations

import pytest

from tests import documents as files
from tracker.services.documents import DocumentError, kind_of


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (files.PDF, "a.pdf", "pdf"),
        (files.PDF, "no-ending", "pdf"),
        (files.DOCX, "a.DOCX", "docx"),
        (files.PNG, "a.png", "png"),
        (files.JPEG, "a.jpeg", "jpg"),
        (files.WEBP, "a.webp", "webp"),
    ],
)
def test_kind_of_what_is_kept(content, name, kind):
    assert kind_of(content, name) == kind


DAMAGED = "is damaged or goes on as something else"


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (b"", "a.pdf", "The file is empty"),
        (files.PNG, "a.pdf", "By its name the file is “PDF”, but it holds “PNG image”"),
        (files.SVG, "a.svg", "SVG drawings and scripts can run"),
        (b"<!DOCTYPE html><p>", "a.pdf", "SVG drawings and scripts can run"),
        (b"#!/bin/sh\nrm", "a.pdf", "SVG drawings and scripts can run"),
        (b"MZ\x90\0", "a.docx", "none of the kinds that are kept"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "a.doc", "an old Word document"),
        (b"%PDF-1.7\n<html><script>alert(1)</script>\n%%EOF", "a.pdf", "two things at once"),
        (files.PDF.replace(b"1 0 obj", files.archive(x="y") + b"1 0 obj"), "a.pdf", "two things at once"),
        (files.PDF + files.archive(x="y"), "a.pdf", DAMAGED),
        (files.PDF.replace(b"%%EOF", b""), "a.pdf", DAMAGED),
        (files.PNG + b"<script>", "a.png", DAMAGED),
        (files.PNG[:-6], "a.png", DAMAGED),
        (files.JPEG + b"<?php", "a.jpg", DAMAGED),
        (files.WEBP + b"x", "a.webp", DAMAGED),
        (files.DOCX + b"x", "a.docx", DAMAGED),
        (b"PK\x03\x04" + files.DOCX, "a.docx", DAMAGED),
        (files.archive(a="b"), "a.docx", "no Word document"),
        (files.docx(**{"word/vbaProject.bin": "x"}), "a.docx", "with macros"),
    ],
)
def test_kind_of_what_is_not_kept(content, name, expected):
    with pytest.raises(DocumentError, match=expected):
        kind_of(content, name)
