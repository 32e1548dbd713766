"""`manage.py import_visits FILE`: the import of visits from the command line.

Its exit status is 0 where all went in, or could on a dry run; 1 where problems kept something out; 2 where it
was called wrongly or the file can't be read.
"""

from __future__ import annotations

import string
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from tqdm import tqdm

from tracker.choices import ImportScope, Status
from tracker.imports import running
from tracker.imports.fields import FIELDS, fields_of
from tracker.imports.naming import MODELS
from tracker.imports.options import MEMBERS, PEOPLE, SHAPES, STOPS, VISITS, Options
from tracker.imports.plan import NEW, VERDICTS, Plan
from tracker.imports.reading.limits import MAX_FILE
from tracker.imports.reports import problem_workbook
from tracker.imports.workbook import ReadingError
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
        parser.add_argument(
            "--status",
            choices=Status.values,
            default="",
            help=_("the status of visits whose status isn't said; planned, where this isn't either"),
        )
        order = parser.add_mutually_exclusive_group()
        order.add_argument("--day-first", action="store_const", const="day", dest="order")
        order.add_argument("--month-first", action="store_const", const="month", dest="order")
        parser.add_argument("--fill-down", action="store_true", help=_("empty cells repeat the one above"))
        parser.add_argument("--new-names", action="store_true", help=_("make new records of undecided names"))
        parser.add_argument(
            "--same",
            action="append",
            default=[],
            metavar="CELL=REFERENCE",
            help=_("which visit of the record a row is, as in Visits!12=V-0012; or new, or row 7"),
        )
        parser.add_argument("--good", action="store_true", help=_("import only the rows without problems"))
        parser.add_argument("--problems", type=Path, help=_("write the rows with problems to this XLSX file"))
        parser.add_argument("--dry-run", action="store_true", help=_("show what would be written, and stop"))
        parser.add_argument("--yes", action="store_true", help=_("write without asking"))
        parser.add_argument(
            "--user",
            default="",
            help=_("the member of staff in whose name it is written; without it the history names nobody"),
        )

    def handle(self, *, file: Path, verbosity: int, **options: Any) -> None:
        try:
            self._import(file, verbosity, options)
        except (OSError, DatabaseError) as error:
            sentence = _("The work could not be done: %(why)s. Nothing was written.")
            raise CommandError(sentence % {"why": error}, returncode=2) from error
        except (KeyboardInterrupt, EOFError) as error:
            raise CommandError(_("Stopped. Nothing was written.")) from error

    def _import(self, file: Path, verbosity: int, options: dict[str, Any]) -> None:
        chosen = _options(options)
        by = _user(options["user"])
        content = _content(file)
        out: Path | None = options["problems"]
        if out is not None and out.exists() and out.samefile(file):
            raise CommandError(_("--problems would overwrite the workbook: name another file."), returncode=2)
        record = running.receive(content, file.name, by=by, options=chosen)
        keep = False
        try:
            plan = self._check(record, verbosity, options)
            if verbosity > 0:
                self._tell(plan)
            if out is not None:
                self._write_problems(record, plan, out)
            left_out = bool(plan.counts["problem"] or plan.counts["problems"] or plan.counts["questions"])
            if options["dry_run"]:
                if left_out:
                    raise CommandError(_("Some rows have problems. Nothing was written."))
                self._say(_("A dry run: nothing was written."), verbosity)
                return
            scope = ImportScope.GOOD if options["good"] else ImportScope.ALL
            if sentence := running.refusal(record, scope):
                if left_out:
                    raise CommandError(sentence)
                self._say(sentence, verbosity)
                return
            self._ask(plan, yes=options["yes"])
            keep = True
            self._write(record, scope, verbosity)
            if left_out:
                raise CommandError(_("Rows with problems were left out."))
        finally:
            if not keep:
                _forget(record)

    def _say(self, sentence: str, verbosity: int) -> None:
        if verbosity > 0:
            self.stdout.write(sentence)

    def _write(self, record: Import, scope: str, verbosity: int) -> None:
        record.scope = scope
        record.save(update_fields=["scope"])
        with self._bar(verbosity) as bar:
            written = running.write(record, by=record.uploaded_by, progress=_shown_on(bar))
        if not written:
            raise CommandError(record.problem or _("Somebody else is writing this import now."))
        sentence = _("Imported, as import %(number)s. To take it back: manage.py undo_import %(number)s")
        self._say(sentence % {"number": record.pk}, verbosity)
        if record.uploaded_by is None:
            self._say(_("The history names nobody for it: say who with --user."), verbosity)

    def _check(self, record: Import, verbosity: int, options: dict[str, Any]) -> Plan:
        with self._bar(verbosity) as bar:
            plan = running.check(record, _shown_on(bar))
            # Which columns there are is known only now, and each answer shows what is to be answered next.
            for answer in (_map_columns, _make_names_new, _answer_same):
                chosen = Options.from_json(record.options)
                if plan is not None and answer(chosen, plan, options):
                    running.set_options(record, chosen)
                    plan = running.check(record, _shown_on(bar))
        if plan is None:
            raise CommandError(self._why_unread(record), returncode=2)
        return plan

    def _why_unread(self, record: Import) -> str:
        """Why no table was found: perhaps only because the sheet is called otherwise."""
        wanted = next((sheet.name for sheet in Options.from_json(record.options).sheets.values()), "")
        if wanted:
            with suppress(ReadingError):
                workbook = running.open_workbook(record)
                if workbook.sheet(wanted) is None:
                    sentence = _("There is no sheet “%(sheet)s”. The sheets are: %(sheets)s.")
                    names = ", ".join(sheet.name for sheet in workbook.sheets)
                    return sentence % {"sheet": wanted, "sheets": names}
        return record.problem

    def _tell(self, plan: Plan) -> None:
        """What would be written, and the first of what keeps rows from it."""
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
                f"{column.header} → {column.field or '–'}" for column in sheet.columns if column.header
            )
            self.stdout.write(f"{sheet.name}: {columns}")
        for notice in plan.notices:
            self.stdout.write(notice)
        visits = "; ".join(f"{words[verdict]}: {counts[verdict]}" for verdict in VERDICTS)
        self.stdout.write(_("Visits: %(counts)s") % {"counts": visits})
        if made := sum(entry.status_made for entry in plan.entries if entry.verdict == NEW):
            sentence = ngettext(
                "The status of %(count)s new visit is not said: it is taken for planned. Say another with"
                " --status.",
                "The status of %(count)s new visits is not said: they are taken for planned. Say another with"
                " --status.",
                made,
            )
            self.stdout.write(sentence % {"count": made})
        for kind, model in MODELS.items():
            if counts.get(f"new_{kind}"):
                values = {"kind": model._meta.verbose_name_plural, "count": counts[f"new_{kind}"]}
                self.stdout.write(_("New %(kind)s: %(count)s") % values)
        lines = list(_held_back(plan))
        for line in lines[:TOLD]:
            self.stdout.write(line)
        if len(lines) > TOLD:
            sentence = _("… and %(count)s more; --problems FILE.xlsx has them all.")
            self.stdout.write(sentence % {"count": len(lines) - TOLD})

    def _write_problems(self, record: Import, plan: Plan, path: Path) -> None:
        try:
            path.write_bytes(problem_workbook(running.open_workbook(record), plan))
        except OSError as error:
            raise CommandError(
                _("%(path)s can't be written: %(why)s.") % {"path": path, "why": error.strerror}, returncode=2
            ) from error

    def _ask(self, plan: Plan, *, yes: bool) -> None:
        if yes:
            return
        if sys.stdin is None or not sys.stdin.isatty():
            raise CommandError(
                _("Nothing was written: say --yes to write without being asked."), returncode=2
            )
        count = plan.counts["new"] + plan.counts["changed"]
        answer = input(_("Write %(count)s visits? [y/N] ") % {"count": count})
        if answer.strip().lower() not in ("y", "yes"):
            raise CommandError(_("Nothing was written."))

    @staticmethod
    def _bar(verbosity: int) -> Any:
        hidden = verbosity == 0 or sys.stderr is None or not sys.stderr.isatty()
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
    header, year = given["header_row"], given["year"]
    if header is not None and header < 1:
        raise CommandError(_("--header-row counts from 1, as the spreadsheet does."), returncode=2)
    if year is not None and not 1900 <= year <= 2100:
        raise CommandError(_("--year takes a year from 1900 to 2100."), returncode=2)
    options = Options(shape=given["shape"], fill_down=given["fill_down"], status=given["status"])
    for role in (VISITS, PEOPLE, STOPS, MEMBERS):
        sheet = options.of(role)
        if role in (VISITS, PEOPLE):
            sheet.name, sheet.header_row = given["sheet"], header
        sheet.year, sheet.century = year, given["century"]
        if given["order"]:
            sheet.order = dict.fromkeys(("dates", "end", "day"), given["order"])
    return options


