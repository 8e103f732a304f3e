"""Agreement drafts and letters: who may write them, what is refused, and that what is attached is what was seen."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from cases import operations as drafting
from cases.models import Agreement, Paper, PaperVersion, VersionEditor
from cases.papers import asked_for, content_of_paper
from cases.rules.errors import Invalid, NotNow
from cases.rules.papers import (
    AGREEMENT_DRAFT,
    CONSULTATION,
    COVERING_LETTER,
    AgreementDraft,
    Chosen,
    chosen,
)
from cases.rules.templates import long_date
from history.models import Event
from lifecycle import flows, operations
from lifecycle.proof import verify_everything
from lifecycle.queries import rule_of
from lifecycle.rules.notice_clause import clause_words
from lifecycle.rules.notice_term import FixedTerm
from lifecycle.rules.notice_year import YearTurn
from tests.lifecycle.papers import SIX_MONTHS, a_letter, agreement_text, made, settle, write
from tests.people import Walk
from tests.snapshot import refused

pytestmark = pytest.mark.django_db


def with_clause(draft: AgreementDraft, key: str, text: str) -> tuple[AgreementDraft, int]:
    """The draft with another text in a clause, and the clause's place."""
    at = [each.key for each in draft.clauses].index(key)
    clauses = [replace(c, text=text) if i == at else c for i, c in enumerate(draft.clauses)]
    return replace(draft, clauses=tuple(clauses)), at


def test_what_is_attached_is_what_was_seen_and_its_rule_is_the_agreements(walk: Walk) -> None:
    case = walk.opened()
    paper = write(walk, case, agreement_text(case))
    version = settle(walk, paper)
    attachment = case.attachments.get()
    assert bytes(attachment.file.data) == bytes(Paper.objects.get().pdf)
    assert (attachment.title, version.number) == ("Samverkansavtal", 1)
    agreement = Agreement.objects.get(pk=case.agreement_id)
    assert rule_of(agreement) == SIX_MONTHS
    assert agreement.notice_clause == clause_words(SIX_MONTHS)
    sections = json.loads(version.content)["sections"]
    said = next(s["text"] for s in sections if s["heading"].endswith("Uppsägning"))
    assert said == agreement.notice_clause
    assert agreement.term == "open_ended"
    assert verify_everything().findings == []


def test_a_changed_agreement_takes_the_place_of_the_one_attached(walk: Walk) -> None:
    case = walk.ready()
    paper = write(walk, case, agreement_text(case))
    first = settle(walk, paper)
    assert [a.title for a in case.attachments.all()] == ["Samverkansavtal", "Samverkansavtal"]
    paper = write(walk, case, agreement_text(case, YearTurn()), paper=paper)
    second = settle(walk, paper)
    assert [a.file_id for a in case.attachments.filter(number=2)] == [second.file_id]
    assert first.file_id != second.file_id
    assert rule_of(Agreement.objects.get()) == YearTurn()
    assert verify_everything().findings == []


def test_the_rule_cannot_be_read_otherwise_while_the_draft_is_attached(walk: Walk) -> None:
    case = walk.opened()
    settle(walk, write(walk, case, agreement_text(case)))
    facts = {"agreement_id": case.agreement_id, "clause": "Andra ord.", "reason": ""}
    who = {"actor": walk.people.officer, "on": walk.on}
    with refused("drafted_otherwise", NotNow):
        flows.run(operations.read_clause, rule=YearTurn(), **facts, **who)
    drafting.remove_attachment(case_id=case.pk, number=1, **who)
    flows.run(operations.read_clause, rule=YearTurn(), **facts, **who)


def test_nothing_is_attached_that_lacks_something(walk: Walk) -> None:
    case = walk.opened()
    paper = write(walk, case, replace(agreement_text(case), values=()))
    _, missing = content_of_paper(paper)
    assert "Motpartens adress" in missing
    key = made(paper)
    with refused("missing_values", Invalid) as refusal:
        settle(walk, paper, made_of=key)
    assert "Motpartens adress" in refusal.value.sentence
    paper = write(walk, case, agreement_text(case, None), paper=paper)
    key = made(paper)
    with refused("missing_values", Invalid):
        settle(walk, paper, made_of=key)
    without = agreement_text(case, None)
    clauses = tuple(each for each in without.clauses if each.key != "notice")
    paper = write(walk, case, replace(without, clauses=clauses), paper=paper)
    key = made(paper)
    with refused("no_rule", Invalid):
        settle(walk, paper, made_of=key)


