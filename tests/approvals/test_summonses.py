"""The summons: what it says and binds, when it is refused, that what was seen is what is issued, and who reads it."""

from __future__ import annotations

import hashlib
import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pypdf
import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django.fixtures import Settings

from approvals import operations as desk
from approvals.agenda import rows_of_agenda
from approvals.agenda_models import Summons, SummonsDraft
from approvals.models import Meeting
from approvals.rules.summonses import Issued, When, next_name
from approvals.summonses import content_of_summons
from cases import operations as drafting
from cases.documents.summons import bind_summons, render_summons
from cases.models import Case
from cases.rules.errors import NotNow
from history.models import Event
from lifecycle import flows, jobs
from lifecycle.proof import verify_everything
from tests.approvals.summonses import described, summons_issued, summons_made
from tests.documents.standards import outcomes
from tests.pages.answers import signed_in, the_clock_follows
from tests.people import Walk, a_pdf
from tests.snapshot import everything, refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def this_day(walk: Walk, settings: Settings) -> None:
    """Walks start today; the pages' clock follows them."""
    walk.on = timezone.localdate()
    settings.DEMO = True


def who(walk: Walk) -> dict[str, Any]:
    """The secretary, on the walk's day."""
    return {"actor": walk.people.secretary, "on": walk.on}


def with_secret(walk: Walk) -> Case:
    """A case at the board with one open attachment and one that is secret."""
    case = walk.ready()
    facts = {"case_id": case.pk, "actor": walk.people.officer, "on": walk.on}
    drafting.add_attachment(
        title="Förhandling", filename="b.pdf", data=a_pdf("hemligt"), number=None, **facts
    )
    secrecy = {"provision": "OSL 19 kap. 3 §", "reason": "Pågår."}
    drafting.mark_secrecy(number=2, **secrecy, **facts)
    return walk.approved(walk.submitted(walk.again(case)))


def full(walk: Walk) -> Meeting:
    """A coming meeting of the board with hour, place, standing items and two cases, one with a secret attachment."""
    meeting = walk.ahead(walk.people.board, with_secret(walk))
    facts = {"meeting_id": meeting.pk, **who(walk)}
    desk.place_on_agenda(case_id=walk.approved().pk, **facts)
    desk.set_standing_items(opening="Upprop", closing="Delgivningar", as_default=False, **facts)
    return described(walk, meeting)


def words(pdf: bytes) -> str:
    """The text of all pages on one line."""
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    text = " ".join(page.extract_text() for page in pages)
    return " ".join(text.replace("\xa0", " ").split())


def marks(pdf: bytes) -> list[Any]:
    """The bookmarks' titles, those below one in a list after it."""

    def titles(outline: list[Any]) -> list[Any]:
        return [titles(each) if isinstance(each, list) else each.title for each in outline]

    return titles(pypdf.PdfReader(io.BytesIO(pdf)).outline)


def late(walk: Walk, meeting: Meeting) -> None:
    """One more case, let in after the summons."""
    said = {"let_in_by": "Ordföranden", "late_reason": "Avtalet löper ut."}
    desk.place_on_agenda(case_id=walk.approved().pk, meeting_id=meeting.pk, **said, **who(walk))


# What it says --------------------------------------------------------------------------------------------


def test_it_says_where_and_when_and_what_and_never_what_is_secret(
    walk: Walk, tmp_path: Path
) -> None:
    meeting = full(walk)
    content = content_of_summons(meeting, walk.on)
    pdf = render_summons(content)
    assert pdf == render_summons(content)
    text = words(pdf)
    for said in (
        "KALLELSE",
        "Kommunstyrelsen",
        "klockan 13.00",
        "A-salen",
        "1 Upprop",
        "2 Avtal om samverkan med Karolinska Institutet (KF)",
        "4 Delgivningar",
        "Bilaga 1. Samverkansavtal",
        "Bilaga 2. Förhandling (sekretessmarkerad, ingår inte)",
        *(i.case.registry_number for i in meeting.items.all()),
    ):
        assert said in text, said
    file = tmp_path / "kallelse.pdf"
    file.write_bytes(pdf)
    assert [o for o in outcomes([file]) if o.broken] == []


