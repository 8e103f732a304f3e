"""The eight stories of the demonstration, each a script of a whole life that today cuts off somewhere."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from cases import operations as drafting
from cases.models import Agreement, Case
from lifecycle import flows, jobs, operations
from lifecycle.demo import texts
from lifecycle.demo.stage import DIRECTOR, REGISTRAR, Office, Stage, Story, again
from lifecycle.demo.texts import CaseText
from lifecycle.models import Review
from lifecycle.rules.calendars import MeetingDay
from lifecycle.rules.dates import next_working_day, previous_working_day
from lifecycle.rules.notice_base import Rule
from lifecycle.rules.notice_term import FixedTerm
from lifecycle.rules.notice_year import YearAfter, YearTurn
from lifecycle.rules.reviews import OPENS

CASE_OFFICE: Final = Office("SOA", "Jonas Ekdahl", "Karin Sandell", "tf. avdelningschef")
SCHOOL_OFFICE: Final = Office("GAF", "Peter Wallin", "Birgitta Falk", "förvaltningschef")
CHAIR: Final = "Anders Hallberg"

Script = Generator[date, None, Case]


def stories(stage: Stage) -> Iterator[Story]:
    """All of them, and the autumns that open reviews."""
    yield _autumns(stage)
    yield _partnership(stage)
    yield _returned(stage)
    yield _waiting_for_the_board(stage)
    yield _notice_given(stage)
    yield _expired(stage)
    yield _to_be_signed(stage)
    yield _in_approval(stage)
    yield _before_the_council(stage)


# The parts they share ----------------------------------------------------------------------------------


def _drafted(stage: Stage, text: CaseText, office: Office, recipient: str, opened: date) -> Script:
    """Opened, and given its attachments nine days later."""
    yield previous_working_day(opened)
    case = stage.open_case(text, office, recipient)
    yield previous_working_day(opened + timedelta(days=9))
    stage.attach(case, text, office)
    return case


def _approved(stage: Stage, case: Case, office: Office, submitted: date) -> Script:
    """Submitted, approved by the head and the municipal director, and dated."""
    yield previous_working_day(submitted)
    stage.answer(case, "write", operations.submit, office.officer)
    yield previous_working_day(submitted + timedelta(days=2))
    stage.answer(case, "approve", operations.approve, office.head, step=1)
    yield previous_working_day(submitted + timedelta(days=4))
    stage.answer(case, "approve", operations.approve, DIRECTOR, step=2)
    stage.render(case)
    return case


def _decided(stage: Stage, text: CaseText, office: Office, way: Sequence[MeetingDay]) -> Script:
    """Through every meeting of its way, adopted as written each time."""
    papers = way[0].stop or way[0].day - timedelta(days=14)
    opened = papers - timedelta(days=45)
    case = yield from _drafted(stage, text, office, way[0].body, opened)
    yield from _approved(stage, case, office, papers - timedelta(days=7))
    for place, planned in enumerate(way):
        yield next_working_day(way[place - 1].day + timedelta(days=1)) if place else papers
        item = stage.place(case, planned)
        yield planned.day
        stage.adopt(case, item, planned)
    return case


def _entered(
    stage: Stage,
    case: Case,
    office: Office,
    signer: str,
    other: tuple[str, str],
    clause: tuple[Rule, str],
    **facts: Any,
) -> Script:
    """Signed by both when nobody can appeal any more, sent to everyone, and closed."""
    yield next_working_day(stage.on + timedelta(days=36))
    _told(stage, case.agreement, office, clause, facts)
    stage.answer(case, "sign", operations.sign, signer)
    yield next_working_day(stage.on + timedelta(days=5))
    party = case.agreement.parties.get(is_ours=False)
    name, title = other
    stage.answer(
        case,
        "countersign",
        operations.register_signature,
        office.officer,
        party_id=party.pk,
        name=name,
        title=title,
        signed_on=stage.on,
    )
    yield next_working_day(stage.on + timedelta(days=3))
    _dispatch(stage, case)
    stage.answer(case, "close", operations.close_case, office.officer)
    return again(case)


def _told(
    stage: Stage,
    agreement: Agreement,
    office: Office,
    clause: tuple[Rule, str],
    facts: dict[str, Any],
) -> None:
    """The register is told the agreement's term, and how its notice clause is read."""
    about = {"agreement_id": agreement.pk, **stage.who(office.officer)}
    flows.run(operations.edit_agreement, facts=facts, **about)
    rule, words = clause
    flows.run(operations.read_clause, rule=rule, clause=words, reason="", **about)


def _dispatch(stage: Stage, case: Case) -> None:
    for recipient in case.recipients.filter(dispatched_on=None):
        flows.run(
            operations.dispatch,
            case_id=case.pk,
            recipient_id=recipient.pk,
            how="e-post",
            dispatched_on=stage.on,
            **stage.who(REGISTRAR),
        )


def _autumns(stage: Stage) -> Story:
    """What the days move by themselves: every autumn's reviews."""
    for year in range(stage.on.year, stage.today.year + 1):
        yield date(year, *OPENS)
        jobs.move_what_the_day_moves(stage.on)


def _reviewed(stage: Stage, agreement: Agreement, office: Office, until: int) -> Story:
    """Every year's review concluded in late October, up to and including a year."""
    for year in range(stage.on.year, until + 1):
        yield previous_working_day(date(year, 10, 28))
        review = Review.objects.filter(agreement=agreement, conclusion="").first()
        if review is not None:
            flows.run(
                operations.conclude_review,
                agreement_id=agreement.pk,
                review_id=review.pk,
                results=texts.REVIEWED,
                priorities=texts.PRIORITIES,
                conclusion="continue",
                **stage.who(office.officer),
            )


