"""Which words are found in which texts, and which may have been meant."""

from __future__ import annotations

import pytest

from tests import factories as make
from tracker.services.search.index import refresh
from tracker.services.search.query import Word, having, meant

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("word", "name", "prose", "is_found"),
    [
        ("Jiexin", "Lü Jiexin", "", True),
        ("lu-jiexin", "Lü Jiexin", "", True),
        ("Нурбек", "Nurbek Example", "", True),
        ("nurb", "Нурбек", "", True),
        ("iexin", "Lü Jiexin", "", True),
        ("lujiexin", "Lü Jiexin", "", True),
        ("大学", "北京大学", "", True),
        ("beijing", "北京大学", "", True),
        ("背景大学", "北京大学", "", False),
        ("李", "李红", "", True),
        ("育", "教育", "", True),
        ("力", "李红", "", False),
        ("李", "Li Hong", "", False),
        ("北京", "Beijing University", "", True),
        ("北京大学", "Beijing Daxue", "", True),
        ("AI", "training", "training", False),
        ("AI", "Aigul Example", "", False),
        ("ai", "Aigul Example", "", True),
        ("ai", "", "aims", False),
        ("AI", "", "about AI in schools", True),
        ("SCO", "UNESCO", "", False),
        ("TEC", "STEM: technology", "technology", False),
        ("TEC", "UNESCO TEC", "", True),
        ("rect", "Rector", "", True),
        ("V-0002", "V-0002", "", True),
        ("V-0002", "V-0012", "0002", False),
        ("Қазақстан", "Qazaqstan", "", True),
        ('"%_*', "Example", "", False),
        ("100%", "100 % of it", "", True),
        ("e", "Example", "", False),
        ("e", "Building E", "", True),
    ],
)
def test_word_is_found(word: str, name: str, prose: str, is_found: bool) -> None:
    topic = make.make_topic(name=name or "No name", description=prose)
    refresh()
    rows = having("topic", [[Word.read(word)]])
    assert list(rows.values_list("record", flat=True)) == [topic.pk] * is_found


def test_words_are_found_over_no_end_of_a_text() -> None:
    make.make_topic(name="Example", description="school")
    refresh()
    assert not having("topic", [[Word.read("example-school")]]).exists()


@pytest.mark.parametrize(
    ("typed", "others"),
    [
        ("exmaple", ["example"]),
        ("examplle", ["example"]),
        ("exampl", ["example"]),
        ("exampla", ["example"]),
        ("Эксампле", []),
        ("Экзампле", []),
        ("ексампле", []),
        ("example", ["exemple"]),
        ("sample", []),
        ("x", []),
    ],
)
def test_meant_is_one_letter_off(typed: str, others: list[str]) -> None:
    make.make_topic(name="Example")
    make.make_topic(name="Exemple")
    refresh()
    [[own, *found]] = meant([Word.read(typed)])
    assert own == Word.read(typed)
    assert [word.key for word in found] == others
