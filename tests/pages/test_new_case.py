"""Opening a case: from the beginning, or from a tjänsteutlåtande that is read in."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from cases.drafts import read_draft
from cases.models import Agreement, Case, Party
from history.models import Event
from lifecycle.models import Question
from organisation.models import Appointment, Person, Role
from tests.pages.answers import see, signed_in
from tests.people import SINCE, Walk
from tests.snapshot import everything

pytestmark = pytest.mark.django_db

EXAMPLE = settings.BASE_DIR / "docs/exempel/tjansteutlatande_exempel.txt"


@pytest.fixture(autouse=True)
def this_day(walk: Walk) -> None:
    """Walks start on the day the pages read."""
    walk.on = timezone.localdate()


def said(walk: Walk, **changes: str) -> dict[str, Any]:
    """What the form sends."""
    return {
        "title": "Avtal om praktik med Röda Korsets Högskola",
        "agreement": "Praktik och kompetensförsörjning",
        "counterparty": "Röda Korsets Högskola",
        "organisation_number": "202100-2973",
        "kind": "cooperation_agreement",
        "recipient": str(walk.people.board.pk),
        **changes,
    }


def send(person: Person, data: dict[str, Any]) -> HttpResponse:
    """Send one of the page's two forms."""
    return signed_in(person).post(reverse("case_new"), data)


def read_in(person: Person, text: bytes, filename: str = "utlåtande.txt") -> HttpResponse:
    """Send the form that reads a file."""
    return send(person, {"import": "1", "file": SimpleUploadedFile(filename, text)})


def test_the_form_opens_a_case_to_write_in(walk: Walk) -> None:
    response = send(walk.people.officer, said(walk))
    case = Case.objects.get()
    assert response["Location"] == reverse("case_edit", args=[case.pk])
    assert (case.stage, case.case_officer, case.unit) == (
        "draft",
        walk.people.officer,
        walk.people.department,
    )
    assert case.agreement.title == "Praktik och kompetensförsörjning"
    party = Party.objects.get(agreement=case.agreement, is_ours=False)
    assert (party.name, party.organisation_number) == ("Röda Korsets Högskola", "202100-2973")
    assert "Sammanfattning" in [s.heading for s in read_draft(case).sections]
    assert read_draft(case).recipients == ("Röda Korsets Högskola",)
    assert Question.objects.get(case=case).person == walk.people.officer


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("2021002973", "202100-2973"), (" 202100 2973 ", "202100-2973"), ("", "")],
)
def test_an_organisation_number_is_kept_in_one_form(walk: Walk, typed: str, kept: str) -> None:
    assert send(walk.people.officer, said(walk, organisation_number=typed)).status_code == 302
    assert Party.objects.get(is_ours=False).organisation_number == kept


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("title", " ", "Skriv en rubrik för ärendet."),
        ("title", "x" * 251, "Skriv högst 250 tecken."),
        ("agreement", "", "Ange avtalets benämning."),
        ("counterparty", "", "Ange motparten."),
        ("counterparty", "huddinge kommun", "Motparten kan inte vara kommunen själv."),
        ("organisation_number", "202100-2974", "Numret stämmer inte."),
        ("organisation_number", "٢٠٢١٠٠-٢٩٧٣", "Numret stämmer inte."),
        ("organisation_number", "2021-002973x", "Skriv högst 11 tecken."),
        ("kind", "påhittat", "Välj i listan."),
        ("kind", "", "Välj avtalstyp."),
        ("recipient", "", "Välj det organ som får ärendet först."),
        ("recipient", "999999", "Välj i listan."),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_is_opened(
    walk: Walk, field: str, typed: str, sentence: str
) -> None:
    response = send(walk.people.officer, said(walk, **{field: typed}))
    html = response.content.decode()
    assert response.status_code == 422
    assert sentence in html
    assert field in response.context["form"].errors
    kept = "Praktik och kompetensförsörjning" if field != "agreement" else "Röda Korsets Högskola"
    assert kept in html
    assert not Case.objects.exists()
    assert not Agreement.objects.exists()


def test_the_council_receives_no_case_first(walk: Walk) -> None:
    response = send(walk.people.officer, said(walk, recipient=str(walk.people.council.pk)))
    assert response.status_code == 422
    assert not Case.objects.exists()


