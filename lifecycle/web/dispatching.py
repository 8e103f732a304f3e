"""Sending a decision out: who has got it and how, the receipts, and the extracts of minutes they get."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from approvals import permissions
from cases.models import Case, Recipient
from cases.web.scope import case_in_scope, require_may_send
from lifecycle import flows, operations
from lifecycle.extracts import Paragraph, paragraphs_of
from lifecycle.models import ExtractCopy, Receipt
from lifecycle.web.answering import day_field, text_field
from lifecycle.web.inbox_facts import about_case
from lifecycle.web.wording import listed
from organisation.models import Person
from organisation.web.clock import today
from organisation.web.doors import attempt, status_of

WAYS: Final = ("e-post", "post", "internpost", "rekommenderat brev", "delgivning", "bud")
RECEIPTS: Final = (
    "mottagningskvitto",
    "delgivningskvitto",
    "mottagningsbevis från posten",
    "svar med e-post",
)
NEVER: Final = "none"


class DispatchForm(forms.Form):
    """To whom the decision was sent, how and when; several recipients at once."""

    recipients = forms.MultipleChoiceField(
        label="Skickat till",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Välj minst en mottagare.",
            "invalid_choice": "En mottagare finns inte längre i ärendet. Läs in sidan igen.",
        },
    )
    how = text_field("Hur", "Ange hur beslutet skickades.", max_length=80)
    dispatched_on = day_field("Dag", "Ange vilken dag beslutet skickades.")
    wants_receipt = forms.BooleanField(
        label="Vänta på kvitto",
        required=False,
        help_text="Ärendet kan inte avslutas förrän kvittot har kommit.",
        widget=forms.CheckboxInput(attrs={"class": "ds-input"}),
    )

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["recipients"].choices = choices  # type: ignore[attr-defined]
        self.fields["how"].widget.attrs |= {"list": "satt", "autocomplete": "off"}


class ReceiptForm(forms.Form):
    """What has come back from a recipient, or that nothing will."""

    kind = forms.ChoiceField(
        label="Vad har kommit?",
        choices=[*((name, name.capitalize()) for name in RECEIPTS), (NEVER, "Inget kvitto kommer")],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Välj vad som har kommit.",
            "invalid_choice": "Välj vad som har kommit.",
        },
    )
    received_on = day_field("Mottaget", "Ange vilken dag beslutet togs emot.")
    missing_because = text_field("Om inget kvitto kommer: varför?", max_length=200)

    def clean(self) -> dict[str, Any]:
        """A receipt that never comes has a reason instead of a day."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("kind") == NEVER:
            self.errors.pop("received_on", None)
            if not said.get("missing_because", "").strip():
                self.add_error("missing_because", "Skriv varför inget kvitto kommer.")
        return said


@dataclass(frozen=True)
class Row:
    """A line of the dispatch list: the recipient, the extracts made for them, and their receipt."""

    recipient: Recipient
    copies: Sequence[tuple[Paragraph, ExtractCopy]]
    receipt: Receipt | None


def _rows(recipients: Sequence[Recipient], paragraphs: Sequence[Paragraph]) -> list[Row]:
    return [
        Row(
            recipient,
            [(p, p.copies[recipient.name]) for p in paragraphs if recipient.name in p.copies],
            getattr(recipient, "receipt", None),
        )
        for recipient in recipients
    ]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def dispatch(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who has got the decision, and note that more have."""
    on = today()
    case = case_in_scope(request, pk, on)
    require_may_send(request, case, "dispatch")
    recipients = list(case.recipients.select_related("receipt"))
    form = DispatchForm(
        request.POST or None,
        choices=[(str(r.pk), r.name) for r in recipients],
        initial={"dispatched_on": on, "recipients": _unsent(recipients)},
    )
    if request.method == "POST" and form.is_valid() and _send(request, form, case, on):
        names = [r.name for r in recipients if str(r.pk) in form.cleaned_data["recipients"]]
        messages.success(request, f"Beslutet är expedierat till {listed(names)}.")
        return redirect("case_dispatch", pk=case.pk)
    context = {
        "case": case,
        "form": form,
        "about": about_case(case),
        "ways": WAYS,
        "chosen": form.data.getlist("recipients") if form.is_bound else _unsent(recipients),
        "may": permissions.allows(request.user, "dispatch", case, on),
        **_list(case, recipients),
    }
    return render(request, "execution/dispatch.html", context, status=status_of(form))


def _list(case: Case, recipients: Sequence[Recipient]) -> dict[str, Any]:
    """The dispatch list with what is left to do: extracts, dispatches and receipts."""
    paragraphs = paragraphs_of(case)
    rows, names = _rows(recipients, paragraphs), [r.name for r in recipients]
    return {
        "rows": rows,
        "paragraphs": paragraphs,
        "lacking": any(p.is_approved and p.lacking(names) for p in paragraphs),
        "unapproved": [p for p in paragraphs if not p.is_approved],
        "unsent": _unsent(recipients),
        "owing": [row for row in rows if row.receipt and row.receipt.is_open],
    }


def _unsent(recipients: Sequence[Recipient]) -> list[str]:
    return [str(r.pk) for r in recipients if r.dispatched_on is None]


def _send(request: HttpRequest, form: DispatchForm, case: Case, on: date) -> bool:
    """Note every chosen recipient in one transaction: all of them or none."""
    said = form.cleaned_data
    done = attempt(
        request,
        lambda: flows.run(
            _dispatch_to_all,
            case_id=case.pk,
            recipient_ids=[int(key) for key in said["recipients"]],
            how=said["how"],
            dispatched_on=said["dispatched_on"],
            wants_receipt=said["wants_receipt"],
            actor=request.user,
            on=on,
        ),
        verb="dispatch",
        subject=("case", case.pk),
        form=form,
    )
    return done is not None


def _dispatch_to_all(
    *, case_id: int, recipient_ids: Sequence[int], actor: Person, on: date, **facts: Any
) -> Sequence[int]:
    for recipient_id in recipient_ids:
        operations.dispatch(case_id=case_id, recipient_id=recipient_id, actor=actor, on=on, **facts)
    return recipient_ids


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: HttpRequest, pk: int, recipient: int) -> HttpResponse:
    """Note the receipt that has come from a recipient, or why none will."""
    on = today()
    case = case_in_scope(request, pk, on)
    require_may_send(request, case, "dispatch")
    row = get_object_or_404(case.recipients.select_related("receipt"), pk=recipient)
    form = ReceiptForm(request.POST or None, initial={"received_on": on})
    if request.method == "POST" and form.is_valid() and _note(request, form, case, row, on):
        messages.success(request, f"Kvittot från {row.name} är antecknat.")
        return redirect("case_dispatch", pk=case.pk)
    noted = getattr(row, "receipt", None)
    context = {
        "case": case,
        "form": form,
        "recipient": row,
        "noted": noted if noted and not noted.is_open else None,
        "may": permissions.allows(request.user, "dispatch", case, on),
    }
    return render(request, "execution/receipt.html", context, status=status_of(form))


def _note(
    request: HttpRequest, form: ReceiptForm, case: Case, recipient: Recipient, on: date
) -> bool:
    said = form.cleaned_data
    never = said["kind"] == NEVER
    done = attempt(
        request,
        lambda: flows.run(
            operations.record_receipt,
            case_id=case.pk,
            recipient_id=recipient.pk,
            kind="" if never else said["kind"],
            received_on=None if never else said["received_on"],
            missing_because=said["missing_because"] if never else "",
            actor=request.user,
            on=on,
        ),
        verb="dispatch",
        subject=("case", case.pk),
        form=form,
    )
    return done is not None
