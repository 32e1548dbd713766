"""What the screens of all records share: history, reasons, search, the site's page, deletion, roles."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, cast

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core.exceptions import PermissionDenied
from django.db import DataError, IntegrityError, OperationalError, models
from django.db.models import QuerySet, Subquery
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from tracker.admin import meanwhile
from tracker.admin.about import AboutFormSet
from tracker.admin.deletion import ReasonedDeletion, links_to, referring
from tracker.admin.export import ExportMixin
from tracker.admin.forms import OF_THE_PAGE, RecordForm, is_found
from tracker.admin.refusals import sentence_of
from tracker.admin.relations import RelationsMixin, as_key
from tracker.admin.rows import RowsMixin
from tracker.admin.search import search
from tracker.admin.versions import show_relations_of_version
from tracker.models import Alias
from tracker.models.targets import Targeted
from tracker.services.history import write_history
from tracker.services.roles import may_delete, may_publish

logger = logging.getLogger(__name__)

#: How many related records a page lists before it leads to the list of all.
LINKS = 30


class RecordAdmin(ReasonedDeletion, ExportMixin, RelationsMixin, SimpleHistoryAdmin):
    """The screens of one kind of record."""

    form = RecordForm
    actions = ["export_xlsx", "export_csv", "delete_selected"]
    list_per_page = 50
    show_facets = admin.ShowFacets.ALLOW
    save_on_top = True
    change_form_template = "tracker/admin/record_form.html"
    history_list_per_page = 25
    object_history_list_template = "tracker/admin/history_list.html"
    object_history_form_template = "tracker/admin/history_form.html"

    #: Relations of a row of the list to many records, loaded once for all rows.
    list_prefetch: ClassVar[Sequence[Any]] = ()
    #: Whose aliases a search looks through besides the record's own: a field of Alias → the column with its
    #: id.
    search_aliases: ClassVar[Mapping[str, str]] = {}
    #: Rows of other records are on those records' pages; the first page of the admin leaves them out.
    on_index = True

    class Media:
        css: ClassVar[dict[str, Sequence[str]]] = {"all": ["tracker/admin/admin.css"]}
        js: ClassVar[Sequence[str]] = ["tracker/admin/rows.js"]

    # --- Lists ---

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        # A relation that a column or a label follows costs one query for all rows.
        return super().get_queryset(request).fetch_mode(models.FETCH_PEERS)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """The list asked for; raises IncorrectLookupParameters for a query string without sense."""
        if "%00" in request.META.get("QUERY_STRING", ""):
            raise IncorrectLookupParameters
        try:
            changelist = super().get_changelist_instance(request)
        except (ValueError, OverflowError, TypeError, LookupError, DataError, OperationalError) as error:
            raise IncorrectLookupParameters from error
        if self.list_prefetch:
            changelist.result_list = changelist.result_list.prefetch_related(*self.list_prefetch)
        return changelist

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        own = {self.opts.model_name: "pk"} if self.opts.model_name in Alias.targets else {}
        fields = [str(field) for field in self.get_search_fields(request)]
        return search(queryset, search_term, fields=fields, aliases={**own, **self.search_aliases}), False

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        return super().get_model_perms(request) if self.on_index else {}

    # --- One record ---

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        """The public page itself; Django's own link goes by way of a redirect."""
        if obj is None or not self.view_on_site or not hasattr(obj, "get_absolute_url"):
            return None
        if isinstance(obj, Targeted) and obj.target_kind is None:
            return None  # a refused form that took the row's target away
        return str(obj.get_absolute_url())

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = [
            (name, {**options, "fields": [f for f in options["fields"] if f not in OF_THE_PAGE]})
            for name, options in super().get_fieldsets(request, obj)
        ]
        if obj is not None and self.has_change_permission(request, obj):
            fieldsets.append((_("This change"), {"fields": ["change_reason"]}))
        return fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        readonly = super().get_readonly_fields(request, obj)
        if self._reverting(request) and not self.has_change_permission(request, obj):
            return (*readonly, *flatten_fieldsets(self.get_fieldsets(request, obj)))
        return readonly

    def get_inline_instances(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        inlines = super().get_inline_instances(request, obj)
        if obj is not None:
            return inlines
        return [inline for inline in inlines if not getattr(inline, "after_first_save", False)]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except (IntegrityError, DataError) as error:
            # Two people at the same time, or rows that contradict each other across forms. Nothing was saved,
            # and what was typed is shown again with what was wrong.
            logger.warning("A form of %s was refused by the database: %s", self.opts.label, error)
            cast(Any, request).refused = sentence_of(error)  # for `get_form`
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _changeform_view(
        self, request: HttpRequest, object_id: str | None, form_url: str, extra_context: Any
    ) -> Any:
        if request.method == "POST" and object_id is not None:
            record = self.get_object(request, unquote(object_id))
            if record is not None and self.has_change_permission(request, record):
                meanwhile.check(self, request, record)
        return super()._changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(
        self,
        request: HttpRequest,
        context: Any,
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> Any:
        form = context["adminform"].form
        if obj is not None and obj.pk is not None and "opened" in form.fields:
            formsets = [inline.formset for inline in context["inline_admin_formsets"]]
            form.initial["opened"] = str(meanwhile.Opened.now(obj, formsets))
        return super().render_change_form(request, context, add, change, form_url, obj)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is not None and request.method == "GET" and self._reverting(request):
            show_relations_of_version(obj)
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.refused = getattr(request, "refused", None)
        return form

    def _create_formsets(self, request: HttpRequest, obj: Any, change: bool) -> Any:
        formsets, inlines = super()._create_formsets(request, obj, change)
        for formset in formsets:
            if isinstance(formset, AboutFormSet):
                formset.beside = formsets
        return formsets, inlines

    # --- Saving: one row of history for each record that changed ---

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if self._reverting(request):
            # The library saves the relations after this, each with a row of history of its own.
            obj.skip_history_when_saving = True
            super().save_model(request, obj, form, change)
            form.save_m2m()
            del obj.skip_history_when_saving
            write_history([obj], reason=obj._change_reason)
        elif not change or self._changed(form):
            obj.skip_history_when_saving = True
            super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        record = form.instance
        record.skip_history_when_saving = True
        form.save_m2m()
        del record.skip_history_when_saving
        if not change or self._changed(form):
            write_history([record], added=not change, reason=record._change_reason)
        # The last first: citations before the stops that they are about, which may be deleted with them.
        for formset in reversed(formsets):
            self.save_formset(request, form, formset, change=change)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        if isinstance(formset, RowsMixin):
            formset.change_reason = form.instance._change_reason
        super().save_formset(request, form, formset, change)

    @staticmethod
    def _changed(form: Any) -> bool:
        """Whether anything of the record itself was changed; a reason alone is none."""
        return bool(set(form.changed_data) - OF_THE_PAGE)

    @staticmethod
    def _reverting(request: HttpRequest) -> bool:
        """Whether this is the page of an earlier version, which saves without `save_related`."""
        match = request.resolver_match
        return match is not None and str(match.url_name).endswith("_simple_history")

    # --- History ---

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        self._key(unquote(object_id))
        return super().history_view(request, object_id, extra_context)

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: Any = None
    ) -> Any:
        self._key(object_id)
        if not version_id.isdecimal() or len(version_id) > 18:
            raise Http404
        # The library asks for this only before it shows the button.
        if request.method == "POST" and not self.has_change_permission(request):
            raise PermissionDenied
        return super().history_form_view(request, object_id, version_id, extra_context)

    def get_history_queryset(
        self, request: HttpRequest, history_manager: Any, pk_name: str, object_id: Any
    ) -> QuerySet[Any]:
        # The library's own calls `select_related` without fields for records that have no relations, which
        # Django is about to refuse. Fetching for all versions at once needs no list of fields.
        versions: QuerySet[Any] = history_manager.filter(**{pk_name: object_id})
        return versions.select_related("history_user").fetch_mode(models.FETCH_PEERS)

    def _key(self, object_id: str) -> Any:
        """What names a record in a URL; raises Http404 for what can name none."""
        key = as_key(self.model, object_id)
        if key is None:
            raise Http404
        return key

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        try:
            self._key(object_id)
        except Http404:
            return None
        return super().get_object(request, object_id, from_field)

    # --- Deleting ---

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or may_delete(request.user, obj))

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        deleted, counts, perms_needed, protected = super().get_deleted_objects(objs, request)
        if protected:
            protected = [*links_to(referring(objs), self.admin_site)]
        return deleted, counts, perms_needed, protected

    # --- What else leads to records ---

    def links(
        self, records: Iterable[models.Model], *, all_of: tuple[type[models.Model], str] | None = None
    ) -> SafeString | str:
        """Links to the first of `records`; `all_of` names the list of all: a model and a query."""
        found = links_to(list(records)[: LINKS + 1], self.admin_site)
        if len(found) > LINKS:
            found = found[:LINKS]
            if all_of is None:
                found.append(format_html("{}", _("… and more")))
            else:
                model, query = all_of
                url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
                found.append(format_html('<a href="{}?{}">{}</a>', url, query, _("all of them")))
        if not found:
            return "–"
        return format_html(
            '<ul class="related-links">{}</ul>',
            format_html_join("", "<li>{}</li>", ((link,) for link in found)),
        )


