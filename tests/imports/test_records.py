"""Records beside visits imported from tables: what is read back, what is refused, what is written."""

import csv
import io
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
import tablib
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from tests import factories as make
from tests.admin.samples import MAKERS
from tracker import models
from tracker.exports import export
from tracker.imports.records import import_resource_for
from tracker.services.changes import undo
from tracker.services.columns import CONFIDENTIAL
from tracker.services.history import write_history

pytestmark = pytest.mark.django_db

KINDS = (
    models.Organisation,
    models.Person,
    models.Topic,
    models.Programme,
    models.Delegation,
    models.Event,
    models.Agreement,
    models.FollowUpAction,
    models.Source,
)
each_kind = pytest.mark.parametrize("model", KINDS, ids=lambda model: model.__name__)


def exported(model: Any, file_format: str = "csv", **filters: Any) -> tablib.Dataset:
    """The export of a model's records as it is read again."""
    table = export(model.objects.filter(**filters), file_format)
    if file_format == "csv":
        rows: Any = csv.reader(io.StringIO(table.content.decode("utf-8-sig"), newline=""))
    else:
        rows = openpyxl.load_workbook(io.BytesIO(table.content)).active.values
    headers, *body = [list(row) for row in rows]
    return tablib.Dataset(*body, headers=headers)


def table(*rows: dict[str, Any]) -> tablib.Dataset:
    headers = list(dict.fromkeys(name for row in rows for name in row))
    return tablib.Dataset(*([row.get(name, "") for name in headers] for row in rows), headers=headers)


def run(model: Any, dataset: tablib.Dataset, *, user: Any = None, dry_run: bool = False) -> Any:
    user = user or make.make_user("Publisher")
    return import_resource_for(model)().import_data(
        dataset, dry_run=dry_run, user=user, file_name="example.csv", rollback_on_validation_errors=True
    )


def totals(result: Any) -> dict[str, int]:
    return {kind: number for kind, number in result.totals.items() if number}


def problems(result: Any) -> list[tuple[int, dict[str, list[str]]]]:
    """What is wrong: the row of each problem, and its sentences by column."""
    assert [str(error.error) for error in result.base_errors] == []
    assert result.row_errors() == []
    return [(result.line_of(row.number), row.error_dict) for row in result.invalid_rows]


def changes(result: Any) -> list[tuple[str, str, str]]:
    return [tuple(change) for row in result.rows for change in row.diff or ()]


def values_of(record: Any) -> dict[str, Any]:
    """Everything that is stored of a record."""
    kept: dict[str, Any] = type(record).objects.filter(pk=record.pk).values().get()
    many = {
        f.name: set(getattr(record, f.name).values_list("pk", flat=True)) for f in record._meta.many_to_many
    }
    return kept | many


