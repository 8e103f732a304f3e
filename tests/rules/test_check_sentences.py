"""What the checks of a draft say, word for word with its place, and the words at which they begin to speak."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cases.rules.checks import check, cited_attachments
from cases.rules.draft import Draft, DraftSection
from cases.rules.errors import Invalid
from cases.rules.findings import AttachmentFact, Check, Surroundings
from cases.rules.points import DecisionPoint
from cases.rules.readability import Readability, readability
from cases.rules.templates import HUDDINGE, long_date

KF, KS = 1, 2
AROUND = Surroundings(
    attachments=(AttachmentFact(1, "Avtal", True),),
    registry_number="KS-2026/1",
    bodies={KF: "kommunfullmäktige", KS: "kommunstyrelsen"},
    dated=date(2026, 5, 4),
)
SUMMARY = DraftSection(1, "Sammanfattning", "Avtalet finns i bilaga 1.")
SOUND = Draft(
    title="Avtal om samverkan",
    sections=(SUMMARY,),
    points=(
        DecisionPoint(1, KF, KS, "Avtalet godkänns."),
        DecisionPoint(2, KS, None, "Kommundirektören får i uppdrag att underteckna avtalet.", (1,)),
    ),
    recipients=("Kommundirektören",),
)
ERROR, WARNING = True, False


def sections(*texts: str) -> Draft:
    """The sound draft with more sections after its first."""
    more = (DraftSection(1, f"Avsnitt {n}", text) for n, text in enumerate(texts, start=2))
    return replace(SOUND, sections=(SUMMARY, *more))


def second(text: str) -> Draft:
    """The sound draft with one more point."""
    return replace(SOUND, points=(*SOUND.points, DecisionPoint(3, KS, None, text)))


def first(text: str) -> Draft:
    """The sound draft with another first point."""
    return replace(SOUND, points=(replace(SOUND.points[0], text=text), SOUND.points[1]))


def with_files(*files: AttachmentFact) -> Surroundings:
    return replace(AROUND, attachments=files)


def words(number: int) -> str:
    """One sentence of that many easy words."""
    return " ".join(f"ord{n}" for n in range(1, number + 1)) + "."


WORD_FOR_WORD = [
    (Draft(""), Surroundings(), (
        Check("no_registry_number", ERROR, "Diarienummer saknas.", "registry_number"),
        Check("no_points", ERROR, "Förslag till beslut saknas. Lägg till en punkt.", "points"),
        Check("no_sections", ERROR, "Utlåtandet har ingen text. Lägg till ett avsnitt.", "sections"),
        Check("no_recipients", WARNING, "Ingen mottagare är angiven under Beslutet ska skickas till.", "recipients"),
    )),
    (SOUND, with_files(AttachmentFact(1, "A", False), AttachmentFact(2, "B", True)), (
        Check("no_file", ERROR, "Bilaga 1 har ingen fil. Ladda upp den.", "attachments"),
        Check("never_cited", WARNING, "Bilaga 2 nämns inte i texten.", "attachments"),
    )),
    (sections("Se bilagorna 4 och 3."), AROUND, (
        Check("not_attached", ERROR, "Bilaga 3 nämns men är inte bifogad. Bifoga den.", "attachments"),
        Check("not_attached", ERROR, "Bilaga 4 nämns men är inte bifogad. Bifoga den.", "attachments"),
    )),
    (sections(" \n"), AROUND, (
        Check("empty_section", ERROR, "Avsnittet Avsnitt 2 är tomt.", "section-1-text"),
    )),
    (replace(sections("Med [antal] år.", "Till XX."), title="Avtal TODO"), AROUND, (
        Check("placeholder", ERROR, "Rubriken innehåller TODO, som ser ut att vara kvar att fylla i.", "title", "TODO"),
        Check("placeholder", ERROR, "Avsnittet Avsnitt 2 innehåller [antal], som ser ut att vara kvar att fylla i.", "section-1-text", "[antal]"),
        Check("placeholder", ERROR, "Avsnittet Avsnitt 3 innehåller XX, som ser ut att vara kvar att fylla i.", "section-2-text", "XX"),
    )),
    (sections("Med [fyll **i** här] år."), AROUND, (
        Check("placeholder", ERROR, "Avsnittet Avsnitt 2 innehåller [fyll i här], som ser ut att vara kvar att fylla i.", "section-1-text", "[fyll i här]"),
    )),
    (second("Parten är ___."), AROUND, (
        Check("placeholder", ERROR, "Punkt 3 innehåller ___, som ser ut att vara kvar att fylla i.", "point-2-text", "___"),
    )),
    (replace(SOUND, points=SOUND.points[:1]), AROUND, (
        Check("nobody_signs", WARNING, "Punkt 1 godkänner avtalet, men ingen punkt säger vem som ska underteckna det.", "point-0-text"),
    )),
    (sections("Kommunstyrelsen föreslås godkänna avtalet."), AROUND, ()),
    (sections("Förvaltningen föreslår\natt Kommunstyrelsens ledamöter godkänner avtalet."), AROUND, (
        Check("other_body", WARNING, "Avsnitt 2 säger att kommunstyrelsen föreslås godkänna, men enligt punkten beslutar kommunfullmäktige.", "section-1-text"),
    )),
    (replace(SOUND, points=(SOUND.points[1],)), replace(AROUND, deciding=("kommunfullmäktige", "1")), (
        Check("point_in_other_body", WARNING, "Enligt delegationsordningen nummer 1 beslutar kommunfullmäktige, men ingen punkt ska beslutas där.", "points"),
    )),
    (second("Avtalet gäller från 31 juni 2026."), AROUND, (
        Check("no_such_day", WARNING, "Punkt 3 anger 31 juni 2026, som inte finns i almanackan.", "point-2-text", "31 juni 2026"),
    )),
    (second("Rapporten i tjänsteutlåtande den 5 Maj 2026 noteras."), AROUND, (
        Check("other_date", WARNING, "Punkt 3 anger att utlåtandet är daterat 5 maj 2026, men det "
            "dateras den dag det godkänns: tidigast 4 maj 2026. Skriv utan dag, till exempel ”tjänsteutlåtande i "
            "ärendet”, så stämmer punkten vilken dag det än blir.", "point-2-text", "5 Maj 2026"),
    )),
    (second("Socialdirektören får i uppdrag att följa upp avtalet."), AROUND, (
        Check("task_without_recipient", WARNING, "Socialdirektören får ett uppdrag i punkt 3 men finns inte bland mottagarna.", "recipients"),
        Check("task_without_time", WARNING, "Punkt 3 ger ett uppdrag utan att säga när det ska vara utfört.", "point-2-text"),
    )),
    (second("Planen antas. Den följs upp."), AROUND, (
        Check("several_actions", WARNING, "Punkt 3 har flera meningar. Skriv en sak i varje punkt.", "point-2-text"),
    )),
    (second("Planen antas enligt förvaltningens\nförslag."), AROUND, (
        Check("refers_to_proposal", WARNING, "Punkt 3 hänvisar till förslaget. Skriv ut vad som beslutas.", "point-2-text", "enligt förvaltningens förslag"),
    )),
    (sections(words(31)), AROUND, (
        Check("long_sentence", WARNING, "Meningen ”ord1 ord2 ord3 ord4 ord5 …” i Avsnitt 2 har 31 ord. Dela den.",
            "section-1-text", "ord1 ord2 ord3 ord4 ord5"),
    )),
    (sections(f"{words(31)} Och {words(32)} {words(30)}"), AROUND, (
        Check("long_sentence", WARNING, "2 meningar i Avsnitt 2 har fler än 30 ord. "
            "Den längsta börjar ”Och ord1 ord2 ord3 ord4 …” och har 33. Dela dem.", "section-1-text", "Och ord1 ord2 ord3 ord4"),
    )),
    (sections("Myndigheterna samordnar. " * 25), AROUND, (
        Check("hard_to_read", WARNING, "Avsnittet Avsnitt 2 har LIX 102, mycket svår.", "section-1-text"),
    )),
    (sections("Myndigheterna samordnar. " * 24), AROUND, ()),
    (sections((" ".join(["avtalet och"] * 5) + ". ") * 5), AROUND, (
        Check("hard_to_read", WARNING, "Avsnittet Avsnitt 2 har LIX 60, mycket svår.", "section-1-text"),
    )),
]  # fmt: skip


@pytest.mark.parametrize(("draft", "around", "wanted"), WORD_FOR_WORD)
def test_each_finding_word_for_word(
    draft: Draft, around: Surroundings, wanted: tuple[Check, ...]
) -> None:
    assert check(draft, around) == wanted


def test_the_order_is_errors_first_then_as_the_rules_stand() -> None:
    draft = replace(second("Planen antas. Den är [kvar]."), sections=(), recipients=())
    assert [c.code for c in check(draft, replace(AROUND, registry_number=""))] == [
        "no_registry_number",
        "no_sections",
        "placeholder",
        "no_recipients",
        "never_cited",
        "task_without_recipient",
        "several_actions",
    ]


def test_a_heading_over_a_deeper_one_needs_no_text_but_one_over_its_like_does() -> None:
    def empty(*levels: int) -> list[str]:
        made = tuple(DraftSection(level, f"H{level}", "") for level in levels)
        draft = replace(SOUND, sections=(*made, SUMMARY))
        return [c.place for c in check(draft, AROUND) if c.code == "empty_section"]

    assert empty(1) == ["section-0-text"]
    assert empty(1, 2) == ["section-1-text"]
    last = (DraftSection(1, "H", ""), replace(SUMMARY, level=2))
    assert check(replace(SOUND, sections=last), AROUND) == ()
    assert empty(2, 2, 3) == ["section-0-text", "section-2-text"]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Bilaga 1", {1}),
        ("bilagorna 2 och 13", {2, 13}),
        ("bilaga\n7", {7}),
        ("bilagan 4", set()),
    ],
)
def test_which_attachments_a_text_names(text: str, numbers: set[int]) -> None:
    assert cited_attachments(Draft("", (DraftSection(1, "H", text),))) == numbers
    assert cited_attachments(Draft("", (), (DecisionPoint(1, KF, None, text),))) == numbers


def test_an_attachment_named_first_in_a_text_is_found() -> None:
    points = tuple(DecisionPoint(n, KF, None, f"Bilaga {n} antas") for n in (1, 2))
    assert cited_attachments(Draft("", (DraftSection(1, "H", "Bilaga 3"),), points)) == {1, 2, 3}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Vi föreslår att kommunstyrelsen avvaktar. Avtalet godkänns av fullmäktige.", False),
        ("Vi föreslår att kommunstyrelsen, som föreslagits förr, godkänner avtalet.", True),
        ("Planen godkändes i fjol, nu föreslås kommunstyrelsen godkänna avtalet.", True),
        ("Föreslås att kommunstyrelsen godkänner avtalet.", True),
        ("Vi föreslår att kommunstyrelsen godkänner det. Vi föreslår att man antar planen.", True),
    ],
)
def test_which_body_a_text_proposes_should_approve(text: str, named: bool) -> None:
    assert [c.code for c in check(sections(text), AROUND)] == ["other_body"] * named


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Socialnämnden ges i uppdrag att senast i maj svara.", "Socialnämnden"),
        ("Att nämnden, socialchefen får i uppdrag att senast i maj svara.", "Socialchefen"),
        ("Att nämnden, bolagets jurist får i uppdrag att senast i maj svara.", "Bolagets jurist"),
        ("Styrelsen beslutar att uppdra åt stadsjuristen att senast i maj svara.", "Stadsjuristen"),
        ("Det får stadsjuristen i uppdrag senast i maj.", "Stadsjuristen"),
        ("Socialdirektören erhåller\ni uppdrag att senast i maj svara.", "Socialdirektören"),
    ],
)
def test_who_is_given_a_task(text: str, who: str) -> None:
    told = f"{who} får ett uppdrag i punkt 3 men finns inte bland mottagarna."
    assert [c.sentence for c in check(second(text), AROUND)] == [told]


@pytest.mark.parametrize(
    ("recipients", "missing"),
    [
        (("Socialdirektör",), False),
        (("En annan", "SOCIALDIREKTÖREN"), False),
        (("Samtliga nämnder",), True),  # all committees, but she is none
        (("Kommundirektören",), True),
    ],
)
def test_who_is_told_of_a_task(recipients: tuple[str, ...], missing: bool) -> None:
    draft = replace(
        SOUND,
        points=(DecisionPoint(1, KS, None, "Socialdirektören får i uppdrag att snarast svara."),),
        recipients=recipients,
    )
    assert [c.code for c in check(draft, AROUND)] == ["task_without_recipient"] * missing


def test_one_faultless_point_does_not_end_the_search() -> None:
    """The checks go on to the points and sections after one they have nothing to say of."""
    draft = replace(
        sections("Allt är känt. Kommunstyrelsen föreslås godkänna budgeten."),
        points=(
            SOUND.points[0],
            DecisionPoint(2, KF, None, "Frågan är utredd."),
            DecisionPoint(3, KF, None, "Socialdirektören får i uppdrag att svara."),
        ),
    )
    assert {c.code for c in check(draft, AROUND)} >= {"task_without_recipient", "nobody_signs"}
    later = sections("Vi föreslår inget. Vi föreslår att kommunstyrelsen godkänner avtalet.")
    assert [c.code for c in check(later, AROUND)] == ["other_body"]


def test_both_deciding_bodies_are_named_and_an_unknown_one_is_not_guessed() -> None:
    text = "Förvaltningen föreslår att socialnämnden godkänner avtalet."
    around = replace(AROUND, bodies={**AROUND.bodies, 3: "socialnämnden"})
    both = replace(
        sections(text),
        points=(*SOUND.points, DecisionPoint(3, KS, None, "Partnerskapet godkänns.")),
    )
    assert [c.sentence for c in check(both, around)] == [
        "Avsnitt 2 säger att socialnämnden föreslås godkänna, men enligt punkten beslutar "
        "kommunfullmäktige och kommunstyrelsen."
    ]
    assert check(sections(text), replace(around, bodies={3: "socialnämnden"})) == ()


@pytest.mark.parametrize(
    ("lix", "level"),
    [
        (29, "mycket lätt"),
        (30, "lätt"),
        (39, "lätt"),
        (40, "medelsvår"),
        (49, "medelsvår"),
        (50, "svår"),
        (59, "svår"),
        (60, "mycket svår"),
    ],
)
def test_what_a_lix_is_called(lix: int, level: str) -> None:
    assert Readability(lix, 100, 10, 10, ()).level == level


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", Readability(0, 0, 0, 0, ())),
        ("– . !", Readability(0, 0, 0, 0, ())),
        ("Ett.", Readability(1, 1, 1, 0, ())),
        ("Avtala nu.", Readability(2, 2, 1, 0, ())),
        ("Avtalet nu.", Readability(52, 2, 1, 1, ())),
        ("Vem? Jag! Så: ja.", Readability(1, 4, 4, 0, ())),
        ("- ett\n  - två\n    - tre\n- fyra", Readability(1, 4, 4, 0, ())),
        (words(30), Readability(30, 30, 1, 0, ())),
        (f"Ja ca. {words(29)}", Readability(31, 31, 1, 0, (f"Ja ca. {words(29)}",))),
    ],
)
def test_what_is_counted(text: str, wanted: Readability) -> None:
    assert readability(text) == wanted


def test_a_template_says_what_its_order_lacks_and_writes_every_month() -> None:
    with pytest.raises(Invalid) as refused:
        replace(HUDDINGE, order=())
    assert refused.value.code == "order"
    assert refused.value.sentence == "Ordningen ska ha varje del av dokumentet en gång."
    assert [long_date(date(2026, month, 1)).split("\u00a0")[1][:3] for month in range(1, 13)] == [
        *("jan", "feb", "mar", "apr", "maj", "jun"),
        *("jul", "aug", "sep", "okt", "nov", "dec"),
    ]
