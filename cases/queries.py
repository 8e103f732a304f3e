"""Questions to the register: what is searched, how it is filtered and ordered, and which day comes next.

Every function takes a queryset the web has already scoped with `permissions.visible_to`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from django.db import models
from django.db.models import (
    Count,
    Exists,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Least

from cases.models import Agreement, Case, Party
from lifecycle.models import Question
from lifecycle.rules.dates import long_date
from lifecycle.rules.notice import RULES, last_day_in_force
from lifecycle.rules.notice_limits import next_limit
from lifecycle.rules.notice_stored import stored_rule
from lifecycle.rules.notice_term import Prolonged
from organisation.models import Unit

PAGE: Final = 50
COUNTED_TO: Final = 1000  # a page never counts further: the answer would cost more than it tells
COUNTERPARTIES: Final = 8

UNKNOWN, DATED, UNDATED, OVER = range(4)  # the order of the register: what is not known comes first


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked of the register; empty means everything. `order` is "day" or "title"."""

    text: str = ""
    phases: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    units: tuple[int, ...] = ()
    counterparties: tuple[str, ...] = ()
    responsible: int | None = None
    order: str = "day"

    @property
    def narrowing(self) -> bool:
        """True when something is asked for, beside the order."""
        return any(
            (self.text, self.phases, self.kinds, self.units, self.counterparties, self.responsible)
        )


@dataclass(frozen=True, slots=True)
class Facets:
    """How many of the readable agreements have each value; `capped` when only the first were counted."""

    total: int
    capped: bool
    phases: Counter[str]
    kinds: Counter[str]
    units: list[tuple[Unit, int]]
    counterparties: list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class NextDay:
    """The next day that matters for an agreement, why, and what it leads to; `unknown` names what is missing."""

    day: date | None
    label: str
    detail: str = ""
    unknown: str = ""


# Filtering ---------------------------------------------------------------------------------------------


def narrowed(
    agreements: QuerySet[Agreement], cases: QuerySet[Case], asked: Filters
) -> QuerySet[Agreement]:
    """Return those of `agreements` that answer every filter asked for.

    `cases` are those the reader may read: nobody finds an agreement by a number they may not see.
    """
    if asked.text:
        agreements = agreements.filter(_mentions(asked.text, cases))
    if asked.phases:
        agreements = agreements.filter(phase__in=asked.phases)
    if asked.kinds:
        agreements = agreements.filter(kind__in=asked.kinds)
    if asked.units:
        agreements = agreements.filter(
            Q(owner_unit__in=asked.units) | Q(owner_unit__parent__in=asked.units)
        )
    if asked.counterparties:
        named = Party.objects.filter(agreement=OuterRef("pk"), name__in=asked.counterparties)
        agreements = agreements.filter(Exists(named))
    if asked.responsible is not None:
        agreements = agreements.filter(responsible=asked.responsible)
    return agreements


def _mentions(text: str, cases: QuerySet[Case]) -> Q:
    """Title, purpose, party, organisation number or registry number contains the text, whatever its case."""
    pattern = _whatever_case(text)
    party = Party.objects.filter(agreement=OuterRef("pk")).filter(
        Q(name__iregex=pattern) | Q(organisation_number__contains=text)
    )
    number = cases.filter(agreement=OuterRef("pk"), registry_number__iregex=pattern)
    return Q(title__iregex=pattern) | Q(purpose__iregex=pattern) | Exists(party) | Exists(number)


def _whatever_case(text: str) -> str:
    """A PostgreSQL pattern for the text; without a Swedish locale the database itself folds only a to z."""
    return "".join(map(_either_case, text))


def _either_case(letter: str) -> str:
    if letter.isascii():
        return letter if letter.isalnum() or letter == " " else f"\\{letter}"
    pair = {letter.lower(), letter.upper()}
    return f"[{''.join(sorted(pair))}]" if all(len(form) == 1 for form in pair) else letter


def facets(agreements: QuerySet[Agreement]) -> Facets:
    """Count the values of the readable agreements, the first COUNTED_TO in register order (three queries)."""
    first = agreements.order_by("sort_key", "id")[: COUNTED_TO + 1]
    rows = list(first.values_list("phase", "kind", "owner_unit_id"))
    units = Counter(unit for _, _, unit in rows)
    names = Unit.objects.in_bulk(list(units))
    counterparties = (
        Party.objects.filter(agreement__in=first.values("pk"), is_ours=False)
        .values_list("name")
        .annotate(times=Count("pk"))
        .order_by("-times", "name")[:COUNTERPARTIES]
    )
    return Facets(
        total=min(len(rows), COUNTED_TO),
        capped=len(rows) > COUNTED_TO,
        phases=Counter(phase for phase, _, _ in rows),
        kinds=Counter(kind for _, kind, _ in rows),
        units=sorted(((names[u], n) for u, n in units.items()), key=lambda pair: pair[0].name),
        counterparties=list(counterparties),
    )


def count_to_limit(agreements: QuerySet[Agreement]) -> int:
    """How many there are, counted to COUNTED_TO + 1."""
    return len(agreements.order_by().values_list("pk")[: COUNTED_TO + 1])


# Order and pages ---------------------------------------------------------------------------------------


