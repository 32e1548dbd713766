"""The timeline: its order, its sections, its counts."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Value

from tests import factories as make
from tracker import timeline
from tracker.models import Event, Visit
from tracker.timeline import Part, Totals

pytestmark = pytest.mark.django_db

TODAY = date(2026, 1, 15)


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: TODAY)


def sections(user=None, *, first: int = 0, last: int | None = None):
    """The timeline as its headings with the titles below them."""
    user = user or AnonymousUser()
    keys = timeline.Keys(Visit.objects.visible_to(user), Event.objects.visible_to(user))
    before = keys[first - 1] if first else None
    found = timeline.read(keys[first:last], user=user, before=before)
    return [(s.part.name, s.year, s.continued, [entry.title for entry in s.entries]) for s in found]


# Title, dates, status; in the order of the timeline.
TABLE = [
    ("PLANNED", "", ["soon 2026-02-01 planned", "later 2026-23 confirmed", "last 2027 planned"]),
    ("PLANNED", "", ["no year planned XXXX-03 planned", "no date planned  planned"]),
    ("DATED", "2026", ["this year 2026-01-05 completed"]),
    (
        "DATED",
        "2025",
        [
            "the year 2025 completed",
            "first half 2025-40 completed",
            "January 2025-01 completed",
            "New Year 2025-01-01 completed",
            "spring 2025-21 cancelled",
            "May 2025-05 completed",
            "early May 2025-05-02/2025-05-03 completed",
            "from May on 2025-05-04/ completed",
            "by 14 May /2025-05-14 completed",
            "14 May 2025-05-14 completed",
            "lapsed 2025-23 planned",
            "winter 2025-24 completed",
            "December 2025-12-20 postponed",
        ],
    ),
    ("DATED", "2020", ["that year 2020-06 completed"]),
    ("DATED", "2020s", ["the decade 202X completed"]),
    ("DATED", "2019", ["long ago 2019 completed"]),
    (
        "NO_YEAR",
        "",
        [
            "a month XXXX-05 completed",
            "a day in it XXXX-05-20 completed",
            "autumn XXXX-23 completed",
            "September day XXXX-09-22 completed",
            "November XXXX-11-04/XXXX-11-05 completed",
            "no month XXXX-XX-21/XXXX-XX-24 completed",
        ],
    ),
    ("NO_DATE", "", ["nothing  completed"]),
]


def test_order_of_every_kind_of_date():
    expected: list[tuple[str, str, bool, list[str]]] = []
    for part, year, titles in TABLE:
        if expected and expected[-1][:2] == (part, year):
            expected[-1][3].extend(titles)
        else:
            expected.append((part, year, False, list(titles)))
    rows = [title for *_section, titles in TABLE for title in titles]
    # Neither the order in which they were recorded nor their kind decides.
    for index, title in enumerate(sorted(rows)):
        _words, dates, status = title.rsplit(" ", 2)
        if index % 2:
            make.make_visit(title=title, dates=dates or None, status=status)
        else:
            make.make_event(name=title, dates=dates or None, status=status)

    assert sections() == expected


def test_keys_read_piece_by_piece_are_the_whole_order():
    for number, (_part, _year, titles) in enumerate(TABLE):
        for title in titles:
            words, dates, status = title.rsplit(" ", 2)
            for copy in range(2):
                if (number + copy) % 2:
                    make.make_visit(title=words, dates=dates or None, status=status)
                else:
                    make.make_event(name=words, dates=dates or None, status=status)
    for dates in ("../2025-24", "/202X", "2025-24~/2026-02", "2025-09/2026-02", "/2025", "19XX", "2025-34"):
        make.make_event(dates=dates, status="completed")
    for dates in ("2026-24", "203X", "/2027-24"):
        make.make_visit(dates=dates, status="planned")
    rows = (Visit.objects.all(), Event.objects.all())
    whole = timeline.order(*rows)
    for size in (1, 3, 7, 100):
        keys = timeline.Keys(*rows)
        pieces = [keys[start : start + size] for start in range(0, len(keys), size)]
        assert [key for piece in pieces for key in piece] == whole


def test_keys_of_a_text_that_is_no_date_stand_with_what_has_none():
    for number in range(2):
        make.make_event(name=f"nothing {number}", status="completed")
    Event.objects.filter(name="nothing 0").update(dates=Value("some day"))
    make.make_event(name="a day", dates="XXXX-05-20", status="completed")
    assert sections() == [
        ("NO_YEAR", "", False, ["a day"]),
        ("NO_DATE", "", False, ["nothing 0", "nothing 1"]),
    ]


def test_order_of_equal_dates_is_visits_first_then_as_recorded():
    for number in (1, 2):
        make.make_event(name=f"event {number}", dates="2025-05-01", status="completed")
        make.make_visit(title=f"visit {number}", dates="2025-05-01", status="completed")
    assert sections() == [("DATED", "2025", False, ["visit 1", "visit 2", "event 1", "event 2"])]


def test_read_of_a_later_page_continues_its_heading():
    for day in (1, 2, 3):
        make.make_event(name=f"day {day}", dates=f"2025-05-0{day}", status="completed")
    make.make_event(name="before", dates="2024", status="completed")
    assert sections(last=2) == [("DATED", "2025", False, ["day 1", "day 2"])]
    assert sections(first=2) == [
        ("DATED", "2025", True, ["day 3"]),
        ("DATED", "2024", False, ["before"]),
    ]


def test_totals_tell_what_is_in_doubt():
    make.make_visit(dates="2025-05", status="completed")
    make.make_visit(dates="XXXX-05", status="completed")
    make.make_visit(status="planned")
    make.make_event(dates="2025-23", status="planned")
    make.make_event(dates="2026-23", status="confirmed")
    assert timeline.Keys(Visit.objects.all(), Event.objects.all()).totals == Totals(
        visits=3, events=2, planned=2, lapsed=1, no_year=1, no_date=1
    )


def test_read_counts_only_what_the_reader_sees():
    visit = make.make_visit(dates="2025-05", status="completed", stops=1)
    stop = visit.stops.get()
    event = make.make_event(dates="2025-06", status="completed")
    for visibility in ("public", "draft", "internal"):
        make.make_agreement(visit=visit, signing_event=event, visibility=visibility)
        make.make_action(visit=visit, stop=stop, event=event, due="2025-12", visibility=visibility)
        make.make_action(stop=stop, visibility=visibility)
    make.make_action(visit=visit, status="done")
    source = make.make_source()
    make.make_citation(source=source, visit=visit)
    make.make_citation(source=source, stop=stop)
    make.make_citation(event=event)
    make.make_citation(event_organisation=make.make_event_organisation(event=event))

    def counts(user):
        keys = timeline.order(Visit.objects.visible_to(user), Event.objects.visible_to(user))
        [section] = timeline.read(keys, user=user)
        return [
            (entry.kind, entry.agreements, entry.open_actions, entry.overdue_actions, entry.sources)
            for entry in section.entries
        ]

    assert counts(AnonymousUser()) == [("visit", 1, 2, 1, 1), ("event", 1, 1, 1, 2)]
    assert counts(make.make_user()) == [("visit", 3, 6, 3, 1), ("event", 3, 3, 3, 2)]


def test_read_leaves_out_what_was_deleted_in_between():
    kept, gone = make.make_event(name="kept"), make.make_event(name="gone")
    keys = timeline.order(Visit.objects.all(), Event.objects.all())
    gone.delete()
    [section] = timeline.read(keys, user=AnonymousUser())
    assert [entry.record for entry in section.entries] == [kept]


def test_read_of_nothing_is_nothing():
    assert timeline.read([], user=AnonymousUser()) == []


@pytest.mark.parametrize(
    ("part", "year", "expected"),
    [
        (Part.PLANNED, "", "planned"),
        (Part.DATED, "2025", "year-2025"),
        (Part.DATED, "some year in 2000–2099", "year-some-year-in-20002099"),
        (Part.NO_YEAR, "", "no-year"),
    ],
)
def test_section_anchor_is_an_id(part, year, expected):
    assert timeline.Section(part, year, []).anchor == expected


def test_themed_year_stands_in_its_year_once_it_has_begun_and_never_lapses():
    for year in (2025, 2026, 2027):
        make.make_event(name=f"Year {year}", kind="themed_year", dates=str(year), status="confirmed")
    make.make_event(name="No year", kind="themed_year", status="planned")
    make.make_event(name="Forum", kind="forum", dates="2025", status="confirmed")
    assert sections() == [
        ("PLANNED", "", False, ["Year 2027", "No year"]),
        ("DATED", "2026", False, ["Year 2026"]),
        ("DATED", "2025", False, ["Year 2025", "Forum"]),
    ]
    assert [event.name for event in Event.objects.lapsed()] == ["Forum"]
    assert [event.name for event in Event.objects.all() if event.has_lapsed] == ["Forum"]
    assert timeline.Keys(Visit.objects.all(), Event.objects.all()).totals.lapsed == 1


def test_read_counts_who_is_named_apart_from_who_is_described():
    delegation, person = make.make_delegation(members=2), make.make_person()
    make.make_participant(delegation=delegation, description="Two doctoral students")
    make.make_visit(delegation=delegation, dates="2025", status="completed")
    event = make.make_event(
        dates="2024", status="completed", countries=[make.country("KZ"), make.country("CN")]
    )
    for role in ("speaker", "guest"):
        make.make_participant(event=event, person=person, role=role)
    for group in ("Rectors", "Heads of departments", "Teachers"):
        make.make_participant(event=event, description=group)
    keys = timeline.order(Visit.objects.all(), Event.objects.all())
    entries = [entry for section in timeline.read(keys, user=AnonymousUser()) for entry in section.entries]
    assert [(entry.record.named, entry.record.described) for entry in entries] == [(2, 1), (1, 3)]