def filled(model: Any) -> Any:
    """A record with something in every column, and in what is no column."""
    organisation, other = (make.make_organisation(country=make.country(code)) for code in ("KZ", "CN"))
    person, visit, topic = make.make_person(), make.make_visit(stops=2), make.make_topic()
    second = make.make_topic(name="Second; example topic")
    programme = make.make_programme(lead=organisation)
    secret = {"note": "First line\r\nsecond line", "internal_notes": "Only staff read this"}
    both = {"topics": [topic, second], "programmes": [programme]}
    event = make.make_event(dates="2025-11")
    match model:
        case models.Organisation:
            return make.make_organisation(
                name="=Example University",
                kind="university",
                country=make.country("KZ"),
                place="Example City",
                parent=other,
                website="https://example.org/",
                description="Long\r\n\r\ntext  with   spaces ",
                contact="Example Street",
                **secret,
            )
        case models.Person:
            return make.make_person(
                name="Ann Sample", family_name="Sample", language="en", email="a@example.org", **secret
            )
        case models.Topic:
            return make.make_topic(
                name="-Example topic", description='Tab\tand “quotes”, "too"', internal_notes="Secret"
            )
        case models.Programme:
            return make.make_programme(
                lead=organisation,
                partners=[other],
                period="2024/2026",
                description="+1",
                topics=[topic, second],
                website="https://example.org/",
                **secret,
            )
        case models.Delegation:
            return make.make_delegation(
                senders=[organisation, other], size=23, description="Example", members=1, **secret
            )
        case models.Event:
            return make.make_event(
                name="Example Forum",
                kind="forum",
                status="completed",
                dates="XXXX-09-22",
                part_of=event,
                theme="Example theme",
                place="Example City",
                country=make.country("KZ"),
                countries=[make.country("CN"), make.country("DE")],
                description="Example",
                outcome="Example",
                visibility="internal",
                **both,
                **secret,
            )
        case models.Agreement:
            return make.make_agreement(
                title="Example memorandum",
                kind="letter",
                number="5",
                status="in_force",
                proposed="2024",
                agreed="2024-22",
                signed="2025-11-04",
                in_force_from="2025-11-04",
                expires="2030",
                term=5,
                term_unit="years",
                place="Example City",
                country=make.country("KZ"),
                signing_event=event,
                visit=visit,
                replaces=make.make_agreement(),
                description="Example",
                **both,
                **secret,
            )
        case models.FollowUpAction:
            return make.make_action(
                title="Example action",
                description="Example",
                basis="agreed",
                owner_organisation=organisation,
                owner_person=person,
                owner_country=make.country("KZ"),
                staff=make.make_user(),
                counterpart_organisation=other,
                counterpart_person=person,
                counterpart_country=make.country("CN"),
                mutual=True,
                due="2025-11-04/2025-11-05",
                status="in_progress",
                result="Example",
                visit=visit,
                stop=visit.stops.first(),
                event=event,
                agreement=make.make_agreement(),
                **both,
                **secret,
            )
        case _:
            return make.make_source(
                title="Example minutes",
                kind="minutes",
                publisher=organisation,
                dated="XXXX-XX-21/XXXX-XX-24",
                language="zh-Hans",
                url="https://example.org/minutes",
                file_name="minutes.txt",
                sha256="a" * 64,
                paragraphs=12,
                **secret,
            )


# --- There and back ---


@each_kind
@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_import_of_an_export_changes_nothing(model, file_format):
    record = filled(model)
    before, versions = values_of(record), record.history.count()
    result = run(model, exported(model, file_format))
    assert problems(result) == []
    assert totals(result) == {"skip": model.objects.count()}
    assert (values_of(record), record.history.count()) == (before, versions)


@each_kind
def test_import_of_an_export_by_an_editor_changes_nothing(model):
    filled(model)
    result = run(model, exported(model), user=make.make_user("Editor"))
    assert (problems(result), totals(result)) == ([], {"skip": model.objects.count()})


@each_kind
def test_import_of_an_export_without_its_keys_adds_the_same_again(model):
    """What the cells say is enough to write the record anew, but for what only staff read."""
    record = filled(model)
    dataset = exported(model, pk=record.pk)
    key = "slug" if "slug" in dataset.headers else "reference"
    unique = {"sha256"} & set(dataset.headers)
    [row] = dataset.dict
    row |= dict.fromkeys([key, *unique], "")
    if "topics" in row:
        row["topics"] = row["topics"].replace("Second; example topic", "second-example-topic")
    result = run(model, table(row))
    assert (problems(result), totals(result)) == ([], {"new": 1})
    copy = model.objects.latest("pk")
    expected = values_of(record)
    got = values_of(copy)
    same = set(expected) - {"id", key, *unique} - CONFIDENTIAL - {"staff_id"}
    texts = {
        name: value.replace("\r\n", "\n").strip()
        for name, value in expected.items()
        if isinstance(value, str)
    }
    assert {name: got[name] for name in same} == {name: {**expected, **texts}[name] for name in same}
    assert {got[name] for name in CONFIDENTIAL & set(got)} <= {""}


CHANGED = {
    models.Organisation: ("kind", "school"),
    models.Person: ("family_name", "Example"),
    models.Topic: ("description", "Changed"),
    models.Programme: ("period", "2024/2027"),
    models.Delegation: ("size", 24),
    models.Event: ("dates", "autumn 2025"),
    models.Agreement: ("term", 6),
    models.FollowUpAction: ("mutual", 0),
    models.Source: ("kind", "report"),
}


