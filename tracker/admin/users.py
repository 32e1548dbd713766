"""The screens of members of staff: superusers only."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import ReadOnlyPasswordHashWidget, UserChangeForm
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_static.admin import StaticDevice
from django_otp.plugins.otp_totp.admin import TOTPDevice

from tracker.admin.search import MAX_LENGTH
from tracker.models import User
from tracker.services import second_factor

# Their screens show the secrets. The library registers them in the modules imported above.
admin.site.unregister([TOTPDevice, StaticDevice])


class _SuperusersOnly(admin.ModelAdmin):
    """Whatever permissions a group may have been given."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return _is_superuser(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_superuser(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return _is_superuser(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_superuser(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_superuser(request)

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        return super().get_search_results(request, queryset, search_term[:MAX_LENGTH].replace("\0", " "))


def _is_superuser(request: HttpRequest) -> bool:
    return bool(request.user.is_active and request.user.is_superuser)


class PasswordSummary(ReadOnlyPasswordHashWidget):
    """What is shown of a password: a block of text, which HTML knows no `disabled` for."""

    def build_attrs(self, base_attrs: Any, extra_attrs: Any = None) -> dict[str, Any]:
        attrs = super().build_attrs(base_attrs, extra_attrs)
        attrs.pop("disabled", None)
        return attrs


class StaffForm(UserChangeForm):
    ends_second_factor = forms.BooleanField(
        label=_("Take the second factor away"),
        required=False,
        help_text=_("For a lost telephone: the password alone signs them in then. Be sure who asks for it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "password" in self.fields:
            self.fields["password"].widget = PasswordSummary()


@admin.register(User)
class StaffAdmin(_SuperusersOnly, UserAdmin):
    form = StaffForm
    list_display = (
        "username",
        "first_name",
        "last_name",
        "shown_roles",
        "is_active",
        "is_staff",
        "last_login",
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("groups")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        sections = super().get_fieldsets(request, obj)
        if _may_end_second_factor(request, obj):
            sections = [*sections, (_("Second factor"), {"fields": ["ends_second_factor"]})]
        return sections

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        if not _may_end_second_factor(request, obj):
            form.base_fields.pop("ends_second_factor", None)
        return form

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if form.cleaned_data.get("ends_second_factor"):
            second_factor.take_away(obj)

    @admin.display(description=User._meta.get_field("groups").verbose_name)
    def shown_roles(self, user: User) -> str:
        return ", ".join(group.name for group in user.groups.all())

    def has_autocomplete_permission(self, request: HttpRequest) -> bool:
        """Who may change an action may put a colleague in charge of it; names are all they see."""
        return request.user.has_perm("tracker.change_followupaction")


def _may_end_second_factor(request: HttpRequest, user: User | None) -> bool:
    """Where there is one. One's own is taken away on its page, which asks for the password and a code."""
    return user is not None and user != request.user and second_factor.is_set_up(user)


admin.site.unregister(Group)


@admin.register(Group)
class RoleAdmin(_SuperusersOnly, GroupAdmin):
    """The roles themselves."""
