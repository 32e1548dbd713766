"""The forms of an import: the file, how it was read, and the confirmation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.forms import ConfirmImportForm, ImportForm

from tracker.choices import ImportScope, Status
from tracker.imports.fields import FIELDS, fields_of
from tracker.imports.options import MEMBERS, PEOPLE, SHAPES, SHEETS, STOPS, VISITS, Options, SheetOptions
from tracker.imports.planning import ROLES
from tracker.imports.reading import ENCODINGS, SEPARATORS
from tracker.imports.reading.limits import MAX_FILE
from tracker.imports.workbook import column_letters

type Label = str | Promise

#: Shape of a workbook → what it is called, and what it is.
SHAPE_LABELS: dict[str, tuple[Label, Label]] = {
    VISITS: (gettext_lazy("One row a visit"), gettext_lazy("members and topics as lists in a cell")),
    PEOPLE: (gettext_lazy("One row a person"), gettext_lazy("rows of one visit are put together")),
    SHEETS: (
        gettext_lazy("Several sheets"),
        gettext_lazy("visits, stops and members apart, joined by a key"),
    ),
}
ROLE_LABELS: dict[str, Label] = {
    VISITS: gettext_lazy("Visits"),
    PEOPLE: gettext_lazy("People"),
    STOPS: gettext_lazy("Stops"),
    MEMBERS: gettext_lazy("Members"),
}
#: How a column was recognised, as a person is told.
HOW_LABELS: dict[str, Label] = {
    "chosen": gettext_lazy("chosen by staff"),
    "remembered": gettext_lazy("remembered from an earlier workbook"),
    "recognised": gettext_lazy("recognised by its header"),
    "left out": gettext_lazy("not recognised, so left out"),
}
_DATES = ("dates", "end", "day")
_ORDERS = (
    ("day", gettext_lazy("Day first: 04/11/2025 is 4 November")),
    ("month", gettext_lazy("Month first: 04/11/2025 is 11 April")),
)
LAST_ROW = 1_048_576


def encoding_choices() -> list[tuple[str, Label]]:
    return [("", _("found out from the file")), *((name, name) for name in ENCODINGS)]


def separator_choices() -> list[tuple[str, Label]]:
    """By name: a form strips the tab that one of them is."""
    return [("", _("found out from the file")), *((_word(sign), name) for sign, name in SEPARATORS.items())]


def _word(separator: str) -> str:
    return f"U+{ord(separator):04X}" if len(separator) == 1 else ""


def _separator(word: str) -> str:
    return next((sign for sign in SEPARATORS if _word(sign) == word), "")


class TextFields(forms.Form):
    """How a text is read; spreadsheets know better."""

    encoding = forms.ChoiceField(label=gettext_lazy("Encoding"), choices=encoding_choices, required=False)
    separator = forms.ChoiceField(
        label=gettext_lazy("Between columns"), choices=separator_choices, required=False
    )

    def text_fields(self) -> list[forms.BoundField]:
        """Those of these fields that the form has, for the template."""
        return [self[name] for name in ("encoding", "separator") if name in self.fields]

    def apply_text(self, options: Options) -> None:
        options.encoding = self.cleaned_data.get("encoding", "")
        options.separator = _separator(self.cleaned_data.get("separator", ""))

    @staticmethod
    def initial_text(options: Options) -> dict[str, str]:
        return {"encoding": options.encoding, "separator": _word(options.separator)}


class WorkbookForm(ImportForm, TextFields):
    """The file alone: what kind it is, its content says."""

    field_order = ("import_file", "encoding", "separator")

    def __init__(self, formats: Any, resources: Any, **kwargs: Any) -> None:
        super().__init__(formats, resources, **kwargs)
        del self.fields["resource"], self.fields["format"]
        file = self.fields["import_file"]
        file.label = _("Workbook")
        file.error_messages["empty"] = _("This file is empty. Choose another one.")
        file.widget.attrs = {
            "accept": ".xlsx,.xlsm,.xls,.ods,.csv,.tsv,.txt",
            "aria-describedby": "id_import_file_helptext",
        }

    @property
    def media(self) -> forms.Media:
        # The library's script guesses the format for a field that isn't here.
        return forms.Media()

    def clean_import_file(self) -> Any:
        file = self.cleaned_data["import_file"]
        if file.size > MAX_FILE:
            sentence = _("The file has more than %(max)d MB. Divide it, and import one part after the other.")
            raise ValidationError(sentence % {"max": MAX_FILE // 1024**2})
        return file

    def options(self) -> Options:
        """What was chosen with the file."""
        options = Options()
        self.apply_text(options)
        return options


class ScopeForm(ConfirmImportForm):
    """Which rows of which import are written, and what the preview showed that was looked at."""

    scope = forms.ChoiceField(choices=ImportScope, widget=forms.HiddenInput)
    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        # The workbook is kept with the import, so that its key stands for the name of a file.
        del self.fields["original_file_name"], self.fields["format"], self.fields["resource"]


def _number(label: str, lowest: int, highest: int) -> forms.IntegerField:
    field = forms.IntegerField(label=label, required=False)
    # The browser's own limits, and Django's, in one sentence.
    values = {"lowest": lowest, "highest": highest}
    sentence = _("%(field)s is a number from %(lowest)d to %(highest)d.") % {"field": label, **values}
    field.error_messages["invalid"] = sentence
    field.validators += [MinValueValidator(lowest, sentence), MaxValueValidator(highest, sentence)]
    field.widget.attrs |= {"min": lowest, "max": highest}
    return field


class ReadingForm(TextFields):
    """How a workbook was read, to be changed: its shape, its sheets, their headers, dates and columns."""

    shape = forms.ChoiceField(label=gettext_lazy("Shape"), widget=forms.RadioSelect)
    fill_down = forms.BooleanField(
        label=gettext_lazy("An empty cell repeats the one above it"), required=False
    )
    status = forms.ChoiceField(label=gettext_lazy("Status of visits whose status isn't said"), required=False)

    def __init__(
        self, data: Any = None, *, summary: Mapping[str, Any], options: Options, is_text: bool
    ) -> None:
        self.summary, self.options = summary, options
        self.plans: dict[str, dict[str, Any]] = {sheet["role"]: sheet for sheet in summary["sheets"]}
        self.roles: Sequence[str] = ROLES.get(summary["shape"], ())
        initial: dict[str, Any] = {
            "shape": summary["shape"],
            "fill_down": options.fill_down,
            "status": options.status,
            **self.initial_text(options),
        }
        super().__init__(data, initial=initial)
        fields: Any = self.fields
        fields["shape"].choices = [
            (shape, _("%(name)s – %(what)s") % {"name": name, "what": what})
            for shape, (name, what) in ((shape, SHAPE_LABELS[shape]) for shape in SHAPES)
        ]
        planned = _("%(status)s, unless you choose another") % {"status": Status.PLANNED.label}
        fields["status"].choices = [("", planned), *Status.choices]
        if not is_text:
            del fields["encoding"], fields["separator"]
        if summary["shape"] != PEOPLE:
            del fields["fill_down"]
        for role in self.roles:
            self._add_sheet(role)

    def _add_sheet(self, role: str) -> None:
        plan, chosen = self.plans.get(role), self.options.of(role)
        names = [(name, name) for name in self.summary["sheet_names"]]
        if plan is None:
            names.insert(0, ("", _("none")))
        self._add(
            f"{role}-name",
            forms.ChoiceField(label=_("Sheet"), choices=names, required=plan is not None),
            plan["name"] if plan else chosen.name,
        )
        if plan is None:
            return
        rows = plan["header_rows"]
        first = rows[0] + 1 if rows else None
        self._add(f"{role}-header_row", _number(_("First row of the header"), 1, LAST_ROW), first)
        heights = [(str(n), str(n)) for n in range(4)]
        height = forms.ChoiceField(label=_("Rows of the header"), choices=heights)
        self._add(f"{role}-header_rows", height, str(len(rows)))
        self._add(f"{role}-year", _number(_("Year of dates without one"), 1900, 2100), chosen.year)
        centuries = [("", _("not chosen")), ("19", "1900–1999"), ("20", "2000–2099")]
        century = forms.ChoiceField(label=_("Century of two-digit years"), choices=centuries, required=False)
        self._add(f"{role}-century", century, "" if chosen.century is None else str(chosen.century))
        for name in self._ordered(role):
            found = plan["order"].get(name, ("", ""))[0]
            order = forms.ChoiceField(
                label=capfirst(str(FIELDS[name].label)),
                choices=[("", _("Coop decides, or asks")), *_ORDERS],
                required=False,
                widget=forms.RadioSelect,
            )
            self._add(f"{role}-order-{name}", order, chosen.order.get(name) or found)
        fields = [(field.name, capfirst(str(field.label))) for field in fields_of(role)]
        for column in plan["columns"]:
            choices = [("", _("leave out")), *fields]
            if column["how"] == "left out":
                # To leave it out is a choice too, and answers the question what it is.
                choices = [("?", _("not recognised")), *choices]
            label = _("Column %(letters)s is") % {"letters": column_letters(column["index"])}
            field = forms.ChoiceField(label=label, choices=choices, required=False)
            unknown = column["how"] == "left out"
            self._add(f"{role}-column-{column['index']}", field, "?" if unknown else column["field"])

    def _add(self, name: str, field: forms.Field, initial: Any) -> None:
        self.fields[name] = field
        self.initial[name] = initial

    def _ordered(self, role: str) -> list[str]:
        """The fields of dates in which something is written with the day or the month first."""
        plan, chosen = self.plans[role], self.options.of(role)
        return [n for n in _DATES if n in plan["order"] or n in plan["questions"] or n in chosen.order]

    def sheets(self) -> Iterator[dict[str, Any]]:
        """Each sheet with its fields, for the template."""
        for role in self.roles:
            plan = self.plans.get(role)
            shown: dict[str, Any] = {
                "role": role,
                "label": ROLE_LABELS[role],
                "name": self[f"{role}-name"],
                "plan": plan,
            }
            if plan is not None:
                shown["header"] = [self[f"{role}-header_row"], self[f"{role}-header_rows"]]
                shown["years"] = [self[f"{role}-year"], self[f"{role}-century"]]
                shown["orders"] = [
                    {
                        "field": self[f"{role}-order-{name}"],
                        "question": plan["questions"].get(name, ""),
                        "decided_by": plan["order"].get(name, ("", ""))[1],
                    }
                    for name in self._ordered(role)
                ]
                shown["columns"] = [
                    {
                        **column,
                        "letters": column_letters(column["index"]),
                        "how": HOW_LABELS.get(column["how"], column["how"]),
                        "select": self[f"{role}-column-{column['index']}"],
                    }
                    for column in plan["columns"]
                ]
            yield shown

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for role, plan in self.plans.items():
            seen: dict[str, str] = {}
            for column in plan["columns"]:
                name = f"{role}-column-{column['index']}"
                chosen, letters = cleaned.get(name, ""), column_letters(column["index"])
                if chosen in seen:
                    sentence = _("Columns %(first)s and %(second)s are both “%(field)s”. Leave one out.")
                    said = {"first": seen[chosen], "second": letters, "field": FIELDS[chosen].label}
                    self.add_error(name, sentence % said)
                elif chosen not in ("", "?"):
                    seen[chosen] = letters
        return cleaned

    def changed_options(self) -> Options:
        """What is chosen now. What was left as it was found stays found, and is not taken for a choice."""
        options = Options.from_json(self.options.to_json())
        cleaned = self.cleaned_data
        if "encoding" in self.fields:
            self.apply_text(options)
        if "fill_down" in self.fields:
            options.fill_down = cleaned["fill_down"]
        options.status = cleaned["status"]
        if cleaned["shape"] != self.summary["shape"]:
            # The sheets have other roles now, and none of what was chosen for these holds.
            options.shape, options.sheets = cleaned["shape"], {}
            return options
        for role in self.roles:
            self._apply_sheet(role, options)
        return options

    def _apply_sheet(self, role: str, options: Options) -> None:
        cleaned, plan = self.cleaned_data, self.plans.get(role)
        name = cleaned[f"{role}-name"]
        if plan is None or name != plan["name"]:
            if name:
                options.sheets[role] = SheetOptions(name=name)
            return
        sheet = options.of(role)
        changed = set(self.changed_data)
        if f"{role}-header_row" in changed:
            sheet.header_row, sheet.header_rows = cleaned[f"{role}-header_row"], None
        if f"{role}-header_rows" in changed:
            sheet.header_rows = int(cleaned[f"{role}-header_rows"])
        sheet.year = cleaned[f"{role}-year"]
        century = cleaned[f"{role}-century"]
        sheet.century = int(century) if century else None
        for field in self._ordered(role):
            if f"{role}-order-{field}" in changed:
                order = cleaned[f"{role}-order-{field}"]
                sheet.order = {k: v for k, v in {**sheet.order, field: order}.items() if v}
        for column in plan["columns"]:
            name = f"{role}-column-{column['index']}"
            # A form that was cut off says nothing of the columns that it lacks.
            if name in changed and name in self.data:
                sheet.columns[str(column["index"])] = cleaned[name]