def test_the_documents_stand_behind_it_with_bookmarks(walk: Walk) -> None:
    meeting = full(walk)
    content = content_of_summons(meeting, walk.on)
    asked: list[str] = []

    def bytes_of(sha256: str) -> bytes:
        asked.append(sha256)
        return a_pdf(sha256)

    bound = bind_summons(content, render_summons(content), bytes_of)
    assert bound == bind_summons(content, render_summons(content), bytes_of)
    title = "Avtal om samverkan med Karolinska Institutet"
    behind = ["Tjänsteutlåtande", "Bilaga 1. Samverkansavtal"]
    assert marks(bound) == ["Kallelse", f"2. {title}", behind, f"3. {title}", behind]
    secret = hashlib.sha256(a_pdf("hemligt")).hexdigest()
    case = meeting.items.earliest("position").case
    hidden = case.attachments.get(number=2).file.sha256
    assert len(asked) == 8
    assert not {secret, hidden} & {*asked}
    assert hidden not in content


def test_files_larger_than_one_file_can_hold_are_named_only(
    walk: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting = full(walk)
    monkeypatch.setattr("approvals.summonses.MOST_BYTES", 1)
    lines = json.loads(content_of_summons(meeting, walk.on))["lines"]
    found = [d for line in lines for d in line["documents"]]
    assert {d["becomes"] for d in found} == {""}
    assert "finns i ärendet, för stor för den här filen" in {d["absence"] for d in found}


def test_the_queries_do_not_grow_with_the_agenda(
    walk: Walk, django_assert_num_queries: Any
) -> None:
    meeting = walk.ahead(walk.people.board, walk.approved())
    with django_assert_num_queries(4):
        content_of_summons(meeting, walk.on)
    desk.place_on_agenda(case_id=walk.approved().pk, meeting_id=meeting.pk, **who(walk))
    with django_assert_num_queries(4):
        content_of_summons(meeting, walk.on)


def test_what_the_next_one_is_called() -> None:
    when, other = When("2026-05-20", "13.00", "A-salen"), When("2026-05-21", "", "")
    first = [Issued("Kallelse", when)]
    assert next_name([], when) == "Kallelse"
    assert next_name(first, when) == "Tilläggslista 1"
    assert next_name([*first, Issued("Tilläggslista 1", when)], when) == "Tilläggslista 2"
    assert next_name(first, other) == "Ändrad kallelse"


# Issuing -------------------------------------------------------------------------------------------------


def test_what_was_seen_is_issued_kept_and_told(walk: Walk) -> None:
    meeting = full(walk)
    row = summons_issued(walk, meeting)
    assert (row.name, row.number, row.issued_on) == ("Kallelse", 1, walk.on)
    assert not SummonsDraft.objects.exists()
    assert {i.summons_id for i in meeting.items.all()} == {row.pk}
    told = [json.loads(e.said.body)["facts"] for e in Event.objects.filter(kind="summons_issued")]
    assert len(told) == 3  # two cases and the organisation
    assert {t["sha256"] for t in told} == {hashlib.sha256(bytes(row.file.data)).hexdigest()}
    assert verify_everything().findings == []
    with pytest.raises(DatabaseError), transaction.atomic():
        Summons.objects.update(name="Annan")


def test_the_order_stands_fast_and_a_late_case_goes_out_in_a_supplement(walk: Walk) -> None:
    meeting = full(walk)
    summons_issued(walk, meeting)
    item = meeting.items.earliest("position")
    facts = {"meeting_id": meeting.pk, **who(walk)}
    with refused("summons_issued", NotNow):
        desk.move_item(item_id=item.pk, direction="down", **facts)
    with refused("summons_issued", NotNow):
        desk.set_standing_items(opening="", closing="", as_default=False, **facts)
    with refused("nothing_new", NotNow):
        desk.issue_summons(seen="", **facts)
    flows.run(desk.remove_from_agenda, case_id=item.case_id, item_id=item.pk, **who(walk))
    late(walk, meeting)
    numbers = [row.line.number for row in rows_of_agenda(meeting)]
    assert numbers == [1, 2, 3, 4, 5]
    row = summons_issued(walk, meeting)
    assert row.name == "Tilläggslista 1"
    (line,) = json.loads(row.content)["lines"]
    assert (line["number"], line["is_late"]) == (5, True)
    assert "extra ärende" in words(bytes(row.file.data))


def test_a_moved_meeting_is_called_anew_with_all_its_cases(walk: Walk) -> None:
    meeting = full(walk)
    summons_issued(walk, meeting)
    day = meeting.date + timedelta(days=1)
    moved = {"date": day, "stop_date": None, "reason": "Lokalen är upptagen."}
    desk.move_meeting(meeting_id=meeting.pk, **moved, **who(walk))
    row = summons_issued(walk, meeting)
    assert row.name == "Ändrad kallelse"
    assert len(json.loads(row.content)["lines"]) == 4


def test_what_stands_in_the_way_is_said(walk: Walk) -> None:
    facts = {"seen": "", **who(walk)}
    empty = walk.ahead(walk.people.council)
    with refused("no_items", NotNow):
        desk.issue_summons(meeting_id=empty.pk, **facts)
    nowhere = walk.ahead(walk.people.board, walk.approved())
    with refused("no_time", NotNow):
        desk.issue_summons(meeting_id=nowhere.pk, **facts)
    item = walk.on_agenda(walk.approved(), walk.people.board)
    facts["on"] = walk.on
    with refused("held", NotNow):
        desk.issue_summons(meeting_id=item.meeting_id, **facts)
    walk.record(item, {1: "approved", 2: "approved", 3: "approved"})
    with refused("recorded", NotNow):
        desk.issue_summons(meeting_id=item.meeting_id, **facts)


def test_another_file_than_the_one_seen_is_not_issued(walk: Walk) -> None:
    meeting = full(walk)
    facts = {"meeting_id": meeting.pk, **who(walk)}
    with refused("summons_changed", NotNow):
        desk.issue_summons(seen="", **facts)
    seen = summons_made(walk, meeting)
    with refused("summons_changed", NotNow):
        desk.issue_summons(seen="0" * 64, **facts)
    tomorrow = {**facts, "on": walk.on + timedelta(days=1)}
    with refused("summons_changed", NotNow):
        desk.issue_summons(seen=seen, **tomorrow)
    item = meeting.items.latest("position")
    desk.move_item(item_id=item.pk, direction="up", **facts)
    with refused("summons_changed", NotNow):
        desk.issue_summons(seen=seen, **facts)


# The page ------------------------------------------------------------------------------------------------


def secretary(walk: Walk) -> Client:
    """The secretary's browser, on the walk's day."""
    the_clock_follows(walk)
    return signed_in(walk.people.secretary)


def test_it_is_ordered_waited_for_looked_at_and_issued(walk: Walk) -> None:
    meeting, client = full(walk), secretary(walk)
    url = reverse("meeting_agenda", args=[meeting.pk])
    assert "Ta fram kallelse" in client.get(url).content.decode()
    for _ in range(2):
        client.post(reverse("meeting_summons", args=[meeting.pk]))
    (job,) = ProcrastinateJob.objects.filter(task_name="make_summons")
    assert "Kallelsen tas fram." in client.get(url).content.decode()
    jobs.make_summons(**job.args)
    ProcrastinateJob.objects.filter(pk=job.pk).delete()
    page = client.get(url)
    assert "Utfärda kallelse" in page.content.decode()
    for part in ("kallelse", "handlingar"):
        answer = client.get(reverse("summons_draft", args=[meeting.pk, part]))
        assert answer.content.startswith(b"%PDF")
    said = {"seen": page.context["summons"].seen}
    client.post(reverse("meeting_issue", args=[meeting.pk]), said)
    row = Summons.objects.get()
    text = client.get(url).content.decode()
    assert "Kallelse med handlingar (PDF)" in text
    assert "Alla ärenden på dagordningen står redan i en kallelse." in text
    answer = client.get(reverse("summons_file", args=[meeting.pk, 1, "kallelse"]))
    assert answer.content == bytes(row.file.data)
    for args in ([meeting.pk, 2, "kallelse"], [meeting.pk, 1, "annat"]):
        assert client.get(reverse("summons_file", args=args)).status_code == 404


def test_an_empty_agenda_is_refused_with_a_sentence(walk: Walk) -> None:
    meeting = walk.ahead(walk.people.board)
    client = secretary(walk)
    before = {k: v for k, v in everything().items() if not k.startswith("history")}
    answer = client.post(reverse("meeting_summons", args=[meeting.pk]))
    assert answer.status_code == 409
    assert "Inget ärende står på dagordningen." in answer.content.decode()
    assert {k: v for k, v in everything().items() if not k.startswith("history")} == before


def test_only_who_reads_every_case_reads_the_file(walk: Walk) -> None:
    meeting = full(walk)
    summons_issued(walk, meeting)
    the_clock_follows(walk)
    url = reverse("summons_file", args=[meeting.pk, 1, "handlingar"])
    p = walk.people
    answers = {
        person.name: signed_in(person).get(url).status_code for person in (p.auditor, p.outsider)
    }
    assert answers == {p.auditor.name: 200, p.outsider.name: 404}
    page = signed_in(p.outsider).get(reverse("meeting_agenda", args=[meeting.pk]))
    assert "Karolinska" not in page.content.decode()
    assert "Kallelse med handlingar" not in page.content.decode()
