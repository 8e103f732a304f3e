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
from lifecycle.models import Review
from lifecycle.rules.dates import long_date
from lifecycle.rules.states import require_state
from lifecycle.web import agreement_forms as forms_
from lifecycle.web.agreement_missing import clauses_of
from lifecycle.web.reading import reading_of
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
VERBS: Final = (CONCLUDE, EDIT, OPEN_REVIEW, RECEIVE, REVOKE, TERMINATE, END, ABANDON)


@dataclass(frozen=True, slots=True)
class Offer:
    """A button the reader may press."""

    verb: str
    button: str
    url: str
    weight: str


def offers(
    agreement: Agreement, reviews: Sequence[Review], person: Person, who: Standing, on: date
) -> list[Offer]:
    """Return what this person may do with the agreement now; other people's verbs are left out."""
    reviewing = next((r for r in reviews if not r.conclusion), None)
    found = []
    for verb in VERBS:
        if agreement.state not in verb.states or not _fits(verb, reviews, on):
            continue
        if permissions.allows(person, verb.name, _subject(verb, agreement), on, who=who):
            args = (
                [agreement.pk, reviewing.pk] if verb is CONCLUDE and reviewing else [agreement.pk]
            )
            url = reverse(verb.url_name, args=args)
            found.append(Offer(verb.name, verb.button, url, verb.weight))
    return found


def _fits(verb: Verb, reviews: Sequence[Review], on: date) -> bool:
    """A review is concluded while one is open, and opened when none is and the year has none."""
    is_open = any(not review.conclusion for review in reviews)
    if verb is CONCLUDE:
        return is_open
    has_one = is_open or any(review.year == on.year for review in reviews)
    return verb is not OPEN_REVIEW or not has_one


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


def _done(
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


def _page(
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


def _sent(request: HttpRequest) -> QueryDict | None:
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
    form = forms_.AgreementForm(_sent(request), agreement=row, on=today())
    if form.is_valid():
        changed = form.changed()
        if not any(changed.values()):
            messages.info(request, "Inget var ändrat.")
            return back_to(row)
        if _done(request, EDIT, row, form, operations.edit_agreement, **changed):
            messages.success(request, "Uppgifterna är sparade.")
            return back_to(row)
    entering = row.cases.filter(kind=Case.Kind.ENTER).order_by("pk")
    opening = permissions.visible_to(request.user, entering, today()).last()
    clauses = clauses_of(opening) if row.term == Agreement.Term.UNKNOWN else ()
    return _page(request, "edit", row, form, clauses=clauses)


@login_required
@require_http_methods(GET_OR_POST)
def open_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the review of a year."""
    row = entered(request, pk, OPEN_REVIEW)
    form = forms_.OpenReviewForm(_sent(request), initial={"year": today().year})
    if form.is_valid():
        year = form.cleaned_data["year"]
        review = _done(request, OPEN_REVIEW, row, form, operations.open_review, year=year)
        if review:
            due = long_date(review.due_on)
            messages.success(
                request, f"Uppföljningen för {year} är öppen. Den ska vara klar {due}."
            )
            return back_to(row)
    return _page(request, "open_review", row, form)


@login_required
@require_http_methods(GET_OR_POST)
def review(request: HttpRequest, pk: int, review: int) -> HttpResponse:
    """Show a review, and conclude it while it is open."""
    row = _readable(request, pk)
    if request.method == "POST":
        _require_sender(request, CONCLUDE, row)
    found = get_object_or_404(row.reviews.select_related("concluded_by"), pk=review)
    form = forms_.ConcludeReviewForm(_sent(request))
    if form.is_valid() and _done(
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
    return _page(request, "review", row, form, review=found, allowed=answer)


@login_required
@require_http_methods(GET_OR_POST)
def receive_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Register the counterparty's notice; the last day is counted and shown before it is registered."""
    row = entered(request, pk, RECEIVE)
    form = forms_.ReceiveNoticeForm(_sent(request), initial={"received_on": today()})
    received = today()
    if form.is_valid():
        received = form.cleaned_data["received_on"]
        if "rakna" not in request.POST:
            said = form.cleaned_data
            notice = _done(request, RECEIVE, row, form, operations.receive_notice, **said)
            if notice:
                last = long_date(notice.last_day)
                messages.success(request, f"Uppsägningen är registrerad. Avtalet upphör {last}.")
                return back_to(row)
    status = 200 if form.is_valid() and "rakna" in request.POST else None
    reading = reading_of(row, received, "counterparty")
    return _page(request, "receive_notice", row, form, status=status, reading=reading)


@login_required
@require_http_methods(GET_OR_POST)
def revoke_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a standing notice back."""
    row = entered(request, pk, REVOKE)
    form = forms_.ReasonForm(_sent(request))
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        if _done(request, REVOKE, row, form, operations.revoke_notice, reason=reason):
            messages.success(request, "Uppsägningen är återtagen. Avtalet gäller igen.")
            return back_to(row)
    return _page(request, "revoke_notice", row, form)


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
    form = forms_.TerminationForm(_sent(request), initial=initial)
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
    return _page(request, "open_termination", row, form)


@login_required
@require_http_methods(GET_OR_POST)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End an agreement with a reason."""
    row = entered(request, pk, END)
    form = forms_.EndForm(_sent(request))
    if form.is_valid() and _done(
        request, END, row, form, operations.end_agreement, **form.cleaned_data
    ):
        messages.success(request, "Avtalet är avslutat.")
        return back_to(row)
    return _page(request, "end", row, form)


@login_required
@require_http_methods(GET_OR_POST)
def abandon(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up an agreement that was decided but not signed by all."""
    row = entered(request, pk, ABANDON)
    form = forms_.ReasonForm(_sent(request))
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        if _done(request, ABANDON, row, form, operations.abandon_agreement, reason=reason):
            messages.success(request, "Avtalet ingås inte.")
            return back_to(row)
    return _page(request, "abandon", row, form)
