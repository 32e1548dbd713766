"""The admin in a real browser: nothing that the Content-Security-Policy refuses, and rows that work.

The fixture `page` fails a test in which the console tells an error: each page opened here is checked so.
"""

import pytest
from playwright.sync_api import Page, expect

from tests import factories as make
from tests.admin.samples import MAKERS
from tests.admin.test_visits import full_visit
from tracker.models import Visit

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(page: Page) -> Page:
    """A page at which a superuser has signed in."""
    user = make.make_user("", is_superuser=True)
    page.goto("/admin/")
    page.fill("#id_username", user.username)
    page.fill("#id_password", make.PASSWORD)
    page.click("input[type=submit]")
    return page


def test_screens_of_every_record_under_the_policy(desk: Page) -> None:
    paths = [
        "/admin/",
        "/admin/tracker/user/",
        "/admin/tracker/country/",
        "/admin/tracker/country/KZ/change/",
    ]
    for model, maker in MAKERS.items():
        record = maker()
        start = f"/admin/tracker/{model._meta.model_name}/"
        version = record.history.first().pk
        screens = ["", "add/", f"{record.pk}/change/", f"{record.pk}/history/", f"{record.pk}/delete/"]
        paths += [start + screen for screen in (*screens, f"{record.pk}/history/{version}/")]
    for path in paths:
        answer = desk.goto(path)
        assert answer is not None
        assert answer.status == 200, path


@pytest.mark.parametrize("width", [1440, 768, 360])
def test_visit_with_20_rows_is_no_wider_than_the_window(desk: Page, width: int) -> None:
    visit = full_visit(20)
    desk.set_viewport_size({"width": width, "height": 900})
    desk.goto(f"/admin/tracker/visit/{visit.pk}/change/")
    assert desk.evaluate("document.documentElement.scrollWidth") <= width


def test_stop_unfolded_changed_and_another_added(desk: Page) -> None:
    visit = make.make_visit(stops=2, visibility="draft")
    host = make.make_organisation(name="Example Ministry")
    make.make_alias("Министерство примеров", organisation=host)
    desk.goto(f"/admin/tracker/visit/{visit.pk}/change/")
    title = desk.locator("#id_stops-0-title")
    expect(title).to_be_hidden()
    desk.get_by_role("button", name="Unfold all").click()
    expect(title).to_be_visible()
    title.fill("Changed")
    desk.get_by_role("button", name="Fold all", exact=True).click()
    expect(title).to_be_hidden()
    desk.locator("#stops-group .add-row a").click()
    desk.locator("#id_stops-2-title").fill("New")
    desk.locator("#id_stops-2-order").fill("1")
    # An organisation found by its name in another script.
    desk.locator("#stops-2 .fieldBox.field-host .select2-selection").click()
    desk.locator(".select2-search__field").last.fill("министерство")
    desk.get_by_role("option", name="Example Ministry").click()
    desk.locator("input[name=_save]").first.click()
    expect(desk.locator(".messagelist .success")).to_be_visible()
    stops = Visit.objects.get(pk=visit.pk).stops
    assert list(stops.values_list("order", "title")[:2]) == [(1, "New"), (2, "Changed")]
    assert stops.get(order=1).host == host


def test_mistake_in_a_folded_stop_unfolds_it(desk: Page) -> None:
    visit = make.make_visit(stops=1, visibility="draft")
    desk.goto(f"/admin/tracker/visit/{visit.pk}/change/")
    desk.get_by_text("Details").first.click()
    desk.locator("#id_stops-0-day").fill("whenever")
    desk.locator("input[name=_save]").first.click()
    expect(desk.locator("#id_stops-0-day")).to_be_visible()
    expect(desk.locator("#stops-0 .errorlist")).to_be_visible()


def test_list_exported_and_published(desk: Page) -> None:
    visit = make.make_visit(visibility="draft")
    desk.goto("/admin/tracker/visit/")
    desk.locator("#action-toggle").check()
    desk.select_option("select[name=action]", "export_xlsx")
    with desk.expect_download() as download:
        desk.locator("button[name=index]").click()
    assert download.value.suggested_filename.endswith(".xlsx")
    desk.goto("/admin/tracker/visit/")
    desk.locator("#action-toggle").check()
    desk.select_option("select[name=action]", "publish")
    desk.fill("input[name=reason]", "Agreed")
    desk.locator("button[name=index]").click()
    expect(desk.locator(".messagelist")).to_contain_text("1 record is now public.")
    visit.refresh_from_db()
    assert visit.visibility == "public"


def test_rows_of_a_visit_reachable_without_scrolling(desk: Page) -> None:
    visit = full_visit(3)
    desk.set_viewport_size({"width": 1440, "height": 900})
    desk.goto(f"/admin/tracker/visit/{visit.pk}/change/")
    wider = desk.evaluate(
        """() => [...document.querySelectorAll(".inline-group .tabular .wrapper")]
        .filter((box) => box.scrollWidth > box.clientWidth)
        .map((box) => [box.closest(".inline-group").id, box.scrollWidth, box.clientWidth])"""
    )
    assert wider == []


def test_visit_added_from_its_first_field(desk: Page) -> None:
    desk.goto("/admin/tracker/visit/add/")
    expect(desk.locator("#id_visibility")).to_be_focused()
