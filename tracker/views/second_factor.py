"""The page on which members of staff set up their second factor, make recovery codes, and take it away."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from tracker.models import User
from tracker.services import second_factor as factor
from tracker.views.agreements.guards import for_staff

TEMPLATE = "tracker/second_factor.html"


class CodeInput(forms.TextInput):
    """Where a code is typed; never filled in again, because it counts once."""

    def __init__(self) -> None:
        attrs = {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
        super().__init__(attrs)

    def format_value(self, value: Any) -> None:
        return None


class CodeField(forms.CharField):
    """A code as people type it. None is refused for how it looks, which would say that the rest is right."""

    widget = CodeInput

    def to_python(self, value: Any) -> str:
        return factor.plain(str(value or ""))


class AskedForm(forms.Form):
    """What every change of a second factor asks for: a page that was left open is not enough."""

    password = forms.CharField(
        label=_lazy("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    code = CodeField(label=_lazy("Code"))

    def __init__(self, *args: Any, hint: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = hint


@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Whether there is one, and what can be done with it."""
    for_staff(request)
    user = cast("User", request.user)
    if request.method != "POST":
        return _page(request, user, _form(user))
    if request.POST.get("do") == "begin":
        factor.begin(user)
        return redirect("second-factor")
    form = _form(user, request.POST)
    if not form.is_valid():
        return _page(request, user, form)
    return _do(request, user, form)


def _do(request: HttpRequest, user: User, form: AskedForm) -> HttpResponse:
    """Do what was asked for, if the password and the code are right."""
    wanted, code = request.POST.get("do", ""), form.cleaned_data["code"]
    possible = ("new-codes", "take-away") if factor.is_set_up(user) else ("confirm",)
    if wanted not in possible or (wanted == "confirm" and not factor.begun(user)):
        sentence = _("This was done already, or taken back, in another window: see below what is so now.")
        return _page(request, user, _form(user), problem=sentence, status=409)
    # Counts as signing in does, so that neither can be guessed here.
    known = authenticate(
        request, username=user.get_username(), password=form.cleaned_data["password"], token=code
    )
    codes = None
    if known == user and wanted == "confirm":
        codes = factor.confirm(user, code)
    elif known == user and wanted == "new-codes":
        codes = factor.new_recovery_codes(user)
    elif known == user:
        factor.take_away(user)
        messages.success(request, _("Taken away. Your password alone signs you in."))
        return redirect("second-factor")
    if codes is None:
        sentence = _(
            "Nothing was changed: the password or the code is wrong. Each code works once, so wait for the"
            " next."
        )
        form.add_error(None, sentence)
        return _page(request, user, form)
    # Not by a redirect: they are shown in this answer and kept nowhere for another.
    return render(request, "tracker/recovery_codes.html", {"codes": codes})


def _form(user: User, data: Any = None) -> AskedForm:
    hint = (
        _("What your authenticator shows now, or a recovery code.")
        if factor.is_set_up(user)
        else _("The six digits that your authenticator shows now.")
    )
    return AskedForm(data, hint=hint)


def _page(
    request: HttpRequest, user: User, form: AskedForm, *, problem: str = "", status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "problem": problem, "is_set_up": factor.is_set_up(user)}
    if device := factor.begun(user):
        context |= {
            "secret": factor.secret_of(device),
            "picture": factor.picture_of(device),
            "address": device.config_url,
        }
    context["left"] = factor.recovery_codes_left(user)
    return render(request, TEMPLATE, context, status=status)