@each_kind
def test_import_of_an_export_with_one_cell_edited_changes_just_that(model):
    record, column, value = filled(model), *CHANGED[model]
    before, versions = values_of(record), record.history.count()
    user = make.make_user("Editor")
    dataset = exported(model)
    row = next(
        n
        for n, row in enumerate(dataset.dict)
        if getattr(record, dataset.headers[0]) == row[dataset.headers[0]]
    )
    cells = list(dataset[row])
    cells[dataset.headers.index(column)] = value
    dataset[row] = cells
    result = run(model, dataset, user=user)
    assert problems(result) == []
    assert totals(result) == {"update": 1, **({"skip": len(dataset) - 1} if len(dataset) > 1 else {})}
    after = values_of(record)
    differing = {name for name in after if after[name] != before[name]}
    assert differing - {f"{column}_earliest", f"{column}_latest"} == {column}
    version = record.history.first()
    assert record.history.count() == versions + 1
    assert (version.history_user, version.history_change_reason, version.history_type) == (
        user,
        "Imported from example.csv",
        "~",
    )


# --- What a cell may say ---


@pytest.mark.parametrize(
    ("model", "column", "cell", "expected"),
    [
        (models.Source, "dated", "4–5 Nov 2025", "2025-11-04/2025-11-05"),
        (models.Source, "dated", "осень 2025 г.", "2025-23"),
        (models.Source, "dated", datetime(2025, 11, 4), "2025-11-04"),  # noqa: DTZ001
        (models.Source, "dated", date(2025, 11, 4), "2025-11-04"),
        (models.Source, "dated", 2025, "2025"),
        (models.Source, "dated", 2025.0, "2025"),
        (models.Source, "dated", None, ""),
        (models.Source, "kind", " Minutes ", "minutes"),
        (models.Source, "paragraphs", "12", "12"),
        (models.Source, "paragraphs", 12.0, "12"),
        (models.Source, "paragraphs", "", ""),
        (models.Source, "title", "  Two\u00a0\u3000words\nhere ", "Two words here"),
        (models.Source, "title", 2025, "2025"),
        (models.Source, "title", "'=1+1", "=1+1"),
        (models.Source, "title", "'quoted'", "'quoted'"),
        (models.Source, "note", "Two\r\nlines\rhere", "Two\nlines\nhere"),
        (models.Organisation, "country", "kz", "KZ"),
        (models.Organisation, "country", "kazakhstan", "KZ"),
        (models.Organisation, "country", "", ""),
        (models.FollowUpAction, "mutual", True, "1"),
        (models.FollowUpAction, "mutual", "Yes", "1"),
        (models.FollowUpAction, "basis", "Wished", "wished"),
        (models.FollowUpAction, "basis", "", ""),
        (models.FollowUpAction, "stop", "V-0001/2", "Second stop"),
        (models.FollowUpAction, "stop", "second stop", "Second stop"),
        (models.FollowUpAction, "visit", "v-0001", "V-0001 Example visit"),
        (models.FollowUpAction, "visit", "EXAMPLE visit", "V-0001 Example visit"),
        (models.FollowUpAction, "visit", "V-0001 Example visit", "V-0001 Example visit"),
        (models.FollowUpAction, "owner_country", "China", "CN"),
    ],
)
def test_import_cell_read(model, column, cell, expected):
    visit = make.make_visit(title="Example visit", stops=1)
    make.make_stop(visit=visit, title="Second stop")
    record = MAKERS[model]()
    key = "slug" if hasattr(record, "slug") else "reference"
    result = run(model, table({key: getattr(record, key), column: cell}))
    assert problems(result) == []
    [row] = exported(model, pk=record.pk).dict
    assert row[column].removeprefix("'") == expected.removeprefix("'")


