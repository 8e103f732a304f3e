"""The delegation scheme (delegationsordning) as data: which rule a matter falls under, and what it asks for.

A scheme is a table of rules, each for some types, values, terms and units. Exactly one rule must fit
every matter: `gaps_and_overlaps` finds where none or two do, when the scheme is edited.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final, Literal

from cases.rules.errors import Invalid
from cases.rules.explained import Explained

Decider = Literal["delegate", "committee", "executive_board", "council"]

DECIDERS: Final[dict[Decider, str]] = {
    "delegate": "på delegation",
    "committee": "av nämnden",
    "executive_board": "av kommunstyrelsen",
    "council": "av kommunfullmäktige",
}


@dataclass(frozen=True, slots=True)
class Matter:
    """What a case is about, as far as the scheme asks.

    `value` is in whole kronor over the whole term, `term` in months; None means not known, and for the
    term also until further notice: both count as the largest, never as safe. `units` are the keys of the
    unit and those above it.
    """

    kind: str
    value: int | None = None
    term: int | None = None
    is_principal: bool = False
    units: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Approvals:
    """People asked together: all of `roles` must approve before the next are asked."""

    roles: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class SchemeRule:
    """One numbered row of the scheme. Empty `kinds` or `units` mean all; the upper limits are inclusive.

    `over_value` and `over_term` exclude what is at or below them (kronor, months). `is_principal` None
    means whether or not. `consulted` are roles asked for advice (remiss), whose answer binds nobody.
    The last three are for what a delegate decides: who that is, and whether the body has said that the
    decision is reported to it (KL 6:40), or announced on the notice board by itself.
    """

    number: str
    name: str
    decider: Decider
    approvals: tuple[Approvals, ...]
    source: str
    kinds: frozenset[str] = frozenset()
    over_value: int | None = None
    up_to_value: int | None = None
    over_term: int | None = None
    up_to_term: int | None = None
    is_principal: bool | None = None
    units: frozenset[int] = frozenset()
    consulted: tuple[str, ...] = ()
    delegate: str = ""
    is_reported: bool = True
    is_announced: bool = False

    def fits(self, matter: Matter) -> bool:
        """Tell whether the matter falls under this rule."""
        return (
            (not self.kinds or matter.kind in self.kinds)
            and (not self.units or bool(self.units.intersection(matter.units)))
            and self.is_principal in (None, matter.is_principal)
            and _within(matter.value, self.over_value, self.up_to_value)
            and _within(matter.term, self.over_term, self.up_to_term)
        )


def _within(size: int | None, over: int | None, up_to: int | None) -> bool:
    if size is None:
        return up_to is None
    return (over is None or size > over) and (up_to is None or size <= up_to)


def require_scheme(rules: Sequence[SchemeRule]) -> None:
    """Raise Invalid for a rule that says something impossible: the first, with its number."""
    numbers: set[str] = set()
    for rule in rules:
        if rule.number in numbers:
            raise Invalid("number_twice", f"Nummer {rule.number} finns två gånger.")
        numbers.add(rule.number)
        for over, up_to, unit in (
            (rule.over_value, rule.up_to_value, "kronor"),
            (rule.over_term, rule.up_to_term, "månader"),
        ):
            if over is not None and up_to is not None and over >= up_to:
                raise Invalid(
                    "empty_range",
                    f"Nummer {rule.number}: över {over} {unit} och högst {up_to} {unit} går inte ihop.",
                )
        if (rule.decider == "delegate") != bool(rule.delegate):
            raise Invalid(
                "delegate",
                f"Nummer {rule.number}: ange vem som är delegat, men bara på delegation.",
            )
        if not (rule.is_reported or rule.is_announced):
            raise Invalid(
                "never_announced",
                f"Nummer {rule.number}: ett beslut som inte anmäls ska protokollföras särskilt och anslås (KL 6:40, 8:10).",
            )
        if rule.decider == "delegate" and rule.is_principal is not False:
            raise Invalid(
                "not_delegable",
                f"Nummer {rule.number}: ett ärende av principiell beskaffenhet kan inte delegeras (KL 6:38).",
            )


def rule_for(rules: Sequence[SchemeRule], matter: Matter) -> Explained[SchemeRule]:
    """Return the one rule that fits, and why. Raises Invalid when none or several do."""
    fitting = [r for r in rules if r.fits(matter)]
    if not fitting:
        raise Invalid("no_rule", "Delegationsordningen säger inget om ett sådant ärende.")
    if len(fitting) > 1:
        numbers = " och ".join(r.number for r in fitting)
        raise Invalid(
            "several_rules", f"Delegationsordningens nummer {numbers} gäller båda ärendet."
        )
    rule = fitting[0]
    steps = (
        f"Delegationsordningen nummer {rule.number}, {rule.name}: beslutas {DECIDERS[rule.decider]} ({rule.source}).",
    )
    return Explained(rule, steps, _not_known(rule, rules, matter))


def _not_known(rule: SchemeRule, rules: Sequence[SchemeRule], matter: Matter) -> tuple[str, ...]:
    """Say what was taken as the largest because it is not known, where it could have made a difference."""
    found = []
    if matter.value is None and any(r.up_to_value is not None for r in rules):
        found.append("Värdet är inte angivet och räknas som det största.")
    if matter.term is None and any(r.up_to_term is not None for r in rules):
        found.append("Avtalstiden är inte angiven eller tills vidare och räknas som den längsta.")
    return tuple(found)


def certain_rule(rules: Sequence[SchemeRule], kind: str) -> SchemeRule | None:
    """Return the rule for a type of agreement that holds whether or not the matter is one of principle, or None."""
    fitting = {
        r.number: r for p in (False, True) for r in rules if r.fits(Matter(kind, None, None, p))
    }
    return next(iter(fitting.values())) if len(fitting) == 1 else None


# Delegable or not -----------------------------------------------------------------------------------


def not_delegable(
    matter: Matter, *, goes_to_council: bool, from_citizens: bool = False
) -> tuple[str, ...]:
    """Return why a committee may not delegate the matter (KL 6:38); empty when it may."""
    found = []
    if matter.is_principal:
        found.append(
            "Ärendet rör verksamhetens mål, inriktning, omfattning eller kvalitet (KL 6:38 punkt 1)."
        )
    if goes_to_council:
        found.append("Ärendet är en framställning till fullmäktige (KL 6:38 punkt 2).")
    if from_citizens:
        found.append("Ärendet har väckts genom medborgarförslag eller e-förslag (KL 6:38 punkt 4).")
    return tuple(found)


# Gaps and overlaps ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Hole:
    """A part of all possible matters where the scheme gives no answer, or more than one."""

    matter: Matter
    numbers: tuple[str, ...]
    sentence: str


def gaps_and_overlaps(
    rules: Sequence[SchemeRule],
    kinds: Sequence[str],
    unit_paths: Sequence[tuple[int, ...]] = ((),),
) -> tuple[Hole, ...]:
    """Return every part of the matters where no rule fits or several do, as one example each.

    The scheme's own limits cut all matters of `kinds` into parts in which every matter gets the same
    answer; one example of each part is tried, so nothing is missed. `unit_paths` holds every unit's key
    followed by those above it.
    """
    found = []
    for matter in _examples(rules, kinds, unit_paths):
        numbers = tuple(r.number for r in rules if r.fits(matter))
        if len(numbers) != 1:
            found.append(Hole(matter, numbers, _sentence(matter, numbers)))
    return tuple(found)


def _examples(
    rules: Sequence[SchemeRule], kinds: Sequence[str], unit_paths: Sequence[tuple[int, ...]]
) -> Iterator[Matter]:
    values = _cuts([r.over_value for r in rules], [r.up_to_value for r in rules])
    terms = _cuts([r.over_term for r in rules], [r.up_to_term for r in rules])
    parts = product(kinds, values, terms, (False, True), unit_paths)
    return (Matter(*part) for part in parts)


def _cuts(over: Sequence[int | None], up_to: Sequence[int | None]) -> list[int | None]:
    """One size in every interval the limits make, and the unknown one."""
    limits = sorted({limit for limit in (*over, *up_to) if limit is not None})
    return [*limits, *(limit + 1 for limit in limits[-1:]), None]


def _sentence(matter: Matter, numbers: tuple[str, ...]) -> str:
    parts = [matter.kind]
    if matter.value is not None:
        parts.append(f"värde {matter.value} kronor")
    if matter.term is not None:
        parts.append(f"avtalstid {matter.term} månader")
    if matter.is_principal:
        parts.append("av principiell beskaffenhet")
    if matter.units:
        parts.append(f"enhet {matter.units[0]}")
    what = ", ".join(parts)
    if not numbers:
        return f"Ingen regel gäller för {what}."
    return f"Både nummer {' och '.join(numbers)} gäller för {what}."


# The scheme a municipality starts from --------------------------------------------------------------

_PREPARED = (
    Approvals(("department_head",), "Avdelningschefen ansvarar för beredningen."),
    Approvals(("municipal_director",), "Kommundirektören lämnar utlåtanden till styrelsen."),
)
_SEEDS = "som i tjänsteutlåtandena 2021 och 2022"
_EXAMPLE = "exempel, ersätts av kommunens egen ordning"
_SMALL = frozenset({"amendment_agreement", "other"})

DEFAULT_SCHEME: Final = (
    SchemeRule(
        "1",
        "strategiska partnerskap och samverkansavtal",
        "council",
        _PREPARED,
        _SEEDS,
        frozenset({"strategic_partnership", "cooperation_agreement"}),
    ),
    SchemeRule(
        "2",
        "andra avtal av principiell beskaffenhet eller större vikt",
        "council",
        _PREPARED,
        "KL 5:1",
        frozenset({"letter_of_intent", "accord", "iop"}) | _SMALL,
        is_principal=True,
    ),
    SchemeRule(
        "3",
        "avsiktsförklaringar och överenskommelser",
        "executive_board",
        _PREPARED,
        _EXAMPLE,
        frozenset({"letter_of_intent", "accord"}),
        is_principal=False,
    ),
    SchemeRule(
        "4",
        "idéburet offentligt partnerskap",
        "committee",
        _PREPARED,
        _EXAMPLE,
        frozenset({"iop"}),
        is_principal=False,
    ),
    SchemeRule(
        "5.1",
        "tilläggsavtal och andra avtal över 100 000 kronor till högst en miljon kronor",
        "delegate",
        _PREPARED[:1],
        _EXAMPLE,
        _SMALL,
        over_value=100_000,
        up_to_value=1_000_000,
        is_principal=False,
        delegate="director",
    ),
    SchemeRule(
        "5.2",
        "tilläggsavtal och andra avtal över en miljon kronor",
        "executive_board",
        _PREPARED,
        _EXAMPLE,
        _SMALL,
        over_value=1_000_000,
        is_principal=False,
    ),
    SchemeRule(
        "5.3",
        "tilläggsavtal och andra avtal till högst 100 000 kronor",
        "delegate",
        (),
        _EXAMPLE,
        _SMALL,
        up_to_value=100_000,
        is_principal=False,
        delegate="department_head",
        is_reported=False,
        is_announced=True,
    ),
)
DELEGATES: Final = tuple(sorted({rule.delegate for rule in DEFAULT_SCHEME if rule.delegate}))
