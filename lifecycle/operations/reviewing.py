"""The annual review: opened in time, concluded by the one responsible; it never blocks notice or expiry."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from approvals.permissions import require
from cases.locking import lock_agreement
from cases.rules.draft import require_printable
from cases.rules.errors import Invalid, NotNow
from lifecycle.models import Review
from lifecycle.operations.moves import refresh_phase
from lifecycle.operations.telling import tell_agreement
from lifecycle.rules.dates import long_date
from lifecycle.rules.reviews import due_day
from lifecycle.rules.states import require_state
from organisation.models import Person


@transaction.atomic
def open_review(*, agreement_id: int, year: int, actor: Person, on: date) -> Review:
    """Open the review of a year; one at a time, one a year, none ahead of its year."""
    agreement = lock_agreement(agreement_id)
    by = require(actor, "open_review", agreement, on)
    require_state(agreement.state, "in_force", "notice_given")
    if year > on.year or (agreement.starts_on and year < agreement.starts_on.year):
        raise Invalid(
            "year", f"Ange ett år till och med {on.year} då avtalet har gällt.", field="year"
        )
    if Review.objects.filter(agreement=agreement, year=year).exists():
        raise NotNow("review_exists", f"Uppföljningen för {year} finns redan.")
    if Review.objects.filter(agreement=agreement, conclusion="").exists():
        raise NotNow("review_open", "En årlig uppföljning pågår redan. Avsluta den först.")
    review = Review.objects.create(
        agreement=agreement, year=year, opened_on=on, due_on=due_day(year, on)
    )
    refresh_phase(agreement)
    facts = {"year": year, "due_on": review.due_on.isoformat()}
    tell_agreement(agreement, "review_opened", by, on, facts)
    return review


@transaction.atomic
def conclude_review(
    *,
    agreement_id: int,
    review_id: int,
    results: str,
    priorities: str,
    conclusion: str,
    actor: Person,
    on: date,
) -> Review:
    """Conclude an open review with results, next year's priorities and a conclusion."""
    agreement = lock_agreement(agreement_id)
    by = require(actor, "conclude_review", agreement, on)
    review = Review.objects.filter(pk=review_id, agreement=agreement).first()
    if review is None:
        raise Invalid("no_such_review", "Uppföljningen finns inte.")
    if review.conclusion:
        day = long_date(review.concluded_on) if review.concluded_on else ""
        raise NotNow("review_concluded", f"Uppföljningen avslutades {day}.")
    if not results.strip():
        raise Invalid("no_results", "Skriv vad samarbetet har lett till.", field="results")
    if conclusion not in ("continue", "change", "end"):
        raise Invalid("no_conclusion", "Välj en slutsats.", field="conclusion")
    require_printable(results, "results")
    require_printable(priorities, "priorities")
    review.results, review.priorities, review.conclusion = results, priorities, conclusion
    review.concluded_on, review.concluded_by = on, actor
    review.save()
    refresh_phase(agreement)
    facts = {
        "year": review.year,
        "conclusion": conclusion,
        "results": results,
        "priorities": priorities,
    }
    tell_agreement(agreement, "review_concluded", by, on, facts)
    return review
