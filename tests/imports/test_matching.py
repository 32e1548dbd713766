"""Which records the names in a workbook are."""

import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories as make
from tracker.imports.matching import KINDS, Candidate, Decision, Match, describe, match_names
from tracker.models import Alias, NotTheSame, Organisation, Person
from tracker.names import normalise

pytestmark = pytest.mark.django_db

MAKERS = {
    "organisation": make.make_organisation,
    "person": make.make_person,
    "delegation": make.make_delegation,
    "topic": make.make_topic,
    "programme": make.make_programme,
}


def only(kind: str, text: str, **options) -> Match:
    """What one text is."""
    return match_names({kind: [text]}, **options)[kind, text]


@pytest.mark.parametrize("kind", KINDS)
def test_match_names_of_every_kind(kind):
    record = MAKERS[kind](name="Example of Quite")
    make.make_alias("Образец", **{kind: record})
    make.make_alias("Nobody's Alias")  # of an organisation
    texts = ["EXAMPLE of  quité", "Obrazets", "Quite of Example", "Unheard Nothing"]
    assert match_names({kind: texts}) == {
        (kind, texts[0]): Match(texts[0], "example of quite", "known", record.pk, "Example of Quite"),
        (kind, texts[1]): Match(texts[1], "obrazets", "known", record.pk, "Example of Quite"),
        (kind, texts[2]): Match(
            texts[2],
            "quite of example",
            "near",
            candidates=(Candidate(record.pk, "Example of Quite", 98.0 if kind == "person" else 97.0),),
        ),
        (kind, texts[3]): Match(texts[3], "unheard nothing", "new"),
    }


def test_match_names_several_records():
    two = [make.make_organisation(name="Example Unit"), make.make_organisation(name="Another")]
    make.make_alias("example unit", organisation=two[1])
    assert only("organisation", "Example Unit") == Match(
        "Example Unit",
        "example unit",
        "ambiguous",
        candidates=(
            Candidate(two[1].pk, "Another", 100.0),
            Candidate(two[0].pk, "Example Unit", 100.0),
        ),
    )


def test_match_names_name_and_alias_of_one_record():
    record = make.make_organisation(name="Example Unit")
    make.make_alias("Éxample-Unit", organisation=record)
    assert only("organisation", "example unit").pk == record.pk


def test_match_names_texts_with_one_key():
    make.make_person(name="Sample Anna")
    texts = ["Anna Sample", "ANNA  sample"]
    one, other = match_names({"person": texts}).values()
    assert [one.text, other.text] == texts
    assert (one.key, one.status, one.candidates) == (other.key, other.status, other.candidates)


def test_match_names_near_by_name_and_alias_once():
    """A record is offered once, by the nearest of its names; five at most, the nearest first."""
    people = [make.make_person(name=f"Samplova Anna {extra}vna") for extra in ("Abcdo", "Bcdeo", "Cdefo")]
    make.make_alias("Samplova Anna", person=people[2])
    make.make_alias("Samplva Anna", person=people[2])
    others = [
        make.make_person(name=f"Samplova Anna {extra}") for extra in ("Defgovna", "Efghovna", "Fghiovna")
    ]
    match = only("person", "Anna Samplova")
    assert match.status == "near"
    assert match.candidates == (
        Candidate(people[2].pk, "Samplova Anna Cdefovna", 98.0),
        Candidate(people[0].pk, "Samplova Anna Abcdovna", 90.0),
        Candidate(people[1].pk, "Samplova Anna Bcdeovna", 90.0),
        Candidate(others[0].pk, "Samplova Anna Defgovna", 90.0),
        Candidate(others[1].pk, "Samplova Anna Efghovna", 90.0),
    )


def test_match_names_not_the_same():
    wrong, right = (make.make_person(name=name) for name in ("Sample Anna", "Anna Sampel"))
    NotTheSame.objects.create(kind="person", key="anna sample", record=wrong.pk)
    NotTheSame.objects.create(kind="organisation", key="anna sample", record=right.pk)
    assert [candidate.pk for candidate in only("person", "Anna Sample").candidates] == [right.pk]
    NotTheSame.objects.create(kind="person", key="anna sample", record=right.pk)
    assert only("person", "Anna Sample") == Match("Anna Sample", "anna sample", "new")


def test_match_names_abbreviation_as_alias_of_another():
    """The abbreviation of another record doesn't make that one near; its own name does."""
    make.make_alias("EU", organisation=make.make_organisation(name="Ersatz Union"))
    assert only("organisation", "Example University").status == "new"
    short = make.make_organisation(name="EU")
    assert only("organisation", "Example University").candidates == (Candidate(short.pk, "EU", 80.0),)


def test_match_names_chinese_characters_romanised_alike():
    """They have one key, but are two names: offered, not taken."""
    record = make.make_person(name="王小明")
    assert match_names({"person": ["王小明", "王晓明", "Wangxiaoming"]}) == {
        ("person", "王小明"): Match("王小明", "wangxiaoming 王小明", "known", record.pk, "王小明"),
        ("person", "王晓明"): Match(
            "王晓明", "wangxiaoming 王晓明", "near", candidates=(Candidate(record.pk, "王小明", 90.0),)
        ),
        ("person", "Wangxiaoming"): Match("Wangxiaoming", "wangxiaoming", "known", record.pk, "王小明"),
    }
    NotTheSame.objects.create(kind="person", key="wangxiaoming 王晓明", record=record.pk)
    assert only("person", "王晓明").status == "new"
    make.make_alias("王晓明", person=record)
    assert only("person", "王晓明").status == "known"


