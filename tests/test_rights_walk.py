"""Every URL by every method: who may only read writes nothing, and is shown nothing that they may not do."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape
from itertools import chain
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.test import Client
from django.urls import resolve

from tests import factories as make
from tests import pages
from tracker.models import User
from tracker.services.record import record_models
from tracker.services.roles import EDITOR, VIEWER

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]

WRITING = ("POST", "PUT", "PATCH", "DELETE")
#: What a reader of the staff keeps for themselves, and so may write.
OWN = {"saved-view-new", "saved-view-edit", "password_change", "logout", "savedview"}


@pytest.fixture(scope="module", autouse=True)
def work(record: None, django_db_blocker: Any) -> User:
    """What staff's own work brings about, with the one whose work it is."""
    with django_db_blocker.unblock():
        clerk = User.objects.create_superuser("zu-clerk")
        pages.make_work(by=clerk)
    return clerk


def addresses(reader: Any) -> dict[str, list[str]]:
    """Every page that `reader` could be shown, the admin's among them: the name of its URL → addresses."""
    return {**pages.site_pages(reader, records=1), **{f"admin {of}": found for of, found in admin()}}


def admin() -> Iterable[tuple[str, list[str]]]:
    return pages.admin_pages().items()


def state_of_record() -> dict[str, Any]:
    """How much there is of everything, history and imports among them; what is written changes some of it."""
    counts = {
        model.__name__: model._default_manager.count()
        for model in apps.get_app_config("tracker").get_models()
    }
    for model in record_models():
        history: Any = model
        counts[f"last {model.__name__}"] = (
            history.history.order_by("-history_id").values_list("history_id", flat=True).first()
        )
    return counts


def signed_in(role: str) -> Client:
    client = Client()
    if role:
        client.force_login(make.make_user(role))
    return client


@pytest.mark.parametrize("role", ["", VIEWER])
def test_reader_writes_nothing_by_any_method(work: User, role: str) -> None:
    client = signed_in(role)
    asked = [
        address
        for name, found in addresses(work).items()
        for address in found
        if name not in OWN and not any(word in address for word in ("password_change", "savedview"))
    ]
    before, broken = state_of_record(), []
    for address in asked:
        for method in WRITING:
            data = {"post": "yes", "action": "delete_selected", "reason": "Forged", "confirm": "yes"}
            answer = client.post(address, data) if method == "POST" else client.generic(method, address)
            if answer.status_code >= 500:
                broken.append(f"{method} {address}: {answer.status_code}")
    assert broken == []
    assert state_of_record() == before


def test_stranger_opens_nothing_of_staff(work: User) -> None:
    client = Client()
    staff = {
        name: found
        for name, found in addresses(work).items()
        if name in pages.STAFF or name.startswith("admin")
    }
    opened = [
        address
        for address in chain(*staff.values())
        for method in ("GET", "HEAD", "OPTIONS")
        if client.generic(method, address).status_code == 200 and method != "OPTIONS"
    ]
    assert opened == []


HREF = re.compile(r'<a\b[^>]*?\bhref="([^"#]+)[^"]*"')


@pytest.mark.parametrize("role", ["", VIEWER, EDITOR])
def test_nobody_is_shown_the_way_to_what_they_may_not_do(role: str) -> None:
    """Every kind of link on every kind of page, followed from the pages that all may open."""
    client = signed_in(role)
    queue = ["/", "/admin/"] if role else ["/"]
    seen, refused, kinds = set(queue), [], set()
    while queue:
        address = queue.pop(0)
        answer = client.get(address)
        if answer.status_code >= 400:
            refused.append(f"{address}: {answer.status_code}")
        if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
            continue
        page = resolve(urlsplit(address).path).view_name
        for target in map(unescape, HREF.findall(answer.text)):
            parts = urlsplit(target)
            if parts.scheme or parts.netloc or not parts.path.startswith("/"):
                continue
            # One of each kind of link from each kind of page is enough.
            kind = (page, resolve(parts.path).view_name)
            if target not in seen and kind not in kinds:
                seen.add(target)
                kinds.add(kind)
                queue.append(target)
    assert refused == []
    assert len(kinds) > (150 if role else 100)  # it did get about
