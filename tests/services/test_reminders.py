"""Reminders, sent to a real mail server: what they say, to whom, and each thing once."""

from __future__ import annotations

import signal
import socket
from collections.abc import Iterator
from datetime import date, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.core.management import CommandError, call_command
from django.test import Client

from tests import factories as make
from tests.databases import SETUP, Database
from tracker.models import Reminder, ReminderPreferences, User
from tracker.services import reminders

TODAY = date(2031, 5, 10)


class Postbox:
    """A mail server that keeps what it takes, and refuses some addresses; `pause` makes it slow to answer."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.refused: set[str] = set()
        self.refused_senders: set[str] = set()
        self.refused_at_data: set[str] = set()
        self.answer_at_data = "554 looks like spam"
        self.on_data: Any = None

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address in self.refused_senders:
            return "553 not from you"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address in self.refused:
            return "550 no such person here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.refused_at_data & set(envelope.rcpt_tos):
            return self.answer_at_data
        if self.on_data:
            await self.on_data()
        self.taken.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"

    def mails(self) -> list[tuple[str, str]]:
        """To whom and what, as text."""
        return [(str(mail["To"]), mail.get_body(("plain",)).get_content()) for mail in self.taken]  # type: ignore[union-attr]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def mailers_at(port: int) -> dict[str, Any]:
    options = {"host": "127.0.0.1", "port": port, "timeout": 10}
    return {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}}


@pytest.fixture
def postbox(settings: Any) -> Iterator[Postbox]:
    box = Postbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.MAILERS = mailers_at(controller.port)
    settings.SITE_URL = "https://coop.example.org/"
    yield box
    controller.stop()


def person(role: str = "Viewer", **over: Any) -> User:
    user = make.make_user(role, **over)
    user.email = f"{user.username}@example.org"
    user.save()
    return user


def due_in(days: int, **over: Any) -> Any:
    return make.make_action(due=(TODAY + timedelta(days=days)).isoformat(), **over)


# --- What is told, to whom ---


@pytest.mark.django_db
def test_each_is_told_of_their_own_and_of_nobodys_and_of_agreements(postbox: Postbox) -> None:
    viewer, editor = person("Viewer"), person("Editor")
    person("Viewer", is_active=False)
    make.make_user("Editor")  # without an address
    late = make.make_action(title="Zu late", due="2031-04", staff=viewer)
    due_in(2, title="Zu nobody's")
    due_in(60, title="Zu far ahead", staff=viewer)
    due_in(1, title="Zu done", staff=viewer, status="done")
    make.make_action(title="Zu some day of May", due="2031-05", staff=editor)  # counts from 31 May
    ending = make.make_agreement(title="Zu ending", status="in_force", expires="2031-05-20")
    make.make_agreement(
        title="Zu renewing",
        status="in_force",
        expires="2031-06-15",
        **{"renewal": 1, "renewal_unit": "years", "notice_period": 1, "notice_unit": "months"},
    )
    report = reminders.send(TODAY)
    assert (report.sent, report.problems) == (2, [])
    told = dict(postbox.mails())
    assert list(told) == [viewer.email, editor.email]
    mine = told[viewer.email]
    assert "Overdue" in mine
    assert f"{late}\n  April 2031\n  https://coop.example.org{late.get_absolute_url()}" in mine.replace(
        "\r", ""
    )
    for absent in ("nobody's", "far ahead", "done", "ending", "renewing"):
        assert absent not in mine
    theirs = told[editor.email].replace("\r", "")
    assert "Zu nobody's" in theirs
    assert "some day of May" not in theirs
    assert f"Agreements about to end\n\n- {ending}\n  20 May 2031" in theirs
    assert "The last day for a notice is near\n\n- A-0002 Zu renewing\n  15 May 2031" in theirs
    html = postbox.taken[0].get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert f'href="https://coop.example.org{late.get_absolute_url()}"' in html


@pytest.mark.django_db
def test_each_lead_time_is_told_once_and_a_moved_day_anew(postbox: Postbox) -> None:
    user = person()
    ReminderPreferences.objects.create(user=user, days="10,3")
    action = due_in(12, staff=user)
    told = []
    for day in range(16):
        told += [day] * reminders.send(TODAY + timedelta(days=day)).sent
        reminders.send(TODAY + timedelta(days=day))
    assert told == [2, 9, 13]  # ten days ahead, three days ahead, overdue
    assert len(postbox.taken) == 3
    action.due = "2031-05-27"
    action.save()
    assert [reminders.send(TODAY + timedelta(days=15)).sent for _run in range(2)] == [1, 0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "subject", "heading", "day"),
    [
        ("ru", "Coop: вас ждёт 1 дело", "Просрочено", "апрель 2031"),
        ("zh-hans", "Coop：有 1 件事待办", "已逾期", "2031年4月"),
        ("kk", "Coop: сізді 1 іс күтіп тұр", "Мерзімі өткен", "2031"),
    ],
)
def test_mail_is_in_the_language_of_the_person(
    postbox: Postbox, language: str, subject: str, heading: str, day: str
) -> None:
    user = person()
    ReminderPreferences.objects.create(user=user, language=language)
    make.make_action(due="2031-04", staff=user)
    reminders.send(TODAY)
    _to, text = postbox.mails()[0]
    assert (str(postbox.taken[0]["Subject"]), heading in text, day in text) == (subject, True, True)


@pytest.mark.django_db
def test_who_wants_none_gets_none_and_a_dry_run_sends_none(postbox: Postbox, capsys: Any) -> None:
    silent, user = person(), person()
    ReminderPreferences.objects.create(user=silent, is_on=False)
    make.make_action(due="2001", staff=silent)
    make.make_action(due="2001", staff=user, title="Zu long ago")
    call_command("send_reminders", dry_run=True)
    said = capsys.readouterr().out
    assert f"To: {user.email}" in said
    assert "Zu long ago" in said
    assert "0 mails were sent." in said
    assert (postbox.taken, Reminder.objects.count()) == ([], 0)
    call_command("send_reminders")
    assert (len(postbox.taken), capsys.readouterr().out) == (1, "1 mail was sent.\n")


# --- When the mail server does not do its part ---


@pytest.mark.django_db
def test_server_down_then_up(postbox: Postbox, settings: Any) -> None:
    user = person()
    make.make_action(due="2001", staff=user)
    up, settings.MAILERS = settings.MAILERS, mailers_at(free_port())
    with pytest.raises(CommandError, match="The mail server did not take the mails"):
        call_command("send_reminders")
    assert Reminder.objects.count() == 0
    settings.MAILERS = up
    call_command("send_reminders")
    assert len(postbox.taken) == 1


@pytest.mark.django_db
def test_refused_address_is_told_and_the_others_get_theirs(postbox: Postbox, client: Client) -> None:
    gone, user = person(), person()
    postbox.refused = {gone.email}
    make.make_action(due="2001", staff=gone)
    make.make_action(due="2001", staff=user)
    with pytest.raises(CommandError, match=f"{gone.email} was refused: 550 no such person here"):
        call_command("send_reminders")
    assert [to for to, _text in postbox.mails()] == [user.email]
    client.force_login(gone)
    assert "to your address was refused: 550 no such person here" in client.get("/reminders/").text
    postbox.refused = set()
    call_command("send_reminders")
    assert [to for to, _text in postbox.mails()] == [user.email, gone.email]
    assert "refused" not in client.get("/reminders/").text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "at_data", "said"),
    [
        ("", True, "554 looks like spam"),
        ("zu@example.org\nBcc: all@example.org", False, "Invalid address"),
        ("жу@example.org", False, ""),  # this server takes no addresses beyond ASCII
        ("no address at all", False, ""),
    ],
)
def test_mail_that_cannot_go_is_told_and_the_others_get_theirs(
    postbox: Postbox, address: str, at_data: bool, said: str
) -> None:
    odd, user = person(), person()
    if address:
        User.objects.filter(pk=odd.pk).update(email=address)
    if at_data:
        postbox.refused_at_data = {odd.email}
    make.make_action(due="2001", staff=odd)
    make.make_action(due="2001", staff=user)
    report = reminders.send(TODAY)
    assert [to for to, _text in postbox.mails()] == [user.email]
    assert (report.sent, len(report.problems), report.is_server_down) == (1, 1, False)
    assert " was refused: " in report.problems[0]
    assert said in report.problems[0]
    assert ReminderPreferences.objects.get(user=odd).problem
    assert not Reminder.objects.filter(user=odd).exists()  # so that the next run tries again
    User.objects.filter(pk=odd.pk).update(email="mended@example.org")
    postbox.refused_at_data = set()
    assert reminders.send(TODAY).sent == 1
    assert ReminderPreferences.objects.get(user=odd).problem == ""


@pytest.mark.django_db
def test_server_that_goes_away_is_no_problem_of_the_person(postbox: Postbox) -> None:
    user = person()
    make.make_action(due="2001", staff=user)
    postbox.refused_at_data, postbox.answer_at_data = {user.email}, "421 shutting down"
    report = reminders.send(TODAY)
    assert (report.sent, report.is_server_down) == (0, True)
    assert not ReminderPreferences.objects.filter(user=user).exclude(problem="").exists()
    assert not Reminder.objects.exists()


@pytest.mark.django_db
def test_refused_sender_is_told_of_each_mail(postbox: Postbox, settings: Any) -> None:
    users = [person(), person()]
    for user in users:
        make.make_action(due="2001", staff=user)
    postbox.refused_senders = {settings.DEFAULT_FROM_EMAIL}
    report = reminders.send(TODAY)
    assert report.problems == [f"{user.email} was refused: 553 not from you" for user in users]
    assert not Reminder.objects.exists()


# --- Several at once, and killed ---

PREPARE = (
    SETUP
    + """
