"""What a meeting's page says happens now: true on the day it is read, at every stage of the case and its agreement."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from approvals.models import MinuteItem
from approvals.web.onward import Stop, Whereabouts, what_now, whereabouts_of
from cases.models import Agreement, Case
from lifecycle import flows, operations
from lifecycle.rules.gate import GateCondition
from lifecycle.rules.states import AGREEMENT_STATES, CASE_STAGES
from tests.people import Walk

TODAY = date(2026, 5, 4)
SOON, LATE = TODAY + timedelta(days=7), TODAY - timedelta(days=1)
COUNCIL = "kommunfullmäktige"
NOT_APPROVED = GateCondition("minutes", False, "block", "KS § 3 är inte justerad.")
REJECTED = GateCondition("decided", False, "reason", "Punkt 2 är avslagen.")
NO_FORCE = GateCondition("legal_force", False, "warn", "KS § 3 får laga kraft 26 maj 2026.")
MET = GateCondition("minutes", True, "block", "KS § 3 justerades 4 maj 2026.")


def case(stage: str, result: str = "onward", **facts: Any) -> Whereabouts:
    return Whereabouts(result, stage, version=2, officer="Jonas Ekdahl", **facts)


def carried(agreement: str, *gate: GateCondition, **facts: Any) -> Whereabouts:
    return case("execution", agreement=agreement, gate=gate, **facts)


SAID = [
    (case("draft", "referred_back", mark="referred_back"),
     "Ärendet är återremitterat. Jonas Ekdahl tar fram version 2 av tjänsteutlåtandet."),
    (case("draft", "referred_back", mark="returned"),
     "Jonas Ekdahl arbetar med version 2 av tjänsteutlåtandet."),
    (case("approval", "referred_back"), "Version 2 av tjänsteutlåtandet granskas."),
    (case("approval", "referred_back", mark="rendering"),
     "Version 2 av tjänsteutlåtandet är godkänd, och dokumentet tas fram."),
    (case("council", stop=Stop(COUNCIL, True, None, SOON)),
     "Ärendet går vidare till kommunfullmäktige. Nästa sammanträde är måndag 11 maj 2026."),
    (case("council", stop=Stop(COUNCIL, True, SOON, SOON)),
     "Ärendet går vidare till kommunfullmäktige. Det står på dagordningen måndag 11 maj 2026."),
    (case("council", stop=Stop(COUNCIL, True, LATE, SOON)),
     "Ärendet går vidare till kommunfullmäktige. "
     "Det stod på dagordningen söndag 3 maj 2026, men utfallet är inte antecknat."),
    (case("council", stop=Stop(COUNCIL, True)),
     "Ärendet går vidare till kommunfullmäktige. "
     "Inget kommande sammanträde är inlagt för kommunfullmäktige."),
    (case("board", stop=Stop("kommunstyrelsen", False, None, SOON)),
     "Ärendet väntar på beslut av kommunstyrelsen. Nästa sammanträde är måndag 11 maj 2026."),
    (case("council", "", stop=Stop(COUNCIL, True, None, SOON)),
     "Ärendet väntar på beslut av kommunfullmäktige. Nästa sammanträde är måndag 11 maj 2026."),
    (case("council", "tabled", stop=Stop(COUNCIL, False, None, SOON)),
     "Ärendet är bordlagt och väntar på kommunfullmäktiges nästa sammanträde. "
     "Nästa sammanträde är måndag 11 maj 2026."),
    (case("council", "off_agenda", stop=Stop(COUNCIL, False)),
     "Ärendet utgick och väntar på ett senare sammanträde. "
     "Inget kommande sammanträde är inlagt för kommunfullmäktige."),
    (carried("signing", NOT_APPROVED, MET),
     "Beslutet är fattat, men avtalet kan inte undertecknas än. KS § 3 är inte justerad."),
    (carried("signing", MET, REJECTED),
     "Avtalet kan undertecknas om skälet skrivs. Punkt 2 är avslagen."),
    (carried("signing", MET, NO_FORCE),
     "Avtalet kan undertecknas. KS § 3 får laga kraft 26 maj 2026."),
    (carried("signing", MET), "Avtalet kan undertecknas."),
    (carried("signing", MET, signed_by_us=True),
     "Kommunen har undertecknat. Motpartens underskrift är inte registrerad än."),
    (carried("signed", MET, starts_on=SOON),
     "Avtalet är undertecknat och börjar gälla 11\u00a0maj 2026. Ärendet är inte avslutat än."),
    (carried("in_force", MET, signed_by_us=True), "Avtalet gäller. Ärendet är inte avslutat än."),
    (carried("abandoned", MET), "Avtalet ingicks inte. Ärendet är inte avslutat än."),
    (carried("ended", MET), "Avtalet har upphört. Ärendet är inte avslutat än."),
    (carried("in_force", NOT_APPROVED, kind="terminate"),
     "Beslutet är fattat, men uppsägningen kan inte skickas än. KS § 3 är inte justerad."),
    (carried("in_force", MET, kind="terminate"), "Uppsägningen kan skickas."),
    (carried("notice_given", MET, kind="terminate"),
     "Avtalet är uppsagt. Ärendet är inte avslutat än."),
    (case("closed", agreement="in_force"), "Ärendet är avslutat. Avtalet gäller."),
    (case("closed", agreement="ended"), "Ärendet är avslutat. Avtalet har upphört."),
    (case("rejected", "rejected", closing_reason="Avslaget av kommunstyrelsen."),
     "Ärendet är avslutat. Avslaget av kommunstyrelsen."),
    (case("withdrawn"), "Ärendet är återkallat."),
]  # fmt: skip


@pytest.mark.parametrize(("where", "sentence"), SAID)
def test_what_is_said(where: Whereabouts, sentence: str) -> None:
    assert what_now(where, TODAY).replace("\u00a0", " ") == sentence.replace("\u00a0", " ")


@pytest.mark.parametrize("kind", Case.Kind.values)
@pytest.mark.parametrize("state", AGREEMENT_STATES)
@pytest.mark.parametrize("stage", CASE_STAGES)
def test_something_is_said_of_every_stage_and_state(stage: str, state: str, kind: str) -> None:
    waits = Stop(COUNCIL, True) if stage in ("board", "council") else None
    assert what_now(case(stage, kind=kind, agreement=state, stop=waits), TODAY).endswith(".")


# Read on the way -----------------------------------------------------------------------------------------


def now(walk: Walk, item: MinuteItem) -> str:
    """What is said of an item today."""
    return what_now(whereabouts_of(MinuteItem.objects.get(pk=item.pk), walk.on)[0], walk.on)


@pytest.mark.django_db
def test_the_first_meeting_keeps_pace_with_the_case(walk: Walk) -> None:
    item = walk.on_agenda(walk.approved(), walk.people.board)
    row = walk.record(item, {1: "approved", 2: "approved", 3: "approved"})
    assert "Inget kommande sammanträde är inlagt för kommunfullmäktige." in now(walk, item)
    again = MinuteItem.objects.get(pk=item.pk)
    assert whereabouts_of(again, walk.on)[1] == walk.people.council
    council = walk.on_agenda(row, walk.people.council)
    assert "Det står på dagordningen" in now(walk, item)
    walk.record(council, {1: "approved", 2: "approved"})
    assert "avtalet kan inte undertecknas än" in now(walk, item)
    walk.minutes(row)
    assert now(walk, item).startswith("Avtalet kan undertecknas. ")
    walk.answer(row, "sign", operations.sign, walk.people.signatory)
    assert now(walk, item).startswith("Kommunen har undertecknat.")


@pytest.mark.django_db
def test_an_abandoned_agreement_is_not_said_to_be_signed(walk: Walk) -> None:
    row = walk.minutes(walk.decided())
    item = MinuteItem.objects.filter(case=row).earliest("pk")
    who = {"actor": walk.people.officer, "on": walk.on}
    abandon = operations.abandon_agreement
    flows.run(abandon, agreement_id=row.agreement_id, reason="Motparten avstår.", **who)
    assert Agreement.objects.get(pk=row.agreement_id).state == "abandoned"
    assert now(walk, item) == "Avtalet ingicks inte. Ärendet är inte avslutat än."


@pytest.mark.django_db
def test_a_point_to_be_settled_again_holds_the_signing_back(walk: Walk) -> None:
    row = walk.proposed()
    item = walk.on_agenda(row, walk.people.council)
    walk.record(item, {1: "changed", 2: "approved"})
    walk.minutes(row)
    said = now(walk, item)
    assert "kan inte undertecknas än" in said
    assert "Punkt 3 ska prövas på nytt" in said
    task = {"point": 3, "holds": False, "motivation": "Pröva på nytt."}
    walk.answer(row, "settle", operations.settle_condition, walk.people.secretary, **task)
    assert now(walk, item).startswith("Ärendet väntar på beslut av kommunstyrelsen.")
