"""Reads one column: each cell as what the column is taken for, each distinct cell once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.choices import ParticipantRole, Status, StopKind, Visibility
from tracker.imports import people_doubts as people
from tracker.imports.cells import as_text, has_separator, read_size, split_names
from tracker.imports.parsed import ParsedSheet
from tracker.imports.people_cells import commas_between_people, read_people
from tracker.imports.person_columns import PARTS
from tracker.imports.vocabulary import read_choice, read_country
from tracker.imports.vocabulary.bodies import SURE, several_bodies
from tracker.imports.vocabulary.not_stated import is_only_marks, says_not_stated
from tracker.imports.workbook import Value

#: Field → the greatest length of its text.
LIMITS = {
    "title": 250,
    "delegation": 250,
    "stop_title": 250,
    "place": 120,
    "person": 200,
    "surname": 100,
    "given_name": 100,
    "patronymic": 100,
    "person_other_name": 250,
    "person_title": 250,
    "person_note": 500,
}
#: Fields that list names, and the limit of each name.
NAME_LISTS = {"senders": 250, "hosts": 250, "topics": 200, "programmes": 250, "stop_topics": 200}
NAME_LISTS["stop_programmes"] = 250
SINGLE_NAMES = {"person_organisation": 250, "stop_host": 250}
COUNTRY_LISTS = ("countries", "from_countries")
CHOICES: dict[str, tuple[str, Any]] = {
    "status": ("status", Status),
    "role": ("role", ParticipantRole),
    "stop_kind": ("stop_kind", StopKind),
    "visibility": ("visibility", Visibility),
}
#: Fields whose words for "not stated" are texts like any other: "None" is an outcome.
_FREE_TEXTS = frozenset(("purpose", "outcome", "note", "internal_notes", "said", "person_note"))
#: Notices of one sort beyond these are counted, not listed.
MOST_NOTICES = 200


class _Bad:
    """A cell that can't be what its column is; `sentence` says why."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence


class _Said(NamedTuple):
    """What a cell was read as, with what staff should know of that."""

    value: Any
    notices: Sequence[str] = ()
    #: A word in it that was taken for "not stated".
    not_stated: str = ""


def parse_column(parsed: ParsedSheet, name: str, cells: Sequence[Value]) -> list[Any]:
    """The values of a column. A cell that can't be read is empty, and a problem; doubts are notices."""
    reader, empty = _reader(parsed, name, cells)
    found, known = _by_value(cells, reader, empty)
    if any(isinstance(value, _Bad | _Said) for value in known.values()):
        _unwrap(parsed, name, cells, found, empty)
    return found


def _by_value[T](
    cells: Sequence[Value], read: Callable[[Value], T], empty: T
) -> tuple[list[T], dict[Any, T]]:
    """`read` of each cell, called once for each distinct one."""
    # True and 1 are equal as keys; the type tells them apart.
    known: dict[Any, T] = {}
    found = []
    for value in cells:
        if value is None:
            found.append(empty)
            continue
        key = value if type(value) is str else (type(value), value)
        if key not in known:
            known[key] = read(value)
        found.append(known[key])
    return found, known


def _unwrap(parsed: ParsedSheet, name: str, cells: Sequence[Value], found: list[Any], empty: Any) -> None:
    """Note what is wrong or to be known at the cells, and leave their values alone in `found`."""
    words: Counter[str] = Counter()
    first: dict[str, int] = {}
    notices: list[tuple[int, str]] = []
    seen: set[int] = set()
    for number, value in enumerate(found):
        if isinstance(value, _Bad):
            parsed.add(parsed.rows[number], name, as_text(cells[number])[:200], value.sentence)
            found[number] = empty
        elif isinstance(value, _Said):
            found[number] = value.value
            if value.not_stated:
                words[value.not_stated] += 1
                first.setdefault(value.not_stated, number)
            if value.notices and id(value) not in seen:
                seen.add(id(value))
                notices += ((number, sentence) for sentence in value.notices)
    for word, number in first.items():
        sentence = ngettext(
            "“%(text)s” was read as “not stated” and left out.",
            "“%(text)s” was read as “not stated” and left out, in %(count)s cells of this column.",
            words[word],
        )
        notices.append((number, sentence % {"text": word, "count": words[word]}))
    for number, sentence in notices[:MOST_NOTICES]:
        parsed.add(parsed.rows[number], name, as_text(cells[number])[:200], sentence, "notice")
    if len(notices) > MOST_NOTICES:
        rest = len(notices) - MOST_NOTICES
        sentence = ngettext("… and %(count)d more like these.", "… and %(count)d more like these.", rest)
        number = notices[-1][0]
        text = as_text(cells[number])[:200]
        parsed.add(parsed.rows[number], name, text, sentence % {"count": rest}, "notice")