def test_a_pdf_of_another_text_is_not_settled(walk: Walk) -> None:
    case = walk.opened()
    paper = write(walk, case, agreement_text(case))
    with refused("not_made", NotNow):
        settle(walk, paper, made_of="0" * 64)
    key = made(paper)
    write(walk, case, agreement_text(case, title="En annan rubrik"), paper=paper)
    with refused("not_made", NotNow):
        settle(walk, paper, made_of=key)
    key = made(paper)
    facts = {"agreement_id": case.agreement_id, "facts": {"purpose": "Nytt syfte"}}
    flows.run(operations.edit_agreement, actor=walk.people.officer, on=walk.on, **facts)
    with refused("not_made", NotNow):
        settle(walk, paper, made_of=key)


def test_the_same_text_is_settled_once(walk: Walk) -> None:
    case = walk.opened()
    paper = write(walk, case, agreement_text(case))
    settle(walk, paper)
    key = made(paper)
    with refused("settled", NotNow):
        settle(walk, paper, made_of=key)
    drafting.remove_attachment(case_id=case.pk, number=1, actor=walk.people.officer, on=walk.on)
    assert settle(walk, paper).number == 1
    assert case.attachments.count() == 1


@pytest.mark.parametrize(
    ("code", "key", "text"),
    [
        ("term_in_text", "money", "Avtalet kan sägas upp med tre månaders varsel."),
        ("unknown_placeholder", "money", "Kostnaden är {hittepå}."),
        ("empty_clause", "money", " "),
        ("long_text", "money", "x " * 10_001),
        ("control_character", "money", "Dolt\u202eord"),
    ],
)
def test_a_text_that_no_clause_can_have(walk: Walk, code: str, key: str, text: str) -> None:
    case = walk.opened()
    draft, at = with_clause(agreement_text(case), key, text)
    with refused(code, Invalid) as refusal:
        write(walk, case, draft)
    assert refusal.value.field == f"clause-{at}-text"


def test_the_notice_clause_cannot_be_typed(walk: Walk) -> None:
    case = walk.opened()
    for key in ("notice", "term"):
        draft, _ = with_clause(agreement_text(case), key, "Avtalet gäller i hundra år.")
        with refused("fixed_clause", Invalid):
            write(walk, case, draft)
    draft = agreement_text(case)
    with refused("twice", Invalid):
        write(walk, case, replace(draft, clauses=(*draft.clauses, chosen("notice"))))
    with refused("term_in_text", Invalid) as refusal:
        write(walk, case, replace(draft, values=(("syfte", "Avtalet gäller tills vidare."),)))
    assert refusal.value.field == "value-syfte"
    with refused("no_such_value", Invalid):
        write(walk, case, replace(draft, values=(("första_dag", "i går"),)))


def wrong_drafts(draft: AgreementDraft) -> dict[str, AgreementDraft]:
    """Drafts that cannot be, by the code they are refused with."""
    odd = Chosen("term", "hittepå", "Avtalstid", "")
    return {
        "no_words": replace(draft, title=" "),
        "no_clauses": replace(draft, clauses=()),
        "many_clauses": replace(draft, clauses=(chosen("money"),) * 61),
        "no_such_clause": replace(draft, clauses=(Chosen("hittepå", "", "X", "Y"),)),
        "no_such_variant": replace(draft, clauses=(odd,)),
        "no_glyph": replace(draft, title="Avtal 😀"),
        "rule": replace(draft, rule=(("rule", "unknown"),)),
        "already_over": replace(draft, rule=(("end", "2020-01-01"), ("rule", "G"))),
    }


@pytest.mark.parametrize(
    "code",
    ["no_words", "no_clauses", "many_clauses", "no_such_clause", "no_such_variant", "no_glyph", "rule", "already_over"],
)  # fmt: skip
def test_what_cannot_be_an_agreement(walk: Walk, code: str) -> None:
    case = walk.opened()
    with refused(code, Invalid):
        write(walk, case, wrong_drafts(agreement_text(case))[code])


def test_the_rule_and_the_registers_days_must_agree(walk: Walk) -> None:
    case = walk.opened()
    ends = {"term": "fixed", "ends_on": date(2030, 12, 31)}
    facts = {"agreement_id": case.agreement_id, "facts": ends}
    flows.run(operations.edit_agreement, actor=walk.people.officer, on=walk.on, **facts)
    case = walk.again(case)
    with refused("dates_contradict", Invalid):
        write(walk, case, agreement_text(case, FixedTerm(date(2031, 12, 31))))


