"""`manage.py import_visits FILE`: the import of visits from the command line."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from tqdm import tqdm

from tracker.choices import ImportScope
from tracker.imports import running
from tracker.imports.fields import FIELDS
from tracker.imports.options import SHAPES, Options
from tracker.imports.plan import Plan
from tracker.imports.planning import plan_import
from tracker.imports.reading.limits import MAX_FILE
from tracker.imports.reports import problem_workbook
from tracker.models import Import, User

#: How many problems are told; all are in the file of --problems.
TOLD = 20


class Command(BaseCommand):
    help = "Import visits from a workbook, after showing what would be written."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help=_("the workbook: XLSX, XLS, ODS, CSV or TSV"))
        parser.add_argument("--sheet", default="", help=_("the sheet that holds the visits"))
        parser.add_argument("--header-row", type=int, help=_("the row of the headers, from 1"))
        parser.add_argument("--shape", choices=SHAPES, default="", help=_("what a row is"))
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="HEADER=FIELD",
            help=_("what a column is; FIELD may be empty"),
        )
        parser.add_argument("--year", type=int, help=_("the year of dates that have none"))
        parser.add_argument("--century", type=int, choices=(19, 20), help=_("of years with two digits"))
        order = parser.add_mutually_exclusive_group()
        order.add_argument("--day-first", action="store_const", const="day", dest="order")
        order.add_argument("--month-first", action="store_const", const="month", dest="order")
        parser.add_argument("--fill-down", action="store_true", help=_("empty cells repeat the one above"))
        parser.add_argument("--new-names", action="store_true", help=_("make new records of undecided names"))
        parser.add_argument("--good", action="store_true", help=_("import only the rows without problems"))
        parser.add_argument("--problems", type=Path, help=_("write the rows with problems to this XLSX file"))
        parser.add_argument("--dry-run", action="store_true", help=_("show what would be written, and stop"))
        parser.add_argument("--yes", action="store_true", help=_("write without asking"))
        parser.add_argument("--user", default="", help=_("the member of staff in whose name it is written"))

    def handle(self, *, file: Path, dry_run: bool, verbosity: int, **options: Any) -> None:
        content = _content(file)
        by = _user(options["user"])
        record = running.receive(content, file.name, by=by, options=_options(options))
        keep = False
        try:
            plan = self._check(record, verbosity, options)
            self._tell(plan)
            if options["problems"] is not None:
                self._write_problems(record, plan, options["problems"])
            left_out = plan.counts["problem"] or plan.counts["problems"] or plan.counts["questions"]
            if dry_run:
                if left_out:
                    raise CommandError(_("Some rows have problems. Nothing was written."))
                return
            scope = ImportScope.GOOD if options["good"] else ImportScope.ALL
            if sentence := running.refusal(record, scope):
                self._end(sentence, failed=bool(left_out))
                return
            self._ask(plan, yes=options["yes"])
            keep = True
            record.scope = scope
            with self._bar(verbosity) as bar:
                written = running.write(record, by=by, progress=_shown_on(bar))
            if not written:
                raise CommandError(record.problem)
            self.stdout.write(_("Imported, as import %(number)s.") % {"number": record.pk})
            if left_out:
                raise CommandError(_("Rows with problems were left out."))
        finally:
            if not keep:
                _forget(record)

    def _check(self, record: Import, verbosity: int, options: dict[str, Any]) -> Plan:
        with self._bar(verbosity) as bar:
            plan = running.check(record, _shown_on(bar))
            if plan is not None and (options["map"] or options["new_names"]):
                # What columns and names there are is known only now.
                chosen = Options.from_json(record.options)
                _map_columns(chosen, plan, options["map"])
                if options["new_names"]:
                    for kind, match in plan.open_names:
                        apart = [candidate.pk for candidate in match.candidates]
                        chosen.names[f"{kind}|{match.key}"] = {"use": None, "alias": False, "not": apart}
                running.set_options(record, chosen)
                plan = running.check(record, _shown_on(bar))
        if plan is None:
            raise CommandError(record.problem, returncode=2)
        return plan

    def _tell(self, plan: Plan) -> None:
        counts = plan.counts
        words = {
            "new": _("new"),
            "changed": _("changed"),
            "unchanged": _("unchanged"),
            "duplicate": _("repeated in the file"),
            "problem": _("held back"),
        }
        for sheet in plan.sheets:
            columns = ", ".join(
                f"{column.header} → {column.field}" for column in sheet.columns if column.field
            )
            self.stdout.write(f"{sheet.name}: {columns}")
        self.stdout.write("; ".join(f"{label}: {counts[key]}" for key, label in words.items()))
        for kind in ("organisation", "person", "delegation", "topic", "programme"):
            if counts.get(f"new_{kind}"):
                sentence = _("new records of kind %(kind)s: %(count)s")
                self.stdout.write(sentence % {"kind": kind, "count": counts[f"new_{kind}"]})
        told = [problem for problem in plan.problems if problem.kind != "notice"]
        for problem in told[:TOLD]:
            found = f" “{problem.found}”" if problem.found else ""
            self.stdout.write(f"{problem.address}{found}: {problem.sentence}")
        for kind, match in plan.open_names[: max(0, TOLD - len(told))]:
            may_be = ", ".join(candidate.name for candidate in match.candidates)
            sentence = _("“%(name)s” may be %(candidates)s: decide in the admin, or say --new-names.")
            place = plan.where[kind, match.key][0]
            self.stdout.write(f"{place}: {sentence % {'name': match.text, 'candidates': may_be}}")
        more = len(told) + len(plan.open_names) - TOLD
        if more > 0:
            self.stdout.write(_("… and %(count)s more; --problems FILE.xlsx has them all.") % {"count": more})

    def _write_problems(self, record: Import, plan: Plan, path: Path) -> None:
        workbook = running.open_workbook(record)
        try:
            path.write_bytes(problem_workbook(workbook, plan_import(workbook, plan.options)))
        except OSError as error:
            raise CommandError(
                _("%(path)s can't be written: %(why)s.") % {"path": path, "why": error.strerror}, returncode=2
            ) from error

    def _ask(self, plan: Plan, *, yes: bool) -> None:
        if yes:
            return
        if not sys.stdin.isatty():
            raise CommandError(
                _("Nothing was written: say --yes to write without being asked."), returncode=2
            )
        count = plan.counts["new"] + plan.counts["changed"]
        answer = input(_("Write %(count)s visits? [y/N] ") % {"count": count})
        if answer.strip().lower() not in ("y", "yes"):
            raise CommandError(_("Nothing was written."))

    def _end(self, sentence: str, *, failed: bool) -> None:
        if failed:
            raise CommandError(sentence)
        self.stdout.write(sentence)

    @staticmethod
    def _bar(verbosity: int) -> Any:
        hidden = verbosity == 0 or not sys.stderr.isatty()
        return tqdm(total=100, disable=hidden, unit="%", leave=False, file=sys.stderr)


def _shown_on(bar: Any) -> running.Progress:
    def show(percent: int, step: str) -> None:
        bar.n = percent
        bar.set_description(step)
        bar.refresh()

    return show


def _content(file: Path) -> bytes:
    try:
        if file.stat().st_size > MAX_FILE:
            sentence = _("%(file)s is larger than %(max)d MB. Divide it.")
            raise CommandError(sentence % {"file": file, "max": MAX_FILE // 1024**2}, returncode=2)
        return file.read_bytes()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        sentence = _("%(file)s can't be opened: %(why)s.")
        raise CommandError(sentence % {"file": file, "why": why}, returncode=2) from error


def _user(name: str) -> User | None:
    if not name:
        return None
    user = User.objects.filter(username=name, is_active=True, is_staff=True).first()
    if user is None or not user.has_perm("tracker.add_import"):
        sentence = _("“%(name)s” is no member of staff who may import. Leave --user out, or correct it.")
        raise CommandError(sentence % {"name": name}, returncode=2)
    return user


def _options(given: dict[str, Any]) -> Options:
    options = Options(shape=given["shape"], fill_down=given["fill_down"])
    for role in ("visits", "people"):
        sheet = options.of(role)
        sheet.name, sheet.header_row = given["sheet"], given["header_row"]
        sheet.year, sheet.century = given["year"], given["century"]
        if given["order"]:
            sheet.order = dict.fromkeys(("dates", "end"), given["order"])
    return options


def _map_columns(options: Options, plan: Plan, mapped: list[str]) -> None:
    for text in mapped:
        header, equals, field = text.rpartition("=")
        if not equals or (field and field not in FIELDS):
            sentence = _("--map takes HEADER=FIELD. The fields are: %(fields)s.")
            raise CommandError(sentence % {"fields": ", ".join(FIELDS)}, returncode=2)
        found = False
        for sheet in plan.sheets:
            for column in sheet.columns:
                if column.header.casefold() == header.strip().casefold():
                    options.of(sheet.role).columns[str(column.index)] = field
                    found = True
        if not found:
            headers = ", ".join(column.header for sheet in plan.sheets for column in sheet.columns)
            sentence = _("No column has the header “%(header)s”. The headers are: %(headers)s.")
            raise CommandError(sentence % {"header": header, "headers": headers}, returncode=2)


def _forget(record: Import) -> None:
    """A workbook that was only looked at is not kept."""
    for kept in (record.file, record.preview):
        if kept:
            with suppress(OSError):
                kept.delete(save=False)
    record.delete()
