"""The design system on one page: there for developers alone, and with everything the style sheets know."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tracker.views.design import tokens

STYLES = Path(settings.BASE_DIR) / "tracker" / "static" / "tracker" / "css"


def classes(sheet: str) -> set[str]:
    """What a style sheet has rules for."""
    text = re.sub(r"/\*.*?\*/", "", (STYLES / sheet).read_text(), flags=re.DOTALL)
    selectors = " ".join(re.findall(r"([^{}]*)\{", text))
    return set(re.findall(r"\.([a-z][a-z-]*)", selectors))


def shown(page: str) -> set[str]:
    return {name for found in re.findall(r'class="([^"]*)"', page) for name in found.split()}


def test_design_is_no_page_where_the_public_reads(client: Client) -> None:
    assert client.get("/design/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("sheet", ["components.css", "record.css", "pictures.css"])
def test_design_shows_every_component(client: Client, settings: Any, sheet: str) -> None:
    settings.DEBUG = True
    page = client.get("/design/").text
    # A stop and an address are parts of a whole record; `minor` and `events` are of pictures with more bars.
    apart = {"stop", "address", "untold", "disputes", "minor", "events", "agreements"}
    assert classes(sheet) - shown(page) - apart == set()


@pytest.mark.django_db
def test_design_names_every_token(client: Client, settings: Any) -> None:
    settings.DEBUG = True
    page = client.get("/design/").text
    stated = re.findall(r"--([a-z-]+):", (STYLES / "tokens.css").read_text())
    assert [token.name for token in tokens()] == stated
    assert all(f"--{name}" in page for name in stated)
