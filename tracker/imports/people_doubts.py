"""What cells say of people, what may be in doubt about that, and the sentences that say how to mend it."""

from __future__ import annotations

import re
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.imports.likeness import SURE, is_han_name, likeness, name_and_title, patronymics
from tracker.imports.vocabulary import has_han

#: What may be in doubt about a cell. These are problems:
UNBALANCED, NAME_AS_TITLE, REVERSED, MIXED, TWO_SCRIPTS = (
    "unbalanced",
    "name as title",
    "reversed",
    "mixed",
    "two",
)
PROBLEMS = frozenset((UNBALANCED, NAME_AS_TITLE, REVERSED, MIXED, TWO_SCRIPTS))
#: These are said: names that were turned, people without names, a title that goes on after "and", a word that
#: may be a title or a name, somebody who is described and not named.
TURNED, OTHERS, ONE_TITLE, TITLE_OR_NAME, DESCRIBED = (
    "turned",
    "others",
    "one title",
    "title or name",
    "described",
)
#: Commas were taken to stand between people, as in the rest of the column.
BY_HABIT = "by habit"
#: A word for "not stated".
NOT_STATED = "not stated"

_CAPITAL = r"[^\W\d_a-zа-яёәғқңөұүһі]"
# Each group of initials in "Иванов И.И. П. П. Петров", but not that of "H.E.".
_INITIALS = re.compile(rf"(?<![\w.])(?!H\.\s?E\.)(?:{_CAPITAL}\.[\s-]*)+")
# "Иванов И.И." within a title; a place that is named after "К. Жубанов" goes on with his name.
_WITH_INITIALS = re.compile(rf"{_CAPITAL}[^\W\d_]{{2,}}\s+(?:{_CAPITAL}\.\s*)+(?!{_CAPITAL}|\w\.)")
_HAN_RUN = re.compile("[\u3400-\u9fff·•・]+")
#: A name and a title with a dash or a colon between them.
DASH = re.compile(r"\A(?P<name>.+?)(?:\s+[-–—]\s+|\s*[–—]\s+|\s*[:：]\s*)(?P<title>.+)\Z", re.DOTALL)
_CYRILLIC = re.compile("[А-яЁёӘ-ӿ]")
_LATIN = re.compile("[A-Za-zÀ-ɏ]")
_LETTERS = re.compile("[A-Za-zÀ-ɏА-яЁёӘ-ӿ]{2}")


class Named(NamedTuple):
    """A person that a cell names, with the title beside the name; without a name it says who it was."""

    name: str
    title: str


class People(NamedTuple):
    """What a cell says of people, and what is in doubt about that: constants above, each with the text."""

    people: tuple[Named, ...]
    doubts: tuple[tuple[str, str], ...] = ()


def several_in(person: Named) -> str:
    """The doubt about a name or a title that has several people's in it, or a name twice; "" without one."""
    name, title = person
    if has_han(name):
        parts = name.split()
        if _LETTERS.search(name):
            named = any(likeness(run) == SURE for run in _HAN_RUN.findall(name))
            return TWO_SCRIPTS if named else MIXED if len(parts) > 1 else ""
        spaced = all(len(part) == 1 for part in parts)  # "王 小 明"
        if len(parts) > 1 and not spaced and (len(parts) > 2 or all(map(is_han_name, parts))):
            return MIXED
    elif " " in name:
        if not name.isascii() and _in_two_scripts(name.split()):
            return TWO_SCRIPTS
        if "." in name and len(_INITIALS.findall(name)) > 1:
            return MIXED
        if name.count(" ") > 3 and patronymics(name) > 1:
            return MIXED
    if title:
        if "." in title and _WITH_INITIALS.search(title):
            return NAME_AS_TITLE if name else MIXED
        if name and (dashed := DASH.match(title)) and name_and_title(dashed["name"])[1]:
            return NAME_AS_TITLE
    return ""


def _in_two_scripts(words: list[str]) -> bool:
    """Whether two words or more are Cyrillic, and two or more are Latin."""
    cyrillic = sum(_CYRILLIC.match(word) is not None for word in words)
    latin = sum(_LATIN.match(word) is not None for word in words)
    return cyrillic > 1 and latin > 1


def scripts_differ(one: str, other: str) -> bool:
    """Whether two names are written in different scripts, so that they may be one person's."""
    return (has_han(one), bool(_CYRILLIC.search(one))) != (has_han(other), bool(_CYRILLIC.search(other)))


_SENTENCES = {
    UNBALANCED: gettext_lazy(
        "A bracket of “%(text)s” has no other half. Put each title in a pair of brackets, and"
        " semicolons between the people."
    ),
    NAME_AS_TITLE: gettext_lazy(
        "In “%(text)s” what would be a title looks like a name. Put semicolons between the"
        " people, titles in brackets behind the names, and other spellings of a name nowhere or"
        " in a column of their own; if it is a title, put a semicolon at the end."
    ),
    REVERSED: gettext_lazy(
        "It isn't plain whether “%(text)s” is one person, family name first, or with a title, or"
        " several. Put semicolons between the people, given names first, and titles in brackets."
    ),
    TWO_SCRIPTS: gettext_lazy(
        "“%(text)s” is one person in two scripts or two people. Put semicolons between two"
        " people, or leave one spelling out."
    ),
    TURNED: gettext_lazy("“%(text)s” was read with the family name first. Put a title in brackets."),
    OTHERS: gettext_lazy(
        "“%(text)s” stands for people without names, who are no members here. Write how many"
        " people it were in a column of its own."
    ),
    ONE_TITLE: gettext_lazy(
        "“%(text)s” was taken for the end of a title. If it is somebody else, put a semicolon before it."
    ),
    TITLE_OR_NAME: gettext_lazy(
        "“%(text)s” was read as a name as a whole. If a word of it is a title, put it in brackets"
        " behind the name."
    ),
    DESCRIBED: gettext_lazy("“%(text)s” has no name: it is kept as a description of who it was."),
}
_UNPLAIN = gettext_lazy(
    "It isn't plain which people “%(text)s” names. Put semicolons between the people, also after one"
    " alone, and titles in brackets behind the names."
)


def by_habit() -> str:
    """That commas were decided for a column of people as a whole."""
    return _(
        "In this column commas are taken to stand between people, since no cell has semicolons, line"
        " breaks or brackets. If titles stand after the commas, put semicolons between the people."
    )


def sentence_of(doubt: str) -> str:
    """What a doubt about people means, and how to mend it; with a place for `text`."""
    return str(_SENTENCES.get(doubt, _UNPLAIN))
