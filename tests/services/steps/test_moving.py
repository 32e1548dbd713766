"""The steps of an agreement's life, each one change, and why some are refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from tests import documents as files
from tests import factories as make
from tracker.choices import AgreementStatus, TermUnit
from tracker.dates import PartialDate
from tracker.models import Agreement, Change, DocumentVersion, Participant, Person
from tracker.models.changes import PartOfChange
from tracker.services import steps
from tracker.services.steps import Opened, Signature, StepRefused, open_steps, refusal
from tracker.services.terms import Duration, Term

pytestmark = pytest.mark.django_db

TODAY = date(2026, 6, 15)


def day(text: str) -> PartialDate:
    return PartialDate.from_edtf(text)


def take(name: str, agreement: Agreement, **given: Any) -> Any:
    """Take a step as somebody who has just opened its form."""
    by = given.pop("by", None) or make.make_user("Editor")
    given.setdefault("reason", "Zu reason")
    taken = getattr(steps, name)(agreement, opened=Opened.of(agreement), by=by, **given)
    agreement.refresh_from_db()
    return taken


def test_life_from_proposal_to_termination(settings, tmp_path):
    settings.DOCUMENTS_DIR = tmp_path
    one, two = make.make_organisation(), make.make_organisation()
    known = make.make_person(name="Zu Known Person")
    make.make_alias("Zu Othername", person=known)
    agreement = make.make_agreement(parties=[one, two])
    clerk = make.make_user("Editor")
    take("prepare", agreement, by=clerk)
    take("agree", agreement, by=clerk, agreed=day("2025-05"))
    first, second = agreement.parties.all()
    take(
        "sign",
        agreement,
        by=clerk,
        signed=day("2025-06-01"),
        place="Example Town",
        country=make.country("KZ"),
        signatures=[Signature(first, "zu othername", "Rector"), Signature(second, "", "Vice-Rector")],
        term=Term(Duration(5, TermUnit.YEARS), "signed"),
        notice=Duration(6, TermUnit.MONTHS),
        file=SimpleUploadedFile("signed.pdf", files.PDF),
    )
    take("enter_into_force", agreement, by=clerk, in_force_from=day("2025-07"))
    take(
        "terminate",
        agreement,
        by=clerk,
        notice_given=day("2026-01-10"),
        termination="The first party gave notice.",
    )
    assert (agreement.status, str(agreement.signed), agreement.place) == (
        "terminated",
        "1 June 2025",
        "Example Town",
    )
    signed = [
        (str(row), row.title, row.organisation, row.role) for row in agreement.participants.order_by("order")
    ]
    assert signed == [
        ("Zu Known Person", "Rector", one, "signatory"),
        ("Vice-Rector", "", two, "signatory"),
    ]
    [version] = DocumentVersion.objects.all()
    assert (version.number, version.kind, version.document.agreement) == (1, "pdf", agreement)
    # Each step is one change: all that it wrote names it.
    changes = list(Change.objects.order_by("pk"))
    assert [(change.kind, change.by) for change in changes] == [("step", clerk)] * 5
    assert changes[2].reason == f"{agreement.reference}: Record the signing. Zu reason"
    models: list[Any] = PartOfChange.__subclasses__()
    written = sum(model.objects.filter(change=changes[2]).count() for model in models)
    assert written == 5  # the agreement, two signatories, a document and its file
    assert list(agreement.history.order_by("history_id").values_list("status", flat=True)[1:]) == [
        "preparation",
        "agreed",
        "signed",
        "in_force",
        "terminated",
    ]


def test_signing_by_a_name_that_nobody_has_makes_a_person():
    agreement = make.make_agreement(parties=[make.make_organisation()])
    take(
        "sign", agreement, signed=day("2025"), signatures=[Signature(agreement.parties.get(), "Zu Newcomer")]
    )
    assert Participant.objects.get(agreement=agreement).person == Person.objects.get(name="Zu Newcomer")


def test_signing_by_a_name_of_several_people_writes_nothing():
    make.make_person(name="Zu Namesake"), make.make_person(name="Zu Namesake")
    agreement = make.make_agreement(parties=[make.make_organisation()])
    with pytest.raises(ValidationError, match="zu-namesake, zu-namesake-2"):
        take(
            "sign",
            agreement,
            signed=day("2025"),
            signatures=[Signature(agreement.parties.get(), "Zu Namesake", "Rector")],
        )
    agreement.refresh_from_db()
    assert (agreement.status, Change.objects.count()) == ("proposed", 0)


@pytest.mark.parametrize(
    ("name", "values", "given", "expected"),
    [
        ("sign", {}, {"signed": day("2025")}, "no parties yet"),
        ("sign", {"status": "signed"}, {"signed": day("2025")}, "come further already: it is “signed”"),
        ("prepare", {"status": "agreed"}, {}, "come further already"),
        ("enter_into_force", {}, {"in_force_from": day("2025")}, "not been signed yet"),
        ("enter_into_force", {"status": "expired"}, {"in_force_from": day("2025")}, "it is “expired”"),
        ("expire", {"status": "signed", "expires": "2999"}, {}, r"last day \(2999\) has not passed"),
        (
            "expire",
            {"status": "signed", "expires": "2020-01", "renewal": 9, "renewal_unit": "years"},
            {},
            "It renews itself",
        ),
        ("terminate", {"status": "renewed"}, {"notice_given": day("2025"), "termination": "."}, "has ended"),
        ("renew", {"status": "terminated"}, {}, "was terminated"),
        ("amend", {"status": "agreed"}, {}, "not been signed yet"),
    ],
)
def test_step_refused_says_why(name, values, given, expected):
    agreement = make.make_agreement(**values)
    with pytest.raises(StepRefused, match=expected):
        take(name, agreement, **given)
    agreement.refresh_from_db()
    assert (agreement.status, agreement.history.count()) == (values.get("status", "proposed"), 1)


@pytest.mark.parametrize(
    ("name", "values", "given", "field", "expected"),
    [
        ("sign", {"proposed": "2025"}, {"signed": day("2024")}, "__all__", "before it was proposed"),
        ("sign", {"expires": "2020"}, {"signed": day("2024")}, "__all__", "before it was signed"),
        ("sign", {}, {"signed": day("2999")}, "signed", "this day is ahead"),
        (
            "terminate",
            {"status": "signed", "signed": "2025"},
            {"notice_given": day("2024"), "termination": "."},
            "__all__",
            "Notice cannot be given before the signing",
        ),
        ("renew", {"status": "signed"}, {}, "title", "by its reference"),
        ("renew", {"status": "signed"}, {"title": "Zu renewal"}, "signed", "by its reference"),
    ],
)
def test_step_with_values_that_contradict(name, values, given, field, expected):
    agreement = make.make_agreement(parties=[make.make_organisation()], **values)
    with pytest.raises(ValidationError) as raised:
        take(name, agreement, **given)
    assert list(raised.value.message_dict) == [field]
    assert expected in str(raised.value)
    assert Change.objects.count() == 0


def test_second_of_two_people_is_told_and_overwrites_nothing():
    agreement = make.make_agreement()
    opened = Opened.of(agreement)
    first, second = make.make_user("Editor", username="zu-first"), make.make_user("Editor")
    steps.agree(agreement, opened=opened, by=first, reason="Zu", agreed=day("2025"))
    with pytest.raises(StepRefused, match=r"zu-first changed it \(status, agreed\), and it is now “agreed”"):
        steps.prepare(agreement, opened=opened, by=second, reason="Zu")
    agreement.refresh_from_db()
    assert (agreement.status, str(agreement.agreed)) == ("agreed", "2025")


def test_renewal_made_of_what_there_is():
    party, topic = make.make_organisation(), make.make_topic()
    agreement = make.make_agreement(parties=[party], topics=[topic], status="in_force", signed="2020")
    made = take("renew", agreement, title="Zu renewal", signed=day("2025"))
    assert (agreement.status, made.replaces, made.succession, made.visibility, made.status) == (
        *("renewed", agreement, "renewal", "draft", "signed"),
    )
    assert ([one.organisation for one in made.parties.all()], list(made.topics.all())) == ([party], [topic])
    assert made.history.get().topics.count() == 1


def test_chain_refuses_circles_and_second_predecessors():
    first = make.make_agreement(status="signed")
    second = make.make_agreement(status="signed", replaces=first)
    other = make.make_agreement(status="signed")
    draft = make.make_agreement(status="agreed")
    for agreement, successor, expected in (
        (second, first, "already replaces this one"),
        (other, second, "follows another agreement already"),
        (other, draft, "only a signed one"),
    ):
        with pytest.raises(ValidationError, match=expected):
            take("renew", agreement, successor=successor)
    assert take("amend", first, successor=second) == second
    second.refresh_from_db()
    assert (second.succession, first.status) == ("amendment", "signed")


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"status": "proposed"}, ["prepare", "agree", "sign"]),
        ({"status": "agreed"}, ["sign"]),
        ({"status": "signed"}, ["enter", "renew", "amend", "expire", "terminate"]),
        ({"status": "in_force", "expires": "2030"}, ["renew", "amend", "terminate"]),
        ({"status": "in_force", "expires": "2025"}, ["renew", "amend", "expire", "terminate"]),
        ({"status": "expired"}, ["renew"]),
        ({"status": "renewed"}, []),
        ({"status": "terminated"}, []),
    ],
)
def test_steps_that_are_open(values, expected):
    agreement = Agreement(**values)
    assert [step.key for step in open_steps(agreement, TODAY)] == expected
    told = [refusal(agreement, key, TODAY) for key in steps.STEPS]
    assert all(why.endswith(".") for why in told if why)
    assert set(AgreementStatus) >= {step.to for step in steps.STEPS.values()}
