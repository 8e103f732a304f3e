"""Keeps a draft as it was at each save, for merging and for fetching text back, and thins them out with time.

Everything from the last hour stands, then each person's last in every quarter of an hour, and after a day the last
in every hour. What belongs to the version before the one that was sent last goes at the next save, all of it
when the case is finished. It is working material (TF 2:12): the act is what is submitted.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from django.db import connection
from django.db.models import QuerySet

from cases.models import Case, DraftSave
from cases.rules.draft import Draft
from cases.rules.kept import as_kept, from_kept, named_changes
from cases.rules.markup_text import cited_numbers
from cases.rules.merging import Merged, Place, fields_of, merge, with_keys, with_parts
from organisation.models import Person

_THIN: Final = """
    DELETE FROM cases_draftsave WHERE case_id = %(case)s AND (version < %(version)s - 1 OR id IN (
        SELECT id FROM (
            SELECT id, row_number() OVER (
                PARTITION BY saved_by_id, is_aside, version,
                    CASE WHEN age < interval '1 hour' THEN id END,
                    date_bin(CASE WHEN age < interval '1 day' THEN interval '15 minutes'
                        ELSE interval '1 hour' END, recorded_at, 'epoch')
                ORDER BY id DESC) AS nth
            FROM (SELECT *, statement_timestamp() - recorded_at AS age FROM cases_draftsave
                WHERE case_id = %(case)s) AS kept
        ) AS numbered WHERE nth > 1))
"""


@dataclass(frozen=True, slots=True)
class Wrote:
    """Who changed something meanwhile, and the names of what."""

    person: int
    name: str
    what: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What others saved since the writer's text began, and whether attachments were numbered anew."""

    wrote: tuple[Wrote, ...] = ()
    renumbered: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """Which of two texts the writer chose (None: neither yet), and the edit count of the stored one they saw."""

    is_mine: bool | None
    number: int


def saves_of(case: Case) -> QuerySet[DraftSave]:
    """The saves that hold something of their own, the latest first, without their text."""
    found = case.saves.exclude(is_aside=True, changes=[]).select_related("saved_by")
    return found.defer("content").order_by("-pk")


def keep_stored(case: Case, stored: Draft, on: date) -> None:
    """Keep the draft as it stands, if no save did: what was imported, or written before saves were kept."""
    if not case.saves.filter(is_aside=False, number=case.edit_count).exists():
        _keep(case, stored, on)


def keep_save(
    case: Case,
    before: Draft,
    after: Draft,
    on: date,
    actor: Person,
    *,
    page: str = "",
    renumbered: bool = False,
) -> None:
    """Keep what was just saved, and thin out the older ones."""
    changes = named_changes(before, after)
    _keep(case, after, on, saved_by=actor, page=page, renumbered=renumbered, changes=changes)
    with connection.cursor() as cursor:
        cursor.execute(_THIN, {"case": case.pk, "version": case.version})


def keep_aside(case: Case, merged: Merged, on: date, actor: Person, page: str) -> None:
    """Keep what a page holds when it is not what is stored: its next save begins from there.

    `changes` are then the rows where the writer has a text that is stored nowhere else.
    """
    last = case.saves.filter(saved_by=actor).order_by("pk").last()
    rows = {place[:2] for place in merged.conflicts}
    changes = [c for c in named_changes(merged.draft, merged.typed) if (c[0], c[1]) in rows]
    if last is None or (last.is_aside, last.page, last.content) != (
        True,
        page,
        as_kept(merged.typed),
    ):
        _keep(case, merged.typed, on, saved_by=actor, page=page, is_aside=True, changes=changes)


def _keep(case: Case, draft: Draft, on: date, **facts: Any) -> None:
    DraftSave.objects.create(
        case=case,
        number=case.edit_count,
        version=case.version,
        saved_on=on,
        content=as_kept(draft),
        **facts,
    )


# What a save meets ------------------------------------------------------------------------------------------


def meet(
    case: Case,
    stored: Draft,
    mine: Draft,
    seen: int,
    page: str,
    choices: Mapping[Place, Choice],
) -> tuple[Merged, Meanwhile]:
    """Merge what a page sends into what is stored, by what the page's text began from."""
    row = _base(case, seen, page)
    base = from_kept(row.content) if row else None
    meanwhile = _meanwhile(case, row, page)
    mine = with_keys(mine, base or stored, case.edit_count + 1)
    chosen = {place: c.number for place, c in choices.items() if c.is_mine is not None}
    shown = _parts_at(case, chosen)
    wanted = with_parts(mine, {p: v for p, v in shown.items() if not choices[p].is_mine})
    if base is not None:
        base = with_parts(base, shown)
    doubtful = choices.keys() - shown.keys()
    if row is not None and row.number != seen and row.page != page:
        doubtful |= fields_of(wanted).keys() - shown.keys()  # what was read is thinned out
    if meanwhile.renumbered:
        doubtful |= _doubtful(base, wanted, shown)
    return replace(merge(base, stored, wanted, doubtful), typed=mine), meanwhile


def _base(case: Case, seen: int, page: str) -> DraftSave | None:
    """The page's own latest save, else the one it read, or the last one kept before it."""
    own = case.saves.filter(page=page).order_by("pk").last() if page else None
    return own or (
        case.saves.filter(is_aside=False, number__lte=seen).order_by("number", "pk").last()
    )


def _meanwhile(case: Case, base: DraftSave | None, page: str) -> Meanwhile:
    rows = case.saves.filter(is_aside=False, saved_by__isnull=False).order_by("pk")
    if base is not None:
        rows = rows.filter(pk__gt=base.pk)
    if page:
        rows = rows.exclude(page=page)
    found: dict[tuple[int, str], dict[str, None]] = {}
    renumbered = False
    for row in rows.values("saved_by_id", "saved_by__name", "changes", "renumbered"):
        who = row["saved_by_id"], row["saved_by__name"]
        found.setdefault(who, {}).update(dict.fromkeys(name for *_, name in row["changes"]))
        renumbered |= row["renumbered"]
    wrote = (Wrote(pk, name, tuple(what)) for (pk, name), what in found.items() if what)
    return Meanwhile(tuple(wrote), renumbered)


def _parts_at(case: Case, places: Mapping[Place, int]) -> dict[Place, Any]:
    """What stood in each place at the save with its number, for those still kept."""
    if not places:
        return {}
    rows = case.saves.filter(is_aside=False, number__in=set(places.values()))
    fields = {row.number: fields_of(from_kept(row.content)) for row in rows}
    return {
        place: fields[number][place]
        for place, number in places.items()
        if place in fields.get(number, {})
    }


def _doubtful(base: Draft | None, mine: Draft, chosen: Collection[Place]) -> set[Place]:
    """Texts of mine that cite attachments by numbers that may be old, unless they were chosen."""
    before = fields_of(base) if base else {}
    return {
        place
        for place, value in fields_of(mine).items()
        if place[2] == "text" and place not in chosen
        if value != before.get(place) and cited_numbers(value)
    }
