"""The people that a cell names, with their titles: split where that is safe, and with a doubt where it isn't.

A cell is cut at what stands between people for sure (line breaks, semicolons, 、, numbers 1, 2, 3). What is
left of it, a piece, may still name several, by commas, "and", "/" or brackets: there each part is looked at
for itself (`likeness`), and the habit of the column decides only what the cell leaves open.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from tracker.imports.cells import has_separator, split_pieces
from tracker.imports.likeness import (
    OTHER,
    SHAPE,
    SMALL,
    SURE,
    TITLE,
    WORD,
    is_given,
    is_han_name,
    is_known,
    is_plain,
    likeness,
    may_be_subject,
    name_and_title,
)
from tracker.imports.people_doubts import (
    BY_HABIT,
    DASH,
    DESCRIBED,
    MIXED,
    NAME_AS_TITLE,
    NOT_STATED,
    ONE_TITLE,
    OTHERS,
    PROBLEMS,
    REVERSED,
    TITLE_OR_NAME,
    TURNED,
    TWO_SCRIPTS,
    UNBALANCED,
    Named,
    People,
    scripts_differ,
    several_in,
)
from tracker.imports.vocabulary import has_han
from tracker.imports.vocabulary.not_stated import says_not_stated

_GROUP = re.compile(r"[(（](?:[^()（）]|[(（][^()（）]*[)）])*[)）]")
_MARK = "\ue000"
# "外方校长一人"
_COUNTED_BEHIND = re.compile(r"\s*(?:[0-9]{1,4}|[一二两三四五六七八九十]{1,3})\s*[名位人个]\Z")
_WORDS = r"[^,，/|()（）:：–—&+@\d]"
# Nothing but words; with one title in brackets; with one after a comma.
_PLAIN = re.compile(rf"{_WORDS}*\Z")
_TITLED = re.compile(rf"({_WORDS}*[^,，/|()（）:：–—&+@\d\s])\s*[(（]([^()（）]*)[)）]\Z")
_BEHIND = re.compile(rf"({_WORDS}+ {_WORDS}*[^,，/|()（）:：–—&+@\d\s]), ({_WORDS}+)\Z")
_BETWEEN = re.compile(
    rf"(?P<comma>\s*[,，]\s*)|(?P<slash>\s*/\s*)|(?P<bar>\s*\|\s*)|(?P<and>\s*&\s*|\s+(?:and|и|және)\s+)"
    rf"|(?P<he>(?<=[\u3400-\u9fff{_MARK}])\s*[和与及]\s*(?=[\u3400-\u9fff]))"
    rf"|(?P<none>(?<={_MARK})\s*(?=[^\s{_MARK},，/|&–—:：-]))"
)
_OTHERS = re.compile(
    r"\s*(?:[,，]\s*)?(?:"
    r"(?:and|&|\+|plus|with)\s+"
    r"(?:(?:\d+|two|three|four|five|six|seven|eight|nine|ten|some|several|a few|many|the)\s+)?"
    r"(?:others?|more|others? people|other (?:people|persons|members|delegates|colleagues)|colleagues)"
    r"(?:\s+(?:people|persons|members|delegates|colleagues))?"
    r"|\+\s*\d+(?:\s+(?:others?|more|people|persons))?|et\s+al\.?|etc\.?"
    r"|и\s+др(?:\.|угие)?|и\s+ещ[её]\s+\d+\s*(?:человека?|чел\.?)?|и\s+т\.\s?д\."
    r"|және\s+т\.\s?б\.|және\s+басқалар\w*|және\s+тағы\s+\d+\s*адам|т\.\s?б\."
    r"|等(?:一行)?\s*(?:[0-9一二三四五六七八九十]+\s*(?:余)?[人名位])?|一行\s*[0-9一二三四五六七八九十]+\s*[人名位]"
    r")\s*\Z",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\A(?:\d{1,4}\s*(?=[^\W\d_])|[一二两三四五六七八九十]{1,2}[名位个]"
    r"|(?i:one|two|three|four|five|six|seven|eight|nine|ten|several|some|a few|a group of)\s+(?=[a-z])"
    r"|(?i:два|две|трое|двое|три|четыре|пять|несколько|группа)\s)",
)
_GOES_ON = re.compile(r"([,，])\s*\n\s*")
# What stands before the people as a whole.
_LABEL = re.compile(
    r"\A(?:(?:delegation )?(?:members|participants|delegates)|(?:состав|члены|участники)(?: делегации)?"
    r"|团员|成员|мүшелері?)\s*[:：–—]\s*",
    re.IGNORECASE,
)
_BRACKETS_AT_END = re.compile(
    r"\A(?P<name>.+?)\s*[(（](?P<title>(?:[^()（）]|[(（][^()（）]*[)）])+)[)）]\Z", re.DOTALL
)
_TITLE_AFTER = re.compile(r"\A(?P<name>.+?)(?:\s*[,，]\s*|\s+[-–—]\s+)(?P<title>.+)\Z", re.DOTALL)
_OF = re.compile(r"\s(?:of|for|по)\s")


class _Segment(NamedTuple):
    """A part of a piece, up to the next comma or the like."""

    before: str  # what it stands behind
    mark: str  # the kind of that
    text: str  # as it stands there
    core: str  # without the title
    title: str
    like: int


def commas_between_people(texts: Iterable[str]) -> bool:
    """Whether commas in a column of people stand between them, by habit.

    They do only where no cell separates people otherwise, and no title stands in brackets.
    """
    texts = list(texts)
    return not has_separator(texts) and not any("(" in text or "（" in text for text in texts)


def read_people(text: str, *, commas: bool = False, single: bool = False) -> People:
    """The people that a cell lists.

    `commas` says that in this column commas stand between people, where they don't stand before titles for
    sure; `single` that a cell names one person, so that of "Sample, Ann" the family name comes first.
    """
    if text.rstrip().endswith((";", "；")):
        return _certain(text)
    if _MARK in text:
        text = text.replace(_MARK, " ")
    people: list[Named] = []
    doubts: list[tuple[str, str]] = []
    # A line that ends with a comma goes on.
    for piece in split_pieces(_GOES_ON.sub(r"\1 ", text) if "\n" in text else text):
        read = _read_piece(piece, commas, single)
        people += read.people
        doubts += read.doubts
    doubts += ((DESCRIBED, person.title) for person in people if not person.name)
    doubts += ((doubt, text) for person in people if (doubt := several_in(person)))
    if len(people) > 1:
        people = list(dict.fromkeys(people))
    return People(tuple(people), tuple(doubts))


def _certain(text: str) -> People:
    """The people of a cell with a semicolon at its end: whoever puts it there says that no other mark is
    between them.
    """
    people = []
    for piece in split_pieces(text):
        match = _BRACKETS_AT_END.match(piece) or _TITLE_AFTER.match(piece)
        people.append(Named(match["name"], match["title"].strip()) if match else Named(piece, ""))
    return People(tuple(dict.fromkeys(people)))


@lru_cache(maxsize=16_384)
def _read_piece(text: str, commas: bool, single: bool) -> People:
    if says_not_stated(text):
        return People((), ((NOT_STATED, text),))
    if " - " not in text and not has_han(text):
        # Most cells are no more than this.
        if _PLAIN.match(text):
            if is_plain(text):
                return People((Named(text, ""),))
        elif (titled := _TITLED.match(text)) and is_plain(titled[1]) and not _is_name(titled[2], titled[1]):
            return People((Named(titled[1], titled[2].strip()),))
        elif (behind := _BEHIND.match(text)) and is_plain(behind[1]) and _is_title(behind[2]):
            return People((Named(behind[1], behind[2]),))
    doubts: tuple[tuple[str, str], ...] = ()
    others = _OTHERS.search(text)
    if others and not (has_han(text) and not others.start()):
        shown, rest = others[0].strip(" ,，"), text[: others.start()].rstrip(" ,，")
        if not rest:
            return People((Named("", shown),))
        text, doubts = rest, ((OTHERS, shown),)
    text = _LABEL.sub("", text) or text
    who = _counted_behind(text)
    if who and not _BETWEEN.search(text):
        person = likeness(who) == SURE or bool(name_and_title(who)[1])
        return People((Named("", text),), ((MIXED, text), *doubts) if person else doubts)
    if counted := _COUNTED.match(text):
        person = likeness(text[counted.end() :]) == SURE
        return People((Named("", text),), ((MIXED, text), *doubts) if person else doubts)
    if not any(map(str.isalpha, text)):
        return People((Named(text, ""),), ((MIXED, text), *doubts))
    masked, groups = _masked(text)
    if any(mark in masked for mark in "()（）"):
        return People((Named(text, ""),), ((UNBALANCED, text), *doubts))
    if not groups and _PLAIN.match(text) and not _BETWEEN.search(text) and " - " not in text:
        read = _one(text)
        return People(read.people, (*read.doubts, *doubts))
    segments = _segments(masked, groups)
    read = _people(segments, text, commas, single)
    return People(read.people, (*read.doubts, *doubts))


def _counted_behind(text: str) -> str:
    """Who is counted at the end of a Chinese text ("外方校长一人"); "" in any other."""
    if not has_han(text) or is_han_name(text):
        return ""
    counted = _COUNTED_BEHIND.search(text)
    return text[: counted.start()] if counted and counted.start() > 1 else ""


@lru_cache(maxsize=4_096)
def _is_title(text: str) -> bool:
    """Whether a text is a title as a whole, with nobody else behind it."""
    return likeness(text, behind=True) == TITLE and not _BETWEEN.search(text) and not name_and_title(text)[1]


def _one(text: str) -> People:
    """A piece without commas, brackets and the like: a name, with a title before or behind it, or a title."""
    if has_han(text) and " " in text.strip() and (several := _spaced(text)):
        return People(tuple(Named(name, "") for name in several))
    name, title, doubt = name_and_title(text)
    if not title:
        like = likeness(name)
        if like == TITLE:
            return People((Named("", text),))
        doubt = doubt or _is_odd(text, like) or may_be_subject(text)
    return People((Named(name, title),), ((TITLE_OR_NAME, text),) if doubt else ())


def _spaced(text: str) -> list[str]:
    """The names of "李红 赵强 钱多多"; none where it isn't plainly several."""
    names = text.split()
    return names if len(names) > 1 and all(map(is_han_name, names)) else []


