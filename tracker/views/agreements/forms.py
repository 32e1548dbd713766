"""The forms of the steps: each asks for what its step needs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from tracker.dates import PartialDateFormField
from tracker.models import Agreement, Country
from tracker.services.roles import is_public
from tracker.services.steps import Opened, Signature
from tracker.services.terms import last_day, terms_of
from tracker.services.terms.forms import DurationField, TermField


def _file(label: Any, *, required: bool = False) -> forms.FileField:
    return forms.FileField(
        label=label,
        required=required,
        help_text=_("PDF, DOCX, PNG, JPEG or WebP. Readers see it only once it is marked as public."),
        error_messages={"empty": _("The file is empty: choose another, or save it again.")},
        allow_empty_file=False,
    )


class StepForm(forms.Form):
    """What every step asks for: the reason, which a public agreement needs."""

    opened = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, agreement: Agreement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agreement = agreement
        self.initial.setdefault("opened", str(Opened.of(agreement)))
        public = is_public(agreement)
        self.fields["reason"] = forms.CharField(
            label=_("Reason for the change"),
            max_length=400,
            required=public,
            help_text=_("For the history: on whose word, or by which document."),
        )
        self.prepare()

    def prepare(self) -> None:
        """Fits the fields to the agreement."""

    def values(self) -> dict[str, Any]:
        """What the step is given, of a form that is valid."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("opened", "reason")}

    def reopen(self) -> None:
        """Goes on from what is stored now, with what was typed."""
        self.data = {
            **{name: self.data.get(name, "") for name in self.data},
            "opened": str(Opened.of(self.agreement)),
        }


class AgreeForm(StepForm):
    agreed = PartialDateFormField(
        label=_("Agreed on"), required=False, help_text=_("As far as it is known: “May 2025” is enough.")
    )


class SignForm(StepForm):
    signed = PartialDateFormField(
        label=_("Signed on"),
        help_text=_("As far as it is known: “May 2025” is enough."),
        error_messages={"required": _("A signing has a date: give it as far as it is known (“2025”).")},
    )
    place = forms.CharField(label=_("Place of signing"), max_length=120, required=False)
    country = forms.ModelChoiceField(
        Country.objects.order_by("english_name"), label=_("Country of signing"), required=False
    )
    in_force_from = PartialDateFormField(
        label=_("In force from"),
        required=False,
        help_text=_("Where it is stated."),
    )
    term = TermField(
        label=_("Term"),
        help_text=_("A duration (“five years from signature”) or a last day (“31 December 2030”)."),
    )
    renewal = DurationField(label=_("Renews itself for"))
    notice = DurationField(label=_("Period of notice"))
    document = forms.CharField(
        label=_("Title of the document"), max_length=250, required=False, initial=_("Signed text")
    )
    file = _file(_("The signed document"))

    def prepare(self) -> None:
        stored = self.agreement
        self.initial.update(place=stored.place, country=stored.country_id, signed=stored.signed)
        self.parties = list(stored.parties.select_related("organisation", "country"))
        for party in self.parties:
            self.fields[f"name_{party.pk}"] = forms.CharField(
                label=format_lazy(_("Signatory of {party}"), party=str(party)),
                max_length=200,
                required=False,
                help_text=_("The name. Leave it empty where it is not stated."),
            )
            self.fields[f"title_{party.pk}"] = forms.CharField(
                label=format_lazy(_("Title of the signatory of {party}"), party=str(party)),
                max_length=250,
                required=False,
            )
        last = ("in_force_from", "term", "renewal", "notice", "document", "file", "reason")
        self.order_fields([name for name in self.fields if name not in last] + list(last))

    def values(self) -> dict[str, Any]:
        given = super().values()
        signatures = [
            Signature(party, given.pop(f"name_{party.pk}"), given.pop(f"title_{party.pk}"))
            for party in self.parties
        ]
        return {**given, "signatures": signatures}


class EnterForm(StepForm):
    in_force_from = PartialDateFormField(label=_("In force from"))

    def prepare(self) -> None:
        self.initial["in_force_from"] = self.agreement.in_force_from


class ExpireForm(StepForm):
    expires = PartialDateFormField(
        label=_("Last day"), required=False, help_text=_("Where it is stated, or was another than reckoned.")
    )

    def prepare(self) -> None:
        self.initial["expires"] = self.agreement.expires
        known = last_day(terms_of(self.agreement), timezone.localdate())
        self.fields["expires"].required = known is None


class TerminateForm(StepForm):
    notice_given = PartialDateFormField(label=_("Notice given on"))
    termination = forms.CharField(
        label=_("The notice"),
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Who gave notice, and on what ground."),
    )
    terminated = PartialDateFormField(
        label=_("Last day"),
        required=False,
        help_text=_("Where it is stated; else it is reckoned from the period of notice."),
    )
    file = _file(_("The document of the notice"))


class FollowForm(StepForm):
    successor = forms.CharField(
        label=_("The agreement that follows"),
        max_length=12,
        required=False,
        help_text=_("Its reference, such as A-0012, where it is in the record already."),
    )
    title = forms.CharField(
        label=_("Or the title of a new one"),
        max_length=250,
        required=False,
        help_text=_("It is made as a draft with the same parties and subjects, to be completed."),
    )
    signed = PartialDateFormField(label=_("Signed on"), required=False)
    term = TermField(label=_("Term"))

    def clean_successor(self) -> Agreement | None:
        reference = self.cleaned_data["successor"].strip().upper()
        if not reference:
            return None
        found = Agreement.objects.filter(reference=reference).first()
        if found is None:
            raise forms.ValidationError(
                _("There is no agreement “%(reference)s”: look it up in the list of agreements."),
                params={"reference": reference},
            )
        if found == self.agreement:
            raise forms.ValidationError(_("An agreement cannot follow itself: name another."))
        return found


FORMS: dict[str, type[StepForm]] = {
    "prepare": StepForm,
    "agree": AgreeForm,
    "sign": SignForm,
    "enter": EnterForm,
    "renew": FollowForm,
    "amend": FollowForm,
    "expire": ExpireForm,
    "terminate": TerminateForm,
}
