"""Comments on a version: said under review, answered and dealt with in the next draft, part of the act after that."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cases import operations as drafting
from cases.comments import comments_of, placed, unanswered, whereabouts
from cases.drafts import read_draft
from cases.models import Case, CommentAnswer, SectionComment
from cases.rules.comment_places import Place, place_now
from cases.rules.draft import DraftSection
from cases.rules.errors import Invalid, NotAllowed, NotNow
from history.models import Event
from lifecycle import operations
from lifecycle.proof import verify_everything
from organisation.models import Person
from tests.people import Walk
from tests.snapshot import refused

pytestmark = pytest.mark.django_db


def say(
    walk: Walk,
    case: Case,
    text: str = "Vem ansvarar?",
    part: str = "avsnitt",
    number: int = 1,
    actor: Person | None = None,
) -> SectionComment:
    return operations.make_comment(
        case_id=case.pk, version=case.version, part=part, number=number, text=text,
        actor=actor or walk.people.head, on=walk.on,
    )  # fmt: skip


def sent_back(walk: Walk, case: Case) -> Case:
    facts = {"step": 1, "comment": "Se kommentarerna."}
    walk.answer(case, "approve", operations.return_to_author, walk.people.head, **facts)
    return walk.again(case)


def test_a_comment_follows_its_section_into_the_next_draft(walk: Walk) -> None:
    case = walk.submitted()
    comment = say(walk, case)
    say(walk, case, "Förtydliga.", "punkt", 2)
    say(walk, case, "Bra i övrigt.", "hela", 0)
    case = sent_back(walk, case)
    draft = read_draft(case)
    first, *others = draft.sections
    moved = replace(
        draft,
        sections=(DraftSection(1, "Nytt först", "Text."), *others, replace(first, heading="Annat")),
    )
    walk_facts = {"actor": walk.people.officer, "on": walk.on}
    drafting.edit_draft(case_id=case.pk, draft=moved, seen=case.edit_count, **walk_facts)
    found = placed(comments_of(case), *whereabouts(case))
    last = f"avsnitt-{len(moved.sections)}"
    assert {at: [c.text for c in rows] for at, rows in found.items()} == {
        last: ["Vem ansvarar?"],
        "punkt-2": ["Förtydliga."],
        "hela": ["Bra i övrigt."],
    }
    assert comment.place == first.heading
    assert verify_everything().findings == []


def test_a_comment_on_what_is_gone_is_not_lost(walk: Walk) -> None:
    case = walk.submitted()
    say(walk, case)
    case = sent_back(walk, case)
    draft = read_draft(case)
    facts = {"actor": walk.people.officer, "on": walk.on, "seen": case.edit_count}
    drafting.edit_draft(case_id=case.pk, draft=replace(draft, sections=draft.sections[1:]), **facts)
    assert list(placed(comments_of(case), *whereabouts(case))) == [""]


def test_answered_and_dealt_with(walk: Walk) -> None:
    case = walk.submitted()
    comment = say(walk, case)
    case = sent_back(walk, case)
    assert unanswered(comments_of(case)) == [comment]
    facts = {"case_id": case.pk, "comment": comment.pk, "actor": walk.people.officer, "on": walk.on}
    operations.answer_comment(text="Det gör styrelsen.", **facts)
    assert unanswered(comments_of(case)) == []
    for _ in range(2):  # the second changes nothing
        operations.resolve_comment(resolved=True, **facts)
    operations.resolve_comment(resolved=False, **facts)
    comment.refresh_from_db()
    assert (comment.resolved_on, comment.resolved_by) == (None, None)
    kinds = Event.objects.filter(
        subject_kind="case", subject_id=case.pk, kind__startswith="comment"
    )
    assert list(kinds.order_by("pk").values_list("kind", flat=True)) == [
        "comment_made",
        "comment_answered",
        "comment_resolved",
        "comment_reopened",
    ]
    assert verify_everything().findings == []


def test_ones_own_comment_is_taken_back_while_nobody_has_acted_on_it(walk: Walk) -> None:
    case = walk.submitted()
    comment = say(walk, case)
    facts = {"case_id": case.pk, "comment": comment.pk, "on": walk.on}
    with refused("not_allowed", NotAllowed):
        operations.withdraw_comment(actor=walk.people.director, **facts)
    operations.withdraw_comment(actor=walk.people.head, **facts)
    assert not SectionComment.objects.exists()
    kept = say(walk, case)
    sent_back(walk, case)
    with refused("part_of_the_act", NotNow):
        operations.withdraw_comment(
            case_id=case.pk, comment=kept.pk, actor=walk.people.head, on=walk.on
        )


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"text": "  "}, "no_text"),
        ({"text": "x" * 4001}, "long_text"),
        ({"text": "a\u202eb"}, "unprintable"),
        ({"number": 99}, "no_such_place"),
        ({"part": "bilaga"}, "no_such_place"),
        ({"part": "punkt", "number": 0}, "no_such_place"),
        ({"part": "hela", "number": 1}, "no_such_place"),
    ],
)
def test_what_is_no_comment(walk: Walk, said: dict[str, object], code: str) -> None:
    case = walk.submitted()
    with pytest.raises(Invalid) as refusal:
        say(walk, case, **said)  # type: ignore[arg-type]
    assert refusal.value.code == code or code == "unprintable"
    assert not SectionComment.objects.exists()


@pytest.mark.parametrize("name", ["outsider", "auditor", "secretary", "registrar", "signatory"])
def test_who_neither_writes_nor_reviews_says_nothing(walk: Walk, name: str) -> None:
    case = walk.submitted()
    with refused("not_allowed", NotAllowed):
        say(walk, case, actor=getattr(walk.people, name))


def test_only_the_version_under_review_is_commented_on(walk: Walk) -> None:
    draft = walk.ready()
    with refused("wrong_stage", NotNow):
        say(walk, draft)
    case = walk.submitted()
    facts = {"part": "avsnitt", "number": 1, "text": "Sent.", "actor": walk.people.head}
    with refused("other_version", NotNow):
        operations.make_comment(case_id=case.pk, version=2, on=walk.on, **facts)
    comment = say(walk, case)
    approved = walk.approved(case)
    with refused("wrong_stage", NotNow):
        say(walk, approved)
    for operation, more in (
        (operations.answer_comment, {"text": "Sent."}),
        (operations.resolve_comment, {"resolved": True}),
        (operations.withdraw_comment, {}),
    ):
        with refused("wrong_stage", NotNow):
            operation(
                case_id=case.pk, comment=comment.pk, actor=walk.people.head, on=walk.on, **more
            )


def test_a_comment_of_another_case_is_not_there(walk: Walk) -> None:
    comment = say(walk, walk.submitted())
    other = walk.submitted()
    with pytest.raises(SectionComment.DoesNotExist):
        operations.answer_comment(
            case_id=other.pk, comment=comment.pk, text="Hej", actor=walk.people.head, on=walk.on
        )
    assert not CommentAnswer.objects.exists()


def test_places_are_found_by_row_before_name() -> None:
    places = [Place("1", "Bakgrund"), Place("2", "Risker"), Place("", "Risker")]
    assert place_now(Place("2", "Bakgrund"), places) == 1
    assert place_now(Place("9", "Risker"), places) == 1
    assert place_now(Place("", "Risker"), places) == 1
    assert place_now(Place("9", "Borta"), places) is None