def page(
    agreements: QuerySet[Agreement],
    cases: QuerySet[Case],
    *,
    order: str,
    after: int | None,
    on: date,
) -> tuple[list[Agreement], int | None]:
    """Return the next PAGE agreements and, when more follow, the id to go on after.

    `cases` are those the reader may read: their registry numbers and days are shown. An `after` that
    is gone starts from the beginning.
    """
    asked = _dated_questions(cases)
    rows = _in_order(agreements, asked, on)
    columns = ("rank", "sorted_day", "sort_key", "pk") if order == "day" else ("sort_key", "pk")
    if after is not None:
        last = rows.filter(pk=after).values(*columns).first()
        if last is not None:
            rows = rows.filter(_beyond(last))
    found = list(_with_what_is_shown(rows.order_by(*columns), cases, asked)[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None


def _beyond(last: dict[str, object]) -> Q:
    """Rows after `last` in the order of its columns, without OFFSET."""
    beyond, same = Q(pk__in=[]), Q()
    for column, value in last.items():
        beyond |= same & Q(**{f"{column}__gt": value})
        same &= Q(**{column: value})
    return beyond


def _dated_questions(cases: QuerySet[Case]) -> QuerySet[Question]:
    """The questions with a day that the reader may know of: their cases', and the agreements' own."""
    about = Q(case__isnull=True) | Q(case__in=cases)
    return Question.objects.filter(about, due_on__isnull=False).order_by("due_on", "pk")


def _with_what_is_shown(
    rows: QuerySet[Agreement], cases: QuerySet[Case], asked: QuerySet[Question]
) -> QuerySet[Agreement]:
    return rows.select_related("owner_unit", "responsible").prefetch_related(
        "parties",
        Prefetch("cases", cases.order_by("-pk"), to_attr="readable_cases"),
        Prefetch("questions", asked, to_attr="dated_questions"),
    )


def _in_order(
    agreements: QuerySet[Agreement], asked: QuerySet[Question], on: date
) -> QuerySet[Agreement]:
    """Annotate `rank`, `next_day` and `sorted_day`: the same days as `next_day_of` gives, in SQL."""
    due = Subquery(asked.filter(agreement=OuterRef("pk")).values("due_on")[:1])
    limit = models.Case(
        *(
            When(notice_rule=key, notice_terms="", then=Value(_notice_limit(key, "", on)[0]))
            for key in RULES
        ),
        default=F("notice_limit"),
        output_field=models.DateField(),
    )
    runs_out = models.Case(When(notice_rule=Prolonged.key, then=None), default=F("ends_on"))
    day = models.Case(
        When(state__in=("proposed", "signing"), then=due),
        When(state="signed", then=F("starts_on")),
        When(state="notice_given", then=Least(F("last_day"), due)),
        When(state="in_force", then=Least(runs_out, limit, due)),
        default=None,
        output_field=models.DateField(),
    )
    return agreements.annotate(next_day=day).annotate(
        rank=models.Case(
            When(state__in=("ended", "abandoned"), then=Value(OVER)),
            When(_not_known(), then=Value(UNKNOWN)),
            When(next_day__isnull=False, then=Value(DATED)),
            default=Value(UNDATED),
            output_field=models.IntegerField(),
        ),
        sorted_day=Coalesce("next_day", Value(date.max)),
    )


def _not_known() -> Q:
    """An agreement in force whose term or notice rule nobody has told: never to be taken for safe."""
    return Q(state="in_force") & (Q(term="unknown") | Q(notice_rule="unknown"))


# The next day ------------------------------------------------------------------------------------------


@lru_cache(maxsize=512)
def _notice_limit(key: str, terms: str, on: date) -> tuple[date | None, date | None]:
    """Return the last day notice can be received for the end day it leads to today, and that day, where there is one."""
    rule = stored_rule(key, terms)
    limit = next_limit(rule, on)
    return (limit.act_by, last_day_in_force(rule, on).value) if limit else (None, None)


def next_day_of(agreement: Agreement, on: date) -> NextDay:
    """Return the agreement's next important day; reads `dated_questions` where `page` has put them."""
    unknown = _what_is_unknown(agreement)
    days = sorted(_days(agreement, on), key=lambda found: found.day or date.max)
    if days:
        first = days[0]
        return NextDay(first.day, first.label, first.detail, unknown)
    if agreement.state == "ended" and agreement.last_day:
        return NextDay(None, f"upphörde {long_date(agreement.last_day)}")
    return NextDay(None, "", "", unknown)


def _what_is_unknown(agreement: Agreement) -> str:
    if agreement.state != "in_force":
        return ""
    missing = [
        name
        for name, value in (
            ("avtalstid", agreement.term),
            ("uppsägningsregel", agreement.notice_rule),
        )
        if value == "unknown"
    ]
    return " och ".join(missing)


def _days(agreement: Agreement, on: date) -> list[NextDay]:
    state = agreement.state
    found = []
    if state in ("proposed", "signing", "in_force", "notice_given"):
        asked = getattr(agreement, "dated_questions", ())[:1]
        found += [NextDay(question.due_on, question.due_because) for question in asked]
    if state == "signed" and agreement.starts_on:
        found.append(NextDay(agreement.starts_on, "börjar gälla"))
    if state == "notice_given" and agreement.last_day:
        found.append(NextDay(agreement.last_day, "upphör"))
    if state == "in_force":
        found += _days_in_force(agreement, on)
    return found


def _days_in_force(agreement: Agreement, on: date) -> list[NextDay]:
    found = []
    if agreement.ends_on and agreement.notice_rule != Prolonged.key:
        found.append(NextDay(agreement.ends_on, "löper ut"))
    limit, end = _notice_limit(agreement.notice_rule, agreement.notice_terms, on)
    if limit and end:
        found.append(NextDay(limit, "säg upp senast", f"upphör då {long_date(end)}"))
    return found