def _masked(text: str) -> tuple[str, list[str]]:
    """A text with a mark in the place of each pair of brackets, and what is in them."""
    if "(" not in text and "（" not in text:
        return text, []
    groups = [match[0][1:-1].strip() for match in _GROUP.finditer(text)]
    return _GROUP.sub(_MARK, text), groups


def _segments(masked: str, groups: list[str]) -> list[_Segment]:
    found, start, before, mark = [], 0, "", ""
    rest = iter(groups)
    cuts = [
        (match.start(), match.end(), match[0], match.lastgroup or "") for match in _BETWEEN.finditer(masked)
    ]
    for first, last, separator, kind in [*cuts, (len(masked), len(masked), "", "")]:
        piece = masked[start:first]
        inside = [next(rest) for _mark in range(piece.count(_MARK))]
        if piece.strip(" .") or inside:
            found += _expanded(before, mark, piece.strip(), inside)
            before, mark = separator, kind
        start = last
    return found


def _expanded(before: str, mark: str, piece: str, inside: list[str]) -> list[_Segment]:
    """The segment of a piece; of Chinese names with spaces between them one each."""
    if not inside and has_han(piece) and " " in piece and (names := _spaced(piece)):
        return [
            _Segment(" " if place else before, "han" if place else mark, name, name, "", SURE)
            for place, name in enumerate(names)
        ]
    return [_segment(before, mark, piece, inside)]