@pytest.mark.parametrize(
    ("model", "column", "cell", "sentence"),
    [
        (models.Source, "dated", "next Tuesday", "next Tuesday"),
        (models.Source, "dated", "3/4/2025", "3/4/2025"),
        (models.Source, "dated", "2025-13-45", "2025-13-45"),
        (
            models.Source,
            "kind",
            "novel",
            "“novel” can't stand here. It wants: one of article, minutes, letter,",
        ),
        (models.Source, "kind", "", "This can't be empty. It wants: one of article, minutes, letter,"),
        (models.Source, "paragraphs", "many", "“many” can't stand here. It wants: a whole number."),
        (models.Source, "paragraphs", "-5", "“-5” can't stand here."),
        (models.Source, "paragraphs", 5.5, "“5.5” can't stand here."),
        (models.Source, "paragraphs", "9" * 5000, "can't stand here."),
        (models.Source, "paragraphs", "99999999999", "Ensure this value is less than or equal to 10000000."),
        (models.Source, "title", "", "This field cannot be blank."),
        (models.Source, "title", "x" * 301, "Ensure this value has at most 300 characters"),
        (models.Source, "title", "a\0b", "holds characters that no text has: type it anew."),
        (models.Source, "title", "a\x1bb", "holds characters that no text has: type it anew."),
        (models.Source, "title", "a\ud800b", "holds characters that no text has: type it anew."),
        (models.Source, "title", "#REF!", "#REF! is an error of the spreadsheet: mend its formula."),
        (models.Source, "sha256", "abc", "A SHA-256 checksum is 64 characters"),
        (models.Source, "url", "javascript:alert(1)", "Enter a valid URL."),
        (models.Source, "language", "English!", "Give a language as its short code"),
        (
            models.Source,
            "publisher",
            "Nobody",
            "The record has no organisation called “Nobody”: correct the name",
        ),
        (models.Organisation, "country", "Atlantis", "The record has no country called “Atlantis”"),
        (models.Organisation, "country", "…", "The record has no country called “…”"),
        (models.FollowUpAction, "mutual", "perhaps", "It wants: 1 for yes, 0 for no."),
        (models.FollowUpAction, "mutual", "", "This can't be empty."),
        (models.FollowUpAction, "visibility", "secret", "It wants: one of draft, internal, public."),
        (models.Delegation, "size", 0, "A delegation has at least one member"),
        (models.Delegation, "senders", "Nobody; No one", "The record has no organisation called “Nobody”"),
    ],
)
def test_import_cell_refused(model, column, cell, sentence):
    record = MAKERS[model]()
    key = "slug" if hasattr(record, "slug") else "reference"
    before = values_of(record)
    result = run(model, table({key: getattr(record, key), column: cell}))
    [(line, errors)] = problems(result)
    assert line == 2
    assert any(sentence in message for messages in errors.values() for message in messages), errors
    assert (values_of(record), record.history.count()) == (before, 1)


def test_import_tells_every_problem_of_a_row():
    result = run(
        models.Source,
        table({"slug": "", "title": "x" * 301, "kind": "novel", "dated": "whenever", "publisher": "Nobody"}),
    )
    [(line, errors)] = problems(result)
    assert (line, set(errors)) == (2, {"title", "kind", "dated", "publisher"})


def test_import_of_steps_out_of_order():
    agreement = make.make_agreement(signed="2025")
    result = run(models.Agreement, table({"reference": agreement.reference, "proposed": "2026", "term": 5}))
    [(_line, errors)] = problems(result)
    assert errors == {
        "__all__": [
            "It cannot be signed before it was proposed: correct one of the two dates.",
            "Give a term as a number above zero and its unit (5, years), or leave both empty.",
        ]
    }


# --- Names ---


def test_import_names_in_any_spelling():
    organisation = make.make_organisation(name="Lü Example University", slug="lu-example")
    make.make_alias("Университет примеров", organisation=organisation)
    topics = [make.make_topic(name=name) for name in ("Rural teachers", "Languages")]
    programme = make.make_programme(slug="programme")
    for written in ("lu-example", "LU EXAMPLE UNIVERSITY", "lu example-university", "университет Примеров"):
        result = run(models.Programme, table({"slug": "programme", "lead": written}))
        assert problems(result) == []
        programme.refresh_from_db()
        assert programme.lead == organisation
        run(models.Programme, table({"slug": "programme", "lead": ""}))
    run(models.Programme, table({"slug": "programme", "topics": "LANGUAGES ;rural-teachers；languages;"}))
    assert set(programme.topics.all()) == set(topics)


