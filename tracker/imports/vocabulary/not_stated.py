"""What offices write into a cell to say that they don't know or won't say."""

from __future__ import annotations

_PHRASES = frozenset(
    phrase
    for phrases in (
        "tbc|tbd|tba|t.b.c|t.b.d|t.b.a|to be confirmed|to be decided|to be determined|to be announced",
        "n/a|na|n.a|nil|none|unknown|not known|not stated|not given|not available|not applicable",
        "不详|不明|未知|未定|待定|待确认|待通知|暂无|无|未注明",
        "уточняется|уточнить|будет уточнено|подлежит уточнению|неизвестно|не известно|неизвестна|не указано",
        "неизвестен|не указан|не указаны",
        "не указана|не определено|не определена|нет|нет данных|н/д|б/д|по согласованию",
        "белгісіз|нақтыланады|нақтылануда|анықталуда|анықталмаған|көрсетілмеген|жоқ",
        "мәлімет жоқ|деректер жоқ",
    )
    for phrase in phrases.split("|")
)
#: The longest of them, with brackets and dots around it.
_LONGEST = max(map(len, _PHRASES)) + 8
_MARKS = " .,!?()[]（）-–—―－_…*/"


def says_not_stated(text: str) -> bool:
    """Whether a text says, in words, by dashes or question marks, that there is nothing to state."""
    if len(text) > _LONGEST:
        return False
    words = text.casefold().strip(_MARKS)
    return not words or words in _PHRASES


def is_only_marks(text: str) -> bool:
    """Whether a text is nothing but dashes or dots: what it says is that nothing is said."""
    return not text.strip(" .-–—―－_…*/")
