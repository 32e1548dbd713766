"""Query strings as people, links and machines send them, made safe and single-valued."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

LONGEST = 200
_TOLD = 3  # unknown parameters told by name: a thousand of them make no page longer
# Nothing that a person types; PostgreSQL refuses NUL in any text.
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
# What turns the direction of the text around it.
_BIDI = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def quoted(text: str) -> str:
    """`text`, safe and short enough to be quoted in a sentence."""
    text = _CONTROL.sub("�", _BIDI.sub("", text))
    return text if len(text) <= 40 else f"{text[:39]}…"


def read_query(data: QueryDict, known: Mapping[str, str | Promise]) -> tuple[dict[str, str], list[str]]:
    """Give the known parameters that have a value, and a sentence for each thing that was not understood.

    `known` has what a person calls each. Of a repeated parameter the last counts; one that is too long or
    holds control characters is left out.
    """
    values: dict[str, str] = {}
    problems: list[str] = []
    unknown: list[str] = []
    for name, given in data.lists():
        if name not in known:
            unknown.append(name)
            continue
        text = _BIDI.sub("", given[-1]).strip() if given else ""
        label = str(known[name])
        label = label[:1].upper() + label[1:]
        if len(given) > 1:
            problems.append(
                _("“%(name)s” was given %(count)d times: only the last counts.")
                % {"name": label, "count": len(given)}
            )
        if len(text) > LONGEST:
            problems.append(
                _("“%(name)s” was left out: it may have %(most)d characters, and this had %(count)d.")
                % {"name": label, "most": LONGEST, "count": len(text)}
            )
        elif _CONTROL.search(text):
            problems.append(
                _("“%(name)s” was left out: it has characters that cannot be typed.") % {"name": label}
            )
        elif text:
            values[name] = text
    for name in unknown[:_TOLD]:
        problems.append(
            _("“%(name)s” was left out: nothing here goes by that name.") % {"name": quoted(name)}
        )
    if len(unknown) > _TOLD:
        more = len(unknown) - _TOLD
        sentence = ngettext("So was %(count)d more.", "So were %(count)d more.", more)
        problems.append(sentence % {"count": more})
    return values, problems