def test_import_ambiguous_name():
    for slug, code in (("first", "KZ"), ("second", "CN")):
        make.make_organisation(name="Example School", slug=slug, country=make.country(code))
    programme = make.make_programme(slug="programme")
    result = run(models.Programme, table({"slug": "programme", "lead": "example school"}))
    sentence = "“example school” can be any of 2: write one of these instead: first, second."
    assert problems(result) == [(2, {"lead": [sentence]})]
    run(models.Programme, table({"slug": "programme", "lead": "second"}))
    programme.refresh_from_db()
    assert (programme.lead and programme.lead.slug) == "second"
    # The name alone says what the record says, and so changes nothing.
    assert totals(run(models.Programme, exported(models.Programme))) == {"skip": 1}


def test_import_name_as_written_before_one_that_is_only_like_it():
    written = make.make_organisation(name="Lü Example")
    make.make_organisation(name="Lu Example")
    make.make_delegation(slug="delegation")
    run(models.Delegation, table({"slug": "delegation", "senders": "Lü Example"}))
    assert list(models.Delegation.objects.get().senders.all()) == [written]


def test_import_list_with_an_ambiguous_name_keeps_the_one_that_is_there():
    first, _second = (make.make_organisation(name="Example School") for _ in range(2))
    third = make.make_organisation(name="Third")
    delegation = make.make_delegation(slug="delegation", senders=[first])
    result = run(models.Delegation, table({"slug": "delegation", "senders": "Example School; Third"}))
    assert problems(result) == []
    assert set(delegation.senders.all()) == {first, third}


def test_import_creates_no_related_record():
    run(models.Programme, table({"slug": "", "name": "Example", "lead": "New", "topics": "New"}))
    assert (models.Organisation.objects.count(), models.Topic.objects.count()) == (0, 0)
    assert models.Programme.objects.count() == 0


def test_import_row_names_an_earlier_row():
    rows = [
        {"slug": "", "name": "Example Ministry"},
        {"slug": "", "name": "Part", "parent": "example ministry"},
    ]
    result = run(models.Organisation, table(*rows))
    assert (problems(result), totals(result)) == ([], {"new": 2})
    assert models.Organisation.objects.filter(parent__name="Example Ministry").get().name == "Part"


def test_import_circle_of_parts():
    above = make.make_organisation(name="Above", slug="above")
    make.make_organisation(name="Below", parent=above)
    result = run(models.Organisation, table({"slug": "above", "parent": "Below"}))
    [(_line, errors)] = problems(result)
    assert errors == {"parent": ["“Below” is itself a part of this organisation: choose another, or none."]}


# --- Rows ---


def test_import_new_rows_have_what_is_given_and_defaults():
    user = make.make_user("Editor")
    topic, organisation = make.make_topic(name="Example topic"), make.make_organisation(name="Example U")
    row = {"reference": "", "title": "Example", "status": "", "topics": "example topic", "visibility": ""}
    result = run(models.FollowUpAction, table({**row, "owner_organisation": "Example U"}), user=user)
    assert (problems(result), totals(result)) == ([], {"new": 1})
    action = models.FollowUpAction.objects.get()
    assert (action.reference, action.status, action.visibility) == ("F-0001", "open", "draft")
    assert (list(action.topics.all()), action.owner_organisation) == ([topic], organisation)
    [version] = action.history.all()
    assert (version.history_type, version.history_user) == ("+", user)
    assert version.history_change_reason == "Imported from example.csv"
    assert [row.topic for row in version.topics.all()] == [topic]


def test_import_of_relations_alone_writes_one_version_with_them():
    kept, gone, new = (make.make_topic() for _ in range(3))
    programme = make.make_programme(topics=[kept, gone], slug="programme")
    number = programme.history.count()
    result = run(models.Programme, table({"slug": "programme", "topics": f"{new.name}; {kept.name}"}))
    assert changes(result) == [("topics", f"{kept.name}; {gone.name}", f"{new.name}; {kept.name}")]
    assert set(programme.topics.all()) == {kept, new}
    assert programme.history.count() == number + 1
    assert {row.topic for row in programme.history.first().topics.all()} == {kept, new}


