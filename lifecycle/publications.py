"""Puts together what the public may read of a meeting: each approved § as the minutes have it, what a reviewer should
look at in it, and the bytes that are published.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.db.models import Prefetch
from django.template.loader import render_to_string
from django.utils.text import slugify

from approvals.legal_days import approved_on, courses_of, decided_points, of_item, posted_on
from approvals.models import Meeting, MinuteItem, PointOutcome
from approvals.rules.decisions import ADOPTED, OUTCOME_NAMES, Outcome
from approvals.rules.proceedings import Proceedings, Vote
from cases.models import Attachment
from cases.rules.assembly import point_heading
from cases.rules.content import canonical, content_hash
from history.models import Event
from history.proof import facts_of
from lifecycle.models import Publication, Signature
from lifecycle.rules.legal_days import annulled_points
from lifecycle.rules.personal_data import Finding, find, holds
from lifecycle.rules.public_minutes import (
    VERSION,
    Choice,
    Item,
    as_seen,
    masked,
    public_text,
    seen,
    texts_of,
)
from organisation.models import Person

_DAYS: Final = frozenset(
    {
        "date",
        "day",
        "published_on",
        "minutes_approved_on",
        "notice_posted_on",
        "last_appeal_day",
    }
)
_SHORTEST_SURNAME: Final = 4


@dataclass(frozen=True)
class Reviewed:
    """A § as it would be shown, and what the reviewer should look at. `key` is the item's."""

    key: int
    case_id: int
    said: Item
    is_marked: bool
    findings: tuple[Finding, ...]

    @property
    def proposed(self) -> Choice:
        """What is chosen when the reviewer says nothing: shown without what is flagged, or not shown at all."""
        words = tuple(f.text for f in self.findings if f.is_removed_unless_kept)
        return Choice(not self.is_marked, "", words)


@dataclass(frozen=True)
class Material:
    """Everything a review starts from. `waiting` is how many §§ are not approved yet."""

    meeting: Meeting
    rows: tuple[Reviewed, ...]
    waiting: int
    editions: tuple[Publication, ...]

    @property
    def last(self) -> Publication | None:
        """The latest edition, taken down or not."""
        return self.editions[-1] if self.editions else None

    @property
    def is_public(self) -> bool:
        """Whether the public can read an edition now."""
        return self.last is not None and not self.last.is_taken_down

    @property
    def source_hash(self) -> str:
        """What the §§ say now, before anything is taken out, in one checksum."""
        said = [{"key": row.key, "is_marked": row.is_marked, **row.said} for row in self.rows]
        return content_hash(canonical({"items": said, "waiting": self.waiting}))

    @property
    def seen(self) -> str:
        """What a reviewer has seen: the minutes as they are now, and how many editions there are."""
        return f"{len(self.editions)}:{self.source_hash}"

    @property
    def is_behind(self) -> bool:
        """Whether the minutes say something else now than when the latest edition was reviewed."""
        return self.last is not None and self.last.source_hash != self.source_hash

    def choices(self) -> dict[int, Choice]:
        """The choices a review begins with: those of the latest edition, and for what is new what is proposed."""
        before = json.loads(self.last.review) if self.last else {}
        found = {row.key: row.proposed for row in self.rows}
        for row in self.rows:
            if said := before.get(str(row.key)):
                found[row.key] = _again(row, Choice.from_dict(said))
        return found


def _again(row: Reviewed, before: Choice) -> Choice:
    """The choice of before for a § as it reads now: words that no longer stand there need not be taken out."""
    new = [f.text for f in row.findings if f.is_removed_unless_kept]
    texts = texts_of(row.said)
    kept = [w for w in before.words if any(holds(text, w) for text in texts)]
    if before.is_public and row.is_marked and not before.reason:
        return row.proposed
    return Choice(before.is_public, before.reason, tuple(dict.fromkeys([*kept, *new])))


