"""Evidence: markers, numbers of sources, what they disagree on, and where a citation stands."""

import pytest
from django.template import Context, Template

from tests import factories as make
from tracker.evidence import Evidence, citation_url, field_label, name_of, place_of
from tracker.models import Visit

pytestmark = pytest.mark.django_db


def test_evidence_numbers_sources_in_order_of_first_use():
    later = make.make_source(title="A text named first in the alphabet")
    first = make.make_source(title="B text")
    visit = make.make_visit()
    stop = make.make_stop(visit=visit)
    make.make_citation(source=later, stop=stop, line=1)
    make.make_citation(source=first, visit=visit, line=2)
    make.make_citation(source=first, stop=stop, line=3)

    evidence = Evidence([visit, stop])

    assert [(use.number, use.source, len(use.supported), len(use.disputed)) for use in evidence.sources] == [
        (1, first, 2, 0),
        (2, later, 1, 0),
    ]
    assert [marker.text for marker in evidence.of(visit)] == ["1 ¶2"]
    assert [marker.text for marker in evidence.of(stop)] == ["2 ¶1", "1 ¶3"]


def test_evidence_of_fields_gives_those_fields_only():
    source, visit = make.make_source(), make.make_visit()
    for line, field in enumerate(("", "dates", "purpose", "dates"), start=1):
        make.make_citation(source=source, visit=visit, line=line, field=field, note=f"note {line}")

    evidence = Evidence([visit])

    def texts(*fields: str) -> list[str]:
        return [marker.text for marker in evidence.of(visit, *fields)]

    assert texts() == ["1 ¶1", "1 ¶2", "1 ¶3", "1 ¶4"]
    assert texts("") == ["1 ¶1"]
    assert texts("dates") == ["1 ¶2", "1 ¶4"]
    assert texts("", "purpose") == ["1 ¶1", "1 ¶3"]
    assert texts("outcome") == []


def test_evidence_of_one_line_cited_twice_marks_it_once():
    source, visit = make.make_source(), make.make_visit()
    make.make_citation(source=source, visit=visit, line=4, note="one thing")
    make.make_citation(source=source, visit=visit, line=4, note="another thing")
    assert [marker.text for marker in Evidence([visit]).of(visit)] == ["1 ¶4"]


def test_evidence_of_rows_takes_one_query(django_assert_num_queries):
    visit = make.make_visit(stops=3)
    for stop in visit.stops.all():
        make.make_citation(stop=stop)
    rows = [visit, *visit.stops.all()]
    with django_assert_num_queries(1):
        evidence = Evidence(rows)
        assert [len(evidence.of(row)) for row in rows] == [0, 1, 1, 1]
        assert [use.source.title for use in evidence.sources] != []


def test_evidence_of_nothing_asks_nothing(django_assert_num_queries):
    topic = make.make_topic()
    with django_assert_num_queries(0):
        assert Evidence([topic, None]).of(topic) == []
        assert Evidence().sources == []


@pytest.mark.parametrize(
    ("place", "text", "label"),
    [
        ({"line": 5}, "1 ¶5", "Source 1, paragraph 5"),
        ({"line": 12, "sheet": "Visits"}, "1 Visits!12", "Source 1, sheet Visits, row 12"),
        ({"line": None, "sheet": "Visits"}, "1 Visits", "Source 1, sheet Visits"),
        ({"line": None}, "1", "Source 1"),
        ({"line": 5, "stance": "disputes"}, "1 ¶5", "Source 1, paragraph 5 disputes this"),
    ],
)
def test_marker_says_where(place, text, label):
    visit = make.make_visit()
    make.make_citation(visit=visit, **place)
    [marker] = Evidence([visit]).of(visit)
    assert (marker.text, marker.label) == (text, label)


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ({"line": 1}, "/sources/text/#line-1"),
        ({"line": 100}, "/sources/text/#line-100"),
        ({"line": 101}, "/sources/text/?page=2#line-101"),
        ({"line": None}, "/sources/text/#citation-{pk}"),
        ({"line": 7, "sheet": "Visits"}, "/sources/text/?citation={pk}#citation-{pk}"),
    ],
)
def test_citation_url_leads_to_the_page_with_the_line(place, expected):
    citation = make.make_citation(source=make.make_source(title="Text", slug="text"), **place)
    assert citation_url(citation) == expected.format(pk=citation.pk)


