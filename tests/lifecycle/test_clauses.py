"""The municipality's own wordings: a version for each change, offered in drafts, refused when they cannot be."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from cases import operations
from cases.clauses import library
from cases.models import ClauseVersion, Paper
from cases.papers import written
from cases.rules.clause_library import LIBRARY, variant_of
from cases.rules.errors import Invalid, NotAllowed, NotNow
from history.models import Event
from lifecycle.proof import verify_everything
from lifecycle.web.paper_forms import as_posted
from tests.lifecycle.papers import agreement_text, write
from tests.pages.answers import signed_in
from tests.people import Walk
from tests.snapshot import refused

pytestmark = pytest.mark.django_db


def save(walk: Walk, **changed: Any) -> ClauseVersion:
    """Save a wording of the clause about money as the administrator."""
    facts = {"clause": "money", "variant": "", "name": "Vår egen", "text": "Vi delar lika."}
    facts |= {"seen": 0, "actor": walk.people.administrator, "on": walk.on, **changed}
    return operations.save_clause(**facts)


def test_a_wording_of_ones_own_is_offered_after_ours(walk: Walk) -> None:
    assert save(walk).variant == "egen-var-egen"
    assert save(walk, name="Vår egen!").variant == "egen-var-egen-2"
    keys = [each.key for each in library()["money"].variants]
    assert keys[-2:] == ["egen-var-egen", "egen-var-egen-2"]
    assert keys[0] == "own_time"


def test_a_change_of_ours_takes_its_place_and_each_change_is_a_version(walk: Walk) -> None:
    save(walk, variant="own_time", text="Ingen betalar.")
    row = save(walk, variant="own_time", text="Ingen betalar något.", seen=1)
    assert (row.number, len(library()["money"].variants)) == (2, len(LIBRARY["money"].variants))
    assert variant_of(library()["money"], "own_time").text == "Ingen betalar något."
    assert LIBRARY["money"].variants[0].text != "Ingen betalar något."
    told = Event.objects.filter(kind="clause_saved").latest("sequence").said.body
    assert json.loads(told)["facts"]["version"] == 2
    assert verify_everything().findings == []


@pytest.mark.parametrize(
    ("code", "field", "changed"),
    [
        ("no_words", "name", {"name": " "}),
        ("long_text", "name", {"name": "x" * 121}),
        ("name_taken", "name", {"name": "ingen ersättning"}),
        ("no_glyph", "name", {"name": "Vår 😀"}),
        ("empty_clause", "text", {"text": " "}),
        ("no_glyph", "text", {"text": "Vi delar ☎."}),
        ("unknown_placeholder", "text", {"text": "{hittepå}"}),
        ("term_in_text", "text", {"text": "Avtalet gäller tills vidare."}),
        ("control_character", "text", {"text": "Dolt\u202eord"}),
        ("no_such_clause", "add", {"clause": "hittepa"}),
        ("fixed_clause", None, {"clause": "notice"}),
        ("fixed_clause", None, {"clause": "term"}),
        ("no_such_variant", None, {"variant": "hittepa"}),
        (
            "unchanged",
            None,
            {"variant": "own_time", "name": "Ingen ersättning", "text": LIBRARY["money"].variants[0].text},
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_a_wording(
    walk: Walk, code: str, field: str | None, changed: dict[str, Any]
) -> None:
    with refused(code, Invalid) as refusal:
        save(walk, **changed)
    assert refusal.value.field == field


def test_only_an_administrator_may_and_over_nobody_elses_change(walk: Walk) -> None:
    for person in (walk.people.officer, walk.people.auditor, walk.people.outsider):
        with refused("not_allowed", NotAllowed):
            save(walk, actor=person)
    save(walk, variant="own_time")
    with refused("edited_by_another", NotNow):
        save(walk, variant="own_time", text="En annan.")


def test_a_wording_stays_and_one_the_book_does_not_tell_of_is_found(walk: Walk) -> None:
    row = save(walk)
    with pytest.raises(DatabaseError), transaction.atomic():
        ClauseVersion.objects.update(text="Annat.")
    facts = {"clause": "money", "variant": row.variant, "number": 2, "name": "x", "text": "Annat."}
    ClauseVersion.objects.create(made_by=row.made_by, made_on=row.made_on, **facts)
    assert [str(f) for f in verify_everything().findings] == [
        "klausul money, egen-var-egen, version 2: är inte den som historiken antecknade."
    ]


def test_pages_keep_what_was_typed_and_save_a_version(walk: Walk) -> None:
    browser = signed_in(walk.people.administrator)
    new = reverse("clause_new", args=["money"])
    said = {"name": "Vår egen", "text": "Avtalet gäller tills vidare.", "seen": 0}
    wrong = browser.post(new, said)
    assert wrong.status_code == 422 and wrong.context["form"]["text"].errors
    assert "Avtalet gäller tills vidare." in wrong.content.decode()
    answer = browser.post(new, {**said, "text": "Vi delar lika."})
    assert answer["Location"] == reverse("clause_edit", args=["money", "egen-var-egen"])
    assert "Version 1" in browser.get(answer["Location"]).content.decode()
    assert browser.post(answer["Location"], said | {"text": "X."}).status_code == 409
    assert "Vår egen" in browser.get(reverse("clause_list")).content.decode()
    for key in ("notice", "hittepa"):
        assert browser.get(reverse("clause_new", args=[key])).status_code == 404
    assert browser.get(reverse("clause_edit", args=["money", "hittepa"])).status_code == 404
    officer = signed_in(walk.people.officer)
    assert officer.get(reverse("clause_list")).status_code == 403


def test_a_draft_takes_the_wording_and_keeps_it_when_it_is_changed(walk: Walk) -> None:
    own = save(walk, text="Vi delar lika enligt {syfte}.")
    case = walk.opened()
    paper = write(walk, case, agreement_text(case))
    officer, address = (
        signed_in(walk.people.officer),
        reverse("paper_edit", args=[case.pk, paper.pk]),
    )
    said = {**as_posted(written(paper), paper.edit_count), "clause-5-pick": own.variant}  # type: ignore[arg-type]
    assert officer.post(address, {**said, "do": "variant-5"}).status_code == 302
    save(walk, variant=own.variant, seen=1, text="Kommunen betalar.")
    clause = written(Paper.objects.get()).clauses[5]  # type: ignore[union-attr]
    assert (clause.key, clause.variant) == ("money", own.variant)
    assert clause.text == "Vi delar lika enligt {syfte}."
    assert officer.get(address).status_code == 200
