"""Changing how documents are set: a change is a new version, and one template is the municipality's."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import date
from itertools import count
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from approvals.permissions import require
from cases.document_templates import Kept, kept_templates, template_in_use
from cases.documents import require_glyphs
from cases.documents.logo import take_logo
from cases.models import DocumentTemplate, TemplateVersion
from cases.rules.content import canonical, content_hash
from cases.rules.errors import Invalid, NotNow
from cases.rules.templates import TEMPLATES, Template, from_dict
from history import journal
from organisation.models import Person

ORGANISATION = ("organisation", 1)


def template_of(key: str, settings: Mapping[str, Any], logo: bytes | None = None) -> Template:
    """Return the template of what was typed, and of a picture that came with it.

    Raises Invalid with the field for what no document can be set by.
    """
    if logo is None and settings.get("logo"):
        logo = _decoded(settings["logo"])
    picture = {"logo": take_logo(logo)} if logo is not None else {}
    template = from_dict({**settings, **picture, "key": key})
    for name, value in template.as_dict().items():
        try:
            require_glyphs([value] if isinstance(value, str) else _lines(value))
        except Invalid as refusal:
            raise Invalid(refusal.code, refusal.sentence, field=name) from refusal
    return template


def _decoded(logo: Any) -> bytes:
    """A picture that came as text: taken in like a file, since anything can be sent as text."""
    try:
        return base64.b64decode(logo, validate=True)
    except (TypeError, ValueError) as error:
        raise Invalid("logo", "Logotypen ska vara en PNG-bild.", field="logo") from error


def _lines(value: Any) -> list[str]:
    return value if isinstance(value, list) else []


@transaction.atomic
def save_template(
    *,
    key: str,
    seen: int,
    settings: Mapping[str, Any],
    actor: Person,
    on: date,
    logo: bytes | None = None,
) -> Kept:
    """Keep the settings as the template's next version; without a key they become a new template.

    `seen` is the version the settings were typed over: a later one refuses (NotNow). `logo` is a picture's
    file, which replaces the one in the settings.
    """
    lock_templates()
    by = require(actor, "administer", None, on)
    kept = kept_templates()
    before = kept[key] if key else None
    if before is not None and before.version != seen:
        raise NotNow(
            "edited_by_another", "Någon annan har ändrat mallen. Läs in sidan igen och jämför."
        )
    template = template_of(key or _new_key(str(settings.get("name", "")), kept), settings, logo)
    _require_own_name(template, kept)
    changed = _changed(before.template if before else None, template)
    if not changed:
        raise Invalid("unchanged", "Mallen är som förut. Ändra något först.")
    row = DocumentTemplate.objects.get_or_create(key=template.key)[0]
    text = canonical(template.as_dict())
    number = before.version + 1 if before else 1
    TemplateVersion.objects.create(
        template=row, number=number, settings=text, made_by=actor, made_on=on
    )
    facts = {
        "template": template.key,
        "name": template.name,
        "version": number,
        "settings_hash": content_hash(text),
        "changed": changed,
    }
    journal.record(subject=ORGANISATION, kind="template_saved", by=by, on=on, facts=facts)
    return Kept(template, number, row.is_in_use)


@transaction.atomic
def choose_template(*, key: str, actor: Person, on: date) -> Kept:
    """Take a template into use: drafts not yet sent on are set by it from now on. Frozen content keeps its own."""
    lock_templates()
    by = require(actor, "administer", None, on)
    chosen = kept_templates()[key]
    before = template_in_use()
    if before.template.key == key:
        raise NotNow("in_use", "Mallen används redan.")
    DocumentTemplate.objects.filter(is_in_use=True).update(is_in_use=False)
    DocumentTemplate.objects.update_or_create(key=key, defaults={"is_in_use": True})
    facts = {
        "template": key,
        "name": chosen.template.name,
        "version": chosen.version,
        "before": before.template.name,
    }
    journal.record(subject=ORGANISATION, kind="template_chosen", by=by, on=on, facts=facts)
    return Kept(chosen.template, chosen.version, True)


def lock_templates() -> None:
    """Let one change of templates or clauses be made at a time: the row of the first ready template is there for all to wait at."""
    first = next(iter(TEMPLATES))
    DocumentTemplate.objects.get_or_create(key=first)
    DocumentTemplate.objects.select_for_update().get(key=first)


def _new_key(name: str, kept: Mapping[str, Kept]) -> str:
    """A key nobody has, from the name."""
    stem = f"mall-{slugify(name)[:30]}".rstrip("-")
    numbered = (f"{stem}-{n}" if n > 1 else stem for n in count(1))
    return next(key for key in numbered if key not in kept)


def _require_own_name(template: Template, kept: Mapping[str, Kept]) -> None:
    others = (k.template for k in kept.values() if k.template.key != template.key)
    if any(other.name.casefold() == template.name.casefold() for other in others):
        raise Invalid("name_taken", "En annan mall heter så. Välj ett annat namn.", field="name")


FIELD_NAMES = {
    "name": "namn",
    "source": "förklaring",
    "order": "ordning",
    "document_name": "dokumentets namn",
    "proposal_heading": "rubriken över förslaget",
    "attachments_heading": "rubriken över bilagorna",
    "recipients_heading": "rubriken över mottagarna",
    "att_clauses": "beslutspunkternas form",
    "date_form": "datum",
    "page_form": "sidnummer",
    "sections": "avsnitt i nya utkast",
    "head": "sidhuvud",
    "foot": "sidfot",
    "logo": "logotyp",
    "logo_text": "logotypens text",
}


def _changed(before: Template | None, after: Template) -> list[str]:
    """What differs, in Swedish; everything, for a new template."""
    old = before.as_dict() if before else {}
    return [FIELD_NAMES[n] for n, v in after.as_dict().items() if n != "key" and old.get(n) != v]
