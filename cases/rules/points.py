"""The decision point (beslutspunkt) as a plain value, and the conditions between points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cases.rules.errors import Invalid


@dataclass(frozen=True, slots=True)
class DecisionPoint:
    """A point of a proposal, numbered across the bodies of its case.

    `body` is the key of the body that decides it; `proposing_body` of the one that puts it, when another
    decides; `depends_on` holds the numbers of the points it is decided under the condition of.
    """

    number: int
    body: int
    proposing_body: int | None
    text: str
    depends_on: tuple[int, ...] = ()
    key: str = field(
        default="", compare=False
    )  # which it is while it is written, whatever its number


def require_conditions(depends_on: Mapping[int, Sequence[int]], numbers: Sequence[int]) -> None:
    """Raise Invalid, at the point's place, for a condition on a point that is not there or on itself.

    `depends_on` maps a point's number to those it hangs on; `numbers` are all points, in the order of the
    form.
    """
    for index, number in enumerate(numbers):
        for other in depends_on.get(number, ()):
            if other not in numbers:
                raise Invalid(
                    "condition_on_nothing",
                    f"Punkt {number} är villkorad av punkt {other}, som inte finns.",
                    field=f"point-{index}-depends_on",
                )
        if number in _upstream(number, depends_on):
            raise Invalid(
                "circular_condition",
                f"Punkt {number} är villkorad av sig själv.",
                field=f"point-{index}-depends_on",
            )


def _upstream(start: int, depends_on: Mapping[int, Sequence[int]]) -> set[int]:
    """Every point that `start` hangs on, directly or through others."""
    seen: set[int] = set()
    ahead = list(depends_on.get(start, ()))
    while ahead:
        number = ahead.pop()
        if number not in seen:
            seen.add(number)
            ahead.extend(depends_on.get(number, ()))
    return seen