def test_a_later_save_over_anothers_is_refused(walk: Walk) -> None:
    case = walk.opened()
    paper = write(walk, case, agreement_text(case))
    write(walk, case, agreement_text(case, title="Annan"), paper=paper)
    with refused("edited_by_another", NotNow):
        write(walk, case, agreement_text(case, title="Tredje"), paper=paper)
    with refused("edited_by_another", NotNow):
        write(walk, case, agreement_text(case, title="Ny"))


def test_agreements_are_written_in_a_draft_of_a_case_to_enter_one(walk: Walk) -> None:
    case = walk.ready()
    paper = write(walk, case, agreement_text(case))
    walk.submitted(case)
    with refused("wrong_stage", NotNow):
        write(walk, case, agreement_text(case, title="Annan"), paper=paper)
    with refused("wrong_stage", NotNow):
        settle(walk, paper, made_of="x")
    letter = write(walk, case, a_letter(walk, text="Hej {motpart}."))
    assert settle(walk, letter).number == 1


def test_a_case_to_end_an_agreement_has_no_draft_of_one(walk: Walk) -> None:
    agreement = walk.in_force()
    walk.closed(agreement.cases.get())
    case = walk.termination(agreement)
    with refused("no_agreement_to_enter", NotNow):
        write(walk, case, agreement_text(case))


def test_who_writes_the_agreement_does_not_approve_it(walk: Walk) -> None:
    case = walk.ready()
    VersionEditor.objects.all().delete()
    write(walk, case, agreement_text(case))
    assert [e.person for e in VersionEditor.objects.all()] == [walk.people.officer]


def test_the_book_tells_of_each_save_but_not_of_every_button(walk: Walk) -> None:
    case = walk.opened()
    paper = write(walk, case, agreement_text(case))
    for title in ("A", "B"):
        text = agreement_text(case, title=title)
        paper = write(walk, case, text, paper=paper, by_itself=True)
    assert Event.objects.filter(kind="paper_written").count() == 1
    write(walk, case, agreement_text(case, title="C"), paper=paper)
    assert Event.objects.filter(kind="paper_written").count() == 2


@pytest.mark.parametrize("field", ["title", "clause-5-heading"])
def test_no_heading_tells_of_the_term(walk: Walk, field: str) -> None:
    case = walk.opened()
    draft, said = agreement_text(case), "Uppsägningstid tre månader"
    clauses = list(draft.clauses)
    clauses[5] = replace(clauses[5], heading=said)
    wrong = {"title": {"title": said}, "clause-5-heading": {"clauses": tuple(clauses)}}
    with refused("term_in_text", Invalid) as refusal:
        write(walk, case, replace(draft, **wrong[field]))
    assert refusal.value.field == field


def test_the_registers_own_words_do_not_tell_of_the_term_beside_the_rule(walk: Walk) -> None:
    case = walk.opened()
    facts = {
        "agreement_id": case.agreement_id,
        "facts": {"purpose": "Avtalet gäller tills vidare."},
    }
    flows.run(operations.edit_agreement, actor=walk.people.officer, on=walk.on, **facts)
    case = walk.again(case)
    paper = write(walk, case, agreement_text(case))
    key = made(paper)
    with refused("term_in_text", Invalid) as refusal:
        settle(walk, paper, made_of=key)
    assert "Bakgrund och syfte" in refusal.value.sentence


