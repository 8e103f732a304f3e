"""Two people wrote in the same place: both texts side by side, the writer's choice, and who wrote what meanwhile."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cases.rules.draft import Draft
from cases.rules.markup import Block, parse_markup
from cases.rules.merging import Merged, Place, fields_of
from cases.saves import Choice, Meanwhile
from cases.web.editor_form import LEVELS

CHOOSE = "Två texter. Välj vilken som ska gälla."
SAME_PLACE = "Någon annan har ändrat på samma ställe som du. Allt annat du skrev är sparat."
_NUMBERS = "Bilagorna har fått nya nummer medan du skrev. Läs igenom hur du hänvisar till bilagor."


@dataclass(frozen=True, slots=True)
class Theirs:
    """What is stored at a field where the writer has typed something else; `number` is the save it is from."""

    name: str
    number: int
    who: str
    words: str = ""
    blocks: tuple[Block, ...] = ()


def place_names(draft: Draft) -> dict[Place, str]:
    """The name of the form's field for each part of the draft."""
    names: dict[Place, str] = {(kind, "", ""): kind for kind in ("title", "signers", "recipients")}
    for kind, rows in (("section", draft.sections), ("point", draft.points)):
        for i, row in enumerate(rows):
            for part in ("heading", "level", "text", "body", "depends_on"):
                names[kind, row.key, part] = f"{kind}-{i}-{part}"
    return names


def choices_in(data: Mapping[str, Any], typed: Draft) -> dict[Place, Choice]:
    """What was chosen, or not yet, in each place where the page showed two texts."""
    found = {}
    for place, name in place_names(typed).items():
        number = str(data.get(f"open-{name}", ""))
        if number.isascii() and number.isdecimal() and len(number) < 10:
            chosen = {"mine": True, "theirs": False}.get(str(data.get(f"choice-{name}")))
            found[place] = Choice(chosen, int(number))
    return found


def beside(
    stored: Draft,
    shown: Draft,
    places: Collection[Place],
    number: int,
    bodies: Mapping[int, str],
    who: str = "Redan sparat",
) -> dict[str, Theirs]:
    """The stored text by the name of the field it is to stand beside, for those `places` that differ."""
    names, fields = place_names(shown), fields_of(stored)
    typed = fields_of(shown)
    numbers = {p.key: p.number for p in stored.points}
    found = {}
    for place in places:
        if place in names and place in fields and fields[place] != typed.get(place):
            words, blocks = _told(place, fields[place], bodies, numbers)
            found[names[place]] = Theirs(names[place], number, who, words, blocks)
    return found


def still_open(
    data: Mapping[str, Any], stored: Draft, number: int, bodies: Mapping[int, str]
) -> dict[str, Theirs]:
    """The stored text beside each field where the page showed two, for a form that cannot be read as a draft."""
    fields = fields_of(stored)
    numbers = {p.key: p.number for p in stored.points}
    found = {}
    for name in [key.removeprefix("open-") for key in data if key.startswith("open-")]:
        place = _place_at(data, name)
        if place in fields:
            words, blocks = _told(place, fields[place], bodies, numbers)
            found[name] = Theirs(name, number, "Redan sparat", words, blocks)
    return found


def _place_at(data: Mapping[str, Any], name: str) -> Place:
    kind, _, rest = name.partition("-")
    at, _, part = rest.partition("-")
    return (kind, str(data.get(f"{kind}-{at}-key", "")), part) if part else (kind, "", "")


def _told(
    place: Place, value: Any, bodies: Mapping[int, str], numbers: Mapping[str, int]
) -> tuple[str, tuple[Block, ...]]:
    kind, _, part = place
    if part == "text":
        return ("", parse_markup(value)) if value else ("Ingen text.", ())
    if part == "level":
        return dict(LEVELS)[value], ()
    if part == "body":
        return bodies[value[0]], ()
    if part == "depends_on":
        others = [f"punkt {numbers[key]}" for key in value if key in numbers]
        return listed(others) or "Inget villkor.", ()
    if kind == "recipients":
        return "\n".join(value) or "Ingen mottagare.", ()
    if kind == "signers":
        return "\n".join(f"{s.name}, {s.title}" for s in value) or "Ingen undertecknare.", ()
    return value, ()


def sentences(merged: Merged, meanwhile: Meanwhile, person: int) -> list[str]:
    """What happened while the writer wrote, a sentence for each person and thing."""
    found = []
    for wrote in meanwhile.wrote:
        if wrote.person == person:
            found.append(f"Du ändrade {listed(wrote.what)} i ett annat fönster.")
        else:
            found.append(f"{wrote.name} ändrade {listed(wrote.what)} medan du skrev.")
    if meanwhile.renumbered:
        found.append(_NUMBERS)
    headings = {("section", s.key): f"Avsnittet {s.heading}" for s in merged.draft.sections}
    headings |= {("point", p.key): f"Punkt {p.number}" for p in merged.draft.points}
    found += [
        f"{headings[row]} står kvar: en av er tog bort det som den andra ändrade."
        for row in merged.spared
    ]
    return found


def named(meanwhile: Meanwhile, person: int) -> str:
    """That somebody has saved the other text, by name when it can only be one."""
    if len(meanwhile.wrote) != 1:
        return "Redan sparat"
    (wrote,) = meanwhile.wrote
    return (
        "Du har sparat i ett annat fönster"
        if wrote.person == person
        else f"{wrote.name} har sparat"
    )


def news(merged: Merged) -> tuple[dict[str, Any], bool]:
    """What the page that typed has not got: new values by field, and whether it must be laid out anew."""
    typed, stored = fields_of(merged.typed), fields_of(merged.draft)
    names = place_names(merged.typed)
    fresh: dict[str, Any] = {}
    is_rearranged = _rows(merged.typed) != _rows(merged.draft)
    for place, value in stored.items():
        if place in merged.conflicts or typed.get(place, value) == value:
            continue
        if place[2] == "depends_on" or place[0] == "signers":
            is_rearranged = True
        else:
            fresh[names[place]] = _as_field(place, value)
    return fresh, is_rearranged


def _rows(draft: Draft) -> tuple[list[str], list[str]]:
    return [s.key for s in draft.sections], [p.key for p in draft.points]


def _as_field(place: Place, value: Any) -> Any:
    if place[2] == "body":
        return value[0]
    return "\n".join(value) if place[0] == "recipients" else value


def listed(words: Sequence[str]) -> str:
    """Return "a, b och c"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} och {words[-1]}"
