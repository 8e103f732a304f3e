"""Publishing what a meeting decided, after somebody has reviewed every §; and taking it down again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from approvals.models import Meeting, MinuteItem
from approvals.operations.meetings import ORGANISATION, lock_meeting
from approvals.permissions import require
from cases.rules.content import content_hash
from cases.rules.draft import require_printable
from cases.rules.errors import Invalid, NotNow
from history import journal
from history.actor import By
from lifecycle.models import Publication, PublicationRemoval
from lifecycle.publications import Edition, Material, edition_of, material_of
from lifecycle.rules.public_minutes import MOST_REASON, Choice, require_choice
from organisation.models import Person


@transaction.atomic
def publish_minutes(
    *, meeting_id: int, choices: Mapping[int, Choice], seen: str, actor: Person, on: date
) -> Publication:
    """Publish the approved §§ of a meeting as they were reviewed: a choice for each, by the item's key.

    `seen` is what the reviewer had before her (Material.seen): if the minutes say something else now, or somebody has
    published meanwhile, nothing is published. Raises Invalid with the field of the § ("12-reason").
    """
    meeting = lock_meeting(meeting_id)
    by = require(actor, "publish_minutes", meeting, on)
    material = material_of(meeting)
    require_publishable(material)
    _require_seen(material, seen)
    _require_choices(material, choices)
    edition = edition_of(material, choices, on)
    _require_news(material, edition.review)
    row = _stored(material, edition, on, actor, by)
    facts = {
        "json_sha256": row.json_sha256,
        "html_sha256": row.html_sha256,
        "review_sha256": row.review_sha256,
        "shown": list(edition.shown),
        "left_out": list(edition.left_out),
    }
    _tell(row, "minutes_published", by, on, facts)
    return row


def _stored(material: Material, edition: Edition, on: date, actor: Person, by: By) -> Publication:
    return Publication.objects.create(
        meeting=material.meeting,
        edition=len(material.editions) + 1,
        body_code=edition.body_code,
        json=edition.json,
        json_sha256=content_hash(edition.json),
        html=edition.html,
        html_sha256=content_hash(edition.html),
        review=edition.review,
        review_sha256=content_hash(edition.review),
        source_hash=material.source_hash,
        published_on=on,
        published_by=actor,
        name=by.name,
        title=by.title,
    )


def require_publishable(material: Material) -> None:
    """Raise NotNow while no § of the meeting is approved."""
    if not material.rows:
        raise NotNow(
            "minutes_not_approved",
            "Protokollet är inte justerat. Det publiceras när det är justerat."
            if material.waiting
            else "Sammanträdet har inte beslutat i något ärende, så det finns inget att publicera.",
        )


def _require_seen(material: Material, seen: str) -> None:
    if seen == material.seen:
        return
    if seen.partition(":")[0] != str(len(material.editions)) and material.last:
        last = material.last
        raise NotNow(
            "published",
            f"{last.name} har publicerat utgåva {last.edition} sedan du öppnade sidan. "
            "Läs in sidan igen och granska den utgåvan.",
        )
    raise NotNow(
        "changed",
        "Protokollet har ändrats sedan du öppnade sidan. Läs in sidan igen och granska det som är nytt.",
    )


def _require_choices(material: Material, choices: Mapping[int, Choice]) -> None:
    if set(choices) != {row.key for row in material.rows}:
        raise NotNow(
            "changed", "Protokollet har ändrats sedan du öppnade sidan. Läs in sidan igen."
        )
    for row in material.rows:
        require_choice(str(row.key), row.said, choices[row.key], is_marked=row.is_marked)
    if not any(choice.is_public for choice in choices.values()):
        raise Invalid("none_chosen", "Välj minst en paragraf att publicera.")


def _require_news(material: Material, review: str) -> None:
    """The same review of the same minutes as the edition that is public would make no news."""
    last = material.last
    if last is None or last.is_taken_down or material.is_behind or last.review != review:
        return
    raise NotNow(
        "nothing_new",
        f"Utgåva {last.edition} visar redan detta. Ändra något innan du publicerar på nytt.",
    )


@transaction.atomic
def unpublish_minutes(*, meeting_id: int, reason: str, actor: Person, on: date) -> Publication:
    """Take down what is published of a meeting: its address tells that it was, and nothing more."""
    meeting = lock_meeting(meeting_id)
    by = require(actor, "publish_minutes", meeting, on)
    row = meeting.publications.select_related("removal").order_by("edition").last()
    if row is None or row.is_taken_down:
        raise NotNow("not_published", "Inget är publicerat från sammanträdet.")
    said = reason.strip()
    if not said:
        raise Invalid("no_reason", "Skriv varför sidan tas bort.", field="reason")
    if len(said) > MOST_REASON:
        raise Invalid("long_text", f"Skriv högst {MOST_REASON} tecken.", field="reason")
    require_printable(said, "reason")
    PublicationRemoval.objects.create(
        publication=row, reason=said, removed_on=on, name=by.name, title=by.title
    )
    _tell(row, "minutes_unpublished", by, on, {"reason": said})
    return row


def _tell(row: Publication, kind: str, by: By, on: date, facts: dict[str, Any]) -> None:
    """Write the event in the organisation's chain and in that of every case the meeting handled."""
    meeting: Meeting = row.meeting
    facts = {
        "publication": row.pk,
        "meeting": meeting.pk,
        "body": meeting.body.name,
        "date": meeting.date.isoformat(),
        "edition": row.edition,
        **facts,
    }
    handled = MinuteItem.objects.filter(meeting=meeting, number__isnull=False)
    for case_id in handled.order_by("case_id").values_list("case_id", flat=True):
        journal.record(subject=("case", case_id), kind=kind, by=by, on=on, facts=facts)
    journal.record(subject=ORGANISATION, kind=kind, by=by, on=on, facts=facts)
