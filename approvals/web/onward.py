"""What happens with a case after a meeting, said so that it is true on the day it is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from approvals.models import Meeting, MinuteItem, RouteStep
from cases.models import Case
from lifecycle.models import Signature
from lifecycle.queries import gate
from lifecycle.rules.dates import long_date, weekday_date
from lifecycle.rules.gate import GateCondition
from organisation.models import Body


@dataclass(frozen=True, slots=True)
class Stop:
    """Where a case that waits for a body stands: the body, and the meeting on whose agenda it is.

    `forward` tells that the body comes later on the route than the item that is read.
    """

    body: str
    forward: bool
    on_agenda: date | None = None
    next_meeting: date | None = None


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """A case as it stands today, and what the item that is read led to ("" when it was handled again later)."""

    result: str
    stage: str
    mark: str = ""
    kind: str = "enter"
    version: int = 1
    officer: str = ""
    closing_reason: str = ""
    stop: Stop | None = None
    agreement: str = "proposed"
    starts_on: date | None = None
    signed_by_us: bool = False
    gate: Sequence[GateCondition] = ()


def what_now(where: Whereabouts, on: date) -> str:
    """Say what happens with the case from the day `on`."""
    if where.stop is not None:
        return _waits(where, where.stop, on)
    said = {
        "draft": _written_anew,
        "approval": _in_approval,
        "execution": _carried_out,
        "closed": _closed,
        "rejected": lambda where: f"Ärendet är avslutat. {where.closing_reason}".strip(),
        "withdrawn": lambda where: "Ärendet är återkallat.",
    }
    return said[where.stage](where)


def _written_anew(where: Whereabouts) -> str:
    lead = "Ärendet är återremitterat. " if where.mark == Case.Mark.REFERRED_BACK else ""
    doing = "tar fram" if lead else "arbetar med"
    return f"{lead}{where.officer} {doing} version {where.version} av tjänsteutlåtandet."


def _in_approval(where: Whereabouts) -> str:
    if where.mark == Case.Mark.RENDERING:
        return f"Version {where.version} av tjänsteutlåtandet är godkänd, och dokumentet tas fram."
    return f"Version {where.version} av tjänsteutlåtandet granskas."


def _waits(where: Whereabouts, stop: Stop, on: date) -> str:
    leads = {
        "onward": f"Ärendet går vidare till {stop.body}." if stop.forward else "",
        "tabled": f"Ärendet är bordlagt och väntar på {stop.body}s nästa sammanträde.",
        "off_agenda": "Ärendet utgick och väntar på ett senare sammanträde.",
    }
    lead = leads.get(where.result) or f"Ärendet väntar på beslut av {stop.body}."
    return f"{lead} {_when(stop, on)}"


def _when(stop: Stop, on: date) -> str:
    if stop.on_agenda is not None and stop.on_agenda < on:
        return f"Det stod på dagordningen {weekday_date(stop.on_agenda)}, men utfallet är inte antecknat."
    if stop.on_agenda is not None:
        return f"Det står på dagordningen {weekday_date(stop.on_agenda)}."
    if stop.next_meeting is not None:
        return f"Nästa sammanträde är {weekday_date(stop.next_meeting)}."
    return f"Inget kommande sammanträde är inlagt för {stop.body}."


def _carried_out(where: Whereabouts) -> str:
    waits_for_gate = {"enter": ("proposed", "signing"), "terminate": ("in_force",)}
    if where.agreement not in waits_for_gate[where.kind]:
        return f"{_agreement(where)} Ärendet är inte avslutat än."
    if where.signed_by_us:
        return "Kommunen har undertecknat. Motpartens underskrift är inte registrerad än."
    what = "avtalet kan" if where.kind == "enter" else "uppsägningen kan"
    done = "undertecknas" if where.kind == "enter" else "skickas"
    unmet = " ".join(c.sentence for c in where.gate if not c.met)
    if any(c.blocks for c in where.gate):
        return f"Beslutet är fattat, men {what} inte {done} än. {unmet}"
    if any(c.needs_reason for c in where.gate):
        return f"{what.capitalize()} {done} om skälet skrivs. {unmet}"
    return f"{what.capitalize()} {done}. {unmet}".strip()


def _closed(where: Whereabouts) -> str:
    return f"Ärendet är avslutat. {_agreement(where)}"


def _agreement(where: Whereabouts) -> str:
    begins = f" {long_date(where.starts_on)}" if where.starts_on else " senare"
    return {
        "proposed": "Avtalet är inte ingånget.",
        "signing": "Avtalet är inte undertecknat.",
        "signed": f"Avtalet är undertecknat och börjar gälla{begins}.",
        "in_force": "Avtalet gäller.",
        "notice_given": "Avtalet är uppsagt.",
        "ended": "Avtalet har upphört.",
        "abandoned": "Avtalet ingicks inte.",
    }[where.agreement]


# Read from the rows --------------------------------------------------------------------------------------


def whereabouts_of(item: MinuteItem, on: date) -> tuple[Whereabouts, Body | None]:
    """Read where the item's case stands today, and the body it waits for in vain: one with no coming meeting."""
    case = item.case
    others = list(case.minute_items.select_related("meeting").order_by("meeting__date", "pk"))
    stop, body = None, None
    if case.stage in ("board", "council"):
        stop, body = _stop_of(item, [o for o in others if not o.result], on)
    handled = [o for o in others if o.result]
    agreement = case.agreement
    where = Whereabouts(
        result=item.result if handled[-1] == item else "",
        stage=case.stage,
        mark=case.mark,
        kind=case.kind,
        version=case.version,
        officer=case.case_officer.name,
        closing_reason=case.closing_reason,
        stop=stop,
        agreement=agreement.state,
        starts_on=agreement.starts_on,
        signed_by_us=Signature.objects.filter(agreement=agreement, party__is_ours=True).exists(),
        gate=gate(case, on) if case.stage == "execution" else (),
    )
    return where, body


def _stop_of(item: MinuteItem, agenda: list[MinuteItem], on: date) -> tuple[Stop, Body | None]:
    case = item.case
    step = RouteStep.objects.select_related("body").get(
        case=case, version=case.version, position=case.step
    )
    on_agenda = agenda[-1].meeting.date if agenda else None
    coming = Meeting.objects.filter(body=step.body, date__gt=max(on, item.meeting.date))
    following = coming.order_by("date").values_list("date", flat=True).first()
    forward = (case.version, case.step) > (item.version, item.step.position)
    stop = Stop(step.body.definite, forward, on_agenda, following)
    return stop, None if on_agenda or following else step.body