def _segment(before: str, mark: str, piece: str, inside: list[str]) -> _Segment:
    text = piece
    for group in inside:
        text = text.replace(_MARK, f"({group})", 1)
    core, title = piece, ""
    if inside and piece.endswith(_MARK) and len(inside) == 1:
        core, title = piece[:-1].strip(), inside[0]
    elif inside:
        return _Segment(before, mark, text, text, "", OTHER)
    if dashed := DASH.match(core):
        core = dashed["name"].strip()
        title = f"{dashed['title'].strip()} ({title})" if title else dashed["title"].strip()
    if not core:
        return _Segment(before, mark, text, text, "", OTHER)
    like = likeness(core, behind=bool(mark))
    if title:
        # "Rector: Ann Sample"
        if like == TITLE and likeness(title) >= SHAPE:
            return _Segment(before, mark, text, title, core, SURE)
    else:
        name, found, _doubt = name_and_title(core)
        if found:
            return _Segment(before, mark, text, name, found, SURE)
    return _Segment(before, mark, text, core, title, like)


def _people(segments: list[_Segment], text: str, commas: bool, single: bool) -> People:
    """The people of a piece: each segment begins somebody, or goes on with a title."""
    if not segments:
        return People((Named(text, ""),))
    first = segments[0]
    if turned := _turned(segments, commas, single):
        return turned
    if len(segments) == 2 and first.like == TITLE and not first.title and segments[1].mark == "comma":
        # "Rector, Ann Sample"
        other = segments[1]
        if other.like >= SHAPE and not other.title:
            return People((Named(other.core, first.core),))
    people: list[list[str]] = []
    doubts: list[tuple[str, str]] = []
    for place, segment in enumerate(segments):
        begins, doubt = _begins(segments, place, commas) if place else (True, "")
        if place and _counted_behind(segment.text):
            doubt = MIXED
        if doubt:
            doubts.append((doubt, text if doubt in PROBLEMS else segment.text))
        if begins:
            nobody = (TITLE, SMALL) if place else (TITLE,)
            described = segment.like in nobody and not segment.title
            people.append(["", segment.text] if described else [segment.core, segment.title])
            if segment.title and _is_name(segment.title, segment.core):
                doubts.append((NAME_AS_TITLE, text))
            elif segment.title and segment.like == TITLE:
                people[-1] = ["", segment.text]
            elif not described and _is_odd(segment.core, segment.like):
                doubts.append((TITLE_OR_NAME, segment.text))
        else:
            between = segment.before if people[-1][1] else ""
            titled = segment.mark in ("comma", "bar") or (segment.mark == "slash" and segment.like == TITLE)
            if not people[-1][1] and not titled:
                people[-1][0] += f"{segment.before}{segment.text}"
            else:
                people[-1][1] += f"{between}{segment.text}"
    doubts += ((TITLE_OR_NAME, name) for name, title in people if not title and may_be_subject(name))
    return People(tuple(Named(name, title) for name, title in people), tuple(dict.fromkeys(doubts)))


