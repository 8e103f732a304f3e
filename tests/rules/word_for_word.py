"""Every sentence the rules of time say, as one text that a person can read and approve.

`python -m tests.rules.word_for_word` writes it anew; read the difference before committing it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from cases.rules.errors import Invalid
from cases.rules.explained import Explained
from lifecycle.rules import cadence, notice
from lifecycle.rules import statutory_time as law
from lifecycle.rules.calendars import MeetingDay, by_body
from lifecycle.rules.dates import long_date
from lifecycle.rules.notice_base import form_fields
from lifecycle.rules.notice_other import Breach, Conditional, breach_end, entry
from lifecycle.rules.notice_stored import RULE_TYPES, from_values
from lifecycle.rules.patterns import Ahead, BodyPattern, InMonths, InWeeks
from lifecycle.rules.plan import earliest_in_force, latest_ready, lead_time, what_ifs
from lifecycle.rules.plan_walk import Policy, Setback
from tests.rules import test_notice_rules as examples
from tests.rules.test_plan import CALENDARS, NOT_WAITING, ROUTE
from tests.rules.test_statutory_time import REAL_NOTICES, TEST_VECTORS

FILE = Path(__file__).with_suffix(".txt")


def d(text: str) -> date:
    return date.fromisoformat(text)


def text() -> str:
    """Return the whole text."""
    parts = (_law(), _rules(), _notice(), _refusals(), _plans(), _meetings())
    return "\n".join(line.replace("\u00a0", " ") for part in parts for line in part) + "\n"


def _told(name: str, ask: Callable[[], Any]) -> Iterator[str]:
    """Yield the name, the value, and every line of an answer; or the refusal."""
    yield f"\n{name}"
    try:
        answer = ask()
    except Invalid as refused:
        yield f"  nej ({refused.code}, {refused.field}): {refused.sentence}"
        return
    if isinstance(answer, Explained):
        shown = answer.value if isinstance(answer.value, date) else ""
        yield f"  = {shown} {getattr(answer, 'act_by', '')}".rstrip()
        yield from (f"  {step}" for step in answer.steps)
        yield from (f"  obs: {warning}" for warning in answer.warnings)
        yield from (f"  antaget: {assumption}" for assumption in answer.assumptions)


def _law() -> Iterator[str]:
    yield "LAGENS TIDER"
    for name, (posted, _) in TEST_VECTORS.items():
        yield from _told(name, lambda posted=posted: law.legal_force_day(posted))  # type: ignore[misc]
    for name, (posted, _, _, removed, _) in REAL_NOTICES.items():
        force = lambda p=posted, r=removed: law.legal_force_day(d(p), d(r))  # noqa: E731
        yield from _told(name, force)
    up, appealed = d("2026-06-24"), d("2026-07-10")
    single: dict[str, Callable[[], Any]] = {
        "appealed": lambda: law.legal_force_day(up, appealed=appealed),
        "settled": lambda: law.legal_force_day(up, appealed=appealed, settled=d("2027-02-01")),
        "settled, never appealed": lambda: law.legal_force_day(up, settled=d("2027-02-01")),
        "settled before": lambda: law.legal_force_day(up, appealed=appealed, settled=up),
        "down before up": lambda: law.legal_force_day(up, d("2026-06-01")),
        "appealed before": lambda: law.legal_force_day(up, appealed=d("2026-06-01")),
        "removal": lambda: law.earliest_removal(up),
        "minutes": lambda: law.latest_minutes_approval(d("2026-05-11")),
        "minutes on nyårsafton": lambda: law.latest_minutes_approval(d("2026-12-17")),
        "omedelbar justering": lambda: law.latest_minutes_approval(up, immediate=True),
        "board notice": lambda: law.latest_board_notice(d("2026-05-22")),
        "call": lambda: law.latest_council_call(d("2026-04-13")),
        "announcement": lambda: law.latest_council_announcement(d("2026-04-13")),
        "urgent": lambda: law.latest_council_announcement(d("2026-05-11"), urgent=True),
        "the board's call": lambda: law.latest_call(d("2026-04-29"), 12),
        "out of range": lambda: law.last_appeal_day(date.max),
        "a paragraph": lambda: law.paragraph_days([law.Paragraph("KF § 12", up, up)])[0],
        "a late one": lambda: law.paragraph_days([law.Paragraph("KF § 12", up, appealed)])[0],
        "one not posted": lambda: law.paragraph_days([law.Paragraph("KF § 12", up)])[0],
        "one before": lambda: law.paragraph_days([law.Paragraph("KF § 12", appealed, up)])[0],
    }
    for name, ask in single.items():
        yield from _told(name, ask)


def _rules() -> Iterator[str]:
    yield "\nREGLER"
    for key, found in RULE_TYPES.items():
        yield f"\n{key}: {found.name} ({found.source})"
        for form in form_fields(found):
            limits = f" {form.minimum} till {form.maximum}" if form.kind == "number" else ""
            choices = ", ".join(f"{key} = {name}" for key, name in form.choices)
            needed = "krävs" if form.required else "valfritt"
            initial = f", annars {form.initial}" if form.initial is not None else ""
            yield f"  {form.name}: {form.label} ({form.kind}{limits}, {needed}{initial}) {choices} {form.help}".rstrip()
    for rule in notice.RULES.values():
        yield f"\n{rule.key} {rule.name}\n  {rule.sentence} {rule.source} {rule.other_reading}"
    yield f"\n{notice.RULE_CHOICES}"


def _notice() -> Iterator[str]:
    yield "\nUPPSÄGNING"
    for name, (key, values, received, _) in examples.WORKED_EXAMPLES.items():
        rule = from_values({"rule": key, **values})
        day = d(received) if received else None
        yield from _told(name, lambda r=rule, x=day: notice.last_day_in_force(r, x))  # type: ignore[misc]
        yield f"  {rule.sentence()}"
    yield "\nSENAST"
    for name, (key, values, end, _, _) in examples.DEADLINES.items():
        rule = from_values({"rule": key, **values})
        yield from _told(name, lambda r=rule, x=end: notice.latest_notice(r, d(x)))  # type: ignore[misc]
    fixed = from_values({"rule": "G", "end": "2028-02-29"})
    both = {"rule": "H", "notice_months": 6, "counterparty_notice_months": 3}
    full = {**both, "not_before": "2027-01-01", "until": "2027-12-31"}
    thirty, lapses = Breach(cure_days=30), Conditional(lapses=d("2026-09-30"))
    parties = {"Huddinge": d("2026-06-18"), "Högskolan": d("2026-09-30")}
    prolonged = from_values({"rule": "C", **examples.SIX_MONTHS, "counterparty_notice_weeks": 4})
    short = from_values({"rule": "C", "end": "2027-02-28", "notice_months": 6, "renew_months": 12})
    single: dict[str, Callable[[], Any]] = {
        "G watch": fixed.watch_day,  # type: ignore[attr-defined]
        "G needs none": lambda: notice.latest_notice(fixed, d("2028-02-29")),
        "K demanded": lambda: breach_end(thirty, d("2026-05-04")),
        "K terminated": lambda: breach_end(thirty, d("2026-05-04"), d("2026-06-10")),
        "K terminated too early": lambda: breach_end(thirty, d("2026-05-04"), d("2026-06-03")),
        "K terminated before": lambda: breach_end(thirty, d("2026-05-04"), d("2026-05-01")),
        "K has no limit": lambda: notice.latest_notice(thirty, d("2026-06-03")),
        "L fulfilled": lambda: entry(lapses, parties),
        "L waiting": lambda: entry(lapses, {**parties, "Högskolan": None}),
        "L lapsed": lambda: entry(lapses, {**parties, "Högskolan": d("2026-10-01")}),
        "L without parties": lambda: entry(lapses, {}),
        "L has no end": lambda: notice.last_day_in_force(lapses),
        "I unknown": lambda: notice.last_day_in_force(from_values({"rule": "I", "other": "KS-1"})),
        "no day": lambda: notice.last_day_in_force("A"),
        "no rule": lambda: notice.last_day_in_force("none", d("2026-01-01")),
        "C disputed": lambda: notice.last_day_in_force(short, d("2026-08-29")),
    }
    for name, ask in single.items():
        yield from _told(name, ask)
    yield f"\n{prolonged.sentence()}\n{from_values(full).sentence()}"


def _refusals() -> Iterator[str]:
    yield "\nMOTSÄGELSER"
    for name, (ask, _, _) in examples.CONTRADICTIONS.items():
        yield from _told(name, ask)
    yield "\nFEL"
    for values, _, _ in examples.WRONG_VALUES:
        yield from _told(str(values)[:100], lambda v=values: from_values(v))  # type: ignore[misc]


def _plans() -> Iterator[str]:
    yield "\nPLAN"
    day = d("2026-03-20")
    again = [Setback("tabled", "KS"), Setback("referred_back", "KF")]
    quick = Policy(minutes_days=0, notice_days=1, settling_days=3)
    single: dict[str, Callable[[], Any]] = {
        "forward": lambda: earliest_in_force(day, ROUTE, CALENDARS),
        "not waiting": lambda: earliest_in_force(day, ROUTE, CALENDARS, NOT_WAITING),
        "quick": lambda: earliest_in_force(day, ROUTE, CALENDARS, quick),
        "setbacks": lambda: earliest_in_force(day, ROUTE, CALENDARS, setbacks=again),
        "over an election": lambda: earliest_in_force(d("2026-09-10"), ROUTE, CALENDARS),
        "over New Year": lambda: earliest_in_force(d("2026-12-01"), ROUTE, CALENDARS),
        "backward": lambda: latest_ready(d("2026-07-15"), ROUTE, CALENDARS),
        "too early": lambda: latest_ready(d("2026-03-18"), ROUTE, CALENDARS),
        "lead": lambda: lead_time(d("2026-06-30"), ROUTE, CALENDARS, NOT_WAITING),
        "calendar ends": lambda: earliest_in_force(d("2027-12-20"), ROUTE, CALENDARS),
        "no body": lambda: earliest_in_force(day, (), CALENDARS),
        "twice": lambda: earliest_in_force(day, ("KS", "KS"), CALENDARS),
        "no calendar": lambda: earliest_in_force(day, ("GAN",), CALENDARS),
        "not on the way": lambda: earliest_in_force(
            day, ("KS",), CALENDARS, setbacks=[Setback("tabled", "KF")]
        ),
        "policy": lambda: Policy(minutes_days=15),
        "stop after": lambda: MeetingDay(day, "KS", d("2026-03-21")),
        "two on a day": lambda: by_body([MeetingDay(day, "KS"), MeetingDay(day, "KS")]),
        "weekday": lambda: InMonths(5, ((1, 1),)),
        "no rounds": lambda: InMonths(0, ()),
        "month": lambda: InMonths(0, ((13, 1),)),
        "week": lambda: InWeeks(0, (54,)),
        "no days ahead": lambda: Ahead("KF", 0),
        "early papers": lambda: BodyPattern("KS", Ahead("KF", 12), stop_days=91),
        "closed": lambda: BodyPattern("KS", Ahead("KF", 12), closed=(13,)),
        "late call": lambda: BodyPattern("KF", InWeeks(0, (6,)), call_days=6, announcement_days=7),
        "late announcement": lambda: BodyPattern("KF", InWeeks(0, (6,)), announcement_days=6),
    }
    for name, ask in single.items():
        yield from _told(name, ask)
    plan = earliest_in_force(day, ROUTE, CALENDARS, setbacks=again).value
    yield from (f"  {s.code} {s.body} {s.day} {s.waited}" for s in plan.steps)
    for body in ROUTE:
        yield from (f"  {m.body} {m.day} {m.stop}" for m in CALENDARS[body])
    yield from (f"  {other.sentence}" for other in what_ifs(day, ROUTE, CALENDARS))


def _meetings() -> Iterator[str]:
    yield "\nMÖTEN"
    twice = cadence.Cadence(times=2, starts=d("2024-07-01"), ends=d("2027-12-31"))
    once = replace(twice, times=1, months=24)
    held = [d("2026-04-10"), d("2026-11-01")]
    single: dict[str, Callable[[], Any]] = {
        "late": lambda: cadence.standing(twice, [], d("2026-07-01")),
        "held": lambda: cadence.standing(twice, held, d("2026-12-01")),
        "every other year": lambda: cadence.standing(once, held, d("2026-12-01")),
        "no more": lambda: cadence.standing(
            twice, [d("2027-01-01"), d("2027-02-01")], d("2027-03-01")
        ),
        "times": lambda: replace(twice, times=0),
        "months": lambda: replace(twice, months=0),
        "from": lambda: replace(twice, counted_from="may"),  # type: ignore[arg-type]
        "ends": lambda: replace(twice, ends=d("2024-06-30")),
    }
    for name, ask in single.items():
        yield from _told(name, ask)
    yield f"\n{[replace(twice, months=m).sentence() for m in (1, 3, 6, 12, 24, 36)]}"
    yield long_date(d("2026-01-01"))


if __name__ == "__main__":
    FILE.write_text(text())
