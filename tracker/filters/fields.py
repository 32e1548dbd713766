"""The form fields of filters: what they cannot read, they say in a sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from tracker.dates import PartialDate, PartialDateError, read
from tracker.filters.counting import in_words
from tracker.filters.query import LONGEST, quoted
from tracker.names import normalise

MOST_WORDS = 12


class Choice(NamedTuple):
    """One choice of a filter: what stands in the URL, and what a person reads."""

    key: str
    name: str

    def __str__(self) -> str:
        return self.name


class SuggestingInput(forms.TextInput):
    """A text input that suggests names, with what is shown for each if that is more; for long lists."""

    template_name = "tracker/parts/suggesting_input.html"

    def __init__(self, names: dict[str, str]) -> None:
        super().__init__(attrs={"maxlength": LONGEST, "autocomplete": "off"})
        self.names = names

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["list_id"] = f"{context['widget']['attrs'].get('id', name)}_names"
        context["widget"]["names"] = self.names
        return context


class ChosenField(forms.Field):
    """Gives the `Choice` that the text names, by its key or by its name.

    `choices` are offered; where they are not all, `find` looks for one that is not among them.
    """

    def __init__(
        self,
        choices: list[Choice],
        *,
        label: str,
        find: Callable[[str], Choice | None] | None = None,
        empty: str | None = None,
    ) -> None:
        self.choices, self.find, self.counts_itself = choices, find, empty is None
        if find:
            widget: forms.Widget = SuggestingInput({choice.name: "" for choice in choices})
        else:
            if empty is None:
                empty = _any_of(len(choices))
            offered = [("", empty)] if empty else []
            widget = forms.Select(choices=[*offered, *choices])
        super().__init__(required=False, label=label, widget=widget)

    def tell(self, counts: dict[str, int], chosen: str | None) -> None:
        """Offer only what leaves rows, and what is chosen, and say how many."""
        told = [
            Choice(choice.key, f"{choice.name} ({in_words(counts.get(choice.key, 0))})")
            for choice in self.choices
            if choice.key in counts or choice.key == chosen
        ]
        widget: Any = self.widget
        if self.find:
            names = {choice.key: choice.name for choice in self.choices}
            widget.names = {names[choice.key]: choice.name for choice in told}
        else:
            offered = [(value, name) for value, name in widget.choices if value == ""]
            if offered and self.counts_itself:
                offered = [("", _any_of(len(told)))]
            widget.choices = [*offered, *told]

    def to_python(self, value: Any) -> Choice | None:
        if not value:
            return None
        text = str(value)
        folded = text.casefold()
        for choice in self.choices:
            if choice.key.casefold() == folded or choice.name.casefold() == folded:
                return choice
        found = self.find(text) if self.find else None
        if found is None:
            sentence = _("nothing here goes by “%(value)s”, so that was left out; choose from the list.")
            raise ValidationError(sentence, params={"value": quoted(text)})
        return found


def _any_of(number: int) -> str:
    return ngettext("any of %(count)d", "any of %(count)d", number) % {"count": number}


class PeriodField(forms.Field):
    """Gives the period that a text in the words of partial dates names, as a `PartialDate`."""

    def __init__(self, *, label: str) -> None:
        widget = forms.TextInput(attrs={"maxlength": LONGEST, "placeholder": _("2025, May 2025, 22 Sep")})
        super().__init__(required=False, label=label, widget=widget)

    def to_python(self, value: Any) -> PartialDate | None:
        if not value:
            return None
        try:
            period = read(str(value))
        except PartialDateError as error:
            raise ValidationError(str(error)) from error
        return period


class WordsField(forms.Field):
    """Gives the words of a text, without those that have neither letter nor figure."""

    def __init__(self, *, label: str) -> None:
        widget = forms.TextInput(attrs={"type": "search", "maxlength": LONGEST})
        super().__init__(required=False, label=label, widget=widget)

    def to_python(self, value: Any) -> list[str]:
        words = str(value or "").split()
        if len(words) > MOST_WORDS:
            sentence = _("they were left out: give at most %(most)d words.")
            raise ValidationError(sentence, params={"most": MOST_WORDS})
        told = [word for word in words if any(character.isalnum() for character in normalise(word))]
        if words and not told:
            sentence = _("there is nothing to search for in “%(value)s”: give letters or figures.")
            raise ValidationError(sentence, params={"value": quoted(str(value))})
        return told