def test_disagreements_name_both_sides():
    delegation = make.make_delegation(name="Example Delegation")
    one, two = make.make_source(title="One"), make.make_source(title="Two")
    make.make_citation(source=one, delegation=delegation, field="size", line=1, note="Four are said.")
    make.make_citation(
        source=two, delegation=delegation, field="size", line=2, note="Five are said.", stance="disputes"
    )
    make.make_citation(source=two, delegation=delegation, field="name", line=3)

    evidence = Evidence([delegation])

    found = [
        (d.subject, [(m.text, m.disputes, m.citation.note) for m in d.markers])
        for d in evidence.disagreements
    ]
    assert found == [
        (
            "Stated size",
            [("1 ¶1", False, "Four are said."), ("2 ¶2", True, "Five are said.")],
        )
    ]
    assert [(use.source, len(use.supported), len(use.disputed)) for use in evidence.sources] == [
        (one, 1, 0),
        (two, 1, 1),
    ]


def test_disagreements_without_support_of_the_field_show_what_supports_the_record():
    visit = make.make_visit(title="Example visit")
    one, two = make.make_source(title="One"), make.make_source(title="Two")
    make.make_citation(source=one, visit=visit, line=1)
    make.make_citation(source=two, visit=visit, line=2, field="dates", stance="disputes")
    [found] = Evidence([visit]).disagreements
    assert (found.subject, [m.text for m in found.markers]) == ("Dates", ["2 ¶2", "1 ¶1"])


def test_cite_tag_writes_markers_side_by_side():
    visit = make.make_visit()
    source = make.make_source(slug="text")
    make.make_citation(source=source, visit=visit, line=5)
    make.make_citation(source=source, visit=visit, line=6, stance="disputes")
    template = Template('{% load evidence %}{% cite visit %}|{% cite visit "dates" %}')
    assert template.render(Context({"visit": visit, "evidence": Evidence([visit])})) == (
        '<sup class="cite"><a href="/sources/text/#line-5" aria-label="Source 1, paragraph 5">1 ¶5</a> '
        '<a href="/sources/text/#line-6" aria-label="Source 1, paragraph 6 disputes this" class="disputes">'
        "1 ¶6 disputes</a></sup>|"
    )


def test_field_label_is_what_people_call_it():
    assert [field_label(Visit, name) for name in ("invited_by", "", "actions", "no_such")] == [
        "invited by",
        "",
        "follow-up actions",
        "no_such",
    ]


def test_name_of_and_place_of_rows():
    host = make.make_organisation(name="Example Ministry")
    person = make.make_person(name="Fictitious Person")
    visit = make.make_visit(title="Example visit", reference="V-0900")
    stop = make.make_stop(visit=visit, title="Talks")
    event = make.make_event(name="Example Forum")
    agreement = make.make_agreement(title="Example memorandum", reference="A-0900")
    cases = {
        "visit": visit,
        "stop": stop,
        "participant": make.make_participant(stop=stop, person=person, title="Director"),
        "unnamed": make.make_participant(event=event, description="Three rectors"),
        "position": make.make_position(person=person, title="Rector", organisation=host),
        "fact": make.make_fact(organisation=host, label="students", value="over 20,000"),
        "role": make.make_event_organisation(event=event, organisation=host, role="host"),
        "party": make.make_party(agreement=agreement, organisation=host),
        "organisation": host,
    }
    assert {kind: (name_of(row), place_of(row)) for kind, row in cases.items()} == {
        "visit": ("Example visit", ""),
        "stop": ("Talks", "V-0900 Example visit"),
        "participant": ("Fictitious Person, Director", "Talks"),
        "unnamed": ("Three rectors", "Example Forum"),
        "position": ("Fictitious Person: Rector", ""),
        "fact": ("students: over 20,000", "Example Ministry"),
        "role": ("Example Ministry", "Example Forum"),
        "party": ("Example Ministry", "A-0900 Example memorandum"),
        "organisation": ("Example Ministry", ""),
    }


