"""The form field and its widget: what a person types, and how it was read."""

from typing import Any

import pytest
from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget
from django.test import override_settings
from django.utils import translation

from tracker.dates import PartialDate, PartialDateFormField, PartialDateWidget, reading_of
from tracker.dates.forms import as_typed
from tracker.models import Programme

RANGE = PartialDate.from_edtf("2025-11-04/2025-11-05")


class PeriodForm(forms.Form):
    period = PartialDateFormField(required=False, help_text="As precisely as a source gives it.")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("4–5 Nov 2025", RANGE),
        ("2025-11-04/2025-11-05", RANGE),
        ("2025年11月4日至5日", RANGE),
        ("", None),
        ("  ", None),
    ],
)
def test_form_field_reads_what_is_typed(typed, expected):
    form = PeriodForm({"period": typed})
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"period": expected}


def test_form_field_unreadable_text_refused_and_kept():
    form = PeriodForm({"period": "next autumn"})
    assert not form.is_valid()
    assert str(form.errors["period"][0]).startswith(
        "“next autumn” can't be read as a date: what it means depends"
    )
    assert 'value="next autumn"' in str(form["period"])


def test_form_field_required_and_empty_refused():
    with pytest.raises(forms.ValidationError):
        PartialDateFormField().clean("")


@pytest.mark.parametrize("typed", ["x" * 1_000_000, "\x00", "\ud800"])
def test_form_field_hostile_text_refused(typed):
    form = PeriodForm({"period": typed})
    assert list(form.errors) == ["period"]
    str(form).encode("utf-8", "replace")


@pytest.mark.parametrize(
    ("typed", "changed"),
    [
        ("4-5 November 2025", False),
        ("2025-11-04/2025-11-05", False),
        ("4 November 2025", True),
        ("", True),
        ("foo", True),
    ],
)
def test_form_field_changed_only_by_another_date(typed, changed):
    form = PeriodForm({"period": typed}, initial={"period": RANGE})
    assert form.has_changed() == changed


@pytest.mark.parametrize(
    ("language", "edtf", "typed"),
    [
        ("en", "2025-11-04/2025-11-05", "4–5 November 2025"),
        ("ru", "2025-11-04/2025-11-05", "4–5 ноября 2025 г."),
        ("zh-hans", "2025-11-04/2025-11-05", "2025年11月4日至5日"),
        ("ru", "20XX", "20XX"),  # its phrase in Russian can't be typed back
    ],
)
def test_as_typed_reads_back_in_each_language(language, edtf, typed):
    with translation.override(language):
        assert as_typed(PartialDate.from_edtf(edtf)) == typed


def test_as_typed_of_what_is_no_date():
    assert (as_typed(None), as_typed("next autumn")) == ("", "next autumn")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "4–5 Nov 2025",
            {"ok": True, "edtf": "2025-11-04/2025-11-05", "display": "4–5 November 2025", "error": ""},
        ),
        ("  ", {"ok": True, "edtf": "", "display": "", "error": ""}),
        (
            "foo",
            {
                "ok": False,
                "edtf": "",
                "display": "",
                "error": "“foo” can't be read as a date: “foo” is not understood. "
                "Dates can be typed like these: 4–5 November 2025; autumn 2025; 22 September; 2025-11-04.",
            },
        ),
    ],
)
def test_reading_of_typed_text(text, expected):
    assert reading_of(text) == expected


def test_widget_shows_how_its_value_was_read():
    page = str(PeriodForm(initial={"period": RANGE})["period"])
    assert 'value="4–5 November 2025"' in page
    assert ">Read as: 4–5 November 2025 · 2025-11-04/2025-11-05<" in page
    assert 'aria-describedby="id_period_helptext id_period_reading"' in page
    assert 'id="id_period_reading" aria-live="polite"' in page


def test_widget_without_value_or_id_shows_an_empty_reading():
    page = PartialDateWidget().render("period", None)
    assert 'data-label="Read as:"></div>' in page
    assert "aria-describedby" not in page
    assert "value=" not in page


def test_widget_unreadable_text_leaves_the_error_to_the_form():
    assert 'data-label="Read as:"></div>' in PartialDateWidget().render("period", "foo")


def test_widget_escapes_what_is_typed():
    page = str(PeriodForm({"period": '"><script>alert(1)</script>'})["period"])
    assert "<script" not in page


@override_settings(ROOT_URLCONF="django.contrib.staticfiles.urls")
def test_widget_on_a_site_that_reads_no_dates_asks_nobody():
    assert "data-read-url" not in PartialDateWidget().render("period", None)


def test_widget_script_is_part_of_the_form():
    assert "tracker/partial-date.js" in str(PeriodForm().media)


def test_model_field_takes_over_the_widget_that_the_admin_gives():
    field: Any = Programme._meta.get_field("period")
    for widget in (AdminTextInputWidget, AdminTextInputWidget(attrs={"size": 40})):
        formfield = field.formfield(widget=widget)
        shown = formfield.widget
        assert (type(formfield), type(shown)) == (PartialDateFormField, PartialDateWidget)
        assert shown.attrs == {"class": "vTextField", **getattr(widget, "attrs", {})}
    assert (field.formfield().required, str(field.formfield().label)) == (False, "Period")
    assert isinstance(field.formfield(widget=forms.HiddenInput).widget, forms.HiddenInput)


def test_model_form_saves_what_is_read():
    form_class = forms.modelform_factory(Programme, fields=["period"])
    programme: Any = form_class({"period": "autumn 2025"}).save(commit=False)
    assert (programme.period.edtf, programme.period_latest.isoformat()) == ("2025-23", "2025-11-30")