def material_of(meeting: Meeting) -> Material:
    """Return what can be published of the meeting (a constant number of queries)."""
    outcomes = PointOutcome.objects.select_related("point__body").order_by("point__number")
    found = list(
        meeting.items.filter(number__isnull=False)
        .exclude(result="")
        .select_related("case", "meeting__body")
        .prefetch_related(Prefetch("outcomes", outcomes), "appeals__steps", "meeting__set_days")
        .order_by("number")
    )
    approved = [item for item in found if approved_on(item)]
    secret = _secret_titles(approved)
    names = _names(approved)
    noted = _corrections(approved)
    rows = tuple(
        _reviewed(item, secret.get(item.case_id, []), names, noted.get(item.pk, []))
        for item in approved
    )
    editions = meeting.publications.select_related("removal").order_by("edition")
    plain = editions.defer("json", "html")
    return Material(meeting, rows, len(found) - len(approved), tuple(plain))


def _secret_titles(items: Sequence[MinuteItem]) -> dict[int, list[str]]:
    rows = Attachment.objects.filter(case__in=[item.case_id for item in items])
    found: dict[int, list[str]] = {}
    for case, title in rows.exclude(secrecy_provision="").values_list("case", "title"):
        found.setdefault(case, []).append(title)
    return found


def _names(items: Sequence[MinuteItem]) -> list[str]:
    """Names the register knows: everybody's in the house, and of those who signed; surnames by themselves too."""
    if not items:
        return []
    people = list(Person.objects.filter(is_system=False).values_list("name", flat=True))
    agreements = [item.case.agreement_id for item in items]
    signed = Signature.objects.filter(agreement__in=agreements)
    whole = dict.fromkeys([*people, *signed.values_list("name", flat=True)])
    surnames = (name.split()[-1] for name in whole if name.split())
    return [*whole, *dict.fromkeys(s for s in surnames if len(s) >= _SHORTEST_SURNAME)]


def _corrections(items: Sequence[MinuteItem]) -> dict[int, list[dict[str, str]]]:
    """Slips of the pen noted in the minutes after they were approved (rättelser), by item."""
    cases = [item.case_id for item in items]
    events = Event.objects.filter(subject_kind="case", subject_id__in=cases, kind="item_rectified")
    found: dict[int, list[dict[str, str]]] = {}
    for event in events.select_related("said").order_by("pk"):
        facts = facts_of(event)["facts"]
        said = {"day": event.legal_day.isoformat(), "text": str(facts.get("text", ""))}
        found.setdefault(facts.get("item", 0), []).append(said)
    return found


def _reviewed(
    item: MinuteItem, secret: list[str], names: list[str], corrections: list[dict[str, str]]
) -> Reviewed:
    said = _said(item, corrections)
    known = {"secret": [seen(t) for t in secret], "name": [seen(n) for n in names]}
    found = {each.text: each for text in texts_of(said) for each in find(text, known)}
    whole, text = tuple(found.values()), "\n".join(texts_of(said))
    # a surname found inside a whole name that is found says nothing more
    held = [f.text for f in whole if " " in f.text]
    findings = tuple(f for f in whole if " " in f.text or not _stands_only_in(f.text, held, text))
    return Reviewed(item.pk, item.case_id, said, bool(secret), findings)


def _stands_only_in(word: str, names: Sequence[str], text: str) -> bool:
    """Tell whether a word stands nowhere in the text but inside the names."""
    for name in names:
        text = text.replace(name, "")
    return word.casefold() not in text.casefold()


def _said(item: MinuteItem, corrections: list[dict[str, str]]) -> Item:
    """What is shown of the §, as docs/public.md has it."""
    approved, posted = approved_on(item), posted_on(item)
    said = Proceedings.from_dict(item.proceedings)
    kinds = [each.kind for each in said.statements]
    shown: Item = {
        "paragraph": item.number,
        "heading": " ".join(item.case.title.split()),
        "registry_number": item.case.registry_number or None,
        "points": [_point(each, item) for each in item.outcomes.all()],
        "votes": [_vote(vote) for vote in said.votes],
        "minority_votes": said.minority,
        "dissents": kinds.count("dissent"),
        "special_statements": kinds.count("special_statement"),
        "notes": kinds.count("note"),
        "recusals": len(said.recusals),
        "is_approved_immediately": item.minutes_approved_on is not None,
        "minutes_approved_on": approved.isoformat() if approved else None,
        "notice_posted_on": posted.isoformat() if posted else None,
        "last_appeal_day": _last_appeal_day(item),
        "corrections": corrections,
        "annulments": list(annulled_points(courses_of(item)).values()),
    }
    return as_seen(shown)


