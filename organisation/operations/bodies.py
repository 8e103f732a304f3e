"""The bodies that decide: one added, its names changed, its year's pattern laid, one that is no more."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import IntegrityError, transaction

from approvals.models import Meeting, RouteStep
from approvals.permissions import require
from cases.models import Case, Point
from cases.rules.errors import Invalid, NotNow
from history import journal
from lifecycle.rules.dates import long_date
from lifecycle.rules.patterns import BodyPattern
from organisation.models import Body, MeetingPattern, Person
from organisation.operations.people import ORGANISATION, require_printed
from organisation.patterns import pattern_of

ALWAYS_THERE: Final = (Body.Kind.COUNCIL, Body.Kind.EXECUTIVE_BOARD)
_SHORT: Final = re.compile(r"[A-ZÅÄÖa-zåäö0-9]{1,12}")


@dataclass(frozen=True, slots=True)
class PatternFacts:
    """What a pattern says; empty `kind` is no pattern. Fields of the other kinds are not read."""

    kind: str
    weekday: int | None = None
    rounds: tuple[tuple[int, int], ...] = ()
    weeks: tuple[int, ...] = ()
    ahead_of: Body | None = None
    days_ahead: int | None = None
    closed_months: tuple[int, ...] = ()
    stop_days: int | None = None
    call_days: int = 7
    announcement_days: int | None = None


@transaction.atomic
def add_body(*, name: str, short_name: str, kind: str, actor: Person, on: date) -> Body:
    """Add a body that decides. There is one council and one executive board."""
    _lock_bodies()
    by = require(actor, "administer", None, on)
    if kind not in Body.Kind.values:
        raise Invalid("kind", "Välj ett slag i listan.", field="kind")
    if kind in ALWAYS_THERE and Body.objects.filter(kind=kind).exists():
        label = Body.Kind(kind).label
        raise Invalid("one_of_its_kind", f"Det finns redan en {label}.", field="kind")
    _require_names(name, short_name, None)
    body = _saved(Body(name=name.strip(), short_name=short_name.strip(), kind=kind))
    facts = {"body": body.name, "short_name": body.short_name, "kind": kind}
    journal.record(subject=ORGANISATION, kind="body_added", by=by, on=on, facts=facts)
    return body


@transaction.atomic
def change_body(
    *,
    body_id: int,
    name: str,
    short_name: str,
    definite_form: str,
    numbered_with: Body | None,
    actor: Person,
    on: date,
) -> Body:
    """Change what a body is called and whose series of § it numbers in; what is frozen keeps the words it had."""
    body = _lock_bodies()[body_id]
    by = require(actor, "administer", None, on)
    _require_names(name, short_name, body)
    if len(definite_form.strip()) > 120:
        raise Invalid("long_name", "Skriv högst 120 tecken.", field="definite_form")
    require_printed(definite_form, "definite_form")
    _require_series(body, numbered_with)
    before = _named(body)
    body.name, body.short_name = name.strip(), short_name.strip()
    body.definite_form, body.numbered_with = definite_form.strip(), numbered_with
    changed = {
        key: {"before": before[key], "after": after}
        for key, after in _named(body).items()
        if before[key] != after
    }
    if not changed:
        raise Invalid("nothing_changed", "Du har inte ändrat något.", field="name")
    _saved(body)
    facts = {"body": body.name, "changes": [_change(*pair) for pair in changed.items()]}
    journal.record(subject=ORGANISATION, kind="body_changed", by=by, on=on, facts=facts)
    return body


_WORDS: Final = {
    "name": "Namn",
    "short_name": "Förkortning",
    "definite_form": "Namn inne i en mening",
    "numbered_with": "Paragraferna numreras i",
}


def _named(body: Body) -> dict[str, str]:
    return {
        "name": body.name,
        "short_name": body.short_name,
        "definite_form": body.definite,
        "numbered_with": (body.numbered_with or body).short_name,
    }


def _change(key: str, change: dict[str, str]) -> str:
    return f"{_WORDS[key]}: ”{change['before']}” blev ”{change['after']}”"


def _lock_bodies() -> dict[int, Body]:
    """All of them, locked: there are few, and names and series are about each other."""
    rows = Body.objects.select_for_update(of=("self",)).select_related("numbered_with")
    return {body.pk: body for body in rows.order_by("pk")}


def _require_names(name: str, short_name: str, body: Body | None) -> None:
    others = Body.objects.exclude(pk=body.pk if body else None)
    if not name.strip():
        raise Invalid("no_name", "Ange organets namn.", field="name")
    if len(name.strip()) > 120:
        raise Invalid("long_name", "Skriv högst 120 tecken.", field="name")
    require_printed(name, "name")
    if not _SHORT.fullmatch(short_name.strip()):
        raise Invalid(
            "short_name",
            "Ange en förkortning med högst 12 bokstäver och siffror, till exempel KSAU.",
            field="short_name",
        )
    if others.filter(name__iexact=name.strip()).exists():
        raise Invalid("name_taken", "Ett annat organ har det namnet.", field="name")
    if others.filter(short_name__iexact=short_name.strip()).exists():
        raise Invalid(
            "short_name_taken", "Ett annat organ har den förkortningen.", field="short_name"
        )


def _require_series(body: Body, other: Body | None) -> None:
    if other is None:
        return
    if other.pk == body.pk or other.numbered_with_id is not None or other.closed_on is not None:
        raise Invalid(
            "series", "Välj ett annat organ som har en egen serie.", field="numbered_with"
        )
    if Body.objects.filter(numbered_with=body).exists():
        raise Invalid(
            "series_shared",
            f"Andra organ numrerar sina paragrafer i {body.short_name}. Ändra dem först.",
            field="numbered_with",
        )


def _saved(body: Body) -> Body:
    try:
        with transaction.atomic():
            body.save()
    except IntegrityError as error:
        raise Invalid("name_taken", "Ett annat organ har det namnet.", field="name") from error
    return body


# The pattern ---------------------------------------------------------------------------------------------


@transaction.atomic
def lay_pattern(*, body_id: int, pattern: PatternFacts, actor: Person, on: date) -> Body:
    """Lay the pattern the body's years follow from now on; meetings in the calendar stay where they are."""
    body = _lock_bodies()[body_id]
    by = require(actor, "lay_pattern", body, on)
    _require_open(body)
    MeetingPattern.objects.filter(body=body).delete()
    told = ["Inget mönster"]
    if pattern.kind:
        row = _row(body, pattern)
        told = described(pattern_of(row))
        row.save()
        _require_no_ring(row)
    facts = {"body": body.name, "pattern": told}
    journal.record(subject=ORGANISATION, kind="pattern_laid", by=by, on=on, facts=facts)
    return body