# The stories ---------------------------------------------------------------------------------------------


def _partnership(stage: Stage) -> Story:
    """In force for some years; this autumn's review is open."""
    council = stage.last("KF", stage.today - timedelta(days=900))
    way = (stage.last("KS", council.day), council)
    case = yield from _decided(stage, texts.PARTNERSHIP, CASE_OFFICE, way)
    clause = (YearTurn(), texts.NOTICE_CLAUSE_A)
    case = yield from _entered(
        stage, case, CASE_OFFICE, CHAIR, ("Helena Brask", "rektor"), clause, term="open_ended"
    )
    latest = stage.today.year - (0 if stage.today >= date(stage.today.year, *OPENS) else 1)
    yield from _reviewed(stage, case.agreement, CASE_OFFICE, latest - 1)


def _returned(stage: Stage) -> Story:
    """A draft again: handed back once with a comment, and since then added to."""
    today, office = stage.today, CASE_OFFICE
    case = yield from _drafted(stage, texts.URBAN, office, "KS", today - timedelta(days=60))
    yield previous_working_day(today - timedelta(days=36))
    stage.answer(case, "write", operations.submit, office.officer)
    yield previous_working_day(today - timedelta(days=31))
    stage.answer(
        case,
        "approve",
        operations.return_to_author,
        office.head,
        step=1,
        comment=texts.URBAN_COMMENT,
    )
    yield previous_working_day(today - timedelta(days=9))
    longer = replace(texts.URBAN, sections=(*texts.URBAN.sections, texts.URBAN_ADDED))
    flows.run(
        drafting.edit_draft,
        case_id=case.pk,
        draft=stage.draft(longer, office),
        seen=again(case).edit_count,
        **stage.who(office.officer),
    )


def _waiting_for_the_board(stage: Stage) -> Story:
    """Approved and dated; the secretary has not put it on an agenda yet."""
    submitted = stage.today - timedelta(days=11)
    opened = submitted - timedelta(days=30)
    case = yield from _drafted(stage, texts.INTENT, CASE_OFFICE, "KS", opened)
    yield from _approved(stage, case, CASE_OFFICE, submitted)


def _notice_given(stage: Stage) -> Story:
    """Decided by a committee, reviewed, and then the counterparty gave notice."""
    committee = stage.last("GAN", stage.today - timedelta(days=1100))
    case = yield from _decided(stage, texts.LANGUAGE, SCHOOL_OFFICE, (committee,))
    other = ("Amal Yusuf", "verksamhetsledare")
    clause = (YearAfter(), texts.NOTICE_CLAUSE_B)
    case = yield from _entered(
        stage, case, SCHOOL_OFFICE, DIRECTOR, other, clause, term="open_ended"
    )
    received = previous_working_day(stage.today - timedelta(days=40))
    stage.begin(_reviewed(stage, case.agreement, SCHOOL_OFFICE, stage.today.year))
    yield received
    flows.run(
        operations.receive_notice,
        agreement_id=case.agreement_id,
        received_on=received,
        **stage.who(REGISTRAR),
    )


def _expired(stage: Stage) -> Story:
    """For three years, over since last midsummer, and never reviewed."""
    ends = date(stage.today.year, 6, 30)
    if ends > stage.today - timedelta(days=20):
        ends = ends.replace(year=ends.year - 1)
    starts = ends.replace(year=ends.year - 3) + timedelta(days=1)
    committee = stage.last("GAN", starts - timedelta(days=60))
    case = yield from _decided(stage, texts.PRACTICE, SCHOOL_OFFICE, (committee,))
    facts = {"term": "fixed", "starts_on": starts, "ends_on": ends}
    clause = (FixedTerm(end=ends), texts.NOTICE_CLAUSE_G)
    other = ("Lars Öman", "prefekt")
    yield from _entered(stage, case, SCHOOL_OFFICE, DIRECTOR, other, clause, **facts)
    yield starts
    jobs.move_what_the_day_moves(stage.on)
    yield ends + timedelta(days=1)
    jobs.move_what_the_day_moves(stage.on)


def _to_be_signed(stage: Stage) -> Story:
    """Decided at the council's last meeting, and not signed yet."""
    council = stage.last("KF", stage.today - timedelta(days=3))
    way = (stage.last("KS", council.day), council)
    yield from _decided(stage, texts.ART, CASE_OFFICE, way)


def _in_approval(stage: Stage) -> Story:
    """The head has approved; it waits for the municipal director."""
    submitted = stage.today - timedelta(days=5)
    opened = submitted - timedelta(days=35)
    case = yield from _drafted(stage, texts.WORKSHOP, CASE_OFFICE, "KS", opened)
    yield previous_working_day(submitted)
    stage.answer(case, "write", operations.submit, CASE_OFFICE.officer)
    yield previous_working_day(stage.today - timedelta(days=2))
    stage.answer(case, "approve", operations.approve, CASE_OFFICE.head, step=1)


def _before_the_council(stage: Stage) -> Story:
    """Proposed by the board; on the agenda of the council's next meeting."""
    board = stage.last("KS", stage.today - timedelta(days=1))
    committee = stage.last("KSAU", board.day)
    way = (committee, board, stage.following("KF", stage.today))
    yield from _decided(stage, texts.GRADUATE, CASE_OFFICE, way)
