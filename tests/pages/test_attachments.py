"""Files of a case: attachments in and out, who gets them, and the preview that the worker makes."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from procrastinate.contrib.django.models import ProcrastinateJob

from cases import operations as drafting
from cases.drafts import read_draft
from cases.models import Attachment, Case, Preview, StoredFile
from cases.rules.draft import DraftSection
from lifecycle import jobs, operations
from organisation.models import Person
from tests.documents.hostile_office import plain_word
from tests.pages.answers import see, signed_in
from tests.people import Walk, a_pdf
from tests.snapshot import everything

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def this_day(walk: Walk) -> None:
    """Walks start on the day the pages read."""
    walk.on = timezone.localdate()


def send(person: Person, case: Case, data: bytes | None = None, **said: Any) -> HttpResponse:
    """Send the form of the attachments' page, with a file when there is one."""
    if data is not None:
        said["file"] = SimpleUploadedFile(said.pop("filename", "avtal.pdf"), data)
    return signed_in(person).post(reverse("case_attachments", args=[case.pk]), said)


def file_of(case: Case, number: int = 1) -> str:
    """Where an attachment is fetched."""
    return reverse("case_attachment_file", args=[case.pk, number])


# In ----------------------------------------------------------------------------------------------------


def test_a_pdf_becomes_the_next_attachment(walk: Walk) -> None:
    case = walk.ready()
    response = send(walk.people.officer, case, a_pdf("Ny"), title="Strategi", filename="s.pdf")
    assert response.status_code == 302
    added = Attachment.objects.get(case=case, number=2)
    assert (added.title, added.filename) == ("Strategi", "s.pdf")
    assert "Bilaga 2. Strategi" in see(walk.people.officer, "case_attachments", case.pk)


def test_an_attachment_gets_the_file_it_waits_for(walk: Walk) -> None:
    case = walk.opened(attachment_titles=("Avtalet", "Strategin"))
    html = (
        signed_in(walk.people.officer)
        .get(reverse("case_attachments", args=[case.pk]), {"bilaga": "2"})
        .content.decode()
    )
    assert "Fil till bilaga 2" in html
    assert 'value="Strategin"' in html
    response = send(walk.people.officer, case, a_pdf(), title="Strategin 2016", number="2")
    assert response.status_code == 302
    assert [(a.number, a.title, bool(a.file)) for a in case.attachments.all()] == [
        (1, "Avtalet", False),
        (2, "Strategin 2016", True),
    ]


def test_an_attachment_that_waits_for_its_file_is_not_saved_without_one(walk: Walk) -> None:
    case = walk.opened(attachment_titles=("Avtalet",))
    officer = signed_in(walk.people.officer)
    before = everything()
    said = {"title": "Avtal", "number": "1"}
    response = officer.post(reverse("case_attachments", args=[case.pk]), said)
    html = response.content.decode()
    assert response.status_code == 422
    assert "Välj en fil" in html
    assert 'value="Avtal"' in html
    assert everything() == before


def test_removing_one_moves_the_rest_up(walk: Walk) -> None:
    case = walk.ready()
    send(walk.people.officer, case, a_pdf("Två"), title="Två")
    assert send(walk.people.officer, case, remove="1").status_code == 302
    assert [(a.number, a.title) for a in case.attachments.all()] == [(1, "Två")]


