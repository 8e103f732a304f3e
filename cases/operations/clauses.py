"""Wording a clause of the library: a change is a new version; drafts keep the words they were begun with."""

from __future__ import annotations

from datetime import date
from itertools import count

from django.db import transaction
from django.utils.text import slugify

from approvals.permissions import require
from cases.clauses import library, newest_wordings
from cases.documents import require_glyphs
from cases.models import ClauseVersion
from cases.operations.templates import ORGANISATION, lock_templates
from cases.rules.clause_library import Clause, clause_of
from cases.rules.content import content_hash
from cases.rules.errors import Invalid, NotNow
from cases.rules.papers import require_possible_wording
from history import journal
from organisation.models import Person


@transaction.atomic
def save_clause(
    *, clause: str, variant: str, name: str, text: str, seen: int, actor: Person, on: date
) -> ClauseVersion:
    """Keep a wording as its next version; without `variant` it becomes one more of the clause's wordings.

    `seen` is the version it was typed over, 0 for one of ours that nobody has changed: a later one refuses
    (NotNow).
    """
    lock_templates()
    by = require(actor, "administer", None, on)
    known = library()[clause_of(clause).key]
    before = newest_wordings().get((clause, variant))
    if (before.number if before else 0) != seen:
        raise NotNow(
            "edited_by_another", "Någon annan har ändrat lydelsen. Läs in sidan igen och jämför."
        )
    name, text = name.strip(), text.replace("\r\n", "\n").strip()
    _require_possible(known, variant, name, text)
    row = ClauseVersion.objects.create(
        clause=clause,
        variant=variant or _new_key(known, name),
        number=seen + 1,
        name=name,
        text=text,
        made_by=actor,
        made_on=on,
    )
    facts = {"clause": clause, "variant": row.variant, "heading": known.heading, "name": name}
    facts |= {"version": row.number, "text_hash": content_hash(text)}
    journal.record(subject=ORGANISATION, kind="clause_saved", by=by, on=on, facts=facts)
    return row


def _require_possible(clause: Clause, variant: str, name: str, text: str) -> None:
    require_possible_wording(clause, name, text)
    for field, words in (("name", name), ("text", text)):
        try:
            require_glyphs([words.replace("\n", " ").replace("\t", " ")])
        except Invalid as refusal:
            raise Invalid(refusal.code, refusal.sentence, field=field) from refusal
    mine = {each.key: each for each in clause.variants}
    if variant and variant not in mine:
        raise Invalid("no_such_variant", "Lydelsen finns inte.")
    others = (each.name.casefold() for each in clause.variants if each.key != variant)
    if name.casefold() in others:
        raise Invalid("name_taken", "En annan lydelse av klausulen heter så.", field="name")
    if variant and (mine[variant].name, mine[variant].text) == (name, text):
        raise Invalid("unchanged", "Lydelsen är som förut. Ändra något först.")


def _new_key(clause: Clause, name: str) -> str:
    """A key no wording of the clause has, from the name."""
    stem, known = f"egen-{slugify(name)[:40]}".rstrip("-"), {each.key for each in clause.variants}
    numbered = (f"{stem}-{n}" if n > 1 else stem for n in count(1))
    return next(key for key in numbered if key not in known)