class RowAdmin(RecordAdmin):
    """The screens of what is a row on another record's page: for its history, and for links to it.

    Whose row it is stays so: a row of a public record cannot be moved away unseen. One that is to go is taken
    out on that record's page, or here by those who may publish.
    """

    on_index = False

    #: Whose row it is: one relation, or several of which one is set.
    parents: ClassVar[Sequence[str]] = ()

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        readonly = super().get_readonly_fields(request, obj)
        return readonly if obj is None else (*readonly, *self.parents)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        empty = [name for name in self.parents if obj is not None and getattr(obj, f"{name}_id") is None]
        return without(super().get_fieldsets(request, obj), empty)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or may_publish(request.user, self.model) or not is_found(obj))


class SluggedMixin(RecordAdmin):
    """Records whose web address is made when they are added, and shown after."""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*super().get_readonly_fields(request, obj), "slug")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return without(super().get_fieldsets(request, obj), () if obj else ("slug",))


def number_of(model: type[models.Model], field: str) -> Subquery:
    """How many rows of `model` name a row of the list in `field`, as a column of the list.

    A subquery: counting by a join would group the list, and a grouped list has no order of its own.
    """
    rows = model._default_manager.filter(**{field: models.OuterRef("pk")}).order_by().values(field)
    return Subquery(rows.annotate(number=models.Count("pk")).values("number"))


def without(fieldsets: Any, names: Iterable[str]) -> Any:
    """`fieldsets` without the fields `names`, and without what is then empty."""
    left_out = set(names)
    found = []
    for title, options in fieldsets:
        fields: list[Any] = []
        for line in options["fields"]:
            if isinstance(line, str):
                kept: Any = line if line not in left_out else None
            else:
                kept = tuple(name for name in line if name not in left_out)
            if kept:
                fields.append(kept)
        if fields:
            found.append((title, {**options, "fields": fields}))
    return found