from tracker.models import FollowUpAction, User
for number in range(5):
    user = User.objects.create_user(f"zu-{number}", email=f"zu-{number}@example.org", is_staff=True)
    FollowUpAction.objects.create(title="Example action", due="2001", staff=user)
"""
)
COUNT = SETUP + "from tracker.models import Reminder; print(Reminder.objects.count())"


def start(database: Database, settings: Any) -> Any:
    port = str(settings.MAILERS["default"]["OPTIONS"]["port"])
    database.environment |= {"COOP_MAIL_HOST": "127.0.0.1", "COOP_MAIL_PORT": port}
    return database.start("manage.py", "send_reminders")


def test_two_runs_at_once_send_each_mail_once(
    own_database: Database, postbox: Postbox, settings: Any
) -> None:
    own_database.run("-c", PREPARE)
    runs = [start(own_database, settings) for _run in range(3)]
    said = [run.communicate(timeout=120)[0] for run in runs]
    assert [run.returncode for run in runs] == [0, 0, 0], said
    assert sorted(to for to, _text in postbox.mails()) == [f"zu-{number}@example.org" for number in range(5)]


def test_killed_run_loses_nothing_and_doubles_nothing(
    own_database: Database, postbox: Postbox, settings: Any
) -> None:
    own_database.run("-c", PREPARE)
    running: list[Any] = []

    async def kill() -> None:
        """Ends the sender while the third mail is on its way: it was not taken, so it must come again."""
        if len(postbox.taken) == 2:
            postbox.on_data = None
            running[0].send_signal(signal.SIGKILL)
            running[0].wait(timeout=30)
            raise ConnectionResetError

    postbox.on_data = kill
    running.append(start(own_database, settings))
    running[0].communicate(timeout=120)
    assert running[0].returncode == -signal.SIGKILL
    assert len(postbox.taken) == 2
    assert own_database.run("-c", COUNT).strip() == "2"
    assert start(own_database, settings).communicate(timeout=120)[0] == "3 mails were sent.\n"
    assert sorted(to for to, _text in postbox.mails()) == [f"zu-{number}@example.org" for number in range(5)]


# --- The page of preferences ---


@pytest.mark.django_db
def test_preferences_are_each_ones_own(client: Client) -> None:
    assert client.get("/reminders/").status_code == 404
    user = person()
    client.force_login(user)
    assert user.email in client.get("/reminders/").text
    answer = client.post("/reminders/", {"is_on": "on", "language": "ru", "days": " 30, 7"}, follow=True)
    assert "Kept." in answer.text
    stored = ReminderPreferences.objects.get()
    assert (stored.user, stored.language, stored.leads) == (user, "ru", [7, 30])


@pytest.mark.django_db
@pytest.mark.parametrize("days", ["", "soon", "1,,2", "-3", "999", "1,2,3,4,5,6,7", "9" * 39])
def test_preferences_refused_say_why(client: Client, days: str) -> None:
    client.force_login(person())
    answer = client.post("/reminders/", {"is_on": "on", "language": "en", "days": days})
    assert (answer.status_code, 'class="error"' in answer.text) == (200, True)
    assert not ReminderPreferences.objects.exists()