def _map_columns(options: Options, plan: Plan, given: dict[str, Any]) -> bool:
    """Take columns for what --map says, by their headers. Whether there was anything to do."""
    mapped: list[str] = given["map"]
    for text in mapped:
        header, equals, field = (part.strip() for part in text.rpartition("="))
        if not equals or (field and field not in FIELDS):
            sentence = _("--map takes HEADER=FIELD, not “%(text)s”. The fields are: %(fields)s.")
            raise CommandError(sentence % {"text": text, "fields": ", ".join(FIELDS)}, returncode=2)
        found = [
            (sheet.role, column.index)
            for sheet in plan.sheets
            for column in sheet.columns
            if _comparable(column.header) == _comparable(header)
        ]
        if not found:
            headers = ", ".join(
                column.header for sheet in plan.sheets for column in sheet.columns if column.header
            )
            sentence = _("No column has the header “%(header)s”. The headers are: %(headers)s.")
            raise CommandError(sentence % {"header": header, "headers": headers}, returncode=2)
        fitting = [(role, index) for role, index in found if not field or role in FIELDS[field].sheets]
        if not fitting:
            sentence = _("“%(field)s” can't stand on a sheet of this kind. There can be: %(fields)s.")
            possible = ", ".join(one.name for one in fields_of(found[0][0]))
            raise CommandError(sentence % {"field": field, "fields": possible}, returncode=2)
        for role, index in fitting:
            options.of(role).columns[str(index)] = field
    return bool(mapped)


