"""Publishing what a meeting decided: reviewed first, frozen, proved; nothing secret or personal goes along by itself."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.db import InternalError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from approvals import operations as desk
from approvals.models import Meeting, MinuteItem
from approvals.rules.proceedings import Proceedings, Recusal, Statement, Vote
from cases.rules.draft import DraftSection
from cases.rules.errors import Invalid, NotNow
from cases.rules.points import DecisionPoint
from history.models import Event
from history.proof import Report
from lifecycle import operations
from lifecycle.document_proof import judge_file
from lifecycle.models import Publication
from lifecycle.proof import verify_everything
from lifecycle.publication_proof import check_publications
from lifecycle.publications import material_of
from lifecycle.rules.personal_data import REMOVED, find
from lifecycle.rules.public_minutes import Choice, masked, public_text, seen
from lifecycle.rules.statutory_time import last_appeal_day
from tests.lifecycle.appeals import appealed, follow
from tests.lifecycle.publishing import (
    PERSONAL,
    SECRET,
    decided_by_council,
    published,
    taken_down,
    with_personal_data,
)
from tests.people import Walk
from tests.snapshot import refused

pytestmark = pytest.mark.django_db


def facts_of(walk: Walk, meeting: Any, **changes: Any) -> dict[str, Any]:
    """What the secretary would send of the meeting."""
    material = material_of(meeting)
    said = {"meeting_id": meeting.pk, "choices": material.choices(), "seen": material.seen}
    return {**said, "actor": walk.people.secretary, "on": walk.on, **changes}


def test_what_is_published_is_what_the_minutes_say(walk: Walk) -> None:
    meeting = decided_by_council(walk)
    row = published(walk, meeting)
    said = json.loads(row.json)
    item = MinuteItem.objects.get(meeting=meeting)
    assert (said["body"], said["edition"], said["left_out"]) == ("Kommunfullmäktige", 1, 0)
    assert said["address"] == f"/offentligt/kf/{meeting.date.isoformat()}/"
    (shown,) = said["items"]
    assert shown["paragraph"] == item.number
    assert [p["text"] for p in shown["points"]] == [
        "Avtalet i bilaga 1 godkänns.",
        "Styrelsen ansvarar för samarbetet.",
    ]
    assert {p["outcome_name"] for p in shown["points"]} == {"Bifall"}
    assert shown["last_appeal_day"] == last_appeal_day(walk.on).value.isoformat()
    assert "Avtalet i bilaga 1 godkänns." in row.html and "Bifall" in row.html
    assert row.html_sha256 == hashlib.sha256(row.html.encode()).hexdigest()
    assert verify_everything().findings == []


def test_a_proposal_to_another_body_has_no_last_day_of_appeal(walk: Walk) -> None:
    case = walk.minutes(walk.decided())
    board = MinuteItem.objects.get(case=case, meeting__body=walk.people.board)
    points = material_of(board.meeting).rows[0].said["points"]
    assert {p["kind"] for p in points} == {"proposal", "own_decision"}
    item = replace(walk.draft(), points=walk.draft().points[:2])
    case = walk.proposed(walk.approved(walk.submitted(walk.ready(draft=item))))
    walk.minutes(case)
    board = MinuteItem.objects.get(case=case)
    assert material_of(board.meeting).rows[0].said["last_appeal_day"] is None


@pytest.mark.parametrize("mark", ["\u00ad", "\u200b", "\u2060", "\ufeff", "**", "\n"])
def test_a_number_in_pieces_is_found_as_it_is_seen(walk: Walk, mark: str) -> None:
    text = f"Rut ({PERSONAL[:6]}{mark}{PERSONAL[6:]}{mark if mark == '**' else ''}) får ersättning."
    draft = replace(walk.draft(), points=(DecisionPoint(1, walk.people.board.pk, None, text),))
    item = walk.on_agenda(walk.approved(walk.submitted(walk.ready(draft=draft))), walk.people.board)
    walk.minutes(walk.record(item, {1: "approved"}))
    shown = published(walk, Meeting.objects.get(pk=item.meeting_id))
    for words in (shown.html, shown.json):
        assert PERSONAL[-4:] not in words and PERSONAL[:6] not in words
        assert REMOVED in words


def test_nothing_personal_or_secret_goes_along_by_itself(walk: Walk) -> None:
    section = DraftSection(1, "Hemligt avsnitt", f"Motparten {PERSONAL} vet inte detta. {SECRET}.")
    sections = (*walk.draft().sections, section)
    meeting = with_personal_data(walk, sections=sections)
    row = published(walk, meeting)
    for text in (row.json, row.html):
        for planted in (PERSONAL, "rut.alm@example.se", "Hemligt avsnitt", SECRET, "Ekdahl"):
            assert planted not in text
        assert text.count(REMOVED) == 2
        assert (
            "Maria Lindqvist verkställer." in text
        )  # an official's name is flagged, not taken out
    told = Event.objects.filter(kind="minutes_published").select_related("said")
    assert told.count() == 2
    assert all(PERSONAL not in event.said.body for event in told)
    assert json.loads(row.review)


def test_other_words_are_taken_out_too(walk: Walk) -> None:
    meeting = with_personal_data(walk)
    words = (PERSONAL, "rut.alm@example.se", "rut  alm", "Maria Lindqvist")
    with refused("no_such_words", Invalid) as refusal:
        published(walk, meeting, Choice(True, "", ("Någon annan",)))
    assert refusal.value.field.endswith("-words")
    row = published(walk, meeting, Choice(True, "", words))
    assert "Rut Alm" not in row.html + row.json and "Lindqvist" not in row.html + row.json


def test_a_case_with_a_secrecy_marking_is_left_out_unless_somebody_says_why(walk: Walk) -> None:
    meeting = with_personal_data(walk, is_marked=True)
    (row,) = material_of(meeting).rows
    assert row.is_marked and not row.proposed.is_public
    with refused("no_reason", Invalid) as refusal:
        published(walk, meeting)
    assert refusal.value.field == f"{row.key}-reason"
    with refused("none_chosen", Invalid):
        published(walk, meeting, Choice(False, "Sekretess."))
    with refused("marked", Invalid):
        published(walk, meeting, Choice(True))
    words = (PERSONAL, "rut.alm@example.se")
    edition = published(walk, meeting, Choice(True, "Bara bilagan är hemlig.", words))
    for text in (edition.json, edition.html):
        assert SECRET not in text and "19:3" not in text and "Bara bilagan" not in text


def test_a_left_out_item_leaves_only_its_number_out(walk: Walk) -> None:
    p = walk.people
    first, second = walk.approved(), walk.approved()
    item = walk.on_agenda(first, p.board)
    who = {"actor": p.secretary, "on": walk.on}
    other = desk.place_on_agenda(case_id=second.pk, meeting_id=item.meeting_id, **who)
    for each in (item, other):
        walk.record(each, {1: "approved", 2: "approved", 3: "approved"})
    walk.minutes(first)
    material = material_of(MinuteItem.objects.get(pk=item.pk).meeting)
    choices = material.choices() | {other.pk: Choice(False, "Uppgift om enskild.")}
    row = operations.publish_minutes(
        meeting_id=item.meeting_id, choices=choices, seen=material.seen, **who
    )
    said = json.loads(row.json)
    assert said["left_out"] == 1 and len(said["items"]) == 1
    assert second.registry_number not in row.html + row.json
    assert "Uppgift om enskild" not in row.html + row.json
    assert "En paragraf publiceras inte här." in row.html


def test_before_the_minutes_are_approved_nothing_is_published(walk: Walk) -> None:
    case = walk.decided()
    meeting = MinuteItem.objects.get(case=case, meeting__body=walk.people.council).meeting
    with refused("minutes_not_approved", NotNow):
        published(walk, meeting)
    empty = walk.meeting(walk.people.committee)
    with refused("minutes_not_approved", NotNow):
        published(walk, empty)


def test_a_paragraph_approved_at_once_is_published_before_the_rest(walk: Walk) -> None:
    case = walk.decided()
    item = MinuteItem.objects.get(case=case, meeting__body=walk.people.council)
    days = {"approved_on": walk.on, "posted_on": walk.on}
    who = {"actor": walk.people.secretary, "on": walk.on}
    desk.approve_item_minutes(item_id=item.pk, **days, **who)
    row = published(walk, item.meeting)
    assert "Paragrafen justerades omedelbart" in row.html
    assert json.loads(row.json)["minutes_approved_on"] is None


def test_what_is_published_again_must_be_new(walk: Walk) -> None:
    meeting = decided_by_council(walk)
    published(walk, meeting)
    with refused("nothing_new", NotNow):
        published(walk, meeting)
    old = facts_of(walk, meeting)
    item = MinuteItem.objects.get(meeting=meeting)
    who = {"actor": walk.people.secretary, "on": walk.on}
    operations.rectify_item(
        item_id=item.pk, text="Datumet ska vara 4 maj. Ring 070-123 45 67.", **who
    )
    assert material_of(meeting).is_behind
    with refused("changed", NotNow):
        operations.publish_minutes(**old)
    row = published(walk, meeting)
    assert row.edition == 2
    assert "Datumet ska vara 4 maj." in row.html and "Rättelse i protokollet" in row.html
    assert "070-123" not in row.html + row.json
    assert verify_everything().findings == []


def test_what_a_court_annuls_and_a_day_that_is_set_show_in_the_next_edition(walk: Walk) -> None:
    case = walk.minutes(walk.decided())
    meeting = MinuteItem.objects.get(case=case, meeting__body=walk.people.council).meeting
    published(walk, meeting)
    day = walk.on + timedelta(days=40)
    who = {"actor": walk.people.secretary, "on": walk.on}
    said = {"what": "last_appeal", "day": day, "reason": "Anslaget hade fel rubrik."}
    desk.set_day(meeting_id=meeting.pk, item_id=None, **said, **who)
    assert material_of(meeting).is_behind
    row = published(walk, meeting)
    assert json.loads(row.json)["items"][0]["last_appeal_day"] == day.isoformat()
    assert "fel rubrik" not in row.html + row.json
    appeal = appealed(walk, case)
    assert not material_of(meeting).is_behind  # that somebody has appealed is not told
    follow(walk, appeal, "annulled")
    row = published(walk, meeting)
    assert "Domstolens avgörande" in row.html and "upphävd av förvaltningsrätten" in row.html
    assert "En kommunmedlem" not in row.html + row.json


def test_the_second_of_two_reviewers_is_told(walk: Walk) -> None:
    meeting = decided_by_council(walk)
    mine = facts_of(walk, meeting)
    operations.publish_minutes(**mine)
    with refused("published", NotNow) as refusal:
        operations.publish_minutes(**mine)
    assert "Lena Wikström" in refusal.value.sentence
    strange = facts_of(walk, meeting, choices={0: Choice(True)})
    with refused("changed", NotNow):
        operations.publish_minutes(**strange)


def test_taking_down_says_why_and_the_next_edition_is_another(walk: Walk) -> None:
    meeting = decided_by_council(walk)
    who = {"meeting_id": meeting.pk, "actor": walk.people.secretary, "on": walk.on}
    with refused("not_published", NotNow):
        operations.unpublish_minutes(reason="Fel.", **who)
    published(walk, meeting)
    for reason, code in (
        (" ", "no_reason"),
        ("x" * 501, "long_text"),
        ("\u202e", "control_character"),
    ):
        with refused(code, Invalid):
            operations.unpublish_minutes(reason=reason, **who)
    operations.unpublish_minutes(reason="Fel.", **who)
    with refused("not_published", NotNow):
        operations.unpublish_minutes(reason="Igen.", **who)
    assert published(walk, meeting).edition == 2
    assert verify_everything().findings == []


def test_names_stay_in_the_minutes_and_figures_are_shown(walk: Walk) -> None:
    case = walk.proposed()
    item = walk.on_agenda(case, walk.people.council)
    said = Proceedings(
        votes=(Vote("bifall till förslaget", "avslag på Kim Bergs yrkande", 20, 19),),
        statements=(Statement("dissent", "Kim Berg"), Statement("note", "Kim Berg", "Nej.")),
        recusals=(Recusal("Siv Ek", "Ola Lund"),),
    )
    walk.record(item, {1: "approved", 2: "rejected"}, proceedings=said)
    walk.minutes(case)
    meeting = MinuteItem.objects.get(pk=item.pk).meeting
    words = ("Kim Bergs",)
    row = published(walk, meeting, Choice(True, "", words))
    for text in (row.json, row.html):
        assert not any(name in text for name in ("Kim Berg", "Siv Ek", "Ola Lund"))
    for text in ("20 Ja (bifall till förslaget)", "19 Nej", "En reservation", "på grund av jäv"):
        assert text in row.html
    assert "Så löd förslaget:" in row.html


def test_an_edition_is_frozen_and_its_proof_sees_a_change(walk: Walk) -> None:
    meeting = decided_by_council(walk)
    published(walk, meeting)
    taken_down(walk, meeting)
    for table in ("lifecycle_publication", "lifecycle_publicationremoval"):
        for verb in (f"UPDATE {table} SET name = 'x'", f"DELETE FROM {table}"):
            with (
                pytest.raises((InternalError, ProgrammingError), match="frozen"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(verb)
    row = Publication.objects.get()
    assert row.is_taken_down
    place = f"sammanträde {meeting.pk} publicerad utgåva 1: "
    other = "är inte den som historiken antecknade."
    both = [other, f"borttagningen {other}"]
    told = {"publication": row.pk, "meeting": meeting.pk, "edition": 1}
    for said, sentences in (
        ({}, both),
        ({row.pk + 1: told}, [both[0], "saknas.", both[1], "borttagningen saknas."]),
    ):
        report = Report()
        with patch("lifecycle.publication_proof._told", lambda kind, said=said: dict(said)):
            check_publications(report)
        assert [str(found) for found in report.findings] == [place + s for s in sentences]


def test_a_page_somebody_kept_is_known_again(walk: Walk, tmp_path: Path) -> None:
    meeting = decided_by_council(walk)
    row = published(walk, meeting)
    for name, text in (("sida.html", row.html), ("data.json", row.json)):
        file = tmp_path / name
        file.write_bytes(text.encode())
        said = StringIO()
        call_command("verify_document", str(file), stdout=said)
        assert "Publicerade beslut, utgåva 1" in said.getvalue()
        assert f"Kommunfullmäktige {meeting.date}" in said.getvalue()
    taken_down(walk, meeting)
    assert "borttagen från webben" in judge_file(row.html.encode()).what
    assert judge_file(row.html.replace("Bifall", "Avslag").encode()).outcome == "unknown"


def test_the_number_of_queries_is_constant(walk: Walk) -> None:
    def asked(meeting: Any) -> int:
        with CaptureQueriesContext(connection) as queries:
            material_of(meeting).choices()
        return len(queries)

    p = walk.people
    cases = [walk.approved() for _ in range(3)]
    item = walk.on_agenda(cases[0], p.board)
    who = {"actor": p.secretary, "on": walk.on}
    items = [item] + [
        desk.place_on_agenda(case_id=c.pk, meeting_id=item.meeting_id, **who) for c in cases[1:]
    ]
    for each in items:
        walk.record(each, {1: "approved", 2: "approved", 3: "approved"})
    walk.minutes(cases[0])
    walk.on += timedelta(days=1)
    one = decided_by_council(walk)
    meeting = MinuteItem.objects.get(pk=item.pk).meeting
    assert asked(meeting) == asked(one) == 9


def test_text_in_markup_becomes_plain_lines() -> None:
    text = (
        "Avtalet **godkänns**.\n\n- ett\n  - inne\n- två ^[not]\n\n1. först\n\n| a | b |\n| c | d |"
    )
    assert public_text(text).splitlines() == [
        "Avtalet godkänns.", "– ett", "– inne", "– två  (not)", "1. först", "a | b", "c | d",
    ]  # fmt: skip
    item = {"heading": "Rut", "points": [], "votes": [], "corrections": []}
    assert masked(item, ["rut"])["heading"] == REMOVED


def test_a_name_taken_out_once_is_proposed_again_whatever_space_it_is_written_with(
    walk: Walk,
) -> None:
    draft = replace(
        walk.draft(),
        points=(DecisionPoint(1, walk.people.board.pk, None, "Rut\u00a0Alm får ersättning."),),
    )
    item = walk.on_agenda(walk.approved(walk.submitted(walk.ready(draft=draft))), walk.people.board)
    walk.minutes(walk.record(item, {1: "approved"}))
    meeting = Meeting.objects.get(pk=item.meeting_id)
    published(walk, meeting, Choice(True, "", ("Rut Alm",)))
    (again,) = material_of(meeting).choices().values()
    assert again.words == ("Rut Alm",)


def test_a_secret_title_is_known_however_its_letters_are_put_together() -> None:
    whole = "Kommunens förhandlingsläge"
    for title in (unicodedata.normalize("NFD", whole), "Kommunens förhandlings\u00adläge"):
        assert find(seen(whole), {"secret": [seen(title)]})


@pytest.mark.parametrize(
    "mark",
    ["\u034f", "\u061c", "\u115f", "\u17b4", "\u180e", "\u2800", "\u3164", "\ufff9", "\U000e0020"],
)
def test_what_shows_as_nothing_is_not_there(mark: str) -> None:
    assert seen(f"850101-{mark}1234") == "850101-1234"