def test_import_relations_in_another_order_changes_nothing():
    first, second = make.make_topic(), make.make_topic()
    make.make_programme(topics=[first, second], slug="programme")
    result = run(models.Programme, table({"slug": "programme", "topics": f"{second.name};{first.name}"}))
    assert totals(result) == {"skip": 1}


def test_import_changed_name_changes_its_key():
    make.make_organisation(name="Old", slug="old")
    run(models.Organisation, table({"slug": "old", "name": "Новое"}))
    assert models.Organisation.objects.get().key == models.Organisation(name="Новое").key


def test_import_changed_date_changes_its_bounds():
    make.make_source(slug="old", dated="2024")
    run(models.Source, table({"slug": "old", "dated": "Nov 2025"}))
    bounds = models.Source.objects.values_list("dated", "dated_earliest", "dated_latest").get()
    assert [str(bound) for bound in bounds[1:]] == ["2025-11-01", "2025-11-30"]


def test_import_ignores_derived_columns():
    source = make.make_source(dated="2024")
    row = {"slug": source.slug, "dated_earliest": "1999-01-01", "dated_latest": "nonsense"}
    assert totals(run(models.Source, table(row))) == {"skip": 1}


def test_import_key_in_any_case():
    make.make_agreement(title="Old")
    make.make_topic(slug="example", name="Old")
    assert totals(run(models.Agreement, table({"reference": " a-0001", "title": "New"}))) == {"update": 1}
    assert totals(run(models.Topic, table({"slug": "EXAMPLE", "name": "New"}))) == {"update": 1}


def test_import_unknown_key_and_key_twice():
    make.make_topic(slug="example", name="Old")
    rows = [
        {"slug": "example", "name": "A"},
        {"slug": "Example", "name": "B"},
        {"slug": "other", "name": "C"},
    ]
    result = run(models.Topic, table(*rows, {"slug": "a\0b", "name": "D"}))
    assert problems(result) == [
        (3, {"slug": ["Row 2 is “example” too: one record has one row."]}),
        (4, {"slug": ["There is no “other” in the record: correct it, or leave it empty for a new one."]}),
        (5, {"slug": ["“a�b” holds characters that no text has: type it anew."]}),
    ]
    assert models.Topic.objects.get().name == "Old"


def test_import_all_or_nothing():
    make.make_topic(slug="old", name="Old")
    rows = [{"slug": "old", "name": "New"}, {"slug": "", "name": "Another"}, {"slug": "", "name": ""}]
    result = run(models.Topic, table(*rows, {"slug": "", "name": "Last"}))
    assert [line for line, _errors in problems(result)] == [4]
    assert [topic.name for topic in models.Topic.objects.all()] == ["Old"]
    assert models.Topic.history.count() == 1


def test_import_is_one_change_that_can_be_taken_back():
    user = make.make_user("Publisher")
    kept, gone = make.make_topic(name="Kept"), make.make_topic(name="Gone")
    programme = make.make_programme(name="Old", slug="old", topics=[gone])
    write_history([programme], by=user)  # as the admin does: with what it relates to
    before = values_of(programme)
    rows = [
        {"slug": "old", "name": "New", "topics": "Kept"},
        {"slug": "", "name": "Another", "topics": "Gone"},
    ]
    run(models.Programme, table(*rows), user=user)
    change = models.Change.objects.get()
    assert (change.kind, change.by, change.reason) == ("import", user, "Imported from example.csv")
    assert models.Programme.history.filter(change=change).count() == 2
    assert set(programme.topics.all()) == {kept}

    undo(change, by=user)
    assert [values_of(record) for record in models.Programme.objects.all()] == [before]


def test_import_of_what_is_there_is_no_change():
    make.make_topic(slug="same", name="Same")
    run(models.Topic, table({"slug": "same", "name": "Same"}))
    assert models.Change.objects.count() == 0


def test_import_dry_run_writes_nothing():
    topic = make.make_topic(slug="old", name="Old")
    rows = [{"slug": "old", "name": "New"}, {"slug": "", "name": "Another"}]
    result = run(models.Topic, table(*rows), dry_run=True)
    assert totals(result) == {"new": 1, "update": 1}
    assert changes(result) == [("name", "Old", "New"), ("name", "", "Another")]
    topic.refresh_from_db()
    assert (topic.name, models.Topic.objects.count(), models.Topic.history.count()) == ("Old", 1, 1)


