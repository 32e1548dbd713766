"""The preview of an import, by sections and pages, and the answers that are given there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import content_disposition_header
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_countries import countries

from tracker.admin.import_answers import AnswerError, answer_names, answer_same, ask_again, decided
from tracker.admin.import_forms import ReadingForm
from tracker.admin.import_pages import (
    BUSY,
    OPEN,
    ImportPages,
    address,
    is_text,
    may_import,
    preview_of,
    same_file,
)
from tracker.choices import ImportScope, ImportStatus, Status, Visibility
from tracker.dates import PartialDate
from tracker.imports import running
from tracker.imports.fields import FIELDS
from tracker.imports.matching import describe
from tracker.imports.naming import MODELS
from tracker.imports.options import Options
from tracker.imports.plan import CHANGED, DUPLICATE, NEW, UNCHANGED
from tracker.imports.planning import PlanningError, plan_import
from tracker.imports.preview import PAGE, Preview
from tracker.imports.reports import problem_workbook
from tracker.imports.workbook import ReadingError
from tracker.models import Import

READING, DECIDED = "reading", "decided"
#: Section → its name. All but the first and the last are lists of the preview.
SECTIONS: dict[str, str | Promise] = {
    READING: gettext_lazy("How it was read"),
    "problems": gettext_lazy("Problems"),
    "questions": gettext_lazy("Questions"),
    "open": gettext_lazy("Names to decide"),
    "names": gettext_lazy("New names"),
    NEW: gettext_lazy("New visits"),
    CHANGED: gettext_lazy("Changed visits"),
    UNCHANGED: gettext_lazy("Unchanged"),
    DUPLICATE: gettext_lazy("Duplicates"),
    "notices": gettext_lazy("To know"),
    DECIDED: gettext_lazy("Decided"),
}
#: Field → its choices, which are shown by their labels.
_CHOICES: dict[str, type[Status | Visibility]] = {"status": Status, "visibility": Visibility}
#: So many rows that were left out are listed, and so many members of a delegation shown unfolded.
MOST_LEFT_OUT = 100


class PreviewViews(ImportPages):
    """The screens between upload and confirmation."""

    def preview_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The preview; a form posted to it is an answer, by the section that it is in."""
        record = self.record(request, object_id)
        if record.status in BUSY:
            return self.go_on(request, record)
        found = preview_of(record)
        if found is None or record.status == ImportStatus.REFUSED:
            return self.go(request, address(record, "change"))
        preview, summary = found
        if request.method == "POST":
            return self._answer(request, record, preview, summary)
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "POST"])
        return self._preview(request, record, preview, summary)

    def _preview(
        self,
        request: HttpRequest,
        record: Import,
        preview: Preview,
        summary: dict[str, Any],
        form: ReadingForm | None = None,
    ) -> HttpResponse:
        options = Options.from_json(record.options)
        sizes = {**summary["sizes"], DECIDED: len(options.names) + len(options.same)}
        show, number, wrong = _asked(request, sizes, _first(summary), READING if form else "")
        pages = -(-sizes.get(show, 0) // PAGE) or 1
        if show == DECIDED:
            items: Sequence[Mapping[str, Any]] = decided(options)[(number - 1) * PAGE : number * PAGE]
        else:
            items = preview.page(show, number) if show != READING else []
        if form is None and show == READING:
            form = ReadingForm(summary=summary, options=options, is_text=is_text(record))
        editable = may_import(request) and record.status in OPEN
        context = {
            "record": record,
            "summary": summary,
            "sections": [
                {"key": key, "label": label, "count": sizes.get(key), "current": key == show}
                for key, label in SECTIONS.items()
                if key in (READING, show) or sizes.get(key)
            ],
            "show": show,
            "section": SECTIONS[show],
            "items": _shown(show, items),
            "asks_visits": show == "questions" and any(item["alike"] for item in items),
            "page_number": number,
            "pages": pages,
            "wrong": wrong,
            "form": form,
            "left_out": _left_out(summary) if show == READING else None,
            "editable": editable,
            "same_file": same_file(record),
            **_outlook(record, summary, editable=editable),
        }
        return self.page(request, "preview", _("Preview of %(file)s") % {"file": record}, **context)

    # --- Answers ---

    def _answer(
        self, request: HttpRequest, record: Import, preview: Preview, summary: dict[str, Any]
    ) -> HttpResponse:
        self.require_import(request)
        here = address(record, "preview")
        if record.status not in OPEN:
            return self.go(request, here, running.refusal(record, ImportScope.GOOD))
        options = Options.from_json(record.options)
        show, number, wrong = _asked(request, {**summary["sizes"], DECIDED: PAGE}, READING, "")
        if wrong:
            return self.go(request, here, wrong)
        if show == READING:
            form = ReadingForm(request.POST, summary=summary, options=options, is_text=is_text(record))
            if not form.is_valid():
                return self._preview(request, record, preview, summary, form)
            said = _("The workbook was read again, as you chose.")
            sentence = self.read_with(request, record, form.changed_options(), said)
            return self._back(request, record, f"{here}?show={READING}", sentence)
        try:
            count = self._take(request, show, preview.page(show, number), options)
        except AnswerError as error:
            return self.go(request, f"{here}?show={show}&page={number}", str(error))
        if not count:
            return self.go(request, f"{here}?show={show}&page={number}", _("Nothing was chosen."))
        said = ngettext("%(count)d answer was taken.", "%(count)d answers were taken.", count)
        if show == DECIDED:
            said = ngettext("%(count)d is asked again.", "%(count)d are asked again.", count)
        sentence = self.read_with(request, record, options, said % {"count": count})
        return self._back(request, record, f"{here}?show={show}", sentence)

    def _back(self, request: HttpRequest, record: Import, where: str, sentence: str) -> HttpResponse:
        record.refresh_from_db()
        if record.status in BUSY:
            where = address(record, "progress")
        return self.go(request, where, sentence)

    @staticmethod
    def _take(request: HttpRequest, show: str, items: Sequence[Mapping[str, Any]], options: Options) -> int:
        """Put what was posted into `options`; gives how many answers there were."""
        if show == "open":
            return answer_names(options, items, request.POST, all_new="all_new" in request.POST)
        if show == "questions":
            return answer_same(options, items, request.POST)
        if show == DECIDED:
            return ask_again(options, request.POST.getlist("again"))
        raise AnswerError(_("There is nothing to answer here."))

    # --- Files ---

    def problems_view(self, request: HttpRequest, object_id: str) -> Any:
        """The rows with problems as a workbook, to be mended and uploaded again."""
        record = self.record(request, object_id)
        try:
            workbook = running.open_workbook(record)
            plan = plan_import(workbook, Options.from_json(record.options), by=record.uploaded_by)
        except (ReadingError, PlanningError) as error:
            return self.go(request, address(record, "change"), str(error))
        except (OSError, ValueError):
            return self.go(request, address(record, "change"), gone())
        content = problem_workbook(workbook, plan)
        name = _("%(name)s – problems") % {"name": record.file_name.rpartition(".")[0] or record.file_name}
        return as_file(content, f"{name}.xlsx")

    def file_view(self, request: HttpRequest, object_id: str) -> Any:
        """The workbook as it was uploaded."""
        record = self.record(request, object_id)
        try:
            file = record.file.open("rb")
        except (OSError, ValueError):
            return self.go(request, address(record, "change"), gone())
        # Never shown by the browser, whatever the name says that it is.
        kind = "application/octet-stream"
        return FileResponse(file, as_attachment=True, filename=record.file_name, content_type=kind)


def gone() -> str:
    return _("The workbook is no longer where it was kept. Upload it again.")


def as_file(content: bytes, name: str) -> HttpResponse:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    response = HttpResponse(content, content_type=kind)
    # Quotes names in other scripts as HTTP wants them.
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def _asked(request: HttpRequest, sizes: Mapping[str, int], first: str, forced: str) -> tuple[str, int, str]:
    """The section and page that are asked for, and what is wrong with the wish, as a sentence."""
    show, page = forced or request.GET.get("show", first), request.GET.get("page", "1")
    if show not in SECTIONS:
        return first, 1, _("There is no such section of the preview. This is another one.")
    pages = -(-sizes.get(show, 0) // PAGE) or 1
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 9 else 0
    if not 1 <= number <= pages:
        return show, 1, _("There is no such page of this list. This is the first one.")
    return show, number, ""


def _needs_reading(summary: Mapping[str, Any]) -> bool:
    """Whether how the workbook is to be read must be answered first."""
    return any(sheet["questions"] or sheet["century_question"] for sheet in summary["sheets"])


def _first(summary: Mapping[str, Any]) -> str:
    """The section that needs looking at first."""
    if _needs_reading(summary):
        return READING
    sizes = summary["sizes"]
    order = ("open", "questions", "problems", NEW, CHANGED, UNCHANGED, DUPLICATE)
    return next((key for key in order if sizes.get(key)), READING)


def _outlook(record: Import, summary: Mapping[str, Any], *, editable: bool) -> dict[str, Any]:
    """The counts, what would be written, and which buttons there are."""
    counts = record.counts
    visits = counts.get(NEW, 0) + counts.get(CHANGED, 0)
    made = [
        (
            number,
            MODELS[key[4:]]._meta.verbose_name if number == 1 else MODELS[key[4:]]._meta.verbose_name_plural,
        )
        for key, number in counts.items()
        if key.startswith("new_") and number and key[4:] in MODELS
    ]
    whole = not running.refusal(record, ImportScope.ALL)
    some = not running.refusal(record, ImportScope.GOOD)
    return {
        "counts": [
            (_("New visits"), counts.get(NEW, 0), NEW),
            (_("Changed visits"), counts.get(CHANGED, 0), CHANGED),
            (_("Unchanged"), counts.get(UNCHANGED, 0), UNCHANGED),
            (_("Duplicates in the file"), counts.get(DUPLICATE, 0), DUPLICATE),
            (_("Problems"), counts.get("problems", 0), "problems"),
            (
                _("Questions"),
                counts.get("questions", 0),
                "questions" if summary["sizes"].get("questions") else "open",
            ),
            (_("Visits held back by them"), counts.get("problem", 0), ""),
        ],
        "visits": visits,
        "held": counts.get("problem", 0),
        "made": made,
        "needs_reading": _needs_reading(summary),
        "can_all": editable and whole,
        "can_good": editable and some and not whole,
        "has_problems": bool(summary["sizes"].get("problems")),
    }


def _left_out(summary: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows of each sheet that are no data."""
    return [
        {
            "name": sheet["name"],
            "rows": [(row + 1, why) for row, why in sheet["left_out"][:MOST_LEFT_OUT]],
            "more": max(0, len(sheet["left_out"]) - MOST_LEFT_OUT),
        }
        for sheet in summary["sheets"]
    ]


# --- What lists show ---


def _shown(show: str, items: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The items of a page as the templates show them."""
    if show == "open":
        return _names_with_candidates(items)
    if show == DECIDED:
        return _decided(items)
    if show in (NEW, CHANGED, UNCHANGED, DUPLICATE):
        return [_visit(item) for item in items]
    if show == "names":
        return [{**item, "label": capfirst(item["label"])} for item in items]
    shown, number = [], 0
    for item in items:
        number += bool(item.get("alike"))
        shown.append({**item, "number": number})
    return shown


def _visit(item: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **item,
        "url": reverse("visit-detail", args=[item["reference"]]) if item["reference"] else "",
        "dates": _said("dates", item["dates"]),
        "status": _said("status", item["status"]),
        "countries": [str(countries.name(code)) or code for code in item["countries"]],
        "changes": [_change(change) for change in item["changes"]],
    }


def _said(field: str, value: str | None) -> str:
    """A value of a field as a person says it."""
    if field == "dates":
        return str(PartialDate.from_edtf(value)) if value else ""
    choices = _CHOICES.get(field)
    return str(choices(value).label) if choices and value in choices.values else value or ""


def _change(change: Mapping[str, str]) -> dict[str, str]:
    name = {"invited_by": "hosts"}.get(change["field"], change["field"])
    label = FIELDS[name].label if name in FIELDS else _("stops") if name == "stops" else name
    said = {name: _said(change["field"], change[name]) for name in ("before", "after")}
    return {**change, **said, "label": capfirst(str(label))}


def _known(items: Sequence[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """What tells records, by kind and key, from others."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for kind, pk in items:
        wanted[kind].add(pk)
    return {(kind, pk): said for kind, pks in wanted.items() for pk, said in describe(kind, pks).items()}


def _record_url(kind: str, pk: int) -> str:
    return reverse(f"admin:tracker_{kind}_change", args=[pk])


def _names_with_candidates(items: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    known = _known([(item["kind"], candidate["pk"]) for item in items for candidate in item["candidates"]])
    return [
        {
            **item,
            "label": capfirst(item["label"]),
            "id": f"{item['kind']}|{item['key']}",
            "candidates": [
                {
                    **candidate,
                    "known": known.get((item["kind"], candidate["pk"]), candidate["name"]),
                    "url": _record_url(item["kind"], candidate["pk"]),
                }
                for candidate in item["candidates"]
            ],
        }
        for item in items
    ]


def _decided(items: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    known = _known([(item["kind"], item["use"]) for item in items if item["kind"] in MODELS and item["use"]])
    shown = []
    for item in items:
        kind, use = item["kind"], item["use"]
        if not kind:
            what = _("Row")
            answer = _("the same as %(visit)s") % {"visit": use} if use else _("a visit of its own")
        else:
            what = capfirst(str(MODELS[kind]._meta.verbose_name)) if kind in MODELS else kind
            answer = known.get((kind, use), _("a record that is gone")) if use else _("new")
        shown.append({**item, "what": what, "answer": answer})
    return shown