def _row(body: Body, said: PatternFacts) -> MeetingPattern:
    """The row for what was said, with nothing left of the other kinds."""
    row = MeetingPattern(body=body, kind=said.kind, call_days=said.call_days)
    if said.kind == MeetingPattern.Kind.AHEAD:
        if said.ahead_of is None or said.ahead_of == body or said.ahead_of.closed_on is not None:
            raise Invalid("ahead_of", "Välj ett annat organ.", field="ahead_of")
        if said.days_ahead is None:
            raise Invalid("days_ahead", "Ange antalet dagar.", field="days_ahead")
        row.ahead_of, row.days_ahead = said.ahead_of, said.days_ahead
    elif said.kind in (MeetingPattern.Kind.MONTHS, MeetingPattern.Kind.WEEKS):
        if said.weekday is None:
            raise Invalid("weekday", "Välj en veckodag.", field="weekday")
        row.weekday = said.weekday
        if said.kind == MeetingPattern.Kind.MONTHS:
            row.rounds = sorted(set(said.rounds))
        else:
            row.weeks = sorted(set(said.weeks))
    else:
        raise Invalid("kind", "Välj hur dagarna läggs.", field="kind")
    if said.kind != MeetingPattern.Kind.MONTHS:  # there a month is left out by having no week
        row.closed_months = sorted(set(said.closed_months))
    row.stop_days = said.stop_days
    if body.kind == Body.Kind.COUNCIL:
        row.announcement_days = 7 if said.announcement_days is None else said.announcement_days
    return row


