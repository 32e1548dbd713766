"""The lists as files: the same rows in the same order as the page, and no more than its reader may see."""

from __future__ import annotations

import csv
import io
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import factories as make
from tests.views.test_lists import LISTS, NAMES, one_of_each, titles
from tracker.filters import counting
from tracker.models import Visit
from tracker.views import exports

pytestmark = pytest.mark.django_db


def rows_of(response: Any) -> list[dict[str, Any]]:
    assert response.status_code == 200
    if response["Content-Type"].startswith("text/csv"):
        return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    header, *rows = openpyxl.load_workbook(io.BytesIO(response.content)).active.values
    return [dict(zip(header, row, strict=True)) for row in rows]


def names(response: Any) -> list[str]:
    return [row.get("title") or row["name"] for row in rows_of(response)]


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_export_has_the_rows_of_the_page_and_nothing_hidden(client: Client, path: str, ending: str) -> None:
    one_of_each()
    one_of_each("draft", "Hidraft", "BT")
    one_of_each("internal", "Hiinternal", "FJ")
    hidden, shown = Visit.objects.get(title="Hidraft visit"), Visit.objects.get(title="Zu visit")
    shown.actions.update(visit=hidden, event=hidden.agreements.get().signing_event)
    shown.agreements.update(visit=hidden, signing_event=hidden.agreements.get().signing_event)
    Visit.objects.update(internal_notes="Secret notes")
    address = f"{path.rstrip('/')}.{ending}"
    told = rows_of(client.get(address))
    assert [row.get("title") or row["name"] for row in told] == titles(client.get(path).content.decode())
    assert len(told) == len(NAMES[path])
    words = str(told)
    assert [
        word for word in ("Hidraft", "Hiinternal", "hidraft", "Secret", "BT", "FJ") if word in words
    ] == []
    staff = Client()
    staff.force_login(make.make_user())
    assert names(staff.get(address)) == titles(staff.get(path).content.decode())
    assert "Secret" not in str(rows_of(staff.get(address)))


@pytest.mark.parametrize(
    "query", ["?q=Za&sort=title", "?country=CN", "?country=ZZ&x=1&after=x&q=Za", "?q=%00"]
)
def test_export_is_filtered_and_ordered_as_the_page(client: Client, query: str) -> None:
    one_of_each()
    one_of_each(mark="Za", code="CN")
    assert names(client.get(f"/visits.csv{query}")) == titles(client.get(f"/visits/{query}").content.decode())


def test_export_stops_at_its_bound_and_the_page_says_so(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        make.make_visit(title=f"Example {number}")
    for module in (counting, exports):
        monkeypatch.setattr(module, "MOST", 2)
    assert names(client.get("/visits.csv?sort=title")) == ["Example 0", "Example 1"]


def test_export_formula_as_text(client: Client) -> None:
    make.make_visit(title="=1+1")
    assert names(client.get("/visits.csv")) == ["'=1+1"]


def test_export_unknown_list_or_format_is_not_found(client: Client) -> None:
    assert [client.get(path).status_code for path in ("/visits.exe", "/users.csv", "/visits.csv/")] == [
        404
    ] * 3


def test_export_same_queries_for_one_and_thirty_rows(client: Client) -> None:
    numbers = []
    for more in (1, 29):
        for _visit in range(more):
            make.make_visit(countries=[make.country()], topics=[make.make_topic()])
        with CaptureQueriesContext(connection) as queries:
            client.get("/visits.csv")
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]


def test_list_links_to_the_files_of_what_is_filtered(client: Client) -> None:
    one_of_each()
    page = client.get("/visits/?q=Zu&country=KZ&x=1").content.decode()
    assert 'href="/visits.xlsx?q=Zu&amp;country=KZ"' in page
    assert 'href="/visits.csv?q=Zu&amp;country=KZ"' in page
