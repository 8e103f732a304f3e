"""What the checks find in a draft: each fault by itself, none in a sound draft, and those of the real documents."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules.checks import check, cited_attachments
from cases.rules.draft import Draft, DraftSection
from cases.rules.findings import AttachmentFact, Surroundings
from cases.rules.officer_report_text import parse_officer_report
from cases.rules.points import DecisionPoint
from cases.rules.readability import readability
from tests.texts import test_seed_documents as seeds

KF, KS = 1, 2
DAY = date(2026, 5, 4)
AROUND = Surroundings(
    attachments=(AttachmentFact(1, "Samverkansavtal", True),),
    registry_number="KS-2026/1",
    bodies={KF: "kommunfullmäktige", KS: "kommunstyrelsen"},
    dated=DAY,
)
SOUND = Draft(
    title="Avtal om samverkan med högskolan",
    sections=(DraftSection(1, "Sammanfattning", "Avtalet finns i bilaga 1. Det kostar inget."),),
    points=(
        DecisionPoint(1, KF, KS, "Avtal om samverkan, bilaga 1, godkänns."),
        DecisionPoint(2, KS, None, "Kommundirektören får i uppdrag att underteckna avtalet.", (1,)),
    ),
    recipients=("Högskolan", "Kommundirektören"),
)


def found(draft: Draft, around: Surroundings = AROUND) -> dict[str, str]:
    """Codes with the places they lead to."""
    return {c.code: c.place for c in check(draft, around)}


def with_point(text: str, *, number: int = 1) -> Draft:
    """The sound draft with one point's text replaced."""
    points = list(SOUND.points)
    points[number - 1] = replace(points[number - 1], text=text)
    return replace(SOUND, points=tuple(points))


def with_text(text: str) -> Draft:
    """The sound draft with another summary."""
    return replace(SOUND, sections=(DraftSection(1, "Sammanfattning", f"{text} Se bilaga 1."),))


def test_a_sound_draft_has_no_findings() -> None:
    assert check(SOUND, AROUND) == ()


FAULTS = [
    (replace(SOUND, points=SOUND.points[:1]), "nobody_signs", "point-0-text"),
    (
        with_text("Förvaltningen föreslår kommunstyrelsen att godkänna avtalet."),
        "other_body",
        "section-0-text",
    ),
    (
        with_point("Avtalet, bilaga 1 till tjänsteutlåtande daterat den 3 maj 2026, godkänns."),
        "other_date",
        "point-0-text",
    ),
    (with_point("Avtal, bilaga 1, från 30 februari 2026, godkänns."), "no_such_day", "point-0-text"),
    (with_point("Avtal, bilaga 1 och bilaga 4, godkänns."), "not_attached", "attachments"),
    (with_point("Avtal om samverkan godkänns enligt förslaget i bilaga 1."), "refers_to_proposal", "point-0-text"),
    (with_point("Avtal i bilaga 1 godkänns. Nämnden ansvarar för det."), "several_actions", "point-0-text"),
    (with_point("Avtal med XX i bilaga 1 godkänns."), "placeholder", "point-0-text"),
    (with_text("Avtalet gäller i [antal] år."), "placeholder", "section-0-text"),
    (replace(SOUND, title="Avtal ÅÅÅÅ"), "placeholder", "title"),
    (
        with_point("Stadsdirektören får i uppdrag att underteckna avtalet.", number=2),
        "task_without_recipient",
        "recipients",
    ),
    (
        with_point("Kommundirektören ges i uppdrag att följa upp avtalet.", number=2),
        "task_without_time",
        "point-1-text",
    ),
    (replace(SOUND, recipients=()), "no_recipients", "recipients"),
    (with_text(" ".join(["ord"] * 31) + "."), "long_sentence", "section-0-text"),
    (with_text("Förvaltningsmyndigheterna samordnar. " * 30), "hard_to_read", "section-0-text"),
]  # fmt: skip


@pytest.mark.parametrize(("draft", "code", "place"), FAULTS, ids=[f[1] for f in FAULTS])
def test_each_fault_is_found_at_its_place(draft: Draft, code: str, place: str) -> None:
    assert found(draft).get(code) == place