def _require_no_ring(row: MeetingPattern) -> None:
    """Raise Invalid when the bodies ahead of each other lead back to this one, so that nobody has a day."""
    ahead = dict(
        MeetingPattern.objects.filter(ahead_of__isnull=False).values_list("body", "ahead_of")
    )
    at = row.body_id
    for _ in ahead:
        at = ahead.get(at, 0)
        if at == row.body_id:
            raise Invalid(
                "ring",
                f"{row.ahead_of} lägger i sin tur sina dagar före {row.body.definite}. Välj ett annat organ.",
                field="ahead_of",
            )


def described(pattern: BodyPattern) -> list[str]:
    """Return the pattern as sentences without a full stop: what history tells and the page shows."""
    return list(pattern.in_words())


# The end -------------------------------------------------------------------------------------------------


@transaction.atomic
def close_body(*, body_id: int, actor: Person, on: date) -> Body:
    """Say that a body is no more from the day after `on`; what it has decided stays. No case may be on its way there."""
    body = _lock_bodies()[body_id]
    by = require(actor, "administer", None, on)
    _require_open(body)
    if body.kind in ALWAYS_THERE:
        raise NotNow(
            "always_there", "Fullmäktige och styrelsen finns alltid och kan inte avslutas."
        )
    _require_nothing_left(body, on)
    body.closed_on = on
    body.save(update_fields=["closed_on"])
    MeetingPattern.objects.filter(body=body).delete()
    facts = {"body": body.name, "closed_on": on.isoformat()}
    journal.record(subject=ORGANISATION, kind="body_closed", by=by, on=on, facts=facts)
    return body


def _require_open(body: Body) -> None:
    if body.closed_on is not None:
        raise NotNow("body_closed", f"{body.name} upphörde {long_date(body.closed_on)}.")


def _require_nothing_left(body: Body, on: date) -> None:
    heading = cases_heading_for(body)
    if heading:
        which = _listed(case.registry_number or case.title for case in heading)
        raise NotNow(
            "cases_wait",
            f"Ärenden väntar på {body.definite} eller ska dit: {which}. De behöver avgöras eller få en annan väg först.",
        )
    meetings = Meeting.objects.filter(body=body).order_by("date")
    if ahead := meetings.filter(date__gt=on).first():
        raise NotNow(
            "meetings_ahead",
            f"Ett sammanträde är inlagt {long_date(ahead.date)}. Ställ in det först.",
        )
    unfinished = meetings.filter(minutes_approved_on__isnull=True, items__number__isnull=False)
    if held := unfinished.first():
        raise NotNow(
            "minutes_left", f"Protokollet från {long_date(held.date)} är inte justerat än."
        )
    if other := Body.objects.filter(pattern__ahead_of=body).first():
        raise NotNow(
            "others_follow",
            f"{other.name} lägger sina sammanträden före {body.definite}. Ändra det mönstret först.",
        )


def cases_heading_for(body: Body) -> list[Case]:
    """Return the open cases that wait for the body or are on their way to it, as their route or draft says."""
    steps = RouteStep.objects.filter(body=body).values_list("case", "version", "position")
    open_cases = Case.objects.filter(closed_on__isnull=True).exclude(
        stage__in=("execution", "closed", "withdrawn", "rejected")
    )
    routed = {(case, version, at) for case, version, at in steps}
    found = []
    drafted = set(Point.objects.filter(body=body, decision="").values_list("case", flat=True))
    for case in open_cases.filter(pk__in=drafted | {c for c, *_ in routed}) | open_cases.filter(
        recipient_body=body
    ):
        ahead = any(c == case.pk and v == case.version and at >= case.step for c, v, at in routed)
        waits = case.stage == "draft" and (case.pk in drafted or case.recipient_body_id == body.pk)
        if ahead or waits:
            found.append(case)
    return found


def _listed(names: Iterable[Any]) -> str:
    all_of_them = [str(name) for name in names]
    more = len(all_of_them) - 3
    return ", ".join(all_of_them[:3]) + (f" och {more} till" if more > 0 else "")