@pytest.mark.parametrize(
    ("data", "title", "sentence"),
    [
        (b"", "Avtal", "Filen är tom. Välj en annan fil."),
        (b"<html><script>alert(1)</script>", "Avtal", "Filen är en webbsida."),
        (b"%PDF-1.7\nskadad", "Avtal", "PDF-filen är skadad"),
        (None, "Avtal", "Välj en fil."),
        (a_pdf("Bra"), " ", "Ge bilagan en titel."),
        (a_pdf("Bra"), "x" * 201, "Skriv högst 200 tecken."),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_nothing_is_kept(
    walk: Walk, data: bytes | None, title: str, sentence: str
) -> None:
    case = walk.ready()
    files = StoredFile.objects.count()
    response = send(walk.people.officer, case, data, title=title)
    html = response.content.decode()
    assert response.status_code == 422
    assert sentence in html
    assert title.strip() in html
    assert case.attachments.count() == 1
    assert StoredFile.objects.count() == files


def test_a_file_too_large_is_refused(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    case = walk.ready()
    monkeypatch.setattr("cases.intake.MAX_BYTES", 100)
    response = send(walk.people.officer, case, a_pdf("Stor"), title="Stor")
    assert response.status_code == 422
    assert "Filen är större än" in response.content.decode()
    assert case.attachments.count() == 1


@pytest.mark.parametrize("number", ["7", "0", "-1", "x", "9" * 30])
def test_a_number_that_is_none_fills_nothing(walk: Walk, number: str) -> None:
    case = walk.ready()
    before = case.attachments.get().file_id
    response = send(walk.people.officer, case, a_pdf("Annan"), title="Annan", number=number)
    assert response.status_code == 422
    assert [a.file_id for a in case.attachments.all()] == [before]


@pytest.mark.parametrize("number", ["7", "x", "", "1" * 20, "²"])
def test_removing_what_is_not_there_removes_nothing(walk: Walk, number: str) -> None:
    case = walk.ready()
    assert send(walk.people.officer, case, remove=number).status_code in (404, 422)
    assert case.attachments.count() == 1


@pytest.mark.parametrize("name", ["head", "registrar", "auditor"])
def test_readers_neither_add_nor_remove(walk: Walk, name: str) -> None:
    case = walk.ready()
    person = getattr(walk.people, name)
    html = see(person, "case_attachments", case.pk)
    assert 'type="file"' not in html
    assert "Det gör en handläggare" in html
    assert send(person, case, a_pdf("Kapad"), title="Kapad").status_code == 403
    assert send(person, case, remove="1").status_code == 403
    assert [a.title for a in case.attachments.all()] == ["Samverkansavtal"]


def test_after_sending_the_attachments_stand_fast(walk: Walk) -> None:
    case = walk.submitted()
    assert "kan inte ändras" in see(walk.people.officer, "case_attachments", case.pk)
    response = send(walk.people.officer, case, a_pdf("Sen"), title="Sen")
    assert response.status_code == 409
    assert send(walk.people.officer, case, remove="1").status_code == 409
    assert case.attachments.count() == 1


# Places, titles, secrecy -------------------------------------------------------------------------------


def page(person: Person, case: Case, number: str = "") -> str:
    """The attachments' page, with one of them chosen."""
    address = reverse("case_attachments", args=[case.pk])
    return signed_in(person).get(address, {"bilaga": number}).content.decode()


def test_buttons_move_an_attachment(walk: Walk) -> None:
    case = walk.opened(attachment_titles=("A", "B"))
    assert send(walk.people.officer, case, up="2").status_code == 302
    assert [a.title for a in case.attachments.all()] == ["B", "A"]
    assert send(walk.people.officer, case, down="1").status_code == 302
    assert [a.title for a in case.attachments.all()] == ["A", "B"]
    assert send(walk.people.officer, case, up="1").status_code == 422
    assert send(walk.people.head, case, up="2").status_code == 403
    assert [a.title for a in case.attachments.all()] == ["A", "B"]


def test_a_title_is_changed_and_the_file_stays(walk: Walk) -> None:
    case = walk.ready()
    before = case.attachments.get().file_id
    assert "Ändra bilaga 1" in page(walk.people.officer, case, "1")
    assert send(walk.people.officer, case, title="Nytt namn", number="1").status_code == 302
    row = case.attachments.get()
    assert (row.title, row.file_id) == ("Nytt namn", before)


def test_word_excel_and_images_are_saved_never_shown(walk: Walk) -> None:
    case = walk.ready()
    png = io.BytesIO()
    Image.new("RGB", (9, 9)).save(png, "PNG")
    for data, name in ((plain_word(), "a.docx"), (png.getvalue(), "b.png")):
        send(walk.people.officer, case, data, title="Till", filename="fil")
        number = case.attachments.count()
        answer = signed_in(walk.people.officer).get(file_of(case, number))
        assert answer["Content-Disposition"] == f'attachment; filename="fil.{name[2:]}"'
        assert answer["X-Content-Type-Options"] == "nosniff"
    html = page(walk.people.officer, case)
    assert "Word, " in html
    assert "Bild (PNG), " in html


def mark(walk: Walk, case: Case, **said: str) -> HttpResponse:
    """Send the form of the marking, as the registrar."""
    words = {"provision": "OSL 19 kap. 3 §", "reason": "Förhandlingen pågår.", **said}
    return send(walk.people.registrar, case, secrecy="1", **words)


def test_a_marked_attachment_opens_for_fewer_and_every_reading_is_told(walk: Walk) -> None:
    case = walk.ready()
    assert mark(walk, case).status_code == 302
    for person in (walk.people.coordinator, walk.people.officer):
        assert "OSL 19 kap. 3 §" in page(person, case)
    assert file_of(case) not in page(walk.people.coordinator, case)
    refused = signed_in(walk.people.coordinator).get(file_of(case))
    assert refused.status_code == 403
    assert "sekretessmarkerad" in refused.content.decode()
    assert not refused.content.startswith(b"%PDF")
    opened = signed_in(walk.people.auditor).get(file_of(case))
    assert opened.content.startswith(b"%PDF")
    assert opened["Cache-Control"] == "no-store"
    html = see(walk.people.auditor, "case_history", case.pk)
    assert "Sekretessmarkerad bilaga öppnades" in html
    assert "Förhandlingen pågår" not in html


def test_what_is_wrong_with_a_marking_is_said_at_its_field(walk: Walk) -> None:
    case = walk.ready()
    answer = mark(walk, case, provision="hemligt", reason="Ett skäl som jag har skrivit.")
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "Ange bestämmelsen, till exempel OSL 19 kap. 3 §." in html
    assert "Ett skäl som jag har skrivit." in html
    assert case.attachments.get().secrecy_provision == ""
    assert send(walk.people.registrar, case, secrecy="9").status_code == 404
    assert send(walk.people.head, case, secrecy="1").status_code == 403
    mark(walk, case)
    assert "Ta bort markeringen" in page(walk.people.officer, case, "1")
    assert send(walk.people.officer, case, lift="1").status_code == 302
    assert case.attachments.get().secrecy_provision == ""


# Out ---------------------------------------------------------------------------------------------------


def test_an_upload_is_saved_never_shown_in_our_own_name(walk: Walk) -> None:
    case = walk.ready()
    response = signed_in(walk.people.auditor).get(file_of(case))
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'inline; filename="avtal.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response.content.startswith(b"%PDF-")


@pytest.mark.parametrize("filename", ['a"; x="b.pdf', "avtal\r\nX-Y: z.pdf", "åäö.pdf"])
def test_a_strange_filename_stays_inside_its_header(walk: Walk, filename: str) -> None:
    case = walk.ready()
    Attachment.objects.filter(case=case).update(filename=filename)
    response = signed_in(walk.people.officer).get(file_of(case))
    assert response["Content-Disposition"].startswith("inline; filename")
    assert "X-Y" not in response.headers


@pytest.mark.parametrize("name", ["outsider", "administrator", "secretary"])
def test_who_may_not_read_the_case_gets_no_file(walk: Walk, name: str) -> None:
    case = walk.ready()
    client = signed_in(getattr(walk.people, name))
    assert client.get(file_of(case)).status_code == 404
    assert client.get(reverse("case_pdf", args=[case.pk])).status_code == 404
    assert client.post(reverse("case_pdf_preview", args=[case.pk])).status_code == 404
    assert not ProcrastinateJob.objects.filter(task_name="render_preview").exists()


def test_a_file_that_is_waited_for_is_not_there(walk: Walk) -> None:
    case = walk.opened(attachment_titles=("Avtalet",))
    assert signed_in(walk.people.officer).get(file_of(case)).status_code == 404
    assert signed_in(walk.people.officer).get(file_of(case, 2)).status_code == 404


# The document ------------------------------------------------------------------------------------------


def pdf_page(person: Person, case: Case) -> HttpResponse:
    """What the address of the document answers."""
    return signed_in(person).get(reverse("case_pdf", args=[case.pk]))


def ask(person: Person, case: Case) -> HttpResponse:
    """Press the button that orders a preview."""
    return signed_in(person).post(reverse("case_pdf_preview", args=[case.pk]))


def test_a_preview_is_ordered_once_waited_for_and_shown(walk: Walk) -> None:
    case = walk.ready()
    html = pdf_page(walk.people.officer, case).content.decode()
    assert "Ta fram förhandsvisning" in html
    assert "http-equiv" not in html
    assert ask(walk.people.officer, case).status_code == 302
    assert ask(walk.people.head, case).status_code == 302
    job = ProcrastinateJob.objects.get(task_name="render_preview")
    html = pdf_page(walk.people.officer, case).content.decode()
    assert '<meta http-equiv="refresh" content="2">' in html
    assert "Läs in igen" in html
    jobs.render_preview(**job.args)
    response = pdf_page(walk.people.officer, case)
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("inline")
    assert response.content.startswith(b"%PDF-1.7")


def test_the_editor_shows_the_first_page_of_what_is_saved(walk: Walk) -> None:
    case = walk.ready()
    officer = signed_in(walk.people.officer)
    state, image = (reverse(n, args=[case.pk]) for n in ("case_preview", "case_preview_image"))
    assert officer.get(state).json() == {"key": "", "isAsked": False}
    assert officer.get(image).status_code == 404
    for _ in range(2):
        assert officer.post(state).json() == {"key": "", "isAsked": True}
    job = ProcrastinateJob.objects.get(task_name="render_preview")
    jobs.render_preview(**job.args)
    said = officer.get(state).json()
    assert (said["key"], said["pages"]) == (case.preview.content_hash, 1)
    assert officer.get(image).content.startswith(b"\x89PNG")
    outsider = signed_in(walk.people.outsider)
    assert {outsider.get(state).status_code, outsider.get(image).status_code} == {404}


def test_an_unfinished_word_is_told_beside_the_text_and_not_in_the_book(walk: Walk) -> None:
    draft = replace(walk.draft(), sections=(DraftSection(1, "Bakgrund", "\U0001f40b bilaga 1"),))
    case = walk.ready(draft=draft)
    officer = signed_in(walk.people.officer)
    before = everything()
    answer = officer.post(reverse("case_preview", args=[case.pk]))
    assert (
        answer.status_code == 422 and "finns inte i dokumentets typsnitt" in answer.json()["wrong"]
    )
    assert everything() == before


def test_a_preview_of_an_earlier_text_is_not_shown(walk: Walk) -> None:
    case = walk.ready()
    jobs.render_preview(case.pk)
    assert pdf_page(walk.people.officer, case)["Content-Type"] == "application/pdf"
    draft = read_draft(case)
    changed = replace(draft, sections=(*draft.sections, DraftSection(1, "Nytt", "Mer text.")))
    drafting.edit_draft(
        case_id=case.pk,
        draft=changed,
        seen=case.edit_count,
        actor=walk.people.officer,
        on=walk.on,
    )
    assert "Ta fram förhandsvisning" in pdf_page(walk.people.officer, case).content.decode()
    jobs.render_preview(case.pk)
    assert pdf_page(walk.people.officer, case)["Content-Type"] == "application/pdf"
    assert Preview.objects.filter(case=case).count() == 1


def test_a_preview_of_a_submitted_version_is_of_what_was_frozen(walk: Walk) -> None:
    case = walk.submitted()
    jobs.render_preview(case.pk)
    assert Preview.objects.get(case=case).content_hash == case.versions.get().content_hash
    assert pdf_page(walk.people.head, case)["Content-Type"] == "application/pdf"


def test_the_frozen_document_is_the_one_shown(walk: Walk) -> None:
    case = walk.submitted()
    jobs.render_preview(case.pk)
    walk.approved(case)
    frozen = case.versions.get().document
    assert pdf_page(walk.people.secretary, case).content == bytes(frozen.file.data)


def test_returned_to_a_draft_the_old_document_is_not_the_new_text(walk: Walk) -> None:
    item = walk.on_agenda(walk.approved(), walk.people.board)
    case = walk.record(
        item, {1: "referred_back", 2: "approved", 3: "approved"}, motivation="Utred mer."
    )
    assert case.stage == "draft"
    assert "Ta fram förhandsvisning" in pdf_page(walk.people.officer, case).content.decode()


def test_what_no_document_can_carry_is_said_before_it_is_ordered(walk: Walk) -> None:
    draft = replace(walk.draft(), sections=(DraftSection(1, "Bakgrund", "\U0001f40b bilaga 1"),))
    case = walk.ready(draft=draft)
    response = ask(walk.people.officer, case)
    assert response.status_code == 422
    assert not ProcrastinateJob.objects.filter(task_name="render_preview").exists()


def test_a_draft_of_hardly_anything_has_a_preview_too(walk: Walk) -> None:
    case = walk.opened(draft=replace(walk.draft(), points=(), sections=(), recipients=()))
    response = ask(walk.people.officer, case)
    assert response.status_code in (302, 422)
    if response.status_code == 302:
        jobs.render_preview(case.pk)
        assert pdf_page(walk.people.officer, case)["Content-Type"] == "application/pdf"


def test_no_page_makes_a_pdf_itself() -> None:
    web = [settings.BASE_DIR / "cases/web", settings.BASE_DIR / "lifecycle/web"]
    sources = [source for folder in web for source in folder.glob("*.py")]
    assert len(sources) > 10
    for source in sources:
        assert "render_officer_report" not in source.read_text(encoding="utf-8"), source


def test_a_withdrawn_case_keeps_its_files(walk: Walk) -> None:
    case = walk.ready()
    operations.withdraw_case(
        case_id=case.pk, reason="Avbrutet.", actor=walk.people.officer, on=walk.on
    )
    assert signed_in(walk.people.officer).get(file_of(case)).status_code == 200
    assert pdf_page(walk.people.officer, case).status_code == 200
