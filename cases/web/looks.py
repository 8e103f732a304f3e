"""How a phase looks: its symbol, colour and word, always all three (docs/pages.md has the shapes)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from lifecycle.rules.states import CASE_STAGES, PHASES


@dataclass(frozen=True, slots=True)
class Look:
    """What templates/parts/state.html needs."""

    symbol: str
    color: str
    label: str


_SHAPES: Final = {
    "draft": ("s-utkast", "neutral"),
    "approval": ("s-beredning", "neutral"),
    "board": ("s-ks", "accent"),
    "council": ("s-kf", "accent"),
    "execution": ("s-undertecknas", "accent"),
    "signing": ("s-undertecknas", "accent"),
    "signed": ("s-undertecknat", "accent"),
    "in_force": ("s-gallande", "success"),
    "annual_review": ("s-uppfoljning", "success"),
    "notice_given": ("s-uppsagt", "warning"),
    "ended": ("s-avslutat", "neutral"),
    "abandoned": ("s-ej-ingatt", "neutral"),
}


def look_of(phase: str) -> Look:
    """Return how a phase (a key of PHASES) looks."""
    symbol, color = _SHAPES[phase]
    return Look(symbol, color, PHASES[phase])


_FINISHED: Final = {
    "closed": ("s-avslutat", "neutral"),
    "rejected": ("s-avslag", "danger"),
    "withdrawn": ("s-aterkallat", "neutral"),
}


def look_of_stage(stage: str) -> Look:
    """Return how a case's stage looks: an open one as the phase of the same name."""
    symbol, color = _FINISHED.get(stage) or _SHAPES[stage]
    return Look(symbol, color, CASE_STAGES[stage])
