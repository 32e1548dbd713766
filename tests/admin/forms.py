"""Filling in the admin's forms as a person does: from the page that was opened, with some values changed."""

from typing import Any

from django.forms import BaseForm, ModelMultipleChoiceField
from django.http import HttpResponse


def _values(form: BaseForm) -> dict[str, Any]:
    """What a browser would send for a form just as it is shown."""
    values = {}
    for name in form.fields:
        bound = form[name]
        value = bound.value()
        if value is None and isinstance(form.fields[name], ModelMultipleChoiceField):
            value = []
        elif value is None:
            value = ""
        elif isinstance(value, list | tuple):
            value = [str(getattr(item, "pk", item)) for item in value]
        elif value is False:
            continue
        values[bound.html_name] = value if isinstance(value, list) else str(value)
    return values


def posted(page: HttpResponse, **changes: Any) -> dict[str, Any]:
    """What saving the page would send, with `changes`; `__` in names stands for the hyphens of formsets."""
    context: Any = page.context  # type: ignore[attr-defined]
    data = _values(context["adminform"].form)
    for inline in context["inline_admin_formsets"]:
        formset = inline.formset
        data |= _values(formset.management_form)
        for form in formset.forms:
            data |= _values(form)
    return data | {name.replace("__", "-"): value for name, value in changes.items()}


def add_row(data: dict[str, Any], prefix: str, **values: Any) -> int:
    """Add a row to the formset `prefix` of `data`, as the page's link does; returns its number."""
    number = int(data[f"{prefix}-TOTAL_FORMS"])
    data[f"{prefix}-TOTAL_FORMS"] = str(number + 1)
    data |= {f"{prefix}-{number}-{name}": value for name, value in values.items()}
    return number


def errors(page: HttpResponse) -> list[str]:
    """Every sentence that a refused form says, of its rows too."""
    context: Any = page.context  # type: ignore[attr-defined]
    groups = [group if hasattr(group, "as_ul") else [group] for group in context["errors"]]
    return list(dict.fromkeys(str(message) for group in groups for message in group))
