"""The two lives as data: stages of a case, states of an agreement, and every move between them.

`docs/states.md` is printed from these tables and `make check` compares it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cases.rules.errors import NotNow


@dataclass(frozen=True, slots=True)
class Move:
    """A permitted move: from, to, by which operation, and when (Swedish, for the printed table)."""

    source: str
    target: str
    verb: str
    when: str


CASE_STAGES: Final[dict[str, str]] = {
    "draft": "Utkast",
    "approval": "Granskning",
    "board": "Hos nämnd eller styrelse",
    "council": "Hos fullmäktige",
    "execution": "Verkställs",
    "closed": "Avslutat",
    "rejected": "Avslaget",
    "withdrawn": "Återkallat",
}
FINISHED_STAGES: Final = ("closed", "rejected", "withdrawn")

AGREEMENT_STATES: Final[dict[str, str]] = {
    "proposed": "Föreslaget",
    "signing": "Undertecknande",
    "signed": "Undertecknat",
    "in_force": "Gällande",
    "notice_given": "Uppsagt",
    "ended": "Upphört",
    "abandoned": "Ej ingånget",
}

_OPEN = ("draft", "approval", "board", "council", "execution")

CASE_MOVES: Final[tuple[Move, ...]] = (
    Move("draft", "approval", "submit", "utkastet skickas på granskning och innehållet fryses"),
    Move("approval", "draft", "return_to_author", "en godkännare återlämnar med kommentar"),
    Move("approval", "board", "freeze_document", "sista godkännandet, dokumentet är framställt"),
    Move("approval", "execution", "freeze_document", "beslut fattas på delegation"),
    Move("board", "board", "record_item", "vidare till nästa organ på vägen, eller bordlagt"),
    Move("board", "council", "record_item", "förslaget går till fullmäktige"),
    Move("board", "execution", "record_item", "styrelsen eller nämnden beslutar själv"),
    Move("board", "draft", "record_item", "återremiss: ny version"),
    Move("board", "rejected", "record_item", "ingen punkt bifölls"),
    Move("council", "council", "record_item", "bordlagt till nästa sammanträde"),
    Move("council", "execution", "record_item", "fullmäktige beslutar"),
    Move("council", "draft", "record_item", "återremiss: ny version"),
    Move("council", "rejected", "record_item", "ingen punkt bifölls"),
    *(
        Move(stage, body, "reopen_item", "utfallet tas tillbaka före justeringen")
        for stage in ("draft", "board", "council", "execution", "rejected")
        for body in ("board", "council")
    ),
    Move("execution", "board", "settle_condition", "en villkorad punkt återgår till sitt organ"),
    Move("execution", "council", "settle_condition", "en villkorad punkt återgår till fullmäktige"),
    Move("execution", "closed", "close_case", "undertecknat eller uppsagt, och allt expedierat"),
    *(Move(stage, "withdrawn", "withdraw_case", "ärendet återkallas med skäl") for stage in _OPEN),
)

AGREEMENT_MOVES: Final[tuple[Move, ...]] = (
    Move("proposed", "signing", "record_item", "beslutat"),
    Move("proposed", "abandoned", "record_item", "avslaget"),
    Move("proposed", "abandoned", "withdraw_case", "ärendet återkallat"),
    Move("signing", "signed", "sign", "alla har undertecknat, avtalet börjar gälla senare"),
    Move("signing", "in_force", "sign", "alla har undertecknat"),
    Move("signing", "abandoned", "abandon_agreement", "en part avstår eller villkoret har fallit"),
    Move("signing", "abandoned", "withdraw_case", "ärendet återkallat före undertecknandet"),
    Move("signing", "proposed", "reopen_item", "utfallet tas tillbaka före justeringen"),
    Move("abandoned", "proposed", "reopen_item", "utfallet tas tillbaka före justeringen"),
    Move("signing", "proposed", "settle_condition", "en villkorad punkt återgår till sitt organ"),
    Move("signed", "in_force", "bring_into_force", "första dagen är inne"),
    Move("in_force", "notice_given", "give_notice", "kommunen säger upp avtalet"),
    Move("in_force", "notice_given", "receive_notice", "motparten säger upp avtalet"),
    Move("in_force", "ended", "end_agreement", "löpt ut, ersatt, ömsesidigt eller hävt"),
    Move("notice_given", "in_force", "revoke_notice", "uppsägningen återtas av båda parter"),
    Move("notice_given", "ended", "end_agreement", "sista dagen har passerat, eller annat skäl"),
)


def may_move(moves: tuple[Move, ...], source: str, target: str, verb: str) -> bool:
    """Tell whether `verb` may move something from `source` to `target`."""
    return any((m.source, m.target, m.verb) == (source, target, verb) for m in moves)


def require_case_move(source: str, target: str, verb: str) -> None:
    """Raise NotNow unless the table of case stages has this move."""
    if not may_move(CASE_MOVES, source, target, verb):
        raise NotNow("wrong_stage", f"Det går inte nu: ärendet är i läget {CASE_STAGES[source]}.")


def require_agreement_move(source: str, target: str, verb: str) -> None:
    """Raise NotNow unless the table of agreement states has this move."""
    if not may_move(AGREEMENT_MOVES, source, target, verb):
        raise NotNow(
            "wrong_state", f"Det går inte nu: avtalet är i läget {AGREEMENT_STATES[source]}."
        )


def require_stage(stage: str, *allowed: str) -> None:
    """Raise NotNow with the stage's Swedish name unless `stage` is one of `allowed`."""
    if stage not in allowed:
        raise NotNow("wrong_stage", f"Det går inte nu: ärendet är i läget {CASE_STAGES[stage]}.")


def require_state(state: str, *allowed: str) -> None:
    """Raise NotNow with the state's Swedish name unless `state` is one of `allowed`."""
    if state not in allowed:
        raise NotNow(
            "wrong_state", f"Det går inte nu: avtalet är i läget {AGREEMENT_STATES[state]}."
        )


PHASES: Final[dict[str, str]] = {
    **{stage: name for stage, name in CASE_STAGES.items() if stage in _OPEN},
    **{state: name for state, name in AGREEMENT_STATES.items() if state != "proposed"},
    "annual_review": "Årlig uppföljning",
}


def phase(state: str, opening_stage: str | None, review_open: bool) -> str:
    """Return the phase people see: a key of PHASES.

    `opening_stage` is the stage of the case that proposes the agreement; it counts only while the
    agreement is proposed. An open annual review shows only on an agreement in force.
    """
    if state == "proposed":
        return opening_stage if opening_stage in _OPEN else "draft"
    if state == "in_force" and review_open:
        return "annual_review"
    return state
