"""The words that many names share, in the romanised forms of the four languages, and what they say."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from tracker.imports.near.spelling import Slips, chinese, sound, syllables, words_of

#: What a word can be in a name.
DISTINCT, FILLER, KIND, FIELD, RANK, REGION, NUMBER, LETTER = range(8)


class Part(NamedTuple):
    """What a word, or a piece of one, says: its category, and the one form of all its spellings."""

    category: int
    text: str


_FILLERS = """
    the of and for in at on to by with from de la du der und et im imeni name named after its
    i v o s k na po dlya zhane men atyndagy atyndaghy no number nomer hao
"""
_DELEGATIONS = "delegation delegations delegatsiya delegatsii delegatsiyasy daibiaotuan"
#: Between two places they say which is where: "of Example in Sample" isn't "of Sample in Example".
PLACING = words_of("in at to v na")

_KINDS = {
    "university": "university universities universitet universiteta universitety universiteti univ uni",
    "college": "college colleges institute institutes institut instituta instituty kolledzh kolledzha "
    "kolledzhi",
    "academy": "academy akademiya akademii akademiyasy",
    "school": "school schools shkola shkoly shkole mektep mektebi",
    "gymnasium": "gymnasium gimnaziya gimnazii gimnaziyasy",
    "lyceum": "lyceum litsey liceum litseyi",
    "faculty": "faculty fakultet fakulteti",
    "ministry": "ministry ministries ministerstvo ministerstva ministrligi ministrlik",
    "department": "department departments departament departamenta departamenti dept bureau upravlenie "
    "upravleniye upravleniya basqarmasy",
    "committee": "committee commission komitet komiteta komiteti komissiya",
    "centre": "centre center centres tsentr tsentra ortalygy ortalyghy",
    "company": "company ltd limited llp llc inc corp corporation jsc too ooo",
    "association": "association associations assotsiatsiya assotsiatsii qauymdastyghy",
    "foundation": "foundation fund fond fonda qory",
    "agency": "agency agentstvo agenttigi",
    "organisation": "organisation organization organizatsiya organizatsii",
    "embassy": "embassy posolstvo posolstva elshiligi",
    "government": "government administration administratsiya akimat akimata akimdigi",
}
_FIELDS = {
    "education": "education educational obrazovanie obrazovaniye obrazovaniya obrazovaniyu bilim",
    "science": "science sciences nauka nauki nauk ghylym gylym",
}
_RANKS = {
    "state": "state gosudarstvennyy gosudarstvennaya gosudarstvennogo gosudarstvennyi memlekettik",
    "national": "national natsionalnyy natsionalnaya natsionalnogo natsionalnyi ulttyq",
}
_REGIONS = {
    "city": "city gorod goroda qala qalasy qalasynyng",
    "region": "region regional oblast oblasti oblysy",
    "province": "province provincial provintsiya provintsii",
    "district": "district county rayon rayona audany",
    "republic": "republic respublika respubliki respublikasy respublikasynyng",
}
_PROGRAMMES = {
    "programme": "programme programmes program programs programma programmy baghdarlama baghdarlamasy",
    "project": "project projects proekt proekta zhoba zhobasy",
}
# The ends of Chinese names, which are written without spaces.
_CHINESE_ENDS = {
    "daxue": [Part(KIND, "university")],
    "xueyuan": [Part(KIND, "college")],
    "zhongxue": [Part(KIND, "secondary school")],
    "xiaoxue": [Part(KIND, "primary school")],
    "xuexiao": [Part(KIND, "school")],
    "jiaoyubu": [Part(FIELD, "education"), Part(KIND, "ministry")],
    "jiaoyuju": [Part(FIELD, "education"), Part(KIND, "department")],
    "jiaoyuting": [Part(FIELD, "education"), Part(KIND, "department")],
    "jiaoyu": [Part(FIELD, "education")],
    "kexueyuan": [Part(FIELD, "science"), Part(KIND, "academy")],
    "weiyuanhui": [Part(KIND, "committee")],
    "zhongxin": [Part(KIND, "centre")],
    "gongsi": [Part(KIND, "company")],
    "xiehui": [Part(KIND, "association")],
    "jijinhui": [Part(KIND, "foundation")],
    "dashiguan": [Part(KIND, "embassy")],
    "daibiaotuan": [Part(FILLER, "")],
}
_COUNTED = "one two three four five six seven eight nine ten eleven twelve"
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
# Not I, V and X, which are words and initials too; VI and XI are syllables.
_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vii": "7", "viii": "8", "ix": "9", "xii": "12"}
_NUMBERS = {
    **{word: str(number) for number, word in enumerate(_COUNTED.split(), 1)},
    **{word: str(number) for number, word in enumerate(_ORDINALS.split(), 1)},
    **_ROMAN,
}
_BESIDE_NUMBER = words_of("st nd rd th no n")
_SHORTEST_COMMON_WITH_SLIP = 7
_DIGITS = re.compile(r"(\d+)")


def _spelled(category: int, table: dict[str, str]) -> dict[str, Part]:
    return {form: Part(category, text) for text, forms in table.items() for form in forms.split()}


@cache
def _table(kind: str) -> dict[str, Part]:
    """The common words of names of this kind of record."""
    fillers = {form: Part(FILLER, "") for form in _FILLERS.split()}
    numbers = {form: Part(NUMBER, text) for form, text in _NUMBERS.items()}
    match kind:
        case "organisation" | "delegation":
            common = {
                **_spelled(KIND, _KINDS),
                **_spelled(FIELD, _FIELDS),
                **_spelled(RANK, _RANKS),
                **_spelled(REGION, _REGIONS),
            }
            if kind == "delegation":
                common |= {form: Part(FILLER, "") for form in _DELEGATIONS.split()}
        case "programme":
            common = _spelled(KIND, _PROGRAMMES)
        case _:
            common = {}
    return {**fillers, **numbers, **common}


@cache
def _slips(kind: str) -> tuple[Slips, dict[str, Part]]:
    """The longer common words by their sound, to find what is a slip away from one."""
    parts = {
        sound(form): part for form, part in _table(kind).items() if len(form) >= _SHORTEST_COMMON_WITH_SLIP
    }
    return Slips(parts), parts


class Words(dict[str, tuple[Part, ...]]):
    """What each word says in names of one kind of record, read once a word."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self._table = _table(kind)
        self._slips, self._sounds = _slips(kind)
        self._ends = _CHINESE_ENDS if kind in {"organisation", "delegation"} else {}

    def __missing__(self, word: str) -> tuple[Part, ...]:
        parts = self[word] = tuple(self._read(word))
        return parts

    def _read(self, word: str) -> Iterable[Part]:
        common = self._table.get(word)
        if common:
            return [common]
        if not word.isalpha():
            return self._with_number(word)
        if len(word) == 1:
            return [Part(LETTER, word)]
        count = syllables(word)
        if count:
            return self._chinese(chinese(word))
        heard = sound(word)
        if heard in self._sounds:
            return [self._sounds[heard]]
        if len(word) >= _SHORTEST_COMMON_WITH_SLIP - 1:
            slips = self._slips.of(heard)
            if slips:
                return [self._sounds[min(slips)]]
        return [Part(DISTINCT, heard)]

    def _chinese(self, word: str) -> list[Part]:
        """The parts of a name written in one: what distinguishes it, then what its ends say."""
        for length in range(min(len(word), 11), 4, -1):
            end = self._ends.get(word[-length:])
            if end:
                rest = word[:-length]
                # "…kexueyuan" also ends in "xueyuan": the longest end that leaves whole syllables is meant.
                if not rest or syllables(rest):
                    return [*(self._chinese(rest) if rest else []), *end]
        return [Part(DISTINCT, word)]

    def _with_number(self, word: str) -> Iterable[Part]:
        for piece in _DIGITS.split(word):
            if piece.isdigit():
                yield Part(NUMBER, piece.lstrip("0") or "0")
            elif piece and piece not in _BESIDE_NUMBER:
                yield Part(LETTER if len(piece) == 1 else DISTINCT, piece)