def _reader(parsed: ParsedSheet, name: str, cells: Sequence[Value]) -> tuple[Callable[[Value], Any], Any]:
    """How a cell of the field is read, and what an empty one is."""
    if name in CHOICES:
        return _unless_not_stated(_choice_reader(name), "", doubts=False), ""
    if name in COUNTRY_LISTS:
        return _unless_not_stated(_read_countries, ()), ()
    if name == "stop_country":
        return _unless_not_stated(_read_country, None), None
    if name in NAME_LISTS:
        return _names_reader(name), ()
    if name in ("members", "head"):
        return _people_reader(parsed, name, cells), ()
    if name == "person":
        return _read_person, None
    if name == "size":
        return _unless_not_stated(_read_size, None), None
    if name == "year":
        return _unless_not_stated(_read_year, None), None
    limit = LIMITS.get(name) or SINGLE_NAMES.get(name)
    if name in _FREE_TEXTS:
        return lambda value: _read_text(value, limit, one_line=limit is not None), ""
    if name in PARTS:
        return _read_part, ""
    if name in SINGLE_NAMES:
        return _unless_not_stated(lambda value: _read_body(value, limit), ""), ""
    return _unless_not_stated(lambda value: _read_text(value, limit, one_line=limit is not None), ""), ""


def _unless_not_stated(
    read: Callable[[Value], Any], empty: Any, *, doubts: bool = True
) -> Callable[[Value], Any]:
    """`read`, but for cells that say that nothing is stated; `doubts`: a question mark says that too."""

    def read_stated(value: Value) -> Any:
        if isinstance(value, str) and says_not_stated(value) and (doubts or "?" not in value):
            return _Said(empty, not_stated=value)
        return read(value)

    return read_stated


def _read_text(value: Value, limit: int | None, *, one_line: bool = True) -> Any:
    text = as_text(value)
    if len(text) < 4 and is_only_marks(text):
        return _Said("", not_stated=text)
    if one_line:
        text = " ".join(text.split("\n"))
    return _too_long(limit, len(text)) if limit is not None and len(text) > limit else text


def _too_long(limit: int, length: int) -> _Bad:
    sentence = _("This text has %(length)s characters; at most %(limit)s are kept here. Shorten it.")
    return _Bad(sentence % {"length": length, "limit": limit})


# --- Names ---


def _names_reader(name: str) -> Callable[[Value], Any]:
    limit, commas, bodies = NAME_LISTS[name], name in ("topics", "stop_topics"), name in ("senders", "hosts")
    programmes = name in ("programmes", "stop_programmes")

    def read(value: Value) -> Any:
        text = as_text(value)
        names = split_names(text, commas=commas)
        longest = max((len(one) for one in names), default=0)
        if longest > limit:
            return _too_long(limit, longest)
        words = [one for one in names if says_not_stated(one)]
        if words:
            names = tuple(one for one in names if one not in words)
        notices = []
        # Who puts a semicolon at the end says that nothing else is between the names.
        if not text.endswith((";", "；")):
            if bodies:
                for one in names:
                    if sure := several_bodies(one):
                        if sure == SURE:
                            return _Bad(_several() % {"text": one[:120]})
                        notices.append(_one_body() % {"text": one[:120]})
            elif programmes:
                notices = [
                    _one_programme() % {"text": one[:120]} for one in names if "," in one or "，" in one
                ]
        return _Said(names, notices, words[0] if words else "") if words or notices else names

    return read


def _several() -> str:
    return _(
        "“%(text)s” may be several organisations. Put semicolons between them, or one at the end if it is"
        " one."
    )


def _one_body() -> str:
    return _("“%(text)s” was taken for one organisation. Put semicolons between them if it is several.")


def _one_programme() -> str:
    return _("“%(text)s” was taken for one programme. Put semicolons between them if it is several.")


def _read_body(value: Value, limit: int | None) -> Any:
    """One organisation."""
    text = _read_text(value, limit)
    if isinstance(text, str) and several_bodies(text) == SURE:
        return _Said(text, [_one_body() % {"text": text[:120]}])
    return text


