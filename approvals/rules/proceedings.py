"""What minutes tell of a matter beside its outcome: votes, dissents and statements, conflicts of interest.

Source: KL 5:66-67 (what the minutes hold), 5:47 and 6:28-30 (conflict of interest), 5:50 (minority referral).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from cases.rules.draft import require_printable
from cases.rules.errors import Invalid

MAX_ROWS: Final = 20
MAX_LINE: Final = 200
MAX_TEXT: Final = 5_000
KINDS: Final = {
    "dissent": "Reservation",
    "special_statement": "Särskilt yttrande",
    "note": "Protokollsanteckning",
}


@dataclass(frozen=True, slots=True)
class Vote:
    """A vote (votering): what Ja and Nej meant, and how many gave each."""

    yes_means: str
    no_means: str
    yes: int
    no: int
    abstained: int = 0


@dataclass(frozen=True, slots=True)
class Statement:
    """Somebody's dissent, special statement or note for the minutes; a dissent needs no text."""

    kind: str
    who: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Recusal:
    """Somebody who left the room for a conflict of interest (jäv), and the substitute who stepped in, if any."""

    who: str
    substitute: str = ""


@dataclass(frozen=True, slots=True)
class Proceedings:
    """Everything of it, in the order it happened. `minority` is how many asked for a minority referral."""

    votes: tuple[Vote, ...] = ()
    statements: tuple[Statement, ...] = ()
    recusals: tuple[Recusal, ...] = ()
    minority: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """Plain values, as they are stored and told; what is empty is left out."""
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in asdict(self).items()
            if value
        }

    @classmethod
    def from_dict(cls, found: Mapping[str, Any]) -> Proceedings:
        """Read what `as_dict` wrote."""
        return cls(
            tuple(Vote(**v) for v in found.get("votes", ())),
            tuple(Statement(**s) for s in found.get("statements", ())),
            tuple(Recusal(**r) for r in found.get("recusals", ())),
            found.get("minority"),
        )


def require_proceedings(said: Proceedings, present: int) -> None:
    """Raise Invalid with the field ("vote-0-yes") for what cannot be: more votes than people, words missing."""
    for name, rows in (
        ("vote", said.votes),
        ("statement", said.statements),
        ("recusal", said.recusals),
    ):
        if len(rows) > MAX_ROWS:
            raise Invalid("too_many", f"Högst {MAX_ROWS} rader av varje slag.", field=name)
    for i, vote in enumerate(said.votes):
        _require_vote(f"vote-{i}", vote, present)
    for i, statement in enumerate(said.statements):
        _require_statement(f"statement-{i}", statement)
    for i, recusal in enumerate(said.recusals):
        _require_line(f"recusal-{i}-who", recusal.who, "Ange vem som anmälde jäv.")
        _require_short(f"recusal-{i}-substitute", recusal.substitute, MAX_LINE)


def _require_vote(field: str, vote: Vote, present: int) -> None:
    _require_line(f"{field}-yes_means", vote.yes_means, "Skriv vad Ja betydde.")
    _require_line(f"{field}-no_means", vote.no_means, "Skriv vad Nej betydde.")
    if min(vote.yes, vote.no, vote.abstained) < 0 or vote.yes + vote.no == 0:
        raise Invalid("votes", "Ange hur många som röstade Ja och Nej.", field=f"{field}-yes")
    cast = vote.yes + vote.no + vote.abstained
    if cast > present:
        raise Invalid(
            "votes",
            f"{vote.yes} Ja, {vote.no} Nej och {vote.abstained} som avstod är {cast}, "
            f"men {present} var närvarande.",
            field=f"{field}-yes",
        )


def _require_statement(field: str, statement: Statement) -> None:
    if statement.kind not in KINDS:
        raise Invalid("kind", "Välj slag i listan.", field=f"{field}-kind")
    _require_line(f"{field}-who", statement.who, "Ange vem.")
    _require_short(f"{field}-text", statement.text, MAX_TEXT)
    if statement.kind != "dissent" and not statement.text.strip():
        raise Invalid("no_text", "Skriv vad som antecknas.", field=f"{field}-text")


def _require_line(field: str, text: str, missing: str) -> None:
    if not text.strip():
        raise Invalid("missing", missing, field=field)
    _require_short(field, text, MAX_LINE)


def _require_short(field: str, text: str, most: int) -> None:
    if len(text) > most:
        raise Invalid("long_text", f"Skriv högst {most} tecken.", field=field)
    require_printable(text, field)


def sentences(said: Proceedings) -> tuple[str, ...]:
    """Return what the minutes say, one sentence each, for pages, the book and extracts."""
    found = [
        f"{recusal.who} anmälde jäv och deltog inte."
        + (f" {recusal.substitute} tjänstgjorde i stället." if recusal.substitute else "")
        for recusal in said.recusals
    ]
    if said.minority is not None:
        found.append(f"Återremissen begärdes av en minoritet, {said.minority} röster.")
    for vote in said.votes:
        won = (
            "Ja"
            if vote.yes > vote.no
            else "Nej"
            if vote.no > vote.yes
            else "lika röstetal, ordförandens röst avgjorde"
        )
        abstained = f", {vote.abstained} avstod" if vote.abstained else ""
        found.append(
            f"Votering. Ja: {vote.yes_means}. Nej: {vote.no_means}. "
            f"{vote.yes} Ja och {vote.no} Nej{abstained}. Utfall: {won}."
        )
    for each in said.statements:
        text = f": {each.text.strip()}" if each.text.strip() else "."
        found.append(f"{KINDS[each.kind]} av {each.who}{text}")
    return tuple(found)
