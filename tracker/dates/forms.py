"""The form field of a partial date, and its widget."""

from contextlib import suppress
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import NoReverseMatch, reverse

from tracker.dates.spoken import read
from tracker.dates.value import PartialDate, PartialDateError


def as_typed(value: object) -> str:
    """A partial date as a person would type it: its display where that reads back as the same date, else
    its EDTF.
    """
    if not isinstance(value, PartialDate):
        return "" if value is None else str(value)
    shown = str(value)
    try:
        return shown if read(shown) == value else value.edtf
    except PartialDateError:
        return value.edtf


def reading_of(text: str) -> dict[str, str | bool]:
    """How a typed text is read, for the page to show while a person types.

    Gives `ok`, and `edtf` and `display` of the date, or the sentence `error`. Nothing typed is `ok` and
    empty.
    """
    if not text.strip():
        return {"ok": True, "edtf": "", "display": "", "error": ""}
    try:
        value = read(text)
    except PartialDateError as error:
        return {"ok": False, "edtf": "", "display": "", "error": str(error)}
    return {"ok": True, "edtf": value.edtf, "display": str(value), "error": ""}


class PartialDateWidget(forms.TextInput):
    """A text input that shows below it how its text is read, at once and, with `partial-date.js`, while
    typing.
    """

    template_name = "tracker/widgets/partial_date.html"

    class Media:
        js = ("tracker/partial-date.js",)

    def format_value(self, value: Any) -> str | None:
        return as_typed(value) or None

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        widget = context["widget"]
        widget["reading"] = reading_of(widget["value"] or "")
        identifier = widget["attrs"].get("id")
        if identifier:
            # The form's own hints (help text, errors) keep their place before ours.
            widget["reading_id"] = f"{identifier}_reading"
            described_by = widget["attrs"].get("aria-describedby", "")
            widget["attrs"]["aria-describedby"] = f"{described_by} {widget['reading_id']}".strip()
        with suppress(NoReverseMatch):  # a site without that page shows the reading when the form comes back
            widget["attrs"]["data-read-url"] = reverse("date-read")
        return context


def partial_date_widget(widget: forms.Widget | type[forms.Widget]) -> forms.Widget | type[forms.Widget]:
    """The partial date widget in the place of a plain text input, with its attributes; any other widget as
    it is.
    """
    made = widget() if isinstance(widget, type) else widget
    if isinstance(made, forms.TextInput) and not isinstance(made, PartialDateWidget):
        return PartialDateWidget(attrs=made.attrs)
    return widget


class PartialDateFormField(forms.Field):
    """Reads what a person types (`read`) and gives a PartialDate, or None for nothing."""

    widget = PartialDateWidget

    def prepare_value(self, value: Any) -> Any:
        return as_typed(value)

    def to_python(self, value: Any) -> PartialDate | None:
        if isinstance(value, PartialDate):
            return value
        if value is None or not str(value).strip():
            return None
        try:
            return read(str(value))
        except PartialDateError as error:
            raise ValidationError(str(error), code="invalid") from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True
