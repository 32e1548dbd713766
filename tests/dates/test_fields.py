"""The model field: what is stored, and that the bounds beside it are right however it got there."""

import pickle
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core import serializers
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.serializers.base import DeserializationError
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations.state import ModelState
from django.db.migrations.writer import MigrationWriter
from django.test.utils import isolate_apps
from simple_history.models import HistoricalRecords

from tracker.dates import PartialDate, PartialDateError, PartialDateField, partial_date_values
from tracker.models import Programme

pytestmark = pytest.mark.django_db

#: A model with a partial date. The type checker doesn't know the bounds, which the field adds.
Record: Any = Programme

AUTUMN = PartialDate.from_edtf("2025-23")
YEARS = PartialDate.from_edtf("2020/2024")
UNDATED = PartialDate.from_edtf("XXXX-09-22")


def make(period: PartialDate | str | None = None, name: str = "Example Programme") -> Any:
    return Record.objects.create(name=name, slug=name.lower().replace(" ", "-"), period=period)


def stored() -> list[tuple[object, ...]]:
    """What the table holds, past the field."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT period, period_earliest, period_latest FROM tracker_programme ORDER BY id")
        return [tuple(str(value) if value else value for value in row) for row in cursor.fetchall()]


AUTUMN_ROW = ("2025-23", "2025-09-01", "2025-11-30")
YEARS_ROW = ("2020/2024", "2020-01-01", "2024-12-31")
EMPTY_ROW = (None, None, None)


@pytest.mark.parametrize(
    ("given", "row"),
    [
        (AUTUMN, AUTUMN_ROW),
        ("2025-23", AUTUMN_ROW),
        (UNDATED, ("XXXX-09-22", None, None)),
        ("../2025-05-14", ("../2025-05-14", None, "2025-05-14")),
        (None, EMPTY_ROW),
        ("", EMPTY_ROW),
    ],
)
def test_save_writes_text_and_bounds(given, row):
    programme = make(given)
    assert stored() == [row]
    loaded = Record.objects.get(pk=programme.pk)
    assert loaded.period == (PartialDate.from_edtf(row[0]) if row[0] else None)
    assert loaded.period == programme.period


def test_attribute_gives_bounds_at_once_whatever_is_set():
    programme = Record(period="2025-23", period_earliest=date(1999, 1, 1))
    assert (programme.period, programme.period_earliest, programme.period_latest) == (
        AUTUMN,
        date(2025, 9, 1),
        date(2025, 11, 30),
    )
    programme.period = YEARS
    programme.period_latest = None
    assert (programme.period_earliest, programme.period_latest) == (date(2020, 1, 1), date(2024, 12, 31))
    programme.period = None
    assert (programme.period_earliest, programme.period_latest) == (None, None)


def test_changed_date_saved_with_its_bounds():
    programme = make(AUTUMN)
    programme.period = YEARS
    programme.save()
    assert stored() == [YEARS_ROW]
    programme.period = None
    programme.save()
    assert stored() == [EMPTY_ROW]


def test_update_fields_without_the_bounds_writes_them_too():
    programme = make(AUTUMN)
    programme.period = YEARS
    programme.save(update_fields=["period"])
    assert stored() == [YEARS_ROW]


def test_update_fields_of_others_writes_no_date():
    programme = make(AUTUMN)
    programme.period = YEARS
    programme.save(update_fields=["note"])
    assert stored() == [AUTUMN_ROW]


def test_only_the_date_loaded_then_saved_writes_bounds():
    make(AUTUMN)
    programme = Record.objects.only("period").get()
    programme.period = YEARS
    programme.save()
    assert stored() == [YEARS_ROW]


def test_deferred_date_keeps_stored_bounds_without_loading_it(django_assert_num_queries):
    make(AUTUMN)
    with django_assert_num_queries(1):
        programme = Record.objects.defer("period").get()
        assert programme.period_latest == date(2025, 11, 30)
    with django_assert_num_queries(1):
        assert programme.period == AUTUMN
    programme = Record.objects.defer("period").get()
    programme.note = "Changed."
    programme.save()
    assert stored() == [AUTUMN_ROW]


def test_deferred_bounds_come_from_the_date_without_a_query(django_assert_num_queries):
    make(AUTUMN)
    with django_assert_num_queries(1):
        programme = Record.objects.defer("period_earliest", "period_latest").get()
        assert programme.period_earliest == date(2025, 9, 1)


def test_everything_deferred_loads_each_on_demand():
    make(AUTUMN)
    programme = Record.objects.only("pk").get()
    assert programme.period_earliest == date(2025, 9, 1)
    assert programme.period == AUTUMN


def test_refresh_from_db_replaces_what_was_set():
    programme = make(AUTUMN)
    Record.objects.update(**partial_date_values("period", YEARS))
    programme.refresh_from_db()
    assert (programme.period, programme.period_latest) == (YEARS, date(2024, 12, 31))
    programme.period = "2031"
    programme.refresh_from_db(fields=["period"])
    assert (programme.period, programme.period_latest) == (YEARS, date(2024, 12, 31))


def test_bulk_create_and_bulk_update_write_bounds():
    programmes = Record.objects.bulk_create(
        [Record(name=f"Example {n}", slug=f"example-{n}", period="2025-23") for n in range(2)]
    )
    assert stored() == [AUTUMN_ROW] * 2
    for programme in programmes:
        programme.period = "2020/2024"
    Record.objects.bulk_update(programmes, ["period", "period_earliest", "period_latest"])
    assert stored() == [YEARS_ROW] * 2


def test_update_with_partial_date_values_writes_bounds():
    make(AUTUMN)
    Record.objects.update(**partial_date_values("period", YEARS))
    assert stored() == [YEARS_ROW]
    Record.objects.update(**partial_date_values("period", None))
    assert stored() == [EMPTY_ROW]


def test_bad_text_refused_when_cleaned_and_when_saved():
    programme = make(AUTUMN)
    programme.period = "sometime"
    assert (programme.period, programme.period_earliest) == ("sometime", None)
    with pytest.raises(ValidationError) as refusal:
        programme.full_clean()
    assert list(refusal.value.message_dict) == ["period"]
    assert refusal.value.message_dict["period"][0].startswith("“sometime” is not a partial date: ")
    with pytest.raises(PartialDateError, match="“sometime” is not a partial date"), transaction.atomic():
        programme.save()
    with pytest.raises(PartialDateError, match="“sometime” is not a partial date"), transaction.atomic():
        Record.objects.update(period="sometime")
    assert stored() == [AUTUMN_ROW]


def test_full_clean_accepts_text_and_value():
    for period in ("2025-23", AUTUMN, "", None):
        Record(name="Example", slug="example", period=period).full_clean()


def test_text_in_the_table_that_is_no_date_shown_as_it_stands():
    make(AUTUMN)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE tracker_programme SET period = 'sometime'")
    programme = Record.objects.get()
    assert (programme.period, programme.period_earliest) == ("sometime", None)
    assert list(Record.objects.values_list("period", flat=True)) == ["sometime"]


def test_lookups_compare_values_and_texts():
    make(AUTUMN, "Example One")
    make(YEARS, "Example Two")
    make(None, "Example Three")

    def names(**lookup: object) -> list[str]:
        return list(Record.objects.filter(**lookup).order_by("pk").values_list("name", flat=True))

    assert names(period=AUTUMN) == ["Example One"]
    assert names(period="2020/2024") == ["Example Two"]
    assert names(period__in=[AUTUMN, "2020/2024"]) == ["Example One", "Example Two"]
    assert names(period__isnull=True) == names(period=None) == ["Example Three"]
    assert names(period__startswith="2025") == ["Example One"]
    assert names(period="sometime") == names(period__icontains="%") == []
    assert names(period_latest__lt=date(2025, 1, 1)) == ["Example Two"]


def test_order_by_bounds():
    for n, period in enumerate(("2025-12", "2025-23", "2020/2024")):
        make(period, f"Example {n}")
    assert [programme.period.edtf for programme in Record.objects.order_by("period_earliest")] == [
        "2020/2024",
        "2025-23",
        "2025-12",
    ]


def test_values_give_partial_dates():
    make(AUTUMN)
    assert list(Record.objects.values("period", "period_latest")) == [
        {"period": AUTUMN, "period_latest": date(2025, 11, 30)}
    ]


def test_instance_pickled_with_its_date():
    programme = make(AUTUMN)
    twin = pickle.loads(pickle.dumps(programme))
    assert (twin.period, twin.period_earliest) == (AUTUMN, date(2025, 9, 1))


@pytest.mark.parametrize("form", ["json", "yaml", "xml"])
@pytest.mark.parametrize("period", [AUTUMN, UNDATED, None])
def test_fixtures_list_the_text_and_load_the_bounds(form, period):
    if form == "yaml":
        pytest.importorskip("yaml")
    make(period)
    before = stored()
    text = serializers.serialize(form, Record.objects.all())
    assert "period_earliest" not in text
    Record.objects.all().delete()
    for found in serializers.deserialize(form, text):
        found.save()  # raw, as loaddata does
    assert stored() == before


def test_fixture_with_a_bad_date_refused():
    make(AUTUMN)
    text = serializers.serialize("json", Record.objects.all()).replace("2025-23", "2025-99")
    with pytest.raises(DeserializationError, match="“2025-99” is not a partial date"):
        list(serializers.deserialize("json", text))


@pytest.mark.parametrize(
    ("values", "name", "sentence"),
    [
        (
            {"period_earliest": date(2026, 1, 1), "period_latest": date(2025, 1, 1)},
            "programme_period_bounds_in_order",
            "The earliest day of a date can't be after its latest day.",
        ),
        (
            {"period": None},
            "programme_period_bounds_need_date",
            "A date that is empty has no earliest and no latest day.",
        ),
    ],
)
def test_constraints_refuse_writes_past_the_field(values, name, sentence):
    make(AUTUMN)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Record.objects.update(**values)
    constraint = next(c for c in Record._meta.constraints if c.name == name)
    assert constraint.get_violation_error_message() == sentence
    assert stored() == [AUTUMN_ROW]


def test_history_keeps_date_and_bounds():
    programme = make(AUTUMN)
    programme.period = YEARS
    programme.save()
    rows = programme.history.order_by("history_id").values_list("period", "period_earliest", "period_latest")
    assert list(rows) == [
        (AUTUMN, date(2025, 9, 1), date(2025, 11, 30)),
        (YEARS, date(2020, 1, 1), date(2024, 12, 31)),
    ]
    new, old = programme.history.order_by("-history_id")
    assert [(c.field, c.old, c.new) for c in new.diff_against(old).changes] == [("period", AUTUMN, YEARS)]
    assert old.instance.period == AUTUMN


def test_makemigrations_finds_nothing_to_do():
    output = StringIO()
    call_command("makemigrations", "tracker", "--check", "--dry-run", stdout=output)
    assert "No changes" in output.getvalue()


@isolate_apps("tracker")
def test_bounds_added_once_to_children_copies_and_migrations():
    class Dated(models.Model):
        dates = PartialDateField("dates", blank=True)

        class Meta:
            abstract = True
            app_label = "tracker"

    class Thing(Dated):
        due = PartialDateField()
        history = HistoricalRecords()

        class Meta:
            app_label = "tracker"

        def __str__(self) -> str:
            return str(self.due)

    names = ["dates", "dates_earliest", "dates_latest", "due", "due_earliest", "due_latest", "id"]
    assert sorted(field.name for field in Thing._meta.fields) == names
    history = sorted(f.name for f in Thing.history.model._meta.fields if not f.name.startswith("history"))
    assert history == names
    assert (Thing._meta.get_field("dates").null, Thing._meta.get_field("due").null) == (True, False)
    latest: Any = Thing._meta.get_field("dates_latest")
    assert str(latest.verbose_name) == "dates: latest day"

    state = ModelState.from_model(Thing)
    assert sorted(state.fields) == names
    assert MigrationWriter.serialize(state.fields["dates"])[0] == (
        "tracker.dates.fields.PartialDateField(add_bounds=False, blank=True, max_length=64, null=True, "
        "verbose_name='dates')"
    )
    assert (
        MigrationWriter.serialize(state.fields["dates_latest"])[0]
        == "tracker.dates.fields.DateBoundField(edge='latest', of='dates')"
    )


def test_migrated_models_derive_bounds_too():
    from django.db.migrations.loader import MigrationLoader

    apps = MigrationLoader(connection).project_state().apps
    apps.get_model("tracker", "Programme").objects.create(name="Example", slug="example", period="2025-23")
    assert stored() == [AUTUMN_ROW]
