"""Signing in: the form and the one check of name, password and code that all doors go through."""

from __future__ import annotations

from typing import Any

from asgiref.sync import sync_to_async
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import authenticate
from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from tracker.models import User
from tracker.services import second_factor
from tracker.views.second_factor import CodeField

LONGEST = 150  # of names of accounts


def counted_name(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """The name that a wrong password is counted under; no longer than one can be, which fits its column."""
    name = (credentials or {}).get("username") or request.POST.get("username", "")
    return str(name)[:LONGEST]


class PasswordAndCode(ModelBackend):
    """Nobody is who they say by their password alone where they set up a second factor.

    A wrong code is refused here and not by the form, so that it is counted as a wrong password is, and
    nothing tells the two apart. `token` is the code: under this name Django masks it in what it passes on.
    """

    @sensitive_variables("password", "token")
    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        token: str = "",
        **kwargs: Any,
    ) -> User | None:
        user = super().authenticate(request, username=username, password=password, **kwargs)
        if not isinstance(user, User) or not second_factor.accepts(user, token):
            return None
        return user

    async def aauthenticate(self, request: HttpRequest | None, *args: Any, **kwargs: Any) -> User | None:
        """The same: that of ModelBackend would look at the password alone."""
        return await sync_to_async(self.authenticate)(request, *args, **kwargs)


class SignInForm(AdminAuthenticationForm):
    """Name, password and code at once, so that nobody learns which of them was wrong."""

    code = CodeField(
        label=_("Code"),
        required=False,
        help_text=_("If you set up a second factor: what your authenticator shows, or a recovery code."),
    )
    error_messages = {
        **AdminAuthenticationForm.error_messages,
        "invalid_login": _(
            "Not signed in: the name, the password or the code is wrong. Capital letters count. If you set up"
            " a second factor, a code is needed; each works once, so wait for the next."
        ),
    }

    @sensitive_variables()
    def clean(self) -> dict[str, Any]:
        username, password = (self.cleaned_data.get(name) for name in ("username", "password"))
        if username and password:
            self.user_cache = authenticate(
                self.request, username=username, password=password, token=self.cleaned_data["code"]
            )
            if self.user_cache is None:
                raise self.get_invalid_login_error()
            self.confirm_login_allowed(self.user_cache)
        return self.cleaned_data
