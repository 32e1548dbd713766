"""The pages for what went wrong."""

from __future__ import annotations

import re

import pytest
from django.http import HttpRequest
from django.test import Client
from django.views import defaults
from pytest_django import DjangoAssertNumQueries

from tests import factories as make

INLINE = re.compile(r"<style|<script(?![^>]* src=)|\son[a-z]+=|\sstyle=", re.IGNORECASE)


def heading(page: bytes) -> str:
    found = re.search(r"<h1>(.*?)</h1>", page.decode())
    assert found
    return found[1]


@pytest.mark.django_db
def test_not_found_same_page_for_what_is_not_there_and_what_is_hidden(client: Client) -> None:
    hidden = make.make_visit(title="Example draft", visibility="draft").reference
    pages = [client.get(path) for path in (f"/visits/{hidden}/", "/visits/V-9999/")]
    assert [page.status_code for page in pages] == [404, 404]
    assert pages[0].content.replace(hidden.encode(), b"V-9999") == pages[1].content
    assert heading(pages[0].content) == "There is no such page"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "/nope/",
        "/visits/v-0001/",
        "/visits/V-1/",
        "/visits/V-0001",
        "/people/%00/",
        "/visits/%00/",
        "/topics/a%2Fb/",
    ],
)
def test_not_found_for_addresses_that_name_nothing(client: Client, path: str) -> None:
    assert client.get(path, follow=True).status_code == 404


def test_server_error_asks_neither_database_nor_request(
    django_assert_num_queries: DjangoAssertNumQueries, db: None
) -> None:
    with django_assert_num_queries(0):
        response = defaults.server_error(HttpRequest())
    assert response.status_code == 500
    assert heading(response.content) == "Something went wrong here"
    assert "Sign in" not in response.content.decode()


def test_bad_request_asks_neither_database_nor_request(
    django_assert_num_queries: DjangoAssertNumQueries, db: None
) -> None:
    with django_assert_num_queries(0):
        response = defaults.bad_request(HttpRequest(), Exception())
    assert response.status_code == 400
    assert heading(response.content) == "That could not be read"


@pytest.mark.django_db
def test_bad_request_for_an_unknown_host(client: Client) -> None:
    response = client.get("/", headers={"Host": "elsewhere.example"})
    assert (response.status_code, heading(response.content)) == (400, "That could not be read")


@pytest.mark.django_db
def test_bad_request_for_more_parameters_than_can_be_read(client: Client) -> None:
    response = client.get("/visits/?" + "&".join("a" * 10_001))
    assert (response.status_code, heading(response.content)) == (400, "That could not be read")


@pytest.mark.django_db
def test_stale_form_says_what_to_do() -> None:
    response = Client(enforce_csrf_checks=True).post("/admin/logout/")
    assert (response.status_code, heading(response.content)) == (403, "That page had grown old")


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_pages_are_only_read(client: Client, method: str) -> None:
    told = [getattr(client, method)(path).status_code for path in ("/", "/visits/", "/dates/read/")]
    assert told == [405, 405, 405]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/visits/", "/sources/", "/nope/"])
def test_pages_have_nothing_inline(client: Client, path: str) -> None:
    response = client.get(path)
    assert INLINE.findall(response.content.decode()) == []
    assert "unsafe" not in response["Content-Security-Policy"]
