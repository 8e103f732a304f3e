"""What can be done to an agreement from its page: one page per verb, one operation, one redirect."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from approvals import permissions
from approvals.permissions import Standing
from cases.models import Agreement, Case
from cases.web.looks import look_of
from lifecycle import flows, operations
from lifecycle.models import Notice, Review
from lifecycle.rules.dates import long_date
from lifecycle.rules.states import require_state
from lifecycle.web import agreement_forms as forms_
from lifecycle.web.agreement_missing import clauses_of
from organisation.models import Person
from organisation.web.clock import today
from organisation.web.doors import attempt, status_of

GET_OR_POST: Final = ["GET", "HEAD", "POST"]


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb as the page offers it: permission's name for it, the button, its address, and the states it is for.

    `told` is its name in the book, where that is another.
    """

    name: str
    button: str
    url_name: str
    states: tuple[str, ...]
    weight: str = "secondary"
    told: str = ""


EDIT: Final = Verb(
    "edit_agreement",
    "Ändra uppgifter",
    "agreement_edit",
    ("proposed", "signing", "signed", "in_force", "notice_given"),
)
OPEN_REVIEW: Final = Verb(
    "open_review",
    "Öppna årlig uppföljning",
    "agreement_review_open",
    ("in_force", "notice_given"),
)
CONCLUDE: Final = Verb(
    "conclude_review",
    "Avsluta uppföljningen",
    "agreement_review",
    ("in_force", "notice_given"),
    "primary",
)
RECEIVE: Final = Verb(
    "receive_notice",
    "Registrera inkommen uppsägning",
    "agreement_receive_notice",
    ("in_force",),
)
ACKNOWLEDGE: Final = Verb(
    "acknowledge_notice",
    "Ta del av uppsägningen",
    "agreement_acknowledge_notice",
    ("notice_given",),
    "primary",
)
REVOKE: Final = Verb(
    "revoke_notice",
    "Återta uppsägningen",
    "agreement_revoke_notice",
    ("notice_given",),
)
TERMINATE: Final = Verb(
    "open_case",
    "Säg upp avtalet",
    "agreement_open_termination",
    ("in_force",),
    told="open_termination",
)
END: Final = Verb(
    "end_agreement",
    "Avsluta avtalet",
    "agreement_end",
    ("in_force", "notice_given"),
)
ABANDON: Final = Verb(
    "abandon_agreement",
    "Avstå från avtalet",
    "agreement_abandon",
    ("signing",),
)
VERBS: Final = (CONCLUDE, EDIT, OPEN_REVIEW, RECEIVE, ACKNOWLEDGE, REVOKE, TERMINATE, END, ABANDON)


@dataclass(frozen=True, slots=True)
class Offer:
    """A button the reader may press."""

    verb: str
    button: str
    url: str
    weight: str


@dataclass(frozen=True, slots=True)
class Open:
    """What is open on the agreement: a review to conclude, years that have one, a notice not yet read."""

    review: Review | None
    reviewed: frozenset[int]
    has_unread_notice: bool

    @classmethod
    def of(cls, reviews: Sequence[Review], notices: Sequence[Notice]) -> Open:
        """Read it from the agreement's rows."""
        return cls(
            next((r for r in reviews if not r.conclusion), None),
            frozenset(r.year for r in reviews),
            any(
                n.given_by == "counterparty" and not n.acknowledged_on
                for n in notices
                if not n.revoked_on
            ),
        )

    def fits(self, verb: Verb, on: date) -> bool:
        """A review is concluded while one is open, and opened when none is and the year has none."""
        if verb is CONCLUDE:
            return self.review is not None
        if verb is OPEN_REVIEW:
            return self.review is None and on.year not in self.reviewed
        return verb is not ACKNOWLEDGE or self.has_unread_notice


def offers(agreement: Agreement, now: Open, person: Person, who: Standing, on: date) -> list[Offer]:
    """Return what this person may do with the agreement now; other people's verbs are left out."""
    found = []
    for verb in VERBS:
        if agreement.state not in verb.states or not now.fits(verb, on):
            continue
        if permissions.allows(person, verb.name, _subject(verb, agreement), on, who=who):
            args = [agreement.pk]
            if verb is CONCLUDE and now.review is not None:
                args.append(now.review.pk)
            url = reverse(verb.url_name, args=args)
            found.append(Offer(verb.name, verb.button, url, verb.weight))
    return found


def _subject(verb: Verb, agreement: Agreement) -> Any:
    return agreement.owner_unit if verb is TERMINATE else agreement


# What every verb's page does -----------------------------------------------------------------------------


def entered(request: HttpRequest, pk: int, verb: Verb) -> Agreement:
    """Return the agreement; a page that is opened too early or by somebody else says so at once.

    Raises Http404 for those who may not read it, NotAllowed and NotNow as the operation would.
    """
    row = _readable(request, pk)
    if request.method == "POST":
        _require_sender(request, verb, row)
    else:
        permissions.require(request.user, verb.name, _subject(verb, row), today())
        require_state(row.state, *verb.states)
    return row


def _readable(request: HttpRequest, pk: int) -> Agreement:
    readable = permissions.visible_to(request.user, Agreement.objects.all(), today())
    return get_object_or_404(readable.select_related("owner_unit", "responsible"), pk=pk)