def _turned(segments: list[_Segment], commas: bool, single: bool) -> People | None:
    """The person of "Sample, Ann", or a doubt about that; None where it is nothing of the kind."""
    if len(segments) < 2 or any(segment.mark != "comma" for segment in segments[1:]):
        return None
    cores = [segment.core for segment in segments]
    given = [is_given(core) for core in cores]
    words = [segment.like == WORD or one for segment, one in zip(segments, given, strict=True)]
    if not words[0] or not words[1] or segments[0].title:
        return None
    more = segments[2:]
    title = ", ".join(segment.text for segment in more)
    if segments[1].title:
        title = ", ".join(filter(None, (segments[1].title, title)))
    only_titles = all(segment.like in (TITLE, SMALL) for segment in more)
    initials = segments[1].like == SURE or "." in cores[1]
    if given[1] and not given[0] and only_titles:
        name = f"{cores[0]} {cores[1]}" if initials else f"{cores[1]} {cores[0]}"
        return People((Named(name, title),), ((TURNED, f"{cores[0]}, {cores[1]}"),))
    if single and only_titles and segments[0].like == WORD:
        return People((Named(f"{cores[1]} {cores[0]}", title),), ((TURNED, f"{cores[0]}, {cores[1]}"),))
    if commas and all(words) and (all(given) or not any(given)):
        return None  # names of one word each
    return People((Named(f"{cores[0]}, {cores[1]}", title),), ((REVERSED, ", ".join(cores)),))


def _begins(segments: list[_Segment], place: int, commas: bool) -> tuple[bool, str]:
    """Whether a segment begins another person, and what is in doubt about that."""
    segment, before = segments[place], segments[place - 1]
    like, named = segment.like, segment.like >= SHAPE or (segment.like == WORD and bool(segment.title))
    after_name = before.like >= WORD
    match segment.mark:
        case "and" | "he" | "slash":
            if segment.mark == "he" and like != SURE:
                return False, ""
            if segment.mark == "slash" and after_name and named and scripts_differ(before.core, segment.core):
                return True, TWO_SCRIPTS
            if segment.mark == "and" and like >= SHAPE and before.like in (WORD, OTHER) and not before.title:
                # "Mr and Mrs Sample", "Ann and Bob Sample"
                return True, MIXED
            if like == SURE or segment.title:
                return named or segment.title != "", ""
            if like == SHAPE:
                if after_name or not _OF.search(f" {before.text} "):
                    return True, ""
                return False, ONE_TITLE
            if like == WORD and after_name and before.like == WORD:
                return True, ""
            if segment.mark == "and" and after_name:
                # "Ann Sample and two interpreters"
                return (True, "") if like in (TITLE, SMALL) else (False, MIXED)
            return False, MIXED if after_name and not before.title and like in (WORD, OTHER) else ""
        case "none":
            # "（处长）赵强（科长）", not the nickname of "Ann (Annie) Sample"
            return (True, "") if before.like >= SHAPE and named else (True, MIXED)
        case "han":
            return True, ""
    if like == SURE or (segment.title and like >= WORD):
        return True, ""
    if like in (TITLE, SMALL):
        return False, ONE_TITLE if before.text.endswith((")", "）")) else ""
    if like == SHAPE:
        if commas:
            return True, BY_HABIT
        names = len(segments) > 2 and all(one.like >= SHAPE for one in segments)
        return (True, "") if names or before.like in (TITLE, SMALL) else (False, NAME_AS_TITLE)
    alone = all(one.like == WORD for one in segments)
    if commas:
        if alone or (like == OTHER and has_han(segment.core) and len(segment.core) <= 4):
            return True, BY_HABIT
        if like == WORD and is_given(segment.core) and before.like == TITLE and segments[0].like == WORD:
            return True, ""
        return True, MIXED
    return False, NAME_AS_TITLE if like == WORD and is_known(segment.core) else ""


def _is_odd(name: str, like: int) -> bool:
    """Whether what is taken for a name is written unlike one: in small letters, with digits or an address."""
    return like in (SMALL, OTHER) and not has_han(name)


def _is_name(title: str, name: str) -> bool:
    """Whether what stands for a title is a name too, surely or because it is written in another script."""
    like = likeness(title, behind=True)
    return (
        like == SURE or (like == WORD and is_known(title)) or (like == SHAPE and scripts_differ(title, name))
    )