def test_import_refused_by_the_database_breaks_nothing_else(monkeypatch):
    """What only the database refuses is told for its row, and the rows after it are still looked at."""
    make.make_source(slug="first", sha256="a" * 64)
    monkeypatch.setattr("tracker.imports.records.resource.full_clean", lambda record, **kwargs: None)
    rows = [{"slug": "", "title": "Example", "sha256": "a" * 64}, {"slug": "first", "kind": "novel"}]
    result = run(models.Source, table(*rows))
    assert [(number, type(errors[0].error)) for number, errors in result.row_errors()] == [
        (1, IntegrityError)
    ]
    assert [row.number for row in result.invalid_rows] == [2]
    assert models.Source.objects.count() == 1


# --- Visibility ---


VISIBILITY = [
    # before, cell, role → after; None where it is refused
    ("draft", "internal", "Editor", "internal"),
    ("internal", "draft", "Editor", "draft"),
    ("draft", "public", "Editor", None),
    ("public", "draft", "Editor", None),
    ("public", "internal", "Editor", None),
    ("public", "", "Editor", None),
    ("public", "public", "Editor", "public"),
    ("public", "PUBLIC", "Editor", "public"),
    (None, "public", "Editor", None),
    (None, "internal", "Editor", "internal"),
    ("draft", "public", "Publisher", "public"),
    ("public", "draft", "Publisher", "draft"),
    ("public", "", "Publisher", None),
    (None, "public", "Publisher", "public"),
]


@pytest.mark.parametrize(("before", "cell", "role", "after"), VISIBILITY)
@pytest.mark.parametrize("model", [models.Event, models.Agreement, models.FollowUpAction])
def test_import_visibility(model, before, cell, role, after):
    record = MAKERS[model](visibility=before) if before else None
    key = "slug" if model is models.Event else "reference"
    name = "name" if model is models.Event else "title"
    row = {key: getattr(record, key, ""), name: "Example", "visibility": cell}
    result = run(model, table(row), user=make.make_user(role))
    stored = list(model.objects.values_list("visibility", flat=True))
    if after is None:
        [(_line, errors)] = problems(result)
        assert (set(errors), stored) == ({"visibility"}, [before] if before else [])
    else:
        assert (problems(result), stored) == ([], [after])


def test_import_of_a_public_record_by_an_editor_keeps_it_public():
    event = make.make_event(visibility="public", slug="example")
    result = run(models.Event, table({"slug": "example", "theme": "New"}), user=make.make_user("Editor"))
    assert totals(result) == {"update": 1}
    event.refresh_from_db()
    assert (event.theme, event.visibility) == ("New", "public")


def test_import_by_nobody_publishes_nothing():
    resource = import_resource_for(models.Event)()
    result = resource.import_data(
        table({"slug": "", "name": "Example", "visibility": "public"}), dry_run=True
    )
    assert [set(errors) for _line, errors in problems(result)] == [{"visibility"}]


# --- Work ---


@pytest.mark.parametrize("dry_run", [True, False])
def test_import_queries_with_1_and_20_unchanged_rows(dry_run):
    counts = []
    for number in (1, 19):
        for _number in range(number):
            make.make_action(
                owner_organisation=make.make_organisation(),
                visit=make.make_visit(),
                stop=make.make_stop(),
                topics=[make.make_topic()],
            )
        dataset, user = exported(models.FollowUpAction), make.make_user("Publisher")
        with CaptureQueriesContext(connection) as captured:
            run(models.FollowUpAction, dataset, user=user, dry_run=dry_run)
        counts.append(len([query for query in captured if "SAVEPOINT" not in query["sql"]]))
    assert counts[0] == counts[1]
    assert counts[0] <= 12


def test_import_cell_cut_off_by_the_workbook_loses_nothing():
    text = "Example text. " * 4000
    source = make.make_source(note=text)
    dataset = exported(models.Source, "xlsx")
    assert max(len(str(cell)) for cell in dataset[0]) == 32_767
    assert totals(run(models.Source, dataset)) == {"skip": 1}
    source.refresh_from_db()
    assert source.note == text
