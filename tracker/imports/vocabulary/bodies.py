"""Whether the name of an organisation looks like the names of several, with commas or "and" between them."""

from __future__ import annotations

import itertools
import re

from tracker.imports.vocabulary.keys import has_han
from tracker.imports.vocabulary.people_words import words_of

#: How sure it is that there are several.
SURE, UNSURE = "sure", "unsure"

_KINDS = words_of(
    "university institute academy college school lyceum gymnasium ministry department faculty"
    " committee commission"
    " centre center company association foundation fund agency organisation organization embassy"
    " consulate council"
    " office bureau library museum polytechnic conservatory laboratory union society corporation bank"
    " университет институт академия школа лицей гимназия колледж министерство комитет комиссия"
    " департамент"
    " управление центр компания ассоциация фонд агентство организация посольство консульство совет"
    " акимат факультет"
    " кафедра отдел музей библиотека общество банк школа-лицей"
    " университеті институты академиясы мектебі мектеп лицейі гимназиясы колледжі министрлігі комитеті"
    " департаменті"
    " басқармасы орталығы қоры қауымдастығы факультеті елшілігі әкімдігі"
)
#: Parts of something bigger, whose name follows after a comma.
_UNITS = words_of(
    "institute school department faculty committee centre center college office laboratory library"
    " bureau"
    " институт школа комитет департамент управление центр факультет кафедра отдел лаборатория"
    " институты мектебі комитеті департаменті орталығы факультеті"
)
_SMALL = words_of("of for in on at the and № no named after и по имени им в на және")
_AFTER_KIND = words_of("of for in at named")
_HAN_KINDS = tuple(
    words_of(
        "大学 学院 学校 中学 小学 研究院 研究所 委员会 公司 中心 教育部 教育局 教育厅 科学院 协会"
        " 基金会 大使馆 外交部 大學 學院 學校 教育廳"
    )
)
_BETWEEN = re.compile(
    r"\s*[,，]\s*|\s*/\s*|\s*&\s*|\s+(?:and|и|және)\s+|(?<=[\u3400-\u9fff])[和与及](?=[\u3400-\u9fff])"
)
_IN_BRACKETS = re.compile(r"[(（][^()（）]*[)）]")
_MARKS = ".,\"'«»“”„"


def several_bodies(name: str) -> str:
    """SURE where each part of a name is one of an organisation by itself, UNSURE where it may be; else ""."""
    if not (
        "," in name
        or " and " in name
        or "/" in name
        or "&" in name
        or (not name.isascii() and any(mark in name for mark in ("，", " и ", " және ", "和", "与", "及")))
    ):
        return ""
    plain = _IN_BRACKETS.sub(" ", name)
    parts = [part.strip() for part in _BETWEEN.split(plain)]
    parts = [part for part in parts if part]
    bodies = [_is_body(part) for part in parts]
    if sum(bodies) < 2:
        return ""
    separators = [match[0].strip() for match in _BETWEEN.finditer(plain)]
    commas = all(
        separator in (",", "，") or not body for separator, body in zip(separators, bodies[1:], strict=False)
    )
    if commas and _is_unit(parts[0]) and sum(bodies) == 2 and not _is_unit(parts[bodies.index(True, 1)]):
        # "School of Education, Example University" is one; "Sample Institute, Example University" may be two.
        return "" if _names_unit_of(parts[0]) else UNSURE
    if "/" in separators and len({has_han(part) or part.isascii() for part in parts}) > 1:
        return UNSURE  # one name in two languages
    if "/" in separators and len({part.isascii() for part in parts}) > 1:
        return UNSURE
    return SURE if all(bodies) else UNSURE


def _words(part: str) -> list[str]:
    return [word.strip(_MARKS) for word in part.casefold().split()]


def _is_body(part: str) -> bool:
    """Whether a text names an organisation: a word for one, and another that tells which."""
    if has_han(part):
        return any(part.endswith(kind) and len(part) > len(kind) for kind in _HAN_KINDS) or part in (
            "教育部",
            "外交部",
        )
    words = _words(part)
    places = [place for place, word in enumerate(words) if word in _KINDS]
    if not places or not part[:1].isupper() or all(word in _KINDS or word in _SMALL for word in words):
        return False
    # "Example University", "University of Examples"; not "University Admissions".
    last = len(words) - 1
    return any(
        place == last or words[place + 1] in _AFTER_KIND or not words[place].isascii() for place in places
    )


def _is_unit(part: str) -> bool:
    return not _UNITS.isdisjoint(_words(part)) and not {"university", "университет", "ministry"} & set(
        _words(part)
    )


def _names_unit_of(part: str) -> bool:
    words = _words(part)
    return bool(words) and (
        words[0] in _UNITS
        or any(one in _UNITS and two in _AFTER_KIND for one, two in itertools.pairwise(words))
    )
