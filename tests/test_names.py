import pytest

from tracker.names import normalise, romanise, slug_for


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nurbek", "nurbek"),
        ("Нурбек", "nurbek"),
        ("Lü  Jiexin", "lu jiexin"),
        ("LU-JIEXIN", "lu jiexin"),
        ("Ｆｕｌｌ ｗｉｄｔｈ", "full width"),
        ("O’Neil & Sons, Ltd.", "o neil sons ltd"),
        ("…", "..."),
        ("", ""),
    ],
)
def test_normalise_spelling(text, expected):
    assert normalise(text) == expected


def test_romanise_latin_text_unchanged():
    assert romanise("Turan University") == "Turan University"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ministry of Education of Kazakhstan", "ministry-of-education-of-kazakhstan"),
        ("Тараз", "taraz"),
        ("???", "record"),
        ("word " * 30, "word-" * 15 + "word"),
    ],
)
def test_slug_for_name(text, expected):
    assert slug_for(text) == expected


def test_slug_for_one_long_word_is_cut():
    assert slug_for("x" * 200) == "x" * 80