def _make_names_new(options: Options, plan: Plan, given: dict[str, Any]) -> bool:
    """Make names that are to be decided new ones, with --new-names. Whether there were any."""
    if not given["new_names"]:
        return False
    for kind, match in plan.open_names:
        apart = [candidate.pk for candidate in match.candidates]
        options.names[f"{kind}|{match.key}"] = {"use": None, "alias": False, "not": apart}
    return bool(plan.open_names)


def _answer_same(options: Options, plan: Plan, given: dict[str, Any]) -> bool:
    """Say which visits rows are, as --same does. Whether there was anything to say."""
    asked = {(entry.sheet.casefold(), entry.rows[0]): entry for entry in plan.entries if entry.alike}
    for text in given["same"]:
        where, equals, chosen = (part.strip() for part in text.rpartition("="))
        sheet, _mark, cell = where.rpartition("!")
        row = cell.lstrip("$" + string.ascii_letters)
        if not equals or not row.isdecimal():
            sentence = _("--same takes CELL=REFERENCE, as in Visits!12=V-0012, not “%(text)s”.")
            raise CommandError(sentence % {"text": text}, returncode=2)
        entry = asked.get(((sheet or plan.sheets[0].name).casefold(), int(row) - 1))
        if entry is None:
            sentence = _("“%(cell)s” is no row of which it is asked which visit it is.")
            raise CommandError(sentence % {"cell": where}, returncode=2)
        possible = [choice.choice for choice in entry.alike] + ["new"]
        found = next((one for one in possible if one.casefold() == chosen.casefold()), None)
        if found is None:
            sentence = _("“%(chosen)s” is none of the answers for %(cell)s, which are: %(possible)s.")
            values = {"chosen": chosen, "cell": where, "possible": ", ".join(possible)}
            raise CommandError(sentence % values, returncode=2)
        options.same[f"{entry.sheet}!{entry.rows[0] + 1}"] = found
    return bool(given["same"])


def _comparable(header: str) -> str:
    """A header whatever its case and line breaks."""
    return " ".join(header.split()).casefold()


def _held_back(plan: Plan) -> Iterator[str]:
    """What keeps rows from being written, each with its cell and what was found there."""
    alike = {(entry.sheet, entry.rows[0]): entry.alike for entry in plan.entries if entry.alike}
    for problem in plan.problems:
        if problem.kind != "notice":
            found = f" “{problem.found}”" if problem.found else ""
            line = f"{problem.address}{found}: {problem.sentence}"
            if problem.kind == "question" and (choices := alike.get((problem.sheet, problem.row))):
                answers = ", ".join([*(choice.choice for choice in choices), "new"])
                values = {"cell": f"{problem.sheet}!{problem.row + 1}", "answers": answers}
                line = f"{line} {_('Answer with --same “%(cell)s=…”: %(answers)s.') % values}"
            yield line
    for kind, match in plan.open_names:
        values = {
            "kind": MODELS[kind]._meta.verbose_name,
            "candidates": "; ".join(candidate.name for candidate in match.candidates),
        }
        sentence = _(
            "Which %(kind)s is it: %(candidates)s, or a new one? Decide in the admin, or say --new-names."
        )
        yield f"{plan.where[kind, match.key][0]} “{match.text}”: {sentence % values}"


def _forget(record: Import) -> None:
    """A workbook that was only looked at is not kept."""
    for kept in (record.file, record.preview):
        if kept:
            with suppress(OSError):
                kept.delete(save=False)
    record.delete()
