"""What the radar of agreements finds, and what it leaves out."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests import factories as make
from tracker.models import Agreement, Organisation
from tracker.services.radar import Reach, look

pytestmark = pytest.mark.django_db

TODAY = date(2026, 6, 15)


def found(**reach: int) -> dict[str, list[tuple[str, str, str]]]:
    """What each list has: the name, the day and what is said of it; empty lists are left out."""
    radar = look(Agreement.objects.all(), Organisation.objects.all(), Reach(**reach), TODAY)
    names: dict[bool, dict[int, str]] = {
        False: dict(Agreement.objects.values_list("pk", "title")),
        True: dict(Organisation.objects.values_list("pk", "name")),
    }
    return {
        key: [(names[key == "uncovered"][row.pk], str(row.day or ""), row.why) for row in rows]
        for key, rows in radar.found.items()
        if rows
    }


def test_radar_of_days_ahead():
    years: dict[str, Any] = {"term": 2, "term_unit": "years", "term_from": "signed"}
    busy: dict[str, Any] = {"signed": "2026-05", "in_force_from": "2026-05"}
    make.make_agreement(title="soon", status="in_force", expires="2026-06-30", **busy)
    make.make_agreement(title="this year", status="signed", expires="2026", **busy)
    make.make_agreement(
        title="reckoned", status="signed", signed="2024-08-01", **years, in_force_from="2026-01"
    )
    make.make_agreement(title="far", status="signed", expires="2027", **busy)
    make.make_agreement(title="unsigned", status="agreed", expires="2026-06-30", signed="2026-06")
    make.make_agreement(
        title="rolling",
        status="in_force",
        expires="2025-09-01",
        renewal=1,
        renewal_unit="years",
        notice_period=2,
        notice_unit="months",
        signed="2025-08",
        in_force_from="2025-08",
    )
    assert found(days=90) == {
        "expiring": [
            ("this year", "2026", "within 30 days"),
            ("soon", "30 June 2026", "within 30 days"),
            ("reckoned", "1 August 2026", "within 90 days"),
            ("rolling", "1 September 2026", "within 90 days; renews itself unless notice is given"),
        ],
        "notice": [("rolling", "1 July 2026", "within 30 days; for the term that ends 1 September 2026")],
        "unsigned": [("unsigned", "", "signing was planned for June 2026")],
    }
    assert [name for name, _day, _why in found(days=30)["expiring"]] == ["this year", "soon"]


def test_radar_of_what_was_let_slip():
    one, two = make.make_organisation(name="One"), make.make_organisation(name="Two")
    over: dict[str, Any] = {"expires": "2025-01-31", "signed": "2020"}
    make.make_agreement(title="over", status="signed", **over)
    make.make_agreement(title="expired, quiet", status="expired", **over)
    with_action = make.make_agreement(title="expired, open action", status="expired", **over)
    action = make.make_action(agreement=with_action, due="2020")
    make.make_agreement(title="signed, visited since", status="signed", parties=[one, two], **over)
    make.make_visit(
        dates="2025-03", invited_by=[two], delegation=make.make_delegation(senders=[one]), status="completed"
    )
    make.make_visit(
        dates="2026-05", invited_by=[two], delegation=make.make_delegation(senders=[one]), status="cancelled"
    )
    make.make_agreement(title="old proposal", status="proposed", proposed="2020")
    make.make_agreement(title="new proposal", status="proposed", proposed="2026-05")
    make.make_agreement(title="undated", status="preparation")
    assert found(years=1) == {
        "lapsed": [
            ("expired, open action", "31 January 2025", f"action {action.reference}"),
            ("signed, visited since", "31 January 2025", "a visit between its parties, 31 March 2025"),
        ],
        "over": [("over", "31 January 2025", "")],
        "preparing": [
            ("old proposal", "2020", "proposed"),
            ("undated", "", "in preparation; since when is not stated"),
        ],
    }


def test_radar_of_coverage():
    kz, cn = make.country("KZ"), make.country("CN")
    home, away = (
        make.make_organisation(name="Home", country=kz),
        make.make_organisation(name="Away", country=cn),
    )
    covered = make.make_organisation(name="Covered")
    lapsed = make.make_organisation(name="Lapsed partner")
    long_ago = make.make_organisation(name="Long ago")
    sent = make.make_delegation(senders=[home])
    for host, day in ((away, "2025-10"), (covered, "2025-10"), (lapsed, "2024-02-01"), (long_ago, "2019")):
        visit = make.make_visit(delegation=sent, dates=day, status="completed")
        make.make_stop(visit=visit, host=host)
        visit.countries.add(cn)
    make.make_visit(
        delegation=sent, dates="2026-02", invited_by=[make.make_organisation()], status="cancelled"
    )
    old: dict[str, Any] = {"signed": "2019", "status": "in_force"}
    make.make_agreement(title="met", parties=[home, covered], **old)
    states = make.make_agreement(title="of states, met", **old)
    for country in (kz, cn):
        make.make_party(agreement=states, country=country)
    make.make_agreement(title="quiet", parties=[home, long_ago], **{**old, "expires": "2030"})
    make.make_agreement(title="quiet, undated", status="signed")
    acted = make.make_agreement(title="acted under", **old)
    make.make_action(agreement=acted, due="2026-04", status="done")
    make.make_agreement(
        title="lapsed", parties=[home, lapsed], status="signed", expires="2020", signed="2019"
    )
    told = found()
    assert told["uncovered"] == [
        ("Away", "", "last visited 31 October 2025"),
        ("Lapsed partner", "", "last visited 1 February 2024"),
    ]
    assert told["idle"] == [
        ("quiet", "2019", ""),
        ("quiet, undated", "", "when it was signed is not stated"),
    ]
    assert told["pending"] == [("quiet, undated", "", "when it was signed is not stated")]
    assert [name for name, _day, _why in found(years=2)["uncovered"]] == ["Away"]
    assert "met" in [name for name, _day, _why in found(months=6)["idle"]]
