"""Templates as data: a version for each change, one in use, and the one that was used frozen with the document."""

from __future__ import annotations

import base64
import json
from io import BytesIO
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from PIL import Image

from cases import operations
from cases.content import content_of
from cases.document_templates import Kept, kept_templates, template_in_use
from cases.drafts import read_draft
from cases.models import TemplateVersion
from cases.rules.assembly import assemble
from cases.rules.errors import Invalid, NotAllowed, NotNow
from cases.rules.templates import ATT_CLAUSES, HUDDINGE
from history.models import Event
from lifecycle.proof import verify_everything
from tests.people import Walk
from tests.snapshot import refused

pytestmark = pytest.mark.django_db


def a_png(width: int = 40, height: int = 20, mode: str = "RGBA") -> bytes:
    """A picture."""
    made = BytesIO()
    Image.new(mode, (width, height)).save(made, "PNG", pnginfo=None)
    return made.getvalue()


def save(walk: Walk, key: str = "huddinge", seen: int = 0, **changed: Any) -> Kept:
    """Save a template as the administrator, with Huddinge's settings but for the changed ones."""
    facts = {"actor": walk.people.administrator, "on": walk.on}
    facts |= {n: changed.pop(n) for n in ("actor", "logo_file") if n in changed}
    facts |= {"logo": facts.pop("logo_file")} if "logo_file" in facts else {}
    settings = {**HUDDINGE.as_dict(), **changed}
    return operations.save_template(key=key, seen=seen, settings=settings, **facts)


def choose(walk: Walk, key: str) -> Kept:
    """Take a template into use as the administrator."""
    return operations.choose_template(key=key, actor=walk.people.administrator, on=walk.on)


def test_nobody_has_chosen_so_it_is_huddinges(walk: Walk) -> None:
    assert template_in_use() == Kept(HUDDINGE, 0, True)
    assert list(kept_templates()) == ["huddinge", "att", "signed_first"]
    assert [k.is_in_use for k in kept_templates().values()] == [True, False, False]


def test_each_change_is_a_version_that_the_book_tells_of(walk: Walk) -> None:
    assert save(walk, proposal_heading="Beslutsförslag").version == 1
    assert save(walk, seen=1, date_form="iso").version == 2
    now = template_in_use()
    assert (now.version, now.template.date_form, now.template.proposal_heading) == (
        2,
        "iso",
        "Förslag till beslut",
    )
    events = Event.objects.filter(kind="template_saved").select_related("said").order_by("sequence")
    told = [json.loads(e.said.body)["facts"] for e in events]
    assert [t["changed"] for t in told] == [
        ["rubriken över förslaget"],
        ["rubriken över förslaget", "datum"],
    ]
    assert verify_everything().findings == []


def test_a_new_template_is_one_more(walk: Walk) -> None:
    made = save(walk, key="", name="Vår egen")
    assert (made.template.key, made.version, made.is_in_use) == ("mall-var-egen", 1, False)
    assert save(walk, key="", name="Vår egen!").template.key == "mall-var-egen-2"


def test_a_version_stays_as_it_was(walk: Walk) -> None:
    save(walk, date_form="iso")
    for change in (
        lambda: TemplateVersion.objects.update(settings="{}"),
        lambda: TemplateVersion.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
            change()


def test_a_version_that_the_book_does_not_tell_of_is_found(walk: Walk) -> None:
    save(walk, date_form="iso")
    first = TemplateVersion.objects.get()
    settings = first.settings.replace("iso", "long")
    TemplateVersion.objects.create(
        template=first.template, number=2, settings=settings, made_by=first.made_by, made_on=walk.on
    )
    assert [str(f) for f in verify_everything().findings] == [
        "mall huddinge version 2: är inte den som historiken antecknade."
    ]


def test_the_template_in_use_is_frozen_with_the_document(walk: Walk) -> None:
    before = walk.submitted().versions.get()
    choose(walk, "att")
    after = walk.submitted().versions.get()
    assert json.loads(before.content)["template"]["key"] == "huddinge"
    frozen = json.loads(after.content)["template"]
    assert (frozen["key"], frozen["version"]) == ("att", 0)
    save(walk, key="att", name=ATT_CLAUSES.name, document_name="Skrivelse")
    again = assemble(after.content, [], None)
    assert again.template == ATT_CLAUSES
    assert assemble(before.content, [], None).template == HUDDINGE
    draft = walk.ready()
    assert content_of(draft, read_draft(draft))["template"]["version"] == 1


def test_only_one_is_in_use(walk: Walk) -> None:
    choose(walk, "att")
    choose(walk, "signed_first")
    assert [k for k, kept in kept_templates().items() if kept.is_in_use] == ["signed_first"]
    with refused("in_use", NotNow):
        choose(walk, "signed_first")
    said = Event.objects.filter(kind="template_chosen").latest("sequence").said.body
    assert json.loads(said)["facts"]["before"] == "Att-satser"


def test_only_an_administrator_may(walk: Walk) -> None:
    for person in (walk.people.outsider, walk.people.officer, walk.people.auditor):
        with refused("not_allowed", NotAllowed):
            save(walk, date_form="iso", actor=person)
        with refused("not_allowed", NotAllowed):
            operations.choose_template(key="att", actor=person, on=walk.on)


@pytest.mark.parametrize(
    ("code", "field", "changed"),
    [
        ("order", "order", {"order": ["text"]}),
        ("no_words", "name", {"name": " "}),
        ("name_taken", "name", {"name": "att-satser"}),
        ("unchanged", None, {}),
        ("no_glyph", "foot", {"foot": ["Telefon ☎"]}),
        ("no_glyph", "document_name", {"document_name": "Skrivelse 😀"}),
        ("setting", None, {"colour": "red"}),
        ("logo", "logo", {"logo_file": b"GIF89a"}),
        ("logo", "logo", {"logo_file": b"\x89PNG\r\n\x1a\n"}),
        ("logo", "logo", {"logo_file": b"<svg onload=alert(1)>"}),
        ("big_logo", "logo", {"logo_file": b"x" * 2_000_001}),
        ("big_logo", "logo", {"logo_file": a_png(3000, 2000, "1")}),
        ("logo_text", "logo_text", {"logo_file": a_png()}),
    ],
)
def test_what_cannot_be_a_template_is_refused(
    walk: Walk, code: str, field: str | None, changed: dict[str, Any]
) -> None:
    with refused(code, Invalid) as refusal:
        save(walk, **changed)
    assert refusal.value.field == field


def test_a_change_over_anothers_is_refused(walk: Walk) -> None:
    save(walk, date_form="iso")
    with refused("edited_by_another", NotNow):
        save(walk, seen=0, page_form="slash")


def test_a_logo_is_drawn_anew(walk: Walk) -> None:
    hidden = a_png(2000, 600) + b"<script>hemligt</script>"
    logo = save(walk, logo_file=hidden, logo_text="Huddinge kommun").template.logo
    with Image.open(BytesIO(base64.b64decode(logo))) as picture:
        assert (picture.format, picture.mode) == ("PNG", "RGB")
        assert picture.width <= 900 and picture.height <= 240
    assert b"hemligt" not in base64.b64decode(logo)


def test_settings_run_nothing(walk: Walk) -> None:
    hostile = "{{ settings.SECRET_KEY }} {% include 'x' %} <b>"
    save(walk, proposal_heading=hostile, foot=[hostile])
    case = walk.submitted()
    report = assemble(case.versions.get().content, [], None)
    assert report.template.proposal_heading == hostile
    assert report.masthead.foot == (hostile,)