def test_what_is_settled_stays(walk: Walk) -> None:
    case = walk.opened()
    settle(walk, write(walk, case, agreement_text(case)))
    rows = PaperVersion.objects.all()
    for change in (lambda: rows.update(content="{}"), rows.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_settled_file_that_the_book_does_not_tell_of_is_found(walk: Walk) -> None:
    case = walk.opened()
    version = settle(walk, write(walk, case, agreement_text(case)))
    PaperVersion.objects.create(
        paper=version.paper,
        number=2,
        content=version.content,
        file=version.file,
        settled_by=walk.people.officer,
        settled_on=walk.on,
    )
    found = [str(f) for f in verify_everything().findings]
    assert len(found) == 1 and found[0].endswith("filen är inte den som historiken antecknade.")


# Letters -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [CONSULTATION, COVERING_LETTER])
def test_a_letter_is_filled_and_settled(walk: Walk, kind: str) -> None:
    case = walk.decided()
    facts = {"agreement_id": case.agreement_id, "facts": {"purpose": "Forskning om **lärande**"}}
    flows.run(operations.edit_agreement, actor=walk.people.officer, on=walk.on, **facts)
    paper = write(walk, case, a_letter(walk, kind, enclosed=(1,)), kind=kind)
    content = json.loads(settle(walk, paper).content)
    text = content["sections"][0]["text"]
    assert case.agreement.title in text and "{" not in text
    assert content["enclosed"] == [{"number": 1, "title": "Samverkansavtal"}]
    assert (r"\*\*lärande\*\*" in text) == (kind == CONSULTATION)
    assert case.attachments.count() == 1


@pytest.mark.parametrize(
    ("code", "field", "changed"),
    [
        ("no_recipient", "to", {"to": " "}),
        ("no_words", "title", {"title": ""}),
        ("no_text", "text", {"text": " "}),
        ("no_day", "dated", {"dated": None}),
        ("no_question", "question", {"question": ""}),
        ("no_last_day", "last_day", {"last_day": None}),
        ("dates_contradict", "last_day", {"last_day": date(2020, 1, 1)}),
        ("unknown_placeholder", "text", {"text": "{hittepå}"}),
        ("no_such_attachment", "enclosed", {"enclosed": (7,)}),
        ("long_text", "to", {"to": "x" * 601}),
    ],
)
def test_what_cannot_be_a_remiss(
    walk: Walk, code: str, field: str, changed: dict[str, Any]
) -> None:
    case = walk.opened()
    with refused(code, Invalid) as refusal:
        write(walk, case, a_letter(walk, **changed))
    assert refusal.value.field == field


def test_a_remiss_to_be_answered_before_it_is_dated_is_refused(walk: Walk) -> None:
    case = walk.opened()
    day = walk.on + timedelta(days=3)
    with refused("dates_contradict", Invalid) as refusal:
        write(walk, case, a_letter(walk, dated=day, last_day=day))
    assert refusal.value.sentence.count(long_date(day)) == 2


def test_text_runs_nothing(walk: Walk) -> None:
    case = walk.ready()
    hostile = "{{ settings.SECRET_KEY }} {% include 'x' %} <b>&"
    facts = {"agreement_id": case.agreement_id, "facts": {"purpose": "Syfte"}}
    flows.run(operations.edit_agreement, actor=walk.people.officer, on=walk.on, **facts)
    paper = write(walk, case, a_letter(walk, text=hostile))
    assert json.loads(content_of_paper(paper)[0])["sections"][0]["text"] == hostile


def test_agreement_kind_is_the_only_one_of_its_kind(walk: Walk) -> None:
    case = walk.opened()
    write(walk, case, a_letter(walk))
    write(walk, case, a_letter(walk))
    assert case.papers.exclude(kind=AGREEMENT_DRAFT).count() == 2


def test_a_covering_letter_says_that_it_is_decided_and_waits_for_that(walk: Walk) -> None:
    case = walk.ready()
    letter = write(walk, case, a_letter(walk, "covering_letter"), kind="covering_letter")
    key = made(letter)
    with refused("not_decided", NotNow):
        settle(walk, letter, made_of=key)


@pytest.mark.parametrize("number", ["123", "202100-2974", "٢٠٢١٠٠-٢٩٧٣", "202100-2973, 5"])
def test_a_number_without_its_check_digit_is_refused(walk: Walk, number: str) -> None:
    case = walk.opened()
    draft = agreement_text(case)
    values = (("motpartens_organisationsnummer", number),)
    with refused("organisation_number", Invalid) as refusal:
        write(walk, case, replace(draft, values=values))
    assert refusal.value.field == "value-motpartens_organisationsnummer"
    fine = (("motpartens_organisationsnummer", "202100-2973 och CVR 12345 (Danmark)"),)
    write(walk, case, replace(draft, values=fine))


def test_our_own_number_is_not_asked_for(walk: Walk, settings: Any) -> None:
    case = walk.opened()
    draft = agreement_text(case)
    settings.ORGANISATION_NUMBER = ""
    asked = asked_for(case, draft)
    settings.ORGANISATION_NUMBER = "212000-0068"
    assert set(asked) - set(asked_for(case, draft)) <= {"kommunens_organisationsnummer"}
    paper = write(walk, case, draft)
    assert "organisationsnummer 212000-0068" in content_of_paper(paper)[0]
