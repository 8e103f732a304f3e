"""Extracts of minutes and receipts: after the approval of minutes only, frozen, proved, and a case waits for both."""

from __future__ import annotations

import hashlib
import json
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.db import InternalError, ProgrammingError, connection, transaction
from django.db.models import Count

from approvals import operations as desk
from approvals.models import Meeting
from cases.models import Case
from cases.rules.errors import Invalid, NotNow
from cases.rules.extract_assembly import assemble_extract
from history.models import Event
from lifecycle import flows, operations
from lifecycle.document_proof import judge_content, judge_file
from lifecycle.extracts import paragraphs_of
from lifecycle.jobs import render_extracts
from lifecycle.models import ExtractCopy, MinutesExtract, Question, Receipt
from lifecycle.proof import verify_everything
from tests.people import Walk, a_pdf
from tests.snapshot import refused

pytestmark = pytest.mark.django_db


def ordered(walk: Walk, case: Case) -> list[MinutesExtract]:
    """The registrar asks for the case's extracts."""
    return flows.run(
        operations.order_extracts, case_id=case.pk, actor=walk.people.registrar, on=walk.on
    )


def made(walk: Walk, case: Case, *, really: bool = False) -> list[ExtractCopy]:
    """The extracts are asked for and the worker has made them, as small files unless `really`."""
    ordered(walk, case)
    small = patch("lifecycle.jobs.render_extract", lambda text, name: a_pdf(name + text))
    with nullcontext() if really else small:
        render_extracts(case.pk, walk.on.isoformat())
    return list(ExtractCopy.objects.filter(extract__item__case=case).select_related("extract"))


def sent(walk: Walk, case: Case, **said: Any) -> Case:
    """The decision is sent to the first recipient by post, with a receipt."""
    facts = {"how": "post", "dispatched_on": walk.on, "wants_receipt": True, **said}
    return flows.run(
        operations.dispatch,
        case_id=case.pk,
        recipient_id=case.recipients.first().pk,
        actor=walk.people.registrar,
        on=walk.on,
        **facts,
    )


def receipt(walk: Walk, case: Case, **said: Any) -> Case:
    """What the registrar notes about the first recipient's receipt."""
    facts = {"kind": "mottagningskvitto", "received_on": walk.on, **said}
    return flows.run(
        operations.record_receipt,
        case_id=case.pk,
        recipient_id=case.recipients.first().pk,
        actor=walk.people.registrar,
        on=walk.on,
        **facts,
    )


# Extracts ---------------------------------------------------------------------------------------------


def test_each_deciding_paragraph_has_one_content_and_a_copy_for_each_recipient(walk: Walk) -> None:
    case = walk.minutes(walk.decided())
    copies = made(walk, case, really=True)
    bodies = [each.item.meeting.body.short_name for each in paragraphs_of(case)]
    assert bodies == ["KS", "KF"]  # the board decided point 3 itself
    counted = MinutesExtract.objects.values_list("item__meeting__body__short_name")
    assert dict(counted.annotate(Count("copies"))) == {"KS": 2, "KF": 2}
    assert {c.recipient for c in copies} == {"Karolinska Institutet", "Samtliga nämnder"}
    assert len({c.file.sha256 for c in copies}) == 4
    assert all(c.extract.ordered_on == walk.on for c in copies)
    assert verify_everything().findings == []


def test_the_book_tells_the_sums_of_content_and_files(walk: Walk) -> None:
    case = walk.minutes(walk.decided())
    copies = made(walk, case)
    bodies = Event.objects.filter(subject_kind="case", subject_id=case.pk).select_related("said")
    facts = {
        kind: [json.loads(e.said.body)["facts"] for e in bodies.filter(kind=kind)]
        for kind in ("extract_ordered", "extract_frozen")
    }
    told = {sha256 for each in facts["extract_frozen"] for sha256 in each["copies"].values()}
    assert told == {hashlib.sha256(bytes(c.file.data)).hexdigest() for c in copies}
    assert {f["content_hash"] for f in facts["extract_ordered"]} == {
        c.extract.content_hash for c in copies
    }


def test_before_the_approval_of_minutes_there_is_no_extract(walk: Walk) -> None:
    case = walk.decided()
    with refused("minutes_not_approved", NotNow) as refusal:
        ordered(walk, case)
    assert "inte justerat" in refusal.value.sentence


def test_before_anything_is_decided_there_is_no_extract(walk: Walk) -> None:
    case = walk.approved()
    with refused("nothing_decided", NotNow):
        ordered(walk, case)


def test_a_paragraph_approved_at_once_has_its_extract_before_the_rest(walk: Walk) -> None:
    case = walk.decided()
    item = paragraphs_of(case)[-1].item
    who = {"actor": walk.people.secretary, "on": walk.on}
    desk.approve_item_minutes(item_id=item.pk, approved_on=walk.on, posted_on=walk.on, **who)
    copies = made(walk, case)
    assert {c.extract.item_id for c in copies} == {item.pk}
    said = json.loads(copies[0].extract.content)
    assert (said["is_immediate"], said["posted_on"]) == (True, walk.on.isoformat())


def test_the_same_extract_is_not_made_twice(walk: Walk) -> None:
    case = walk.minutes(walk.decided())
    before = {c.file.sha256 for c in made(walk, case)}
    with refused("extracts_made", NotNow):
        ordered(walk, case)
    render_extracts(case.pk, walk.on.isoformat())  # a job that comes twice makes nothing
    assert {c.file.sha256 for c in ExtractCopy.objects.select_related("file")} == before