@pytest.mark.parametrize(
    "draft",
    [
        with_text("Förvaltningen föreslår att kommunfullmäktige godkänner avtalet."),
        with_text(
            "Förvaltningen föreslår att fullmäktige godkänner det och ger kommunstyrelsen ansvar."
        ),
        with_text("Kommunstyrelsen godkände budgeten 2025. Förvaltningen föreslår inget annat."),
        with_point("Avtalet, bilaga 1 till tjänsteutlåtande daterat den 4 maj 2026, godkänns."),
        with_point("Avtal, bilaga 1, som gäller från den 1 juli 2026, godkänns."),
        with_point("Avtalet i bilaga 1, t.ex. Dess mål, godkänns."),
        replace(SOUND, recipients=("Högskolan", "Kommundirektör")),
    ],
)
def test_what_is_right_is_left_alone(draft: Draft) -> None:
    codes = set(found(draft)) - {"several_actions"}
    assert codes == set()


def test_everyone_covers_every_committee() -> None:
    draft = with_point("Socialnämnden får i uppdrag att senast i maj följa upp avtalet.", number=2)
    draft = replace(
        draft, points=(*draft.points, DecisionPoint(3, KS, None, "Ordföranden undertecknar."))
    )
    assert "task_without_recipient" in found(draft)
    assert "task_without_recipient" not in found(replace(draft, recipients=("Samtliga nämnder",)))


def test_the_scheme_lets_another_body_decide() -> None:
    board_only = replace(SOUND, points=(replace(SOUND.points[0], body=KS), SOUND.points[1]))
    around = replace(AROUND, deciding=("kommunfullmäktige", "1"))
    assert found(board_only, around)["point_in_other_body"] == "points"
    assert "point_in_other_body" not in found(SOUND, around)


def test_two_attachments_cited_together() -> None:
    draft = with_text("Avtalet och planen finns i bilagorna 1 och 2.")
    assert cited_attachments(draft) == {1, 2}


def test_a_point_full_of_dates_is_read_once_and_told_of_its_first() -> None:
    """Time that grew with the square of the length would show as minutes here."""
    draft = with_point("Avtal enligt tjänsteutlåtande " + "1 januari 2026 " * 13_000)
    assert sum(c.code == "other_date" for c in check(draft, AROUND)) == 20


def test_errors_come_first() -> None:
    draft = replace(SOUND, recipients=(), title="Avtal TODO")
    assert [c.is_error for c in check(draft, AROUND)] == [True, False, False]


@given(st.text(max_size=400))
def test_any_text_can_be_checked(text: str) -> None:
    check(with_text(text), AROUND)
    check(with_point(text), AROUND)


@pytest.mark.parametrize("number", ["001", "002"])
def test_the_three_faults_of_the_real_documents(number: str) -> None:
    """Nobody signs (the first), another body in the text than in the heading (both), a date of its own."""
    report = parse_officer_report(seeds.seed(number))
    keys = {"Kommunfullmäktige": KF, "Kommunstyrelsen": KS}
    draft = Draft(
        report.title,
        tuple(DraftSection(s.level, s.heading, s.text) for s in report.sections),
        tuple(
            DecisionPoint(n, keys[p.body], None, p.text, tuple(p.depends_on))
            for n, p in enumerate(report.points, start=1)
        ),
        recipients=tuple(report.recipients),
    )
    codes = set(found(draft))
    assert {"other_body", "other_date"} <= codes
    assert ("nobody_signs" in codes) is (number == "001")
    assert "placeholder" not in codes


def test_lix_by_the_standard_formula() -> None:
    text = "Avtalet gäller ett år. Parterna träffas varje höst och planerar samarbetet."
    count = readability(text)
    assert (count.words, count.sentences, count.long_words) == (11, 2, 5)
    assert count.lix == 51  # 11 / 2 + 100 × 5 / 11
    assert count.level == "svår"


def test_abbreviations_bullets_and_numbers_end_no_sentence_wrongly() -> None:
    assert readability("Det gäller t.ex. avtal, bl.a. sådana enligt kap. 5.").sentences == 1
    assert readability("Parterna ska:\n\n- mötas\n- planera\n- följa upp").sentences == 4
    assert readability("Kostnaden är 1.5 mnkr.").sentences == 1
    assert readability("").lix == 0


def test_a_footnote_and_a_link_are_not_left_to_fill_in() -> None:
    text = "Avtalet^[Not] följer [lagen](https://a.se) och gäller i bilaga 1."
    assert "placeholder" not in found(with_text(text))


@pytest.mark.parametrize(
    "text", ["I \\[antal\\] år.", "I åren^[Från ÅÅÅÅ].", "I [ÅÅÅÅ](https://a.se)."]
)
def test_what_is_left_to_fill_in_is_found_in_any_dress(text: str) -> None:
    assert "placeholder" in found(with_text(text))