def test_match_names_decisions():
    record, other = make.make_topic(name="Example topic"), make.make_topic(name="Sample topic")
    decisions = {
        ("topic", "example topic"): Decision(other.pk, alias=False),
        ("topic", "sample topic"): Decision(None),
        ("topic", "topic example"): Decision(other.pk + 1000, alias=True),
        ("organisation", "topic sample"): Decision(other.pk, alias=True),
        ("topic", "not asked for"): Decision(None),
    }
    texts = ["EXAMPLE topic", "Sample topic", "Topic example", "Topic sample"]
    assert list(match_names({"topic": texts}, decisions).values()) == [
        Match("EXAMPLE topic", "example topic", "known", other.pk, "Sample topic"),
        Match("Sample topic", "sample topic", "new"),
        Match(
            "Topic example",
            "topic example",
            "near",
            candidates=(Candidate(record.pk, "Example topic", 97.0),),
        ),
        Match(
            "Topic sample", "topic sample", "near", candidates=(Candidate(other.pk, "Sample topic", 97.0),)
        ),
    ]


def test_match_names_odd_texts():
    make.make_person(name="Sample Anna")
    texts = ["", " ", "\x00", "\ud800", "—", "x" * 5000, "%", "'"]
    assert {match.status for match in match_names({"person": texts}).values()} == {"new"}
    assert match_names({}) == match_names({"person": []}) == {}


@pytest.mark.parametrize("names", [1, 3])
def test_match_names_queries_all_known(names):
    """One for the names and one for the aliases: nothing is loaded to look for near ones."""
    texts = [make.make_person().name for _name in range(names)]
    with CaptureQueriesContext(
        connection,
    ) as queries:
        match_names({"person": texts})
    assert len(queries) == 2


@pytest.mark.parametrize("names", [1, 3])
def test_match_names_queries_unknown_and_decided(names):
    people = [make.make_person() for _name in range(names)]
    texts = [f"Unheard {word} Nobody" for word in ("one", "two", "three")[:names]]
    decided = {("person", f"decided {person.pk}"): Decision(person.pk) for person in people}
    texts += [key for _kind, key in decided]
    with CaptureQueriesContext(connection) as queries:
        match_names({"person": texts}, decided)
    assert len(queries) == 1 + 2 + 3


def test_match_names_more_keys_than_a_query_takes(monkeypatch):
    monkeypatch.setattr("tracker.imports.matching._BATCH", 2)
    texts = [make.make_topic().name for _topic in range(5)]
    with CaptureQueriesContext(connection) as queries:
        matches = match_names({"topic": texts})
    assert [match.status for match in matches.values()] == ["known"] * 5
    assert len(queries) == 3 * 2


def test_match_names_thousands_in_time():
    """2,000 unknown names among 20,000: far less than a second even on a busy machine."""
    letters = "abcdefghijklmnopqrst"
    words = [f"exam{a}{b}{c}" for a in letters for b in letters for c in letters[:10]]
    Person.objects.bulk_create(
        (Person(name=f"{given} {word}ov", slug=f"{given}-{word}") for word in words for given in words[:5]),
        batch_size=5_000,
    )
    assert Person.objects.count() == 20_000
    texts = [f"{given} {word}ova" for word in words for given in ("Anna",)][:2_000]
    start = time.perf_counter()
    matches = match_names({"person": texts})
    assert time.perf_counter() - start < 3
    assert {match.status for match in matches.values()} == {"new"}


@pytest.mark.parametrize("names", [1, 3])
def test_describe_what_tells_records_apart(names, django_assert_num_queries):
    ministry = make.make_organisation(name="Example Ministry", country=make.country("KZ"))
    people = [make.make_person(name=f"Fictitious Person {number}") for number in range(names)]
    for person in people:
        make.make_position(person=person, title="Example Dean", organisation=ministry)
    make.make_alias("Выдуманный Человек", person=people[0])
    make.make_alias("Anna Example", person=people[0])
    with django_assert_num_queries(4):
        described = describe("person", [person.pk for person in people])
    assert described == {
        person.pk: f"Fictitious Person {number} (Example Dean, Example Ministry)"
        + (", also known as Anna Example, Выдуманный Человек" if number == 0 else "")
        for number, person in enumerate(people)
    }


@pytest.mark.parametrize("kind", KINDS)
def test_describe_every_kind(kind):
    record = MAKERS[kind](name="Example")
    Alias.objects.bulk_create(Alias(name=f"Alias {number}", **{kind: record}) for number in range(6))
    assert describe(kind, [record.pk, record.pk + 1000]) == {
        record.pk: "Example, also known as Alias 0, Alias 1, Alias 2, Alias 3, Alias 4, …"
    }


def test_keys_are_kept_with_names():
    """What the look-ups rely on: records and aliases keep the key of their name, in bulk writes too."""
    Organisation.objects.bulk_create([Organisation(name="Éxample  Unit", slug="example-unit")])
    assert Organisation.objects.get(key=normalise("Éxample  Unit")).name == "Éxample  Unit"