def test_disagreements_of_listed_records_are_told_on_their_own_pages():
    visit, agreement = make.make_visit(), make.make_agreement(title="Example memorandum")
    settled = make.make_agreement(title="Settled memorandum")
    source = make.make_source()
    stop = make.make_stop(visit=visit, title="Talks")
    make.make_citation(source=source, stop=stop, line=1, field="day", stance="disputes")
    make.make_citation(source=source, agreement=agreement, line=2, field="agreed", stance="disputes")
    make.make_citation(source=source, agreement=settled, line=3)

    evidence = Evidence([visit, stop], listed=[agreement, settled])

    assert [found.subject for found in evidence.disagreements] == ["Talks: day"]
    assert [(found.name, found.url) for found in evidence.disagreements_elsewhere] == [
        ("Example memorandum", agreement.get_absolute_url())
    ]
    assert [marker.text for marker in evidence.of(agreement)] == ["1 ¶2"]
    assert [found.subject for found in Evidence([agreement]).disagreements] == ["Date of agreement"]


def test_disagreements_put_lines_that_say_the_same_together():
    agreement, source = make.make_agreement(), make.make_source()
    for line, note in ((2, "Another name."), (4, "A third name."), (6, "Another name.")):
        make.make_citation(
            source=source, agreement=agreement, line=line, field="title", note=note, stance="disputes"
        )
    [found] = Evidence([agreement]).disagreements
    assert [[marker.text for marker in saying] for saying in found.sayings] == [["1 ¶2", "1 ¶6"], ["1 ¶4"]]


def test_evidence_of_a_text_falls_back_to_the_record_as_a_whole():
    source, stop = make.make_source(), make.make_stop()
    make.make_citation(source=source, stop=stop, line=1)
    make.make_citation(source=source, stop=stop, line=2, field="day")
    assert [marker.text for marker in Evidence([stop]).text_of(stop, "said")] == ["1 ¶1"]
    make.make_citation(source=source, stop=stop, line=3, field="said")
    assert [marker.text for marker in Evidence([stop]).text_of(stop, "said")] == ["1 ¶3"]


def test_sources_bear_the_markers_of_the_own_record_as_a_whole():
    source, visit = make.make_source(), make.make_visit()
    stop = make.make_stop(visit=visit)
    make.make_citation(source=source, visit=visit, line=1)
    make.make_citation(source=source, visit=visit, line=1, note="the same line again")
    make.make_citation(source=source, visit=visit, line=2, field="dates")
    make.make_citation(source=source, stop=stop, line=3)
    [use] = Evidence([visit, stop]).sources
    assert [marker.text for marker in use.whole] == ["1 ¶1"]


def test_evidence_tells_of_a_field_only_what_supports_it():
    source, agreement = make.make_source(), make.make_agreement()
    make.make_citation(source=source, agreement=agreement, line=1)
    make.make_citation(source=source, agreement=agreement, line=2, field="proposed", stance="disputes")
    make.make_citation(source=source, agreement=agreement, line=3, field="agreed")
    evidence = Evidence([agreement])
    told = [name for name in ("proposed", "agreed", "signed") if evidence.tells(agreement, name)]
    assert told == ["agreed"]


def test_name_of_who_is_described_by_a_title_says_it_once():
    row = make.make_participant(event=make.make_event(), description="Minister", title="Minister")
    assert name_of(row) == "Minister"
