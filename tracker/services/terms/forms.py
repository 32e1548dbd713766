"""Form fields for terms and durations: typed as people say them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tracker.choices import TermStart
from tracker.dates.forms import as_typed
from tracker.services.terms.durations import Duration
from tracker.services.terms.spoken import Term, TermError, read_duration, read_term


def term_in_words(duration: Duration | None, start: str = "") -> str:
    """A term as a person would say it: "5 years from signature"; "" for none."""
    if duration is None:
        return ""
    patterns = {
        TermStart.SIGNED: _now("%(duration)s from signature"),
        TermStart.IN_FORCE: _now("%(duration)s from entry into force"),
    }
    pattern = patterns[TermStart(start)] if start else "%(duration)s"
    return pattern % {"duration": duration}


class DurationField(forms.CharField):
    """Gives a Duration, or None for nothing."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("help_text", _("Such as “6 months” or “90 days”."))
        super().__init__(max_length=200, **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return read_duration(text) if text else None
        except TermError as error:
            raise ValidationError(str(error), code="invalid") from error

    def prepare_value(self, value: Any) -> Any:
        return str(value) if isinstance(value, Duration) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.clean(data) != initial)
        except ValidationError:
            return True


class TermField(DurationField):
    """Gives a Term: a duration with from when it counts, or, where `dates` allows it, the last day."""

    def __init__(self, *, dates: bool = True, **kwargs: Any) -> None:
        self.dates = dates
        kwargs.setdefault("help_text", _("Such as “five years from signature”, or “18 months”."))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        text = forms.CharField.clean(self, value)
        if not text:
            return None
        try:
            term = read_term(text)
        except TermError as error:
            raise ValidationError(str(error), code="invalid") from error
        if term.until is not None and not self.dates:
            raise ValidationError(
                _("That is a day: write it into “expires”, and here a duration."), code="invalid"
            )
        return term

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, Term):
            return value
        return as_typed(value.until) if value.until else term_in_words(value.duration, value.start)
