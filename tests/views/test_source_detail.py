"""The page of a source: line by line what it evidences, page by page."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories as make
from tests.views.pages import main_of, words
from tracker.evidence import citation_url
from tracker.models import Citation, Visit

pytestmark = pytest.mark.django_db


def test_source_detail_goes_line_by_line(client):
    source = make.make_source(title="Example article", paragraphs=3)
    visit = make.make_visit(title="Example visit", reference="V-0900")
    make.make_citation(source=source, visit=visit, line=2, field="dates", note="In spring.")
    make.make_citation(source=source, visit=visit, line=2, stance="disputes", note="Not at all.")
    make.make_citation(source=source, visit=visit, line=None, note="All of it.")
    response = client.get(source.get_absolute_url())
    assert words(response).partition("3 citations lead here. ")[2].partition(" About this source")[0] == (
        "The text itself is not kept here, only what the record draws from it, in our own words: "
        "¶ counts the lines of the text that are not empty, the first of them being ¶1. "
        "As a whole Example visit visit All of it. "
        "Paragraph by paragraph ¶2 "
        "Paragraph ¶1 Nothing in the record is drawn from it. "
        "Paragraph ¶2 Example visit visit dates: In spring. disputes Not at all. "
        "Paragraph ¶3 Nothing in the record is drawn from it."
    )
    assert re.findall(r'id="(line-\d+|citation-\d+)"', main_of(response)) == [
        f"citation-{Citation.objects.get(line=None).pk}",
        "line-1",
        "line-2",
        "line-3",
    ]


def test_source_detail_of_a_workbook_goes_by_sheet_and_row(client):
    source = make.make_source(kind="workbook", paragraphs=None)
    for sheet, row in (("Visits", 12), ("Visits", 3), ("Events", 5), ("Events", None)):
        make.make_citation(
            source=source, visit=make.make_visit(title=f"Visit of {sheet} {row}"), sheet=sheet, line=row
        )
    text = words(client.get(source.get_absolute_url()))
    assert text.partition("lead here. ")[2].partition(" About this source")[0] == (
        "The document itself is not kept here, only what the record draws from it, in our own words. "
        "Sheet “Events” as a whole Visit of Events None visit row 5 Visit of Events 5 visit "
        "Sheet “Visits” row 3 Visit of Visits 3 visit row 12 Visit of Visits 12 visit"
    )


def every_marker_leads_to_its_anchor(client, source) -> list[str]:
    """The addresses of all citations of the source whose page does not have their anchor."""
    lost = []
    for citation in source.citations.select_related("source"):
        url, _hash, anchor = citation_url(citation).partition("#")
        if f'id="{anchor}"' not in main_of(client.get(url)):
            lost.append(url)
    return lost


def test_source_detail_markers_lead_to_their_anchors_on_every_page(client, monkeypatch):
    monkeypatch.setattr("tracker.evidence.PARAGRAPHS_A_PAGE", 2)
    monkeypatch.setattr("tracker.views.details.sources.PARAGRAPHS_A_PAGE", 2)
    monkeypatch.setattr("tracker.views.details.sources.ROWS_A_PAGE", 2)
    source, visit = make.make_source(paragraphs=3), make.make_visit()
    for place in (
        {"line": None}, {"line": 1}, {"line": 3}, {"line": 5}, {"line": None, "sheet": "A"},
        {"line": 2, "sheet": "A"}, {"line": 1, "sheet": "B"},
    ):  # fmt: skip
        make.make_citation(source=source, visit=visit, **place)
    assert every_marker_leads_to_its_anchor(client, source) == []
    pages = [main_of(client.get(f"{source.get_absolute_url()}?page={page}")) for page in range(1, 6)]
    anchors = [re.findall(r'id="(line-\d+)"', page) for page in pages]
    assert anchors == [["line-1", "line-2"], ["line-3", "line-4"], ["line-5"], [], []]
    assert [page.count("citation-") for page in pages] == [1, 0, 0, 2, 1]


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("page=2", "There is no page “2” of this source: the first of 1 is shown."),
        ("page=x", "There is no page “x” of this source: the first of 1 is shown."),
        ("page=-1", "There is no page “-1” of this source: the first of 1 is shown."),
        ("page=²", "There is no page “²” of this source: the first of 1 is shown."),
        (f"page={'9' * 5000}", "There is no page"),
        ("citation=999", ""),
        ("citation=x", ""),
        ("page=", ""),
    ],
)
def test_source_detail_of_a_page_that_is_not_there_shows_the_first(client, query, problem):
    source = make.make_source(paragraphs=1)
    make.make_citation(source=source)
    response = client.get(f"{source.get_absolute_url()}?{query}")
    assert 'id="line-1"' in main_of(response)
    assert problem in words(response)
    assert ("problems" in main_of(response)) == bool(problem)


def test_source_detail_of_a_long_text_is_paged_at_the_same_number_of_queries(client):
    taken = set()
    for count in (1, 250):
        source, visit = make.make_source(paragraphs=count), make.make_visit()
        Citation.objects.bulk_create(
            Citation(source=source, visit=visit, line=line) for line in range(1, count + 1)
        )
        with CaptureQueriesContext(connection) as queries:
            html = main_of(client.get(source.get_absolute_url()))
        taken.add(len(queries))
        assert html.count("<li id=") == min(count, 100)
    assert len(taken) == 1
    assert Visit.objects.count() == 2


def test_source_detail_says_once_what_is_said_of_several_records(client):
    source, visit = make.make_source(paragraphs=1, file_name="text.txt"), make.make_visit(title="Journey")
    for title in ("First talks", "Second talks"):
        stop = make.make_stop(visit=visit, title=title)
        make.make_citation(source=source, stop=stop, line=1, field="country", note="All were there.")
    make.make_citation(source=source, visit=visit, line=1)
    make.make_citation(source=source, visit=visit, line=1, field="dates")
    text = words(client.get(source.get_absolute_url()))
    assert "Its file is called text.txt." in text
    assert text.partition("Paragraph ¶1 ")[2].partition(" About this source")[0] == (
        f"First talks stop · {visit} · country Second talks stop · {visit} · country All were there. "
        "Journey visit · dates"
    )