def _require_sender(request: HttpRequest, verb: Verb, row: Agreement) -> None:
    """Refuse, and record, what is sent without the right, before a word of it is read."""
    subject = _subject(verb, row)
    attempt(
        request,
        lambda: permissions.require(request.user, verb.name, subject, today()),
        verb=verb.told or verb.name,
        subject=("agreement", row.pk),
    )


def done(
    request: HttpRequest,
    verb: Verb,
    row: Agreement,
    form: Form,
    operation: Callable[..., Any],
    **facts: Any,
) -> Any:
    """Run the verb's operation on the agreement; None when it was refused and the form says why."""
    return attempt(
        request,
        lambda: flows.run(operation, agreement_id=row.pk, actor=request.user, on=today(), **facts),
        verb=verb.name,
        subject=("agreement", row.pk),
        form=form,
    )


def page(
    request: HttpRequest,
    template: str,
    row: Agreement,
    form: Form,
    status: int | None = None,
    **context: Any,
) -> HttpResponse:
    everything = {
        "agreement": row,
        "look": look_of(row.phase),
        "form": form,
        "on": today(),
        **context,
    }
    return render(
        request, f"agreement/{template}.html", everything, status=status or status_of(form)
    )


def sent(request: HttpRequest) -> QueryDict | None:
    """What the form sent; an empty form that is sent is still sent."""
    return request.POST if request.method == "POST" else None


def back_to(row: Agreement) -> HttpResponse:
    return redirect("agreement", pk=row.pk)


# The verbs -----------------------------------------------------------------------------------------------


@login_required
@require_http_methods(GET_OR_POST)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what the register says."""
    row = entered(request, pk, EDIT)
    form = forms_.AgreementForm(sent(request), agreement=row, on=today())
    if form.is_valid():
        changed = form.changed()
        if not any(changed.values()):
            messages.info(request, "Inget var ändrat.")
            return back_to(row)
        if done(request, EDIT, row, form, operations.edit_agreement, **changed):
            messages.success(request, "Uppgifterna är sparade.")
            return back_to(row)
    entering = row.cases.filter(kind=Case.Kind.ENTER).order_by("pk")
    opening = permissions.visible_to(request.user, entering, today()).last()
    clauses = clauses_of(opening) if row.term == Agreement.Term.UNKNOWN else ()
    return page(request, "edit", row, form, clauses=clauses)


@login_required
@require_http_methods(GET_OR_POST)
def open_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the review of a year."""
    row = entered(request, pk, OPEN_REVIEW)
    form = forms_.OpenReviewForm(sent(request), initial={"year": today().year})
    if form.is_valid():
        year = form.cleaned_data["year"]
        review = done(request, OPEN_REVIEW, row, form, operations.open_review, year=year)
        if review:
            due = long_date(review.due_on)
            messages.success(
                request, f"Uppföljningen för {year} är öppen. Den ska vara klar {due}."
            )
            return back_to(row)
    return page(request, "open_review", row, form)


@login_required
@require_http_methods(GET_OR_POST)
def review(request: HttpRequest, pk: int, review: int) -> HttpResponse:
    """Show a review, and conclude it while it is open."""
    row = _readable(request, pk)
    if request.method == "POST":
        _require_sender(request, CONCLUDE, row)
    found = get_object_or_404(row.reviews.select_related("concluded_by"), pk=review)
    form = forms_.ConcludeReviewForm(sent(request))
    if form.is_valid() and done(
        request,
        CONCLUDE,
        row,
        form,
        operations.conclude_review,
        review_id=found.pk,
        **form.cleaned_data,
    ):
        messages.success(request, f"Uppföljningen för {found.year} är avslutad.")
        return back_to(row)
    answer = permissions.allows(request.user, "conclude_review", row, today())
    return page(request, "review", row, form, review=found, allowed=answer)


@login_required
@require_http_methods(GET_OR_POST)
def open_termination(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a case in which giving notice is decided, and go to it."""
    row = entered(request, pk, TERMINATE)
    opening = row.cases.filter(kind=Case.Kind.ENTER).order_by("pk").last()
    initial = {
        "title": f"Uppsägning av avtal: {row.title}"[:250],
        "recipient": opening.recipient_body_id if opening else None,
    }
    form = forms_.TerminationForm(sent(request), initial=initial)
    if form.is_valid():
        case = attempt(
            request,
            lambda: flows.open_with(
                operations.open_termination,
                agreement_id=row.pk,
                actor=request.user,
                on=today(),
                **form.cleaned_data,
            ),
            verb=TERMINATE.told,
            subject=("agreement", row.pk),
            form=form,
        )
        if case:
            messages.success(request, "Ärendet är öppnat. Skriv tjänsteutlåtandet.")
            return redirect("case", pk=case.pk)
    return page(request, "open_termination", row, form)


@login_required
@require_http_methods(GET_OR_POST)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End an agreement with a reason."""
    row = entered(request, pk, END)
    form = forms_.EndForm(sent(request))
    if form.is_valid() and done(
        request, END, row, form, operations.end_agreement, **form.cleaned_data
    ):
        messages.success(request, "Avtalet är avslutat.")
        return back_to(row)
    return page(request, "end", row, form)


@login_required
@require_http_methods(GET_OR_POST)
def abandon(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up an agreement that was decided but not signed by all."""
    row = entered(request, pk, ABANDON)
    form = forms_.ReasonForm(sent(request))
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        if done(request, ABANDON, row, form, operations.abandon_agreement, reason=reason):
            messages.success(request, "Avtalet ingås inte.")
            return back_to(row)
    return page(request, "abandon", row, form)
