"""The administrator's pages for templates: a list, an editor that keeps what was typed, a preview that saves nothing."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image, ImageFile
from pypdf import PdfReader

from cases.document_templates import kept_templates, template_in_use
from cases.documents.logo import take_logo
from cases.models import Case, TemplateVersion
from cases.rules.errors import Invalid
from cases.rules.templates import ATT_CLAUSES, HUDDINGE, TEMPLATES
from cases.web.template_form import initial_of
from tests.lifecycle.test_document_templates import a_png
from tests.pages.test_people import signed_in
from tests.people import People, Walk
from tests.snapshot import everything

pytestmark = pytest.mark.django_db
EDIT = "/mallar/huddinge/"


@pytest.fixture
def admin(people: People) -> Client:
    """The administrator's browser."""
    return signed_in(people.administrator)


def typed(**changed: Any) -> dict[str, Any]:
    """Huddinge's settings as the form posts them, with the named fields replaced."""
    return {**initial_of(HUDDINGE, 0), "logo": "", **changed}


def test_only_an_administrator_opens_the_pages(people: People, admin: Client) -> None:
    paths = ("/mallar/", "/mallar/ny/", EDIT)
    assert [admin.get(p).status_code for p in paths] == [200, 200, 200]
    for person in people.all():
        if person == people.administrator:
            continue
        browser = signed_in(person)
        assert [browser.get(p).status_code for p in paths] == [403, 403, 403]
        before = everything()
        before.pop("history_event"), before.pop("history_body"), before.pop("history_head")
        for path in (EDIT, "/mallar/ny/", "/mallar/att/anvand/"):
            assert browser.post(path, typed(date_form="iso")).status_code == 403
        assert {n: v for n, v in everything().items() if n in before} == before


def test_the_list_shows_the_ready_ones_and_takes_one_into_use(admin: Client) -> None:
    page = admin.get("/mallar/").content.decode()
    for template in TEMPLATES.values():
        assert template.name in page
    assert admin.post("/mallar/att/anvand/").status_code == 302
    assert template_in_use().template == ATT_CLAUSES
    assert admin.post("/mallar/att/anvand/").status_code == 409
    assert admin.post("/mallar/finns-inte/anvand/").status_code == 404
    assert admin.get("/mallar/finns-inte/").status_code == 404
    assert admin.get("/mallar/ny/?fran=finns-inte").status_code == 404


def test_saving_makes_a_version(admin: Client) -> None:
    answer = admin.post(EDIT, typed(foot="Rad ett\n\nRad två", page_form="slash", head=["page"]))
    assert (answer.status_code, answer["Location"]) == (302, EDIT)
    kept = kept_templates()["huddinge"]
    assert (kept.version, kept.template.foot) == (1, ("Rad ett", "Rad två"))
    assert kept.template.head == ("date", "registry_number", "page")
    assert "Version 1" in admin.get(EDIT).content.decode()


def test_a_new_one_begins_as_another(admin: Client) -> None:
    page = admin.get("/mallar/ny/?fran=att")
    assert page.context["form"]["document_name"].value() == "Tjänsteskrivelse"
    assert page.context["form"]["name"].value() == ""
    answer = admin.post("/mallar/ny/?fran=att", typed(name="Vår egen"))
    assert answer["Location"] == "/mallar/mall-var-egen/"


def test_a_preview_saves_nothing_and_keeps_what_was_typed(admin: Client) -> None:
    before = everything()
    said = typed(do="preview", proposal_heading="Beslutsförslag <b>", points="att", logo_text="HK")
    file = SimpleUploadedFile("logo.png", a_png(), "image/png")
    page = admin.post(EDIT, {**said, "logo": file})
    text = page.content.decode()
    assert page.status_code == 200
    assert "<h4>Beslutsförslag &lt;b&gt;</h4>" in text
    assert "Kommunfullmäktige föreslås besluta" in text
    assert 'src="data:image/png;base64,' in text
    assert everything() == before
    saved = admin.post(EDIT, {**said, "do": "", "kept_logo": page.context["logo"]})
    assert saved.status_code == 302
    assert kept_templates()["huddinge"].template.logo == page.context["logo"]


