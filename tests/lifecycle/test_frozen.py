"""Every frozen document is written out by `officer_report --all`, of whatever kind it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command

from cases.models import Attachment, StoredFile
from lifecycle.frozen import frozen_documents
from tests.approvals.test_summonses import full, summons_issued
from tests.lifecycle.papers import a_letter, agreement_text, settle, write
from tests.people import Walk

pytestmark = pytest.mark.django_db


def held() -> set[tuple[str, str]]:
    """Where in the register frozen files are held: model and field."""
    models = [m for m in apps.get_models() if m is not Attachment]
    return {
        (model.__name__, field.name)
        for model in models
        for field in model._meta.concrete_fields
        if field.related_model is StoredFile
    }


def test_every_kind_of_document_is_written(walk: Walk, tmp_path: Path) -> None:
    case = walk.ready()
    settle(walk, write(walk, case, agreement_text(case)))
    decided = walk.decided()
    for title in ("Följebrev", "Följebrev"):
        letter = a_letter(walk, "covering_letter", title=title)
        settle(walk, write(walk, decided, letter, kind="covering_letter"))
    summons_issued(walk, full(walk))
    found = frozen_documents()
    kinds = {name.split("-")[0] for name in found}
    assert kinds == {"avtalsutkast", "foljebrev", "kallelse", "tjansteutlatande"}
    assert len([name for name in found if name.startswith("foljebrev")]) == 2
    call_command("officer_report", "--all", "-o", str(tmp_path))
    assert {f.name for f in tmp_path.glob("*.pdf")} == set(found)


def test_no_kind_is_forgotten() -> None:
    assert held() == {
        ("DirectiveAccount", "file"),
        ("Document", "file"),
        ("ExtractCopy", "file"),
        ("PaperVersion", "file"),
        ("Summons", "bundle"),
        ("Summons", "file"),
    }