def _vote(vote: Vote) -> dict[str, Any]:
    told = ("yes_means", "no_means", "yes", "no", "abstained")
    return {name: getattr(vote, name) for name in told}


def _point(each: PointOutcome, item: MinuteItem) -> dict[str, Any]:
    """A point as the § has it; what another body decides was this body's proposal."""
    point, body = each.point, item.meeting.body
    is_own = point.body_id == body.pk
    kind = "own_decision" if is_own else "proposal"
    outcome = Outcome(each.outcome)
    is_decided = outcome in ADOPTED or outcome == Outcome.NOTED
    return {
        "number": point.number,
        "kind": kind,
        "body": point.body.name,
        "heading": point_heading(kind, point.body.name, body.name),
        "outcome": outcome.value,
        "outcome_name": OUTCOME_NAMES[outcome],
        "text": public_text(each.decided_text or each.proposed_text),
        "is_adopted": is_decided,
    }


def _last_appeal_day(item: MinuteItem) -> str | None:
    """None until the notice is up, and where nothing can be appealed: a proposal, or a matter that waits (KL 13:2)."""
    announced = of_item(item)
    if announced is None or not item.decides or not decided_points(item):
        return None
    return announced.last.value.isoformat()


# What is published ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Edition:
    """An edition before it is stored: its address, its two forms, and the review behind it."""

    body_code: str
    json: str
    html: str
    review: str
    left_out: tuple[int, ...]
    shown: tuple[int, ...]


def edition_of(material: Material, choices: Mapping[int, Choice], on: date) -> Edition:
    """Return the edition that the choices make, published on the day."""
    shown = [row for row in material.rows if choices[row.key].is_public]
    hidden = [row for row in material.rows if not choices[row.key].is_public]
    code = _body_code(material.meeting)
    said = _content(material, code, on)
    said["left_out"] = len(hidden)
    said["items"] = [masked(row.said, choices[row.key].words) for row in shown]
    review = {str(key): choice.as_dict() for key, choice in choices.items()}
    return Edition(
        code,
        json=json.dumps(said, ensure_ascii=False, indent=2) + "\n",
        html=page_of(said),
        review=canonical(review),
        left_out=tuple(row.said["paragraph"] for row in hidden),
        shown=tuple(row.said["paragraph"] for row in shown),
    )


def _content(material: Material, code: str, on: date) -> dict[str, Any]:
    meeting = material.meeting
    approved, posted = meeting.minutes_approved_on, meeting.notice_posted_on
    return {
        "version": VERSION,
        "municipality": settings.MUNICIPALITY["name"],
        "contact": settings.MUNICIPALITY["email"],
        "body": meeting.body.name,
        "date": meeting.date.isoformat(),
        "address": f"/offentligt/{code}/{meeting.date.isoformat()}/",
        "edition": len(material.editions) + 1,
        "published_on": on.isoformat(),
        "minutes_approved_on": approved.isoformat() if approved else None,
        "notice_posted_on": posted.isoformat() if posted else None,
        "not_approved_yet": material.waiting,
    }


def page_of(content: Mapping[str, Any]) -> str:
    """Return the whole page of what is published; it stands by itself, with nothing of whoever is signed in."""
    context = {**with_days(content), "static": settings.STATIC_URL}
    return render_to_string("public/meeting.html", context)


def with_days(value: Any, name: str = "") -> Any:
    if isinstance(value, Mapping):
        return {key: with_days(each, key) for key, each in value.items()}
    if isinstance(value, list):
        return [with_days(each) for each in value]
    return date.fromisoformat(value) if name in _DAYS and value else value


def _body_code(meeting: Meeting) -> str:
    """The body's part of the address: what it was the first time, else made of the short name."""
    rows = Publication.objects.filter(meeting__body=meeting.body_id)
    if had := rows.values_list("body_code", flat=True).first():
        return str(had)
    made = slugify(meeting.body.short_name) or "organ"
    taken = Publication.objects.filter(body_code=made).exists()
    return f"{made}-{meeting.body_id}" if taken else made