# --- People ---


def _people_reader(parsed: ParsedSheet, name: str, cells: Sequence[Value]) -> Callable[[Value], Any]:
    texts = {as_text(value) for value in cells if value is not None}
    commas = name == "members" and commas_between_people(texts)
    told = False

    def read(value: Value) -> Any:
        nonlocal told
        text = as_text(value)
        # A cell that begins with a head's name is one person, unless it is plainly a list.
        one = name == "head" and not has_separator([text])
        read = read_people(text, commas=commas and not one)
        if bad := _bad_people(read, text):
            return bad
        if not read.doubts:
            return read.people
        notices = _notices_of(read)
        if not told and any(doubt == people.BY_HABIT for doubt, _text in read.doubts):
            told = True
            notices.append(people.by_habit())
        word = next((text for doubt, text in read.doubts if doubt == people.NOT_STATED), "")
        return _Said(read.people, notices, word)

    return read


def _read_person(value: Value) -> Any:
    """One person, as `people_doubts.Named`."""
    text = " ".join(as_text(value).split("\n")) if value.__class__ is str else as_text(value)
    read = read_people(text, single=True)
    if bad := _bad_people(read, text):
        return bad
    if len(read.people) > 1:
        return _Bad(
            _("This cell names several people: %(names)s. Give each a row of their own.")
            % {"names": ", ".join(f"“{one.name or one.title}”" for one in read.people)[:200]}
        )
    person = read.people[0] if read.people else None
    if not read.doubts:
        return person
    word = next((text for doubt, text in read.doubts if doubt == people.NOT_STATED), "")
    return _Said(person, _notices_of(read), word)


def _read_part(value: Value) -> Any:
    """A family name, given name or patronymic. "Na" and "Nil" are names."""
    text = as_text(value)
    if says_not_stated(text) and text.casefold() not in ("na", "nil"):
        return _Said("", not_stated=text)
    return _read_text(value, LIMITS["surname"])


def _bad_people(read: people.People, text: str) -> _Bad | None:
    for doubt, found in read.doubts:
        if doubt in people.PROBLEMS:
            return _Bad(people.sentence_of(doubt) % {"text": found[:120]})
    for person in read.people:
        for field, part in (("person", person.name), ("person_title", person.title)):
            if len(part) > LIMITS[field]:
                return _too_long(LIMITS[field], len(part))
    return None


def _notices_of(read: people.People) -> list[str]:
    listed = [doubt for doubt in read.doubts if doubt[0] not in (people.NOT_STATED, people.BY_HABIT)]
    return [people.sentence_of(doubt) % {"text": text[:120]} for doubt, text in listed]


# --- Fixed words, countries, numbers ---


def _choice_reader(name: str) -> Callable[[Value], Any]:
    kind, choices = CHOICES[name]
    listed = ", ".join(str(label) for label in choices.labels)

    def read(value: Value) -> Any:
        chosen = read_choice(kind, as_text(value))
        sentence = _("“%(text)s” is none of the words that are known here: %(listed)s. Write one of them.")
        return chosen or _Bad(sentence % {"text": as_text(value)[:60], "listed": listed})

    return read


def _read_country(value: Value) -> Any:
    sentence = _("“%(text)s” is no country that is known here. Write its name in full, or its code (KZ).")
    return read_country(as_text(value)) or _Bad(sentence % {"text": as_text(value)[:60]})


def _read_countries(value: Value) -> Any:
    whole = read_country(as_text(value))  # "Korea, Republic of" is one
    if whole:
        return (whole,)
    codes = []
    for name in split_names(as_text(value), commas=True):
        code = _read_country(name)
        if isinstance(code, _Bad):
            return code
        codes.append(code)
    return tuple(dict.fromkeys(codes))


def _read_size(value: Value) -> Any:
    size = read_size(value)
    if size is None or not 0 < size <= 100_000:
        return _Bad(
            _(
                "The size of a delegation is an exact number from 1 to 100,000. Write the number alone,"
                " and what isn't exact into a note."
            )
        )
    return size


def _read_year(value: Value) -> Any:
    text = as_text(value).strip().rstrip("г.年 ")
    if text.isascii() and text.isdigit() and 1900 <= int(text) <= 2100:
        return int(text)
    return _Bad(_("A year has four digits, from 1900 to 2100, such as 2025."))
