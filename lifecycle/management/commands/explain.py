"""Explains a day: appeal and laga kraft, a notice rule, or a plan; with its count, its source and no data changed."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final, NoReturn

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from approvals.models import Meeting
from cases.rules.errors import Invalid, Refusal
from cases.rules.explained import Explained
from lifecycle.rules.calendars import Calendars, MeetingDay, by_body
from lifecycle.rules.dates import require_day, weekday_date
from lifecycle.rules.notice import last_day_in_force, latest_notice, other_reading
from lifecycle.rules.notice_base import Noticed, Rule
from lifecycle.rules.notice_other import Breach, breach_end
from lifecycle.rules.notice_stored import from_values, to_values
from lifecycle.rules.patterns import DEFAULT_PATTERNS, BodyPattern, calendars_of
from lifecycle.rules.plan import Plan, earliest_in_force, latest_ready, what_ifs
from lifecycle.rules.plan_walk import Policy
from lifecycle.rules.statutory_time import last_appeal_day, legal_force_day
from organisation.patterns import patterns_in_use

APPEAL_SOURCE: Final = "KL (2017:725) 13:5 och 8:12; lagen (1930:173) 2 §"
PLAN_SOURCE: Final = "KL (2017:725) 5:13, 5:15, 5:69, 8:12, 13:5; lagen (1930:173) 2 §; bodies"
BY: Final = {"oss": "us", "motparten": "counterparty"}
YEARS_AHEAD: Final = 3
EXAMPLES: Final = """Skriv till exempel:
  manage.py explain appeal --notice-up 2026-05-29
  manage.py explain notice --rule C --set end=2027-08-31 --set notice_months=6 --set renew_months=12 --received 2027-03-01
  manage.py explain plan --ready 2026-03-20 --route KSAU,KS,KF"""


@dataclass(frozen=True, slots=True)
class Answer:
    """A day with its heading, count and source, and what goes with it in JSON."""

    heading: str
    day: date
    explained: Explained[Any]
    source: str
    extra: dict[str, Any] = field(default_factory=dict)

    def as_text(self) -> str:
        """Return it for a reader."""
        found = self.explained
        lines = [
            f"{self.heading}: {weekday_date(self.day)}",
            *(f"  {step}" for step in found.steps),
        ]
        lines += [f"Obs: {warning}" for warning in found.warnings]
        lines += [f"Antaget: {assumption}" for assumption in found.assumptions]
        return "\n".join([*lines, f"Källa: {self.source}"])

    def as_values(self) -> dict[str, Any]:
        """Return it for a machine."""
        found = self.explained
        return {
            "heading": self.heading,
            "value": self.day.isoformat(),
            "count": [step.replace("\u00a0", " ") for step in found.steps],
            "warnings": [warning.replace("\u00a0", " ") for warning in found.warnings],
            "assumptions": [text.replace("\u00a0", " ") for text in found.assumptions],
            "source": self.source,
            **self.extra,
        }


class Command(BaseCommand):
    help = f"Förklarar en dag: hur den räknas och varför. {EXAMPLES}"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        self._speak_swedish(parser)
        kinds = parser.add_subparsers(dest="what", required=True, metavar="appeal|notice|plan")
        for name, text in (
            ("appeal", "sista dag att överklaga, och laga kraft"),
            ("notice", "sista dag efter en uppsägning, och senaste dag att säga upp"),
            ("plan", "tidigast gällande, eller senast klart"),
        ):
            one = kinds.add_parser(name, help=text)
            self._speak_swedish(one)
            one.add_argument("--json", action="store_true", help="skriv svaret som JSON")
            for option, what in OPTIONS[name]:
                one.add_argument(
                    option, metavar="DAG" if what.startswith("dag") else "…", help=what
                )
        _flags(kinds.choices)

    def _speak_swedish(self, parser: CommandParser) -> None:
        def refuse(message: str) -> NoReturn:
            sentence = f"Kommandot går inte att läsa. {EXAMPLES}"
            if not self._called_from_command_line:
                raise CommandError(sentence)
            self.stderr.write(sentence)
            sys.exit(1)

        parser.error = refuse  # type: ignore[method-assign]

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        explain = {"appeal": _appeal, "notice": _notice, "plan": _plan}[what]
        try:
            answers = explain(options)
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from refusal
        if options["json"]:
            first, *rest = [answer.as_values() for answer in answers]
            text = json.dumps({**first, "more": rest}, ensure_ascii=False, indent=2)
        else:
            text = "\n\n".join(answer.as_text() for answer in answers)
        self.stdout.write(text)


OPTIONS: Final = {
    "appeal": (
        ("--notice-up", "dagen då anslaget sattes upp"),
        ("--notice-down", "dagen då anslaget togs ner"),
        ("--appealed", "dagen då beslutet överklagades"),
        ("--settled", "dagen då domstolens avgörande fick laga kraft"),
    ),
    "notice": (
        ("--rule", "regelns bokstav, A till M"),
        ("--received", "dagen då uppsägningen kom fram"),
        ("--end", "dagen då avtalet ska ha upphört: räknar senaste dag att säga upp"),
        ("--terminated", "dagen då hävningen kom fram (regel K)"),
        ("--by", "vem som säger upp: oss eller motparten"),
    ),
    "plan": (
        ("--ready", "dagen då tjänsteutlåtandet är klart"),
        ("--wanted", "dagen då avtalet ska gälla: räknar bakåt"),
        ("--route", "organen i ordning, till exempel KSAU,KS,KF"),
        ("--minutes-days", "antal dagar till justering, högst 14"),
        ("--notice-days", "antal dagar från justering till anslag, högst 2"),
    ),
}


def _flags(kinds: dict[str, CommandParser]) -> None:
    kinds["notice"].add_argument(
        "--set", action="append", default=[], metavar="FÄLT=VÄRDE", help="ett av regelns fält"
    )
    plan = kinds["plan"]
    plan.add_argument("--no-wait", action="store_true", help="laga kraft inväntas inte")
    plan.add_argument("--what-if", action="store_true", help="visa vad bakslag leder till")
    plan.add_argument("--pattern", action="store_true", help="räkna på mönsterkalendern")


def _appeal(options: dict[str, Any]) -> list[Answer]:
    posted = _needed_day(options, "notice_up", "Ange dagen då anslaget sattes upp: --notice-up")
    removed, appealed, settled = (_day(options, k) for k in ("notice_down", "appealed", "settled"))
    appeal = last_appeal_day(posted)
    force = legal_force_day(posted, removed, appealed=appealed, settled=settled)
    heading = "Laga kraft" if not force.warnings else "Laga kraft (gäller inte, se nedan)"
    holds = {"holds": not force.warnings}
    return [
        Answer("Sista dag att överklaga", appeal.value, appeal, APPEAL_SOURCE),
        Answer(heading, force.value, force, APPEAL_SOURCE, holds),
    ]


def _notice(options: dict[str, Any]) -> list[Answer]:
    rule = from_values({"rule": options["rule"] or "", **_values(options["set"])})
    by: Any = BY.get(options["by"] or "oss")
    if by is None:
        raise Invalid("by", "Ange vem som säger upp: --by oss eller --by motparten.")
    received, end = _day(options, "received"), _day(options, "end")
    about = {"rule": to_values(rule), "sentence": rule.sentence().replace("\u00a0", " ")}
    answers = []
    if received is not None or end is None:
        answers += _last_days(rule, received, _day(options, "terminated"), by, about)
    if end is not None:
        latest = latest_notice(rule, end, by=by)
        more = {**about, "act_by": latest.act_by.isoformat()}
        heading = "Uppsägningen ska ha kommit fram senast"
        answers.append(Answer(heading, latest.value, latest, rule.source, more))
    return answers


def _last_days(
    rule: Rule, received: date | None, terminated: date | None, by: Any, about: dict[str, Any]
) -> list[Answer]:
    breach = isinstance(rule, Breach) and received is not None
    last = (
        breach_end(rule, received, terminated)
        if breach
        else last_day_in_force(rule, received, by=by)
    )
    rule_step = Explained(
        last.value, (rule.sentence(), *last.steps), last.warnings, last.assumptions
    )
    answers = [Answer("Sista dag avtalet gäller", last.value, rule_step, rule.source, about)]
    other = other_reading(rule, received, by=by) if received else None
    if other is not None and isinstance(rule, Noticed):
        read = rule.other()
        source = read.source if read else rule.source
        answers.append(Answer("Läst på det andra sättet", other.value, other, source))
    return answers


def _plan(options: dict[str, Any]) -> list[Answer]:
    route = [body.strip() for body in (options["route"] or "").split(",") if body.strip()]
    policy = Policy(
        minutes_days=_number(options, "minutes_days", 14),
        notice_days=_number(options, "notice_days", 2),
        wait_for_legal_force=not options["no_wait"],
    )
    ready, wanted = _day(options, "ready"), _day(options, "wanted")
    if (ready is None) == (wanted is None):
        raise Invalid("ready", "Ange antingen --ready eller --wanted.")
    day = require_day(ready or wanted or date.min)
    calendars, assumed, source = _calendars(route, day, options["pattern"])
    if ready is not None:
        found = earliest_in_force(ready, route, calendars, policy)
        heading, value = "Tidigast gällande", found.value.in_force
    else:
        found = latest_ready(day, route, calendars, policy)
        heading, value = "Senast klart", found.value.ready
    steps, extra = found.steps, _plan_values(found.value)
    if options["what_if"]:
        others = what_ifs(found.value.ready, route, calendars, policy)
        steps = (*steps, *(other.sentence for other in others))
        extra["what_ifs"] = [{"name": w.name, "days_later": w.days_later} for w in others]
    shown = Explained(found.value, steps, found.warnings, (*found.assumptions, *assumed))
    return [Answer(heading, value, shown, PLAN_SOURCE.replace("bodies", source), extra)]


def _plan_values(plan: Plan) -> dict[str, Any]:
    return {
        "ready": plan.ready.isoformat(),
        "in_force": plan.in_force.isoformat(),
        "binding": {"code": plan.binding.code, "body": plan.binding.body},
        "steps": [
            {"code": s.code, "day": s.day.isoformat(), "body": s.body, "waited": s.waited}
            for s in plan.steps
        ],
    }


def _calendars(
    route: Sequence[str], day: date, pattern: bool
) -> tuple[Calendars, tuple[str, ...], str]:
    """Return the house's own meetings where all bodies on the way have some, else a pattern's, and say so."""
    own = {} if pattern else _own_calendars(route, day)
    if route and all(body in own for body in route):
        return own, (), "sammanträdena i systemet"
    first, last = max(day.year - 1, 1900), min(day.year + YEARS_AHEAD, 2199)
    assumed = "Systemet har inga sammanträden för alla organ på vägen: räknat på mönsterkalendern."
    if pattern:
        assumed = "Räknat på mönsterkalendern."
    laid = calendars_of(_own_patterns(), first, last)
    if not all(body in laid for body in route):
        laid = calendars_of(DEFAULT_PATTERNS, first, last)
    return laid, (assumed,), "mönsterkalendern"


def _own_patterns() -> tuple[BodyPattern, ...]:
    return patterns_in_use() if _database_answers() else ()


def _own_calendars(route: Sequence[str], day: date) -> Calendars:
    if not _database_answers():
        return {}
    since = max(day, date(1901, 1, 1)) - timedelta(days=366)
    rows = Meeting.objects.filter(body__short_name__in=route, date__gte=since)
    found = rows.values_list("date", "body__short_name", "stop_date")
    return by_body(MeetingDay(*row) for row in found)


def _database_answers() -> bool:
    """Try one plain connection: the pool would go on trying for long, and say so each time."""
    try:
        connection.Database.connect(**connection.get_connection_params()).close()
    except (connection.Database.Error, ImproperlyConfigured):
        return False
    return True


def _values(given: Sequence[str]) -> dict[str, str]:
    values = {}
    for pair in given:
        name, sign, value = pair.partition("=")
        if not sign or not name or name == "rule":
            raise Invalid("set", f"Skriv --set fält=värde, inte {pair}.")
        if name in values:
            raise Invalid("set", f"Fältet {name} är angivet två gånger.")
        values[name] = value
    return values


def _needed_day(options: dict[str, Any], name: str, sentence: str) -> date:
    day = _day(options, name)
    if day is None:
        raise Invalid(name, f"{sentence} åååå-mm-dd.")
    return day


def _day(options: dict[str, Any], name: str) -> date | None:
    text = options[name]
    if text is None or isinstance(text, date):
        return text
    try:
        if len(text) != 10:
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        option = name.replace("_", "-")
        raise Invalid(name, f"--{option}: skriv dagen som åååå-mm-dd, inte {text}.") from None


def _number(options: dict[str, Any], name: str, otherwise: int) -> int:
    text = options[name]
    if text is None:
        return otherwise
    if not (str(text).isascii() and str(text).isdecimal() and len(str(text)) < 5):
        raise Invalid(name, f"--{name.replace('_', '-')}: ange ett helt tal, inte {text}.")
    return int(text)
