"""What is in doubt about cells that name people, as sentences that say how to mend them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tracker.imports import people_cells as people


def by_habit() -> str:
    """That commas were decided for a column of people as a whole."""
    return _(
        "In this column commas are taken to stand between people, since no cell has semicolons, line"
        " breaks or brackets. If titles stand after the commas, put semicolons between the people."
    )


def sentence_of(doubt: str) -> str:
    """What a doubt about people (`people_cells`) means, and how to mend it; with a place for `text`."""
    match doubt:
        case people.UNBALANCED:
            return _(
                "A bracket of “%(text)s” has no other half. Put each title in a pair of brackets, and"
                " semicolons between the people."
            )
        case people.NAME_AS_TITLE:
            return _(
                "In “%(text)s” what would be a title looks like a name. Put semicolons between the"
                " people, titles in brackets behind the names, and other spellings of a name nowhere or"
                " in a column of their own; if it is a title, put a semicolon at the end."
            )
        case people.REVERSED:
            return _(
                "It isn't plain whether “%(text)s” is one person, family name first, or with a title, or"
                " several. Put semicolons between the people, given names first, and titles in brackets."
            )
        case people.TWO_SCRIPTS:
            return _(
                "“%(text)s” is one person in two scripts or two people. Put semicolons between two"
                " people, or leave one spelling out."
            )
        case people.TURNED:
            return _("“%(text)s” was read with the family name first. Put a title in brackets.")
        case people.OTHERS:
            return _(
                "“%(text)s” stands for people without names, who are no members here. Write how many"
                " people it were in a column of its own."
            )
        case people.ONE_TITLE:
            return _(
                "“%(text)s” was taken for the end of a title. If it is somebody else, put a semicolon"
                " before it."
            )
        case people.TITLE_OR_NAME:
            return _(
                "“%(text)s” was read as a name as a whole. If a word of it is a title, put it in brackets"
                " behind the name."
            )
        case people.DESCRIBED:
            return _("“%(text)s” has no name: it is kept as a description of who it was.")
    return _(
        "It isn't plain which people “%(text)s” names. Put semicolons between the people, also after one"
        " alone, and titles in brackets behind the names."
    )