def test_the_sample_is_shown_as_the_pdf_the_settings_make(admin: Client) -> None:
    before = everything()
    answer = admin.post(EDIT, typed(do="pdf", proposal_heading="Beslutsförslag"))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    assert "Beslutsförslag" in text
    refused = admin.post(EDIT, typed(do="pdf", points=""))
    assert (refused.status_code, "points" in refused.context["form"].errors) == (422, True)
    assert everything() == before


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("name", {"name": ""}),
        ("name", {"name": "Att-satser"}),
        ("order_1", {"order_1": "text"}),
        ("order_2", {"order_2": "hej"}),
        ("sections", {"sections": " \n "}),
        ("sections", {"sections": "x" * 61}),
        ("foot", {"foot": "a\nb\nc\nd"}),
        ("foot", {"foot": "Ring ☎"}),
        ("points", {"points": ""}),
        ("date_form", {"date_form": "us"}),
        ("logo", {"kept_logo": "inte base64"}),
        ("logo", {"kept_logo": "R0lGODlh"}),
    ],
)
@pytest.mark.parametrize("do", ["", "preview"])
def test_what_cannot_be_set_is_said_at_its_field(
    admin: Client, field: str, said: dict[str, Any], do: str
) -> None:
    if do == "preview" and said.get("name") == "Att-satser":
        return  # the name matters only when it is kept
    page = admin.post(EDIT, typed(do=do, proposal_heading="Kvar i fältet", **said))
    assert page.status_code == 422
    assert field in page.context["form"].errors
    assert "Kvar i fältet" in page.content.decode()
    assert not TemplateVersion.objects.exists()


def test_a_change_over_anothers_is_refused_and_kept_in_the_form(admin: Client) -> None:
    admin.post(EDIT, typed(date_form="iso"))
    page = admin.post(EDIT, typed(proposal_heading="Beslutsförslag"))
    assert page.status_code == 409
    assert "Någon annan har ändrat mallen" in page.content.decode()
    assert "Beslutsförslag" in page.content.decode()


def test_new_drafts_begin_with_the_templates_sections(people: People, admin: Client) -> None:
    admin.post("/mallar/att/anvand/")
    said = {
        "title": "Avtal", "agreement": "Avtal", "counterparty": "KI", "organisation_number": "",
        "kind": "other", "recipient": people.board.pk,
    }  # fmt: skip
    assert signed_in(people.officer).post("/arenden/nytt/", said).status_code == 302
    headings = Case.objects.get().sections.values_list("heading", flat=True)
    assert tuple(headings) == ATT_CLAUSES.sections


def test_reviewers_read_it_under_the_templates_headings(walk: Walk, admin: Client) -> None:
    admin.post("/mallar/signed_first/anvand/")
    case = walk.submitted()
    page = signed_in(walk.people.head).get(f"/arenden/{case.pk}/granska/").content.decode()
    assert "<h3>Förvaltningens förslag till beslut</h3>" in page


def test_the_list_asks_as_much_however_many_there_are(admin: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            admin.get("/mallar/")
        return len(asked)

    admin.post("/mallar/ny/", typed(name="Nummer 0"))
    few = queries()
    for number in range(1, 4):
        admin.post("/mallar/ny/", typed(name=f"Nummer {number}"))
    assert queries() == few


def test_half_a_logo_is_no_logo() -> None:
    whole = BytesIO()
    Image.effect_noise((300, 300), 90).save(whole, "PNG")
    ImageFile.LOAD_TRUNCATED_IMAGES = True  # as it is once a document has been set
    with pytest.raises(Invalid, match="PNG-bild"):
        take_logo(whole.getvalue()[:2000])
