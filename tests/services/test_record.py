"""Loading the first record: whole, once, with its history, or not at all."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from simple_history.utils import get_history_manager_for_model

from tests.factories import make_visit
from tracker.models import (
    Agreement,
    Delegation,
    Event,
    FollowUpAction,
    Organisation,
    ReferenceCounter,
    Topic,
    Visit,
)
from tracker.services.record import (
    LoadedRecord,
    RecordError,
    RecordNotEmptyError,
    is_empty,
    load_record,
    record_models,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings, tmp_path: Path) -> Path:
    """A folder of fixtures in place of the project's own."""
    settings.FIXTURE_DIRS = [tmp_path]
    return tmp_path


type Row = tuple[str, dict[str, Any]]


def write(path: Path, *rows: Row) -> None:
    path.write_text(json.dumps([{"model": f"tracker.{model}", "fields": fields} for model, fields in rows]))


TOPIC: Row = ("topic", {"slug": "kites", "name": "Kites"})


# --- Into an empty record ---


def test_load_record_into_an_empty_record(folder):
    write(folder / "02_events.json", ("event", {"slug": "fair", "name": "Kite fair", "topics": [["kites"]]}))
    write(folder / "01_topics.json", TOPIC)
    assert is_empty()
    assert load_record() == LoadedRecord({Event: 1, Topic: 1})
    assert [(e.name, [t.name for t in e.topics.all()]) for e in Event.objects.all()] == [
        ("Kite fair", ["Kites"])
    ]
    assert not is_empty()


def test_load_record_begins_the_history_of_each_row():
    load_record()
    first = ("+", None, "First record, drawn from the documents")
    for model in record_models():
        history = get_history_manager_for_model(model)
        written = history.values_list("id", "history_type", "history_user", "history_change_reason")
        rows = model._base_manager.values_list("id", flat=True)
        assert sorted(written) == [(pk, *first) for pk in sorted(rows)]


def test_load_record_keeps_many_to_many_relations_in_the_history():
    load_record()
    for model in (Delegation, Visit):
        for row in model._default_manager.all():
            past = row.history.get()
            for field in model._meta.many_to_many:
                join = getattr(past, field.name)
                assert {getattr(link, f"{field.m2m_reverse_field_name()}_id") for link in join.all()} == {
                    other.pk for other in getattr(row, field.name).all()
                }


def test_load_record_lets_references_go_on_after_its_own():
    load_record()
    counted = {counter.prefix: counter.last for counter in ReferenceCounter.objects.all()}
    assert counted == {
        "A": Agreement.objects.count(),
        "F": FollowUpAction.objects.count(),
        "V": Visit.objects.count(),
    }
    assert Visit.take_references() == ["V-0004"]


# --- Into one that is not ---


def test_load_record_into_a_record_that_is_there_is_refused(folder):
    write(folder / "01_topics.json", TOPIC)
    visit = make_visit()
    with pytest.raises(RecordNotEmptyError, match=r"^The record is not empty, so nothing was loaded: "):
        load_record()
    assert load_record(only_if_empty=True) is None
    assert (list(Visit.objects.all()), list(Topic.objects.all())) == ([visit], [])


def test_load_record_after_everything_was_deleted_is_refused(folder):
    write(folder / "01_topics.json", TOPIC)
    load_record()
    Topic.objects.get().delete()
    assert load_record(only_if_empty=True) is None
    assert list(Topic.objects.all()) == []


def test_load_record_if_empty_keeps_edits(folder):
    write(folder / "01_topics.json", TOPIC)
    load_record(only_if_empty=True)
    Topic.objects.update(name="Kites and gliders")
    assert load_record(only_if_empty=True) is None
    assert [topic.name for topic in Topic.objects.all()] == ["Kites and gliders"]


# --- Broken fixtures ---


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[{", r"after row 0: Expecting property name enclosed in double quotes"),
        (
            '[{"model": "tracker.kite", "fields": {}}]',
            r"after row 0: Invalid model identifier: .?tracker.kite",
        ),
        (
            '[{"model": "tracker.organisation", "fields": {"slug": "a", "parent": ["nowhere"]}}]',
            r"after row 0: Organisation matching query does not exist.*nowhere",
        ),
        (
            '[{"model": "tracker.event", "fields": {"slug": "a", "name": "A", "dates": "yesterday"}}]',
            r"after row 0: .*“yesterday” is not a partial date",
        ),
        (
            '[{"model": "tracker.organisation", "fields": {"slug": "a", "name": "A"}},'
            ' {"model": "tracker.fact", "fields": {"label": "founded", "value": "1950"}}]',
            r"after row 1: ",
        ),
        (
            '[{"model": "tracker.organisation", "fields": {"slug": "a", "name": "A", "country": "ZZ"}}]',
            r"after row 1: ",
        ),
    ],
    ids=["no JSON", "no such model", "no such record", "no date", "a constraint", "no such country"],
)
def test_load_record_from_a_broken_fixture_writes_nothing(folder, text, said):
    write(folder / "01_topics.json", TOPIC)
    (folder / "02_broken.json").write_text(text)
    with pytest.raises(
        RecordError, match=rf"nothing was written: 02_broken\.json, {said}.*\. Mend the file"
    ) as error:
        load_record()
    assert "\n" not in str(error.value)
    assert (list(Topic.objects.all()), list(Organisation.objects.all()), is_empty()) == ([], [], True)


def test_load_record_without_fixtures_says_where_they_are_looked_for(folder):
    with pytest.raises(RecordError, match=r"^There are no fixtures to load: .*FIXTURE_DIRS"):
        load_record()


# --- The command ---


def run(*args: str, verbosity: int = 1) -> str:
    out = StringIO()
    call_command("load_record", *args, verbosity=verbosity, stdout=out)
    return out.getvalue()


def test_load_record_command_tells_what_it_loaded(folder):
    write(folder / "01_topics.json", TOPIC, ("topic", {"slug": "gliders", "name": "Gliders"}))
    assert run() == "topics           2\nrows in all      2\n"
    assert run("--if-empty") == "There is a record already; nothing was loaded.\n"


def test_load_record_command_is_silent_when_told_so(folder):
    write(folder / "01_topics.json", TOPIC)
    assert run(verbosity=0) == ""
    assert run("--if-empty", verbosity=0) == ""


def test_load_record_command_refuses_a_record_that_is_there(folder):
    write(folder / "01_topics.json", TOPIC)
    run()
    with pytest.raises(CommandError, match=r"^The record is not empty"):
        run()
