"""Reads what has been said about a case's versions, and where it belongs in a text now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cases.models import Case, SectionComment
from cases.rules.comment_places import Place, place_now

GONE = ""  # under which comments stand whose place is no longer there
Placed = dict[str, list[SectionComment]]
Part = SectionComment.Part


def comments_of(case: Case) -> list[SectionComment]:
    """Everything said about every version, the oldest first (two queries)."""
    return list(case.comments.prefetch_related("answers"))


def unanswered(comments: Iterable[SectionComment]) -> list[SectionComment]:
    """Those neither answered nor dealt with."""
    return [c for c in comments if c.resolved_on is None and not c.answers.all()]


def whereabouts(case: Case) -> tuple[list[Place], list[Place]]:
    """The draft's sections and points as places, in order (two queries)."""
    sections = [Place(key, name) for key, name in case.sections.values_list("key", "heading")]
    points = [Place(k, f"Punkt {n}") for k, n in case.points.values_list("key", "number")]
    return sections, points


def placed(
    comments: Iterable[SectionComment], sections: Sequence[Place], points: Sequence[Place]
) -> Placed:
    """The comments by the anchor of where they belong now: avsnitt-1, punkt-2, hela, or GONE."""
    found: Placed = {}
    for comment in comments:
        found.setdefault(_anchor(comment, sections, points), []).append(comment)
    return found


def _anchor(comment: SectionComment, sections: Sequence[Place], points: Sequence[Place]) -> str:
    if comment.part == Part.WHOLE:
        return Part.WHOLE.value
    places = points if comment.part == Part.POINT else sections
    index = place_now(Place(comment.key, comment.place), places)
    return GONE if index is None else f"{comment.part}-{index + 1}"
