"""The page on which members of staff say how they want to be reminded."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tracker.models import ReminderPreferences, User
from tracker.views.agreements.guards import for_staff


class DaysField(forms.CharField):
    """Numbers with commas between them, and spaces wherever a person puts them."""

    def to_python(self, value: Any) -> Any:
        return "".join(str(super().to_python(value)).split())


class PreferencesForm(forms.ModelForm):
    class Meta:
        model = ReminderPreferences
        fields = ["is_on", "language", "days"]
        field_classes = {"days": DaysField}


@require_http_methods(["GET", "HEAD", "POST"])
def reminder_preferences(request: HttpRequest) -> HttpResponse:
    """When, in which language and whether the reader is reminded by mail."""
    for_staff(request)
    user = cast("User", request.user)
    stored = ReminderPreferences.objects.filter(user=user).first() or ReminderPreferences(user=user)
    form = PreferencesForm(request.POST or None, instance=stored)
    if request.method == "POST" and form.is_valid():
        # A button pressed twice is two requests at once.
        ReminderPreferences.objects.update_or_create(user=user, defaults=form.cleaned_data)
        messages.success(request, _("Kept. The next mail follows it."))
        return redirect("reminders")
    context = {"form": form, "address": user.email, "problem_of_mail": stored.problem}
    return render(request, "tracker/reminders.html", context)