def test_what_the_minutes_say_later_is_another_edition_and_the_first_stays(walk: Walk) -> None:
    case = walk.decided()
    meeting = paragraphs_of(case)[-1].item.meeting
    who = {"meeting_id": meeting.pk, "actor": walk.people.secretary}
    flows.keep_minutes(desk.approve_minutes, approved_on=walk.on, on=walk.on, **who)
    first = made(walk, case)
    assert json.loads(first[0].extract.content)["last_appeal_day"] == ""
    flows.keep_minutes(desk.post_notice, posted_on=walk.on, on=walk.on, **who)
    both = made(walk, case)
    assert [c.extract.edition for c in both] == [1, 1, 2, 2]
    assert json.loads(both[-1].extract.content)["posted_on"] == walk.on.isoformat()
    assert verify_everything().findings == []


def test_a_case_without_recipients_has_nobody_to_make_it_for(walk: Walk) -> None:
    case = walk.minutes(walk.decided())
    case.recipients.all().delete()
    with refused("no_recipients", NotNow):
        ordered(walk, case)


@pytest.mark.parametrize("table", ["lifecycle_minutesextract", "lifecycle_extractcopy"])
def test_an_extract_cannot_be_changed_or_removed(walk: Walk, table: str) -> None:
    made(walk, walk.minutes(walk.decided()))
    for sql in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):
        with (
            pytest.raises((InternalError, ProgrammingError)),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)


def test_a_recipient_can_have_the_file_verified(walk: Walk, tmp_path: Path, capsys: Any) -> None:
    copy = made(walk, walk.minutes(walk.decided()), really=True)[-1]
    data = bytes(copy.file.data)
    verdict = judge_file(data)
    assert (verdict.outcome, verdict.findings) == ("frozen", ())
    assert copy.recipient in verdict.what
    file = tmp_path / "utdrag.pdf"
    file.write_bytes(data)
    call_command("verify_document", str(file))
    assert "Protokollsutdrag, Kommunfullmäktige" in capsys.readouterr().out
    altered = judge_file(data + b" ")
    assert altered.outcome == "same_content"
    assert "inte någon av dem" in altered.findings[0]
    assert judge_content(copy.extract.content_hash[:16]).outcome == "same_content"


def test_an_extract_that_the_book_does_not_tell_of_is_found(walk: Walk) -> None:
    copy = made(walk, walk.minutes(walk.decided()))[-1]
    ExtractCopy.objects.create(extract=copy.extract, recipient="Någon annan", file=copy.file)
    assert any("Någon annan" in finding for finding in map(str, verify_everything().findings))


# Receipts ---------------------------------------------------------------------------------------------


def test_a_case_waits_for_the_receipts_that_were_asked_for(walk: Walk) -> None:
    case = walk.in_force().cases.get()
    sent(walk, case)
    for recipient in case.recipients.filter(dispatched_on=None):
        facts = {"recipient_id": recipient.pk, "how": "e-post", "dispatched_on": walk.on}
        who = {"actor": walk.people.registrar, "on": walk.on}
        flows.run(operations.dispatch, case_id=case.pk, **facts, **who)
    assert not Question.objects.filter(case=case, kind="close").exists()
    assert Question.objects.filter(case=case, kind="dispatch").exists()
    with refused("not_carried_out", NotNow) as refusal:
        operations.close_case(case_id=case.pk, actor=walk.people.officer, on=walk.on)
    assert "Kvittot från Karolinska Institutet har inte kommit." in refusal.value.sentence
    receipt(walk, case)
    assert walk.closed(case).stage == "closed"


def test_a_receipt_that_will_not_come_says_why(walk: Walk) -> None:
    case = sent(walk, walk.decided())
    receipt(walk, case, kind="", received_on=None, missing_because="Mottagaren har upphört.")
    assert Receipt.objects.get().missing_because == "Mottagaren har upphört."
    assert not Receipt.objects.get().is_open


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"kind": " "}, "kind"),
        ({"kind": "x" * 81}, "kind"),
        ({"received_on": None}, "received_on"),
        ({"missing_because": "x" * 201}, "missing_because"),
    ],
)
def test_a_receipt_says_what_and_when(walk: Walk, said: dict[str, Any], field: str) -> None:
    case = sent(walk, walk.decided())
    with pytest.raises(Invalid) as refusal:
        receipt(walk, case, **said)
    assert refusal.value.field == field
    assert Receipt.objects.get().is_open


@pytest.mark.parametrize("days", [-1, 1])
def test_a_receipt_comes_after_the_dispatch_and_not_tomorrow(walk: Walk, days: int) -> None:
    case = sent(walk, walk.decided())
    with refused("dates_contradict", Invalid):
        receipt(walk, case, received_on=walk.on + timedelta(days=days))


def test_there_is_no_receipt_of_what_was_not_sent_and_none_twice(walk: Walk) -> None:
    case = walk.decided()
    with refused("not_dispatched", NotNow):
        receipt(walk, case)
    sent(walk, case, wants_receipt=False)
    receipt(walk, case)  # one may come without having been asked for
    with refused("receipt_recorded", NotNow):
        receipt(walk, case)


def test_the_extract_names_who_approved_the_minutes_when_that_was_noted(walk: Walk) -> None:
    case = walk.minutes(walk.decided())
    paragraphs = paragraphs_of(case)
    assert all("approved_by" not in paragraph.content for paragraph in paragraphs)
    Meeting.objects.update(minutes_approved_by="Eva Norling och Per Ek")
    for paragraph in paragraphs_of(case):
        assert "av Eva Norling och Per Ek." in str(assemble_extract(paragraph.content, "Högskolan"))
