"""The preview of an import in a real browser: each list of it, what staff answer, and what that writes."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests import factories as make
from tests.browser.importing import (
    counts_of,
    expect_rows,
    expect_told,
    look_at_in_both_themes,
    open_section,
    sections_of,
    upload,
    upload_visits,
)
from tests.imports.workbooks import HEADERS, visit, xlsx
from tracker.models import (
    Alias,
    ColumnMapping,
    Delegation,
    Import,
    NotTheSame,
    Organisation,
    Participant,
    Topic,
    Visit,
)

pytestmark = pytest.mark.browser


def plain(number: int, **over: Any) -> dict[str, Any]:
    """The cells of a visit that says no more than who travelled, who received them, and when."""
    without: dict[str, Any] = dict.fromkeys(("title", "countries", "topics", "purpose", "size"))
    return visit(number, **{**without, **over})


def senders(of: str) -> list[str]:
    """Who sent the delegation of this name."""
    return [str(one) for one in Delegation.objects.get(name=of).senders.all()]


# --- Questions ---


def test_names_decided_one_by_one(desk: Page) -> None:
    """One is a candidate and kept as another name, one is new, one of several is chosen, one is left open."""
    known = make.make_organisation(name="Zulu Technical University", country=make.country("KZ"))
    near = make.make_organisation(name="Mike Pedagogical University", country=make.country("KZ"))
    make.make_organisation(name="Quebec Academy", country=make.country("KZ"))
    other = make.make_organisation(name="Quebec Academy", country=make.country("CN"))
    make.make_organisation(name="Lima Agricultural University", country=make.country("KZ"))
    record = upload_visits(
        desk,
        plain(1, senders="Zulu Technical Universiti"),
        plain(2, senders="Mike Pedagogical Universiti"),
        plain(3, senders="Quebec Academy"),
        plain(4, senders="Lima Agricultural Universiti"),
        plain(5, senders="Zulu Technical Universiti"),
    )
    # What needs an answer is shown first.
    expect(desk.get_by_role("heading", name="Names to decide")).to_be_visible()
    assert counts_of(desk)["Questions"] == "4"
    section = open_section(desk, "Names to decide")

    def name(text: str) -> Any:
        return section.get_by_role("group", name=f"Organisation {text}")

    expect(name("Zulu Technical Universiti")).to_contain_text(
        "Near to a name in the record. It stands in Visits!D2, and in 2 cells in all."
    )
    expect(name("Quebec Academy")).to_contain_text(
        "Several in the record have this name. It stands in Visits!D4."
    )
    link = name("Zulu Technical Universiti").get_by_role("link")
    expect(link).to_have_attribute("href", f"/admin/tracker/organisation/{known.pk}/change/")
    name("Zulu Technical Universiti").get_by_label("Zulu Technical University (Kazakhstan)").check()
    name("Zulu Technical Universiti").get_by_label("Keep “Zulu Technical Universiti” as another name").check()
    name("Mike Pedagogical Universiti").get_by_label("none of these: make a new one").check()
    name("Quebec Academy").get_by_label("Quebec Academy (China)").check()
    expect(name("Lima Agricultural Universiti").get_by_label("not decided yet")).to_be_checked()
    desk.get_by_role("button", name="Save what is chosen on this page").click()
    expect_told(desk, "3 answers were taken.")
    look_at_in_both_themes(desk)
    # Only what was left open is asked still.
    expect(desk.locator("fieldset.choices legend")).to_have_text("Organisation Lima Agricultural Universiti")
    section = open_section(desk, "Decided")
    expect_rows(
        section,
        [
            ["Ask again about Quebec Academy", "Organisation", "Quebec Academy", "Quebec Academy (China)"],
            [
                "Ask again about Mike Pedagogical Universiti",
                "Organisation",
                "Mike Pedagogical Universiti",
                "new",
            ],
            [
                "Ask again about Zulu Technical Universiti",
                "Organisation",
                "Zulu Technical Universiti",
                "Zulu Technical University (Kazakhstan) (kept as another name)",
            ],
        ],
    )
    assert not Visit.objects.exists()
    desk.get_by_role("button", name="Import the 4 visits without problems").click()
    expect_told(desk, "Written. New visits: 4, changed: 0.")
    assert senders("Delegation of Brevo") == senders("Delegation of Fjordin") == ["Zulu Technical University"]
    assert senders("Delegation of Corvi") == ["Mike Pedagogical Universiti"]
    assert Delegation.objects.get(name="Delegation of Dunmor").senders.get() == other
    assert not Delegation.objects.filter(name="Delegation of Esterl").exists()
    alias = Alias.objects.get()
    assert (alias.name, alias.organisation) == ("Zulu Technical Universiti", known)
    # Nobody is asked again about what was told apart.
    assert [(one.kind, one.record) for one in NotTheSame.objects.all()] == [("organisation", near.pk)]
    record.refresh_from_db()
    assert record.counts["problem"] == 1


def test_all_names_of_a_page_new_and_asked_again(desk: Page) -> None:
    make.make_organisation(name="Zulu Technical University")
    make.make_organisation(name="Mike Pedagogical University")
    upload_visits(
        desk,
        plain(1, senders="Zulu Technical Universiti"),
        plain(2, senders="Mike Pedagogical Universiti"),
    )
    desk.get_by_role("button", name="All on this page are new").click()
    expect_told(desk, "2 answers were taken.")
    expect(desk.get_by_role("region", name="Names to decide")).to_contain_text("None.")
    open_section(desk, "Decided")
    desk.get_by_label("Ask again about Zulu Technical Universiti").check()
    desk.get_by_role("button", name="Ask these again").click()
    expect_told(desk, "1 is asked again.")
    section = open_section(desk, "Names to decide")
    expect(section.locator("legend")).to_have_text("Organisation Zulu Technical Universiti")
    assert list(Import.objects.get().options["names"]) == ["organisation|mike pedagogical universiti"]
    # Nothing chosen is no answer.
    desk.get_by_role("button", name="Save what is chosen on this page").click()
    expect_told(desk, "Nothing was chosen.")


@pytest.fixture
def autumn() -> Visit:
    """A visit of which no day is known yet."""
    sender = make.make_organisation(name="Zulu Tech")
    known: Visit = make.make_visit(
        title="Zulu Tech visits Quebec Academy",
        delegation=make.make_delegation(name="Delegation of Zulu Tech", senders=[sender]),
        invited_by=[make.make_organisation(name="Quebec Academy")],
        dates="2025-11",
        visibility="draft",
    )
    return known


def zulu(**over: Any) -> dict[str, Any]:
    """A row that looks like that visit, on days of its own."""
    said = {"delegation": "Delegation of Zulu Tech", "senders": "Zulu Tech", "hosts": "Quebec Academy"}
    return plain(1, **{**said, "dates": "4–5 November 2025", **over})


@pytest.mark.parametrize("same", [True, False])
def test_visit_that_looks_alike_answered(desk: Page, autumn: Visit, same: bool) -> None:
    upload_visits(desk, zulu())
    section = open_section(desk, "Questions")
    label = f"{autumn.reference} Zulu Tech visits Quebec Academy (November 2025)"
    question = section.locator("tbody tr")
    expect(question.locator("th")).to_have_text("Visits!2")
    expect(question).to_contain_text(
        f"This may be a visit that is in the record: {label}. Is it, or is it another one?"
    )
    expect(desk.get_by_role("button", name="Import")).to_have_count(0)
    group = section.get_by_role("group", name="What Visits!2 is")
    expect(group.get_by_label("not decided yet")).to_be_checked()
    group.get_by_label(f"the same as {label}" if same else "another visit").check()
    desk.get_by_role("button", name="Save the answers on this page").click()
    expect_told(desk, "1 answer was taken.")
    look_at_in_both_themes(desk)
    section = open_section(desk, "Decided")
    answer = f"the same as {autumn.reference}" if same else "a visit of its own"
    expect_rows(section, [["Ask again about Visits!2", "Row", "Visits!2", answer]])
    desk.get_by_role("button", name="Import 1 visit", exact=True).click()
    expect_told(desk, f"Written. New visits: {0 if same else 1}, changed: {1 if same else 0}.")
    dates = [str(one.dates) for one in Visit.objects.order_by("pk")]
    assert dates == (["4–5 November 2025"] if same else ["November 2025", "4–5 November 2025"])


def test_rows_that_look_alike_answered(desk: Page) -> None:
    """Of three rows two look like the first: one is it, the other is a visit of its own."""
    upload_visits(
        desk,
        zulu(members=None, purpose="To see the example"),
        zulu(members=None, purpose="To see another example"),
        zulu(members=None, purpose="To see a third example"),
    )
    section = open_section(desk, "Questions")
    sentence = (
        "This looks like the visit of row 2: the same delegation, hosts and dates, but it says something else"
        " besides. Are they one visit, or two?"
    )
    asked = section.locator("tbody tr")
    expect(asked).to_have_count(2)
    expect(asked.nth(0)).to_contain_text(sentence)
    expect(asked.nth(1)).to_contain_text(sentence)
    section.get_by_role("group", name="What Visits!3 is").get_by_label("the same as row 2").check()
    section.get_by_role("group", name="What Visits!4 is").get_by_label("another visit").check()
    desk.get_by_role("button", name="Save the answers on this page").click()
    expect_told(desk, "2 answers were taken.")
    # What the rows of one visit say differently is for the office to settle.
    expect(open_section(desk, "Problems")).to_contain_text(
        "Row 2, which is the same visit, says otherwise: purpose"
    )
    desk.get_by_role("button", name="Import the 2 visits without problems").click()
    expect_told(desk, "Written. New visits: 2, changed: 0.")
    purposes = [one.purpose for one in Visit.objects.order_by("pk")]
    assert purposes == ["To see the example", "To see a third example"]


@pytest.mark.parametrize(
    ("order", "dates"),
    [
        ("Day first", ["4 November 2025", "5 November 2025"]),
        ("Month first", ["11 April 2025", "11 May 2025"]),
    ],
)
def test_order_of_dates_answered(desk: Page, order: str, dates: list[str]) -> None:
    upload_visits(desk, plain(1, dates="04/11/2025"), plain(2, dates="05/11/2025"))
    expect(desk.get_by_role("button", name="Import")).to_have_count(0)
    expect(desk.get_by_role("region", name="Nothing is written yet")).to_contain_text(
        "First say how the dates are to be read"
    )
    section = open_section(desk, "Problems")
    expect(section.locator("tbody tr").first).to_contain_text("is the day first or the month?")
    desk.get_by_role("link", name="“How it was read”").click()
    group = desk.get_by_role("group", name="Dates with slashes in “Dates”")
    expect(group).to_contain_text("Nothing in this column decides whether the day or the month comes first")
    group.get_by_label(order).check()
    desk.get_by_role("button", name="Read it again so").click()
    expect_told(desk, "The workbook was read again, as you chose.")
    look_at_in_both_themes(desk)
    expect(group.get_by_label(order)).to_be_checked()
    expect(group).not_to_contain_text("Question:")
    assert sections_of(desk) == ["How it was read", "New names 8", "New visits 2"]
    section = open_section(desk, "New visits")
    expect(section.locator("tbody tr > td:nth-child(3)")).to_have_text(dates)
    desk.get_by_role("button", name="Import all 2 visits").click()
    expect_told(desk, "Written. New visits: 2, changed: 0.")
    assert [str(one.dates) for one in Visit.objects.order_by("pk")] == dates


# --- Lists ---


def test_changed_unchanged_duplicates_and_notices(desk: Page, autumn: Visit) -> None:
    delegation = autumn.delegation
    Delegation.objects.filter(pk=delegation.pk).update(size=5)
    autumn.purpose = "To see the example"
    autumn.save()
    same: Any = make.make_visit(
        title="Brevo sees the example", delegation=delegation, dates="2025-03-04", visibility="draft"
    )
    versions = same.history.count()
    upload_visits(
        desk,
        {
            "reference": autumn.reference,
            "title": "Zulu Tech visits two academies",
            "dates": "4–5 November 2025",
            "status": "completed",
            "hosts": "Quebec Academy; November Academy",
            "topics": "fictitious studies",
            "members": "Ann Made-up (Rector); Bob Made-up (Dean)",
            "size": 7,
        },
        {"reference": same.reference, "title": same.title, "delegation": "Delegation of Nobody"},
        plain(4, senders="Mike Pedagogical University"),
        plain(5, senders="Mike Pedagogical Universiti"),
        plain(4, senders="Mike Pedagogical University"),
    )
    assert counts_of(desk) == {
        "New visits": "2",
        "Changed visits": "1",
        "Unchanged": "1",
        "Duplicates in the file": "1",
        "Problems": "0",
        "Questions": "0",
        "Visits held back by them": "0",
    }
    section = open_section(desk, "Changed visits")
    row = section.locator("tbody tr")
    expect(row.locator("th")).to_have_text(f"{autumn.reference} Zulu Tech visits Quebec Academy")
    expect(row.get_by_role("link")).to_have_attribute("href", f"/visits/{autumn.reference}/")
    expect(row.locator("li")).to_have_text(
        [
            "Dates: November 2025 → 4–5 November 2025",
            "Status: planned → completed",
            "Title: Zulu Tech visits Quebec Academy → Zulu Tech visits two academies",
            "Invited by: Quebec Academy → November Academy; Quebec Academy",
            "Topics: empty → fictitious studies",
            "Stated size: 5 → 7",
            "Members: empty → Ann Made-up, Rector",
            "Members: empty → Bob Made-up, Dean",
        ]
    )
    # What was and what would be are told apart by more than their order.
    expect(row.locator("del")).to_have_text(
        ["November 2025", "planned", "Zulu Tech visits Quebec Academy", "Quebec Academy", "5"]
    )
    expect(row.locator("ins").first).to_have_text("4–5 November 2025")
    section = open_section(desk, "Unchanged")
    expect(section.locator("tbody tr > th")).to_have_text([f"{same.reference} Brevo sees the example"])
    section = open_section(desk, "Duplicates")
    expect_rows(
        section,
        [
            [
                "Visits!6",
                "Delegation of Esterl visits Sample Institute",
                "5 March 2025",
                "Delegation of Esterl from Mike Pedagogical University 2 members",
                "Sample Institute",
            ]
        ],
    )
    section.get_by_text("2 members").click()
    expect(section.locator("details li")).to_have_text(["Ann Esterl, Rector", "Bob Made-up, Dean"])
    section = open_section(desk, "To know")
    expect(section).to_contain_text("These stop nothing.")
    expect_rows(
        section,
        [
            [
                "Visits!2",
                "Delegation of Zulu Tech",
                f"The delegation “Delegation of Zulu Tech” is also that of {same.reference}: what changes in"
                " it, changes there too.",
            ],
            [
                "Visits!3",
                "Delegation of Nobody",
                "In the record the delegation is “Delegation of Zulu Tech”. An import doesn't exchange the"
                " delegation of a visit: change it there if need be.",
            ],
            [
                "Visits!D5",
                "Mike Pedagogical Universiti",
                "“Mike Pedagogical Universiti” is new and so is “Mike Pedagogical University”, which is much"
                " like it. If they are one, write both alike and upload the workbook again.",
            ],
        ],
    )
    desk.get_by_role("button", name="Import all 3 visits").click()
    expect_told(desk, "Written. New visits: 2, changed: 1.")
    # The page of the import says the same of what it did.
    desk.get_by_role("link", name="1 changed: Visits").click()
    expect(desk.get_by_role("group", name="Visits: changed").locator("li")).to_have_text(
        [
            "Dates: November 2025 → 4–5 November 2025",
            "Status: planned → completed",
            "Title: Zulu Tech visits Quebec Academy → Zulu Tech visits two academies",
            "Invited by: Quebec Academy → Quebec Academy; November Academy",
            "Topics: empty → fictitious studies",
        ]
    )
    look_at_in_both_themes(desk)
    autumn.refresh_from_db()
    assert (autumn.title, str(autumn.dates), autumn.status, autumn.purpose) == (
        "Zulu Tech visits two academies",
        "4–5 November 2025",
        "completed",
        "To see the example",
    )
    assert {str(one) for one in autumn.invited_by.all()} == {"Quebec Academy", "November Academy"}
    delegation.refresh_from_db()
    assert (delegation.name, delegation.size) == ("Delegation of Zulu Tech", 7)
    members = Participant.objects.filter(delegation=delegation).order_by("pk")
    assert [(str(one.person), one.title) for one in members] == [
        ("Ann Made-up", "Rector"),
        ("Bob Made-up", "Dean"),
    ]
    assert same.history.count() == versions
    assert Visit.objects.count() == 4


# --- Problems ---


def test_rows_with_problems_downloaded_mended_and_uploaded_again(desk: Page) -> None:
    make.make_organisation(name="Lima Agricultural University")
    upload_visits(
        desk,
        plain(1),
        plain(2, dates="whenever"),
        plain(3),
        plain(4, status="perhaps"),
        plain(5, senders="Lima Agricultural Universiti"),
    )
    counts = counts_of(desk)
    assert [counts[name] for name in ("New visits", "Problems", "Questions")] == ["2", "2", "1"]
    assert counts["Visits held back by them"] == "3"
    expect(desk.locator(".outlook")).to_contain_text("3 visits are held back by problems or questions.")
    section = open_section(desk, "Problems")
    no_date = (
        "“whenever” can't be read as a date: “whenever” is not understood. Dates can be typed like these: 4–5"
        " November 2025; autumn 2025; 22 September; 2025-11-04."
    )
    no_status = (
        "“perhaps” is none of the words that are known here: planned, confirmed, completed, postponed,"
        " cancelled. Write one of them."
    )
    expect_rows(section, [["Visits!F3", "whenever", no_date], ["Visits!G5", "perhaps", no_status]])
    # Exactly these rows, where they were and why, beside what they say.
    with desk.expect_download() as download:
        desk.get_by_role("link", name="Download the rows with problems").click()
    assert download.value.suggested_filename == "Visits 2025 – problems.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))
    sheet: Any = book["Visits"]
    header, *rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert header == [*HEADERS.values(), "Problem"]
    said = [{name: cell for name, cell in zip(header, row, strict=True) if cell} for row in rows]
    both = {"Status": "completed", "Hosts": "Sample Institute"}
    assert said == [
        {
            **both,
            "Delegation": "Delegation of Corvi",
            "Sent by": "University of Corvi",
            "Members": "Ann Corvi (Rector); Bob Made-up (Dean)",
            "Dates": "whenever",
            "Problem": f"Visits!F3 (here F2): {no_date}",
        },
        {
            **both,
            "Delegation": "Delegation of Esterl",
            "Sent by": "University of Esterl",
            "Members": "Ann Esterl (Rector); Bob Made-up (Dean)",
            "Dates": "2025-03-05",
            "Status": "perhaps",
            "Problem": f"Visits!G5 (here G3): {no_status}",
        },
        {
            **both,
            "Delegation": "Delegation of Fjordin",
            "Sent by": "Lima Agricultural Universiti",
            "Members": "Ann Fjordin (Rector); Bob Made-up (Dean)",
            "Dates": "2025-03-06",
            "Problem": "Visits!D6 (here D4): Decide which organisation “Lima Agricultural Universiti” is, or"
            " that it is a new one. Like it: Lima Agricultural University.",
        },
    ]
    # The good rows now.
    desk.get_by_role("button", name="Import the 2 visits without problems").click()
    expect_told(desk, "Written. New visits: 2, changed: 0.")
    expect(desk.get_by_role("region", name="The import")).to_contain_text("(the rows without problems)")
    names = ["Delegation of Brevo", "Delegation of Dunmor"]
    assert [visit.delegation.name for visit in Visit.objects.order_by("pk")] == names
    # The others, mended in the workbook that was downloaded.
    sheet["F2"], sheet["G3"], sheet["D4"] = "2025-03-03", "completed", "Lima Agricultural University"
    mended = io.BytesIO()
    book.save(mended)
    upload(desk, mended.getvalue(), name="Visits 2025 – problems.xlsx")
    assert sections_of(desk) == ["How it was read", "New names 8", "New visits 3"]
    desk.get_by_role("button", name="Import all 3 visits").click()
    expect_told(desk, "Written. New visits: 3, changed: 0.")
    names += ["Delegation of Corvi", "Delegation of Esterl", "Delegation of Fjordin"]
    assert [visit.delegation.name for visit in Visit.objects.order_by("pk")] == names
    assert senders("Delegation of Fjordin") == ["Lima Agricultural University"]


# --- How it was read ---


def test_columns_mapped_by_staff_and_remembered(desk: Page) -> None:
    header = ["Country", "Delegation", "Organisation", "When", "Remarkable things", "Topics"]

    def register(delegation: str, date: str) -> bytes:
        row = ["Kazakhstan", delegation, "Zulu Tech", date, "Quebec Academy"]
        return xlsx({"Register": [header, [*row, "fictitious studies"]]})

    upload(desk, register("Delegation of Zulu Tech", "4 November 2025"))
    section = open_section(desk, "Questions")
    expect(section.locator("tbody tr > th")).to_have_text(["Register!A1", "Register!C1"])
    expect(section).to_contain_text(
        "Column C, “Organisation”, may be “sending organisations”, “invited by”. Choose what it is, or leave"
        " it out."
    )
    # It is answered elsewhere, and nothing is held back by it.
    expect(section).not_to_contain_text("look alike")
    expect(section.get_by_role("button")).to_have_count(0)
    expect(desk.locator(".outlook")).to_contain_text("No visit is held back, but something is open")
    section.get_by_role("link", name="Answer it in “How it was read”").first.click()
    look_at_in_both_themes(desk)
    columns = desk.get_by_role("group", name="Columns of Register")
    expect(columns.locator("tbody tr").nth(4)).to_contain_text("not recognised, so left out")
    # One field is one column.
    desk.get_by_label("Column C is").select_option("senders")
    desk.get_by_label("Column E is").select_option("senders")
    desk.get_by_role("button", name="Read it again so").click()
    expect(desk.get_by_role("alert")).to_have_text("Nothing was changed yet: correct what is marked below.")
    expect(columns.locator(".errorlist")).to_have_text(
        "Columns C and E are both “sending organisations”. Leave one out."
    )
    look_at_in_both_themes(desk)
    desk.get_by_label("Column A is").select_option("from_countries")
    desk.get_by_label("Column E is").select_option("hosts")
    desk.get_by_label("Column F is").select_option("leave out")
    desk.get_by_role("button", name="Read it again so").click()
    expect_told(desk, "The workbook was read again, as you chose.")
    look_at_in_both_themes(desk)
    how = columns.locator("tbody td:nth-child(2) .quiet")
    chosen, found = "chosen by staff", "recognised by its header"
    expect(how).to_have_text([chosen, found, chosen, found, chosen, chosen])
    assert sections_of(desk) == ["How it was read", "New names 3", "New visits 1"]
    section = open_section(desk, "New names")
    expect_rows(
        section,
        [
            ["Delegation", "Delegation of Zulu Tech", "Register!2"],
            ["Organisation", "Zulu Tech", "Register!2"],
            ["Organisation", "Quebec Academy", "Register!2"],
        ],
    )
    desk.get_by_role("button", name="Import 1 visit", exact=True).click()
    expect_told(desk, "Written. New visits: 1, changed: 0.")
    visit = Visit.objects.get()
    assert senders("Delegation of Zulu Tech") == ["Zulu Tech"]
    assert Organisation.objects.get(name="Zulu Tech").country == make.country("KZ")
    assert [str(one) for one in visit.invited_by.all()] == ["Quebec Academy"]
    assert not visit.topics.exists()
    assert ColumnMapping.objects.get().mapping == {
        "Country": "from_countries",
        "Delegation": "delegation",
        "Organisation": "senders",
        "When": "dates",
        "Remarkable things": "hosts",
        "Topics": "",
    }
    # The next workbook of this kind asks nothing.
    upload(desk, register("Delegation of Zulu Deans", "3 March 2026"), name="Visits 2026.xlsx")
    assert sections_of(desk) == ["How it was read", "New names 1", "New visits 1"]
    open_section(desk, "How it was read")
    remembered = "remembered from an earlier workbook"
    expect(how.nth(2)).to_have_text(remembered)
    expect(how.nth(4)).to_have_text(remembered)
    desk.get_by_role("button", name="Import 1 visit", exact=True).click()
    expect_told(desk, "Written. New visits: 1, changed: 0.")
    assert [str(one.dates) for one in Visit.objects.order_by("pk")] == ["4 November 2025", "3 March 2026"]
    assert not Topic.objects.exists()