@pytest.mark.parametrize("name", ["head", "registrar", "auditor", "administrator", "secretary"])
def test_only_officers_open_cases(walk: Walk, name: str) -> None:
    person = getattr(walk.people, name)
    assert signed_in(person).get(reverse("case_new")).status_code == 403
    assert reverse("case_new") not in see(person, "case_list")
    assert send(person, said(walk)).status_code == 403
    assert read_in(person, EXAMPLE.read_bytes()).status_code == 403
    assert not Case.objects.exists()


def test_an_officer_of_no_unit_is_told(walk: Walk) -> None:
    person = Person.objects.create(name="Per Lund", email="per.lund@example.se")
    Appointment.objects.create(
        person=person, role=Role.CASE_OFFICER, title="utredare", starts=SINCE
    )
    response = send(person, said(walk))
    assert response.status_code == 422
    assert "Per Lund är inte handläggare på någon enhet i dag." in response.content.decode()
    assert not Case.objects.exists()


# Reading in --------------------------------------------------------------------------------------------


def test_a_report_is_read_in_with_all_its_parts(walk: Walk) -> None:
    response = read_in(walk.people.officer, EXAMPLE.read_bytes())
    case = Case.objects.get()
    assert response["Location"] == reverse("case_edit", args=[case.pk])
    draft = read_draft(case)
    assert [p.number for p in draft.points] == [1, 2, 3]
    assert draft.points[2].depends_on == (1, 2)
    assert [a.number for a in case.attachments.all()] == [1, 2]
    assert len(draft.signers) == 2
    assert len(draft.recipients) == 3
    assert Event.objects.filter(kind="case_imported", subject_id=case.pk).exists()
    html = signed_in(walk.people.officer).get(response["Location"]).content.decode()
    assert "Fil saknas" in html


def test_what_could_not_be_placed_is_shown_and_stays_shown(walk: Walk) -> None:
    lost = "Dnr <KS> 2026/7 ensam rad"
    text = f"{lost}\n\n".encode() + EXAMPLE.read_bytes()
    address = read_in(walk.people.officer, text)["Location"]
    client = signed_in(walk.people.officer)
    for _ in range(2):
        html = client.get(address).content.decode()
        assert "Från inläsningen" in html
        assert "Dnr &lt;KS&gt; 2026/7 ensam rad" in html


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (b"", "Filen är tom. Välj en annan fil."),
        (b"\x00\x01\x02\xff" * 50, ""),
        ("Ett brev utan förslag.\n".encode(), "Förslag till beslut"),
        (b"%PDF-1.7 ...", ""),
    ],
)
def test_what_is_no_report_opens_nothing(walk: Walk, text: bytes, sentence: str) -> None:
    response = read_in(walk.people.officer, text)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Case.objects.exists()
    assert not Agreement.objects.exists()


def test_a_report_to_an_unknown_body_names_those_there_are(walk: Walk) -> None:
    text = EXAMPLE.read_bytes().replace(b"Kommunstyrelsen\n", "Byggnämnden\n".encode(), 1)
    response = read_in(walk.people.officer, text)
    assert response.status_code == 422
    assert "De som finns är:" in response.content.decode()
    assert not Case.objects.exists()


def test_no_file_is_said_at_the_field(walk: Walk) -> None:
    response = send(walk.people.officer, {"import": "1"})
    assert response.status_code == 422
    assert "Välj en fil." in response.content.decode()
    assert not Case.objects.exists()


def test_a_report_read_in_twice_is_told_and_both_ways_out_are_there(walk: Walk) -> None:
    officer, text = walk.people.officer, EXAMPLE.read_bytes()
    first = read_in(officer, text)["Location"]
    client = signed_in(officer)
    before = _but_history()
    sent = {"import": "1", "file": SimpleUploadedFile("igen.txt", text)}
    refused = client.post(reverse("case_new"), sent)
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "Du har redan ett utkast med samma rubrik." in page and f'href="{first}"' in page
    assert 'name="again"' in page
    assert _but_history() == before, "nothing was written but the refusal"
    file = SimpleUploadedFile("igen.txt", text)
    assert send(officer, {"import": "1", "again": "on", "file": file})["Location"] != first
    assert Case.objects.count() == 2


def _but_history() -> dict[str, str]:
    return {name: rows for name, rows in everything().items() if not name.startswith("history_")}
