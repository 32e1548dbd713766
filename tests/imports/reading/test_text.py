import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.imports.reading.limits import MAX_TEXT
from tracker.imports.reading.text import Texts, TextTooLong, clean, shows_error


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ms Ann Sample", "Ms Ann Sample"),
        ("  Ms  Ann \t Sample ", "Ms Ann Sample"),
        ("Example\N{NO-BREAK SPACE}University", "Example University"),
        ("7\N{NARROW NO-BREAK SPACE}000\N{IDEOGRAPHIC SPACE}km", "7 000 km"),
        ("Ex\N{SOFT HYPHEN}am\N{ZERO WIDTH SPACE}ple\N{ZERO WIDTH NO-BREAK SPACE}", "Example"),
        ("\N{RIGHT-TO-LEFT MARK}Example\N{WORD JOINER}", "Example"),
        ("Cafe\N{COMBINING ACUTE ACCENT}", "Café"),
        ("и\N{COMBINING BREVE}", "й"),
        ("one\r\ntwo\rthree\N{LINE SEPARATOR}four\x0bfive", "one\ntwo\nthree\nfour\nfive"),
        ("one \n  two\n", "one\ntwo"),
        ("a\x00b\x07c\x85d", "abc\nd"),
        ("a\ud800b", "a\N{REPLACEMENT CHARACTER}b"),
        ("王\N{IDEOGRAPHIC SPACE}小明", "王 小明"),
        ("", None),
        (" \N{NO-BREAK SPACE}\N{ZERO WIDTH SPACE}\n", None),
    ],
)
def test_clean_text(text, expected):
    assert clean(text) == expected


@given(st.text(st.characters(codec=None), max_size=40))
def test_clean_any_text_is_clean_and_stays(text):
    cleaned = clean(text)
    if cleaned is not None:
        assert clean(cleaned) == cleaned
        assert cleaned == unicodedata.normalize("NFC", cleaned).strip()
        assert "  " not in cleaned
        assert not any(
            unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"} for char in cleaned if char != "\n"
        )
        cleaned.encode()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("#N/A", True),
        ("#REF!", True),
        ("#ССЫЛКА!", True),
        ("Err:502", True),
        ("########", True),
        ("#1", False),
        ("##", False),
        ("Error", False),
        ("N/A", False),
    ],
)
def test_shows_error_text(text, expected):
    assert shows_error(text) is expected


def test_texts_equal_once_clean_are_one_object():
    texts = Texts()
    found = [
        texts["Ann  Sample"],
        texts[" Ann Sample"],
        texts["Ann Sample"],
        texts[""],
        texts[" "],
        texts["#N/A "],
    ]
    assert found == ["Ann Sample", "Ann Sample", "Ann Sample", None, None, "#N/A"]
    assert found[0] is found[1] is found[2]
    assert texts.errors == {"#N/A"}


def test_texts_too_long_is_refused():
    texts = Texts()
    assert texts["x" * MAX_TEXT] == "x" * MAX_TEXT
    with pytest.raises(TextTooLong):
        texts["x" * (MAX_TEXT + 1)]
