"""What the database refused, said so that somebody can act on it."""

from __future__ import annotations

import re

from django.apps import apps
from django.db import Error
from django.utils.translation import gettext as _

_NAME = re.compile(r"\w+")


def sentence_of(error: Error) -> str:
    """What was wrong, by the constraint that `error` names, or what may have been where it names none."""
    named = set(_NAME.findall(str(error)))
    for model in apps.get_app_config("tracker").get_models():
        for constraint in model._meta.constraints:
            if constraint.name in named:
                return str(constraint.get_violation_error_message())
    return _(
        "Nothing was saved: somebody else changed this at the same moment, or what you entered contradicts"
        " itself. Look at what is recorded now, and correct what is below."
    )
