"""Small hand-made tjänsteutlåtanden, one per feature of the parser, and the example whole."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from cases.rules.officer_report_lines import says_something
from cases.rules.officer_report_text import (
    ParsedAttachment,
    ParsedSection,
    ParsedSigner,
    parse_officer_report,
)

EXAMPLE = Path(__file__).parents[2] / "docs" / "exempel" / "tjansteutlatande_exempel.txt"
GLYPH = "\uf0a7"
START = "Kommunstyrelsen\n\nAvtal om samverkan\n\nFörslag till beslut\n"
PROPOSED = START + "Kommunstyrelsens förslag till kommunfullmäktige\n\n"


def section_text(body: str) -> str:
    """The parsed text of a Bakgrund with this body."""
    report = parse_officer_report(f"{PROPOSED}Avtalet godkänns.\n\nBakgrund\n{body}\n")
    assert [section.heading for section in report.sections] == ["Bakgrund"]
    return report.sections[0].text


def points(body: str) -> list[tuple[int, str, str, str, tuple[int, ...]]]:
    """The parsed points of a proposal with this body."""
    report = parse_officer_report(f"{START}{body}\n\nSammanfattning\nKort text.\n")
    assert report.unplaced == ()
    return [(p.number, p.body, p.kind, p.text, p.depends_on) for p in report.points]


# --- the example -----------------------------------------------------------------------------


def test_the_example_is_read_without_a_remainder() -> None:
    report = parse_officer_report(EXAMPLE.read_text(encoding="utf-8"))
    assert report.unplaced == ()
    assert report.recipient == "Kommunstyrelsen"
    assert report.title.startswith("Avtal om samverkan med Karolinska Institutet")
    assert report.title.endswith("hälsa i Huddinge")
    assert [(p.number, p.body, p.kind, p.depends_on) for p in report.points] == [
        (1, "Kommunfullmäktige", "proposal", ()),
        (2, "Kommunfullmäktige", "proposal", ()),
        (3, "Kommunstyrelsen", "own_decision", (1, 2)),
    ]
    assert [(section.level, section.heading) for section in report.sections] == [
        (1, "Sammanfattning"),
        (1, "Bakgrund"),
        (2, "Inledning"),
        (2, "Kommunens strategi för samverkan med akademierna"),
        (2, "Mål och budget 2027"),
        (2, "Pågående samverkan med Karolinska Institutet"),
        (1, "Förslag till avtal om samverkan"),
        (1, "Förvaltningens synpunkter"),
        (1, "Ekonomiska och juridiska konsekvenser"),
    ]
    assert report.signers == (
        ParsedSigner("Maria Lindqvist", "Kommundirektör"),
        ParsedSigner("Karin Sandell", "Tf. avdelningschef"),
    )
    assert [attachment.number for attachment in report.attachments] == [1, 2]
    assert len(report.recipients) == 3


def test_the_example_keeps_its_lists_and_closes_the_page_breaks() -> None:
    sections = parse_officer_report(EXAMPLE.read_text(encoding="utf-8")).sections
    agreement = sections[6].text.split("\n")
    assert sum(line.startswith("- ") for line in agreement) == 8
    assert sum(line.startswith("  - ") for line in agreement) == 3
    assert "samlar dem under" in sections[5].text
    assert "eller föra vidare" in sections[8].text


def test_the_example_cites_every_attachment_and_no_other() -> None:
    report = parse_officer_report(EXAMPLE.read_text(encoding="utf-8"))
    written = "\n".join([*(p.text for p in report.points), *(s.text for s in report.sections)])
    cited = {int(number) for number in re.findall(r"bilaga (\d+)", written)}
    assert cited == {attachment.number for attachment in report.attachments}


# --- points ----------------------------------------------------------------------------------

KF_TWO = "Kommunstyrelsens förslag till kommunfullmäktige\n1. Avtalet godkänns.\n2. Planen antas.\n"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(
            "Kommunstyrelsens förslag till kommunfullmäktige\n\nAvtalet om samverkan\ngodkänns.",
            [(1, "Kommunfullmäktige", "proposal", "Avtalet om samverkan godkänns.", ())],
            id="one unnumbered point",
        ),
        pytest.param(
            "Avtalet godkänns.",
            [(1, "Kommunstyrelsen", "own_decision", "Avtalet godkänns.", ())],
            id="no body heading: the recipient decides",
        ),
        pytest.param(
            "Kommunstyrelsens beslut för egen del\n1. Avtalet godkänns\n2. Planen antas",
            [
                (1, "Kommunstyrelsen", "own_decision", "Avtalet godkänns", ()),
                (2, "Kommunstyrelsen", "own_decision", "Planen antas", ()),
            ],
            id="own decision, points without full stops",
        ),
        pytest.param(
            "Barn- och utbildningsnämndens förslag till\nkommunstyrelsen\n1. Avtalet godkänns.",
            [(1, "Kommunstyrelsen", "proposal", "Avtalet godkänns.", ())],
            id="a committee proposes, heading wrapped",
        ),
        pytest.param(
            "Kommunstyrelsen föreslår kommunfullmäktige besluta\natt godkänna avtalet,\n"
            "att anta planen.",
            [
                (1, "Kommunfullmäktige", "proposal", "att godkänna avtalet,", ()),
                (2, "Kommunfullmäktige", "proposal", "att anta planen.", ()),
            ],
            id="att-satser",
        ),
        pytest.param(
            "Kommunstyrelsen beslutar\n\natt godkänna avtalet, samt\n\natt anta planen.",
            [
                (1, "Kommunstyrelsen", "own_decision", "att godkänna avtalet, samt", ()),
                (2, "Kommunstyrelsen", "own_decision", "att anta planen.", ()),
            ],
            id="att-satser with blank lines between",
        ),
        pytest.param(
            "Ordningen gäller även nästa år och\nkommunstyrelsens beslut",
            [
                (
                    1,
                    "Kommunstyrelsen",
                    "own_decision",
                    "Ordningen gäller även nästa år och kommunstyrelsens beslut",
                    (),
                )
            ],
            id="a sentence that ends like a body heading",
        ),
        pytest.param(
            "Kommunstyrelsen föreslår att kommunfullmäktige godkänner avtalet.",
            [
                (
                    1,
                    "Kommunfullmäktige",
                    "proposal",
                    "Kommunstyrelsen föreslår att kommunfullmäktige godkänner avtalet.",
                    (),
                )
            ],
            id="the body in the sentence itself",
        ),
        pytest.param(
            "I kommunstyrelsen och kommunfullmäktige:\n1. Avtalet godkänns.",
            [(1, "Kommunfullmäktige", "proposal", "Avtalet godkänns.", ())],
            id="two bodies: the last decides",
        ),
        pytest.param(
            "1. Enligt punkterna 1 och\n2. i planen.",
            [(1, "Kommunstyrelsen", "own_decision", "Enligt punkterna 1 och 2. i planen.", ())],
            id="a wrapped line that begins with a number is no point",
        ),
        pytest.param(
            "Kommunstyrelsens förslag till kommunfullmäktige\n1. Avtalet godkänns.\n"
            "Kommunstyrelsens beslut\n1. Planen antas.",
            [
                (1, "Kommunfullmäktige", "proposal", "Avtalet godkänns.", ()),
                (2, "Kommunstyrelsen", "own_decision", "Planen antas.", ()),
            ],
            id="numbers that start again are made to run on",
        ),
    ],
)
def test_points(body: str, expected: list[tuple[int, str, str, str, tuple[int, ...]]]) -> None:
    assert points(body) == expected


@pytest.mark.parametrize(
    ("wording", "depends_on"),
    [
        ("Under förutsättning att fullmäktige beslutar enligt punkt 1 ges ett uppdrag.", (1,)),
        ("Under förutsättning att fullmäktige beslutar enligt punkt 1 och 2 ges det.", (1, 2)),
        ("Uppdrag ges under förutsättning att fullmäktige bifaller punkterna 1-2.", (1, 2)),
        ("Uppdrag ges under förutsättning att fullmäktige bifaller punkterna 1–99.", (1, 2)),
        ("Under förutsättning att kommunfullmäktige beslutar enligt ovan ges det.", (1, 2)),
        ("Under förutsättning av beslut enligt ovan ges ett uppdrag.", (1, 2)),
        ("Om kommunfullmäktige godkänner avtalet ges ett uppdrag.", (1, 2)),
        ("Under förutsättning att staten beviljar bidrag ges ett uppdrag.", ()),
        ("Beslutet i punkt 1 justeras omedelbart.", ()),
        ("Under förutsättning att punkt 1 i avtalet är uppfylld ges ett uppdrag.", ()),
        ("Under förutsättning att medel finns ges det. Se även punkt 1.", ()),
    ],
)
def test_conditions_between_points(wording: str, depends_on: tuple[int, ...]) -> None:
    assert points(f"{KF_TWO}Kommunstyrelsens beslut\n3. {wording}")[2][4] == depends_on


def test_a_line_before_the_first_number_is_unplaced_not_lost() -> None:
    report = parse_officer_report(f"{PROPOSED}Förvaltningen menar så här.\n1. Avtalet godkänns.\n")
    assert report.unplaced == ("Förvaltningen menar så här.",)
    assert [point.text for point in report.points] == ["Avtalet godkänns."]


# --- section text ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("En rad\nfortsätter.\n\nNästa stycke.", "En rad fortsätter.\n\nNästa stycke."),
        ("En rad \n\nfortsätter efter tom rad.", "En rad fortsätter efter tom rad."),
        ("Sidan slutar \n\n\ffortsätter här.", "Sidan slutar fortsätter här."),
        ("sysselsättnings-\noch tillväxt", "sysselsättnings- och tillväxt"),
        ("sam\u00ad\nverkan och sam\u00adarbete", "samverkan och samarbete"),
        (
            f"Följande gäller:\n{GLYPH} Ett. Med \n\nfortsättning:\n– under\n– undre\n{GLYPH} Två.",
            "Följande gäller:\n\n- Ett. Med fortsättning:\n  - under\n  - undre\n- Två.",
        ),
        ("Detta:\n– ett\n– två", "Detta:\n\n- ett\n- två"),
        ("Detta:\n•\nett\n•\ntvå", "Detta:\n\n- ett\n- två"),
        ("Detta:\n- ett\n  - inre\n- två", "Detta:\n\n- ett\n  - inre\n- två"),
        ("Huddinge kommun \n– en stor sådan – växer.", "Huddinge kommun – en stor sådan – växer."),
        ("Stegen är:\n1. Först.\n2. Sedan.", "Stegen är:\n\n1. Först.\n2. Sedan."),
        (
            "Detta beskrivs:\n Parterna. Vi och ni.\n Syfte. Att lära.\nSlut på det.",
            "Detta beskrivs:\n\n- Parterna. Vi och ni.\n- Syfte. Att lära.\n\nSlut på det.",
        ),
    ],
)
def test_section_text(body: str, expected: str) -> None:
    filler = "Ett stycke som visar hur bred sidan är, så att en kort rad syns vara kort, slutar så."
    assert section_text(f"{body}\n\n{filler}") == f"{expected}\n\n{filler}"


def test_numbered_lists_in_sections_are_not_points() -> None:
    report = parse_officer_report(f"{PROPOSED}1. Godkänns.\n\nBakgrund\nSteg:\n2. Det andra.\n")
    assert [point.number for point in report.points] == [1]
    assert report.sections[0].text == "Steg:\n\n2. Det andra."


def test_text_with_one_long_line_per_paragraph_keeps_its_paragraphs() -> None:
    long = "Det här stycket är inte brutet till rader utan går på så länge det behöver. " * 3
    assert section_text(f"{long}\n{long}") == f"{long.strip()}\n\n{long.strip()}"


# --- headings --------------------------------------------------------------------------------


def test_unknown_headings_are_found_by_their_shape() -> None:
    prose = "Kommunen har under flera år prövat olika sätt att nå dem som behöver stöd i vardagen."
    report = parse_officer_report(
        f"{PROPOSED}1. Avtalet godkänns.\n\nBakgrund\n\nErfarenheter från andra\n{prose}\n\n"
        f"Tidigare försök\n{prose}\n\nBedömning\n{prose}\n"
    )
    assert [(section.level, section.heading) for section in report.sections] == [
        (1, "Bakgrund"),
        (2, "Erfarenheter från andra"),
        (2, "Tidigare försök"),
        (1, "Bedömning"),
    ]


@pytest.mark.parametrize("line", ["Det gick bra.", "Detta gällde", "kort rad", "Bilaga med och"])
def test_short_lines_inside_text_are_not_headings(line: str) -> None:
    prose = "Kommunen har under flera år prövat olika sätt att nå dem som behöver stöd."
    assert line in section_text(f"{prose}\n{line}\n{prose}")


def test_the_outline_decides_headings_and_levels() -> None:
    prose = "Kommunen har under flera år prövat olika sätt att nå dem som behöver stöd i vardagen."
    report = parse_officer_report(
        f"{PROPOSED}Avtalet godkänns.\n\nBakgrund\n{prose}\n\nLäget i dag är inte\n"
        f"tillfredsställande\n{prose}\n\nInte i listan\n{prose}\n\n\n"
        "\tAvtal om samverkan\n\tFörslag till beslut\n"
        "\tBakgrund\n\t\tLäget i dag är inte tillfredsställande\n\tSaknas i texten\n"
    )
    assert [(section.level, section.heading) for section in report.sections] == [
        (1, "Bakgrund"),
        (2, "Läget i dag är inte tillfredsställande"),
    ]
    assert "Inte i listan" in report.sections[1].text
    assert report.unplaced == ("Saknas i texten",)
    assert report.title == "Avtal om samverkan"


def test_sections_may_stand_before_the_proposal() -> None:
    report = parse_officer_report(
        "Socialnämnden\n\nEtt avtal\n\nSammanfattning\nKort.\n\nBeslutsförslag\nAvtalet godkänns.\n"
    )
    assert report.sections == (ParsedSection(1, "Sammanfattning", "Kort."),)
    assert report.points[0].body == report.recipient == "Socialnämnden"


# --- front matter and tail -------------------------------------------------------------------


def test_the_letterhead_is_unplaced_and_the_title_found_below_it() -> None:
    report = parse_officer_report(
        "HUDDINGE KOMMUN\nTJÄNSTEUTLÅTANDE\nDATUM 4 maj 2026\nSIDA 1 (4)\n\n"
        "Till kommunstyrelsen\n\n"
        "Avtal om\nsamverkan\n\nFörslag till beslut\nAvtalet godkänns.\n"
    )
    assert (report.recipient, report.title) == ("Kommunstyrelsen", "Avtal om samverkan")
    assert sorted(report.unplaced) == [
        "DATUM 4 maj 2026",
        "HUDDINGE KOMMUN",
        "SIDA 1 (4)",
        "TJÄNSTEUTLÅTANDE",
    ]


def test_page_headers_are_unplaced_and_the_sentence_goes_on() -> None:
    report = parse_officer_report(
        f"{PROPOSED}Avtalet godkänns.\n\nBakgrund\nDetta är en\n\n\fHuddinge kommun\nSIDA 2 (3)\n\n"
        "mening som\n\n\fHuddinge kommun\nSIDA 3 (3)\n\nfortsätter.\n"
    )
    assert report.sections[0].text == "Detta är en mening som fortsätter."
    assert Counter(report.unplaced) == Counter(
        {"Huddinge kommun": 2, "SIDA 2 (3)": 1, "SIDA 3 (3)": 1}
    )


def test_signers_attachments_and_recipients() -> None:
    report = parse_officer_report(
        f"{PROPOSED}Avtalet godkänns.\n\nBakgrund\nDet sista som sägs.\n Eva-Lena af Ström\n"
        "Kommundirektör\n\n\nBo Ek\nTf. chef Service och stöd\n\nBilagor\n"
        "Bilaga 1. Avtal mellan \n\nHuddinge kommun.\nBilaga 2: Strategi\n\n"
        "Beslutet ska skickas till\nKarolinska Institutet\nAvdelningen för\nnäringsliv\n"
        "– Kultur- och fritidsnämnden\n"
    )
    assert report.sections[0].text == "Det sista som sägs."
    assert report.signers == (
        ParsedSigner("Eva-Lena af Ström", "Kommundirektör"),
        ParsedSigner("Bo Ek", "Tf. chef Service och stöd"),
    )
    assert report.attachments == (
        ParsedAttachment(1, "Avtal mellan Huddinge kommun"),
        ParsedAttachment(2, "Strategi"),
    )
    assert report.recipients == (
        "Karolinska Institutet",
        "Avdelningen för näringsliv",
        "Kultur- och fritidsnämnden",
    )
    assert report.unplaced == ()


def test_missing_last_parts_are_empty() -> None:
    report = parse_officer_report(f"{PROPOSED}Avtalet godkänns.")
    assert (report.sections, report.signers, report.attachments, report.recipients) == ((),) * 4


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "\ufeff" + text,
        lambda text: text.replace(" samverkan", "\u00a0samverkan"),
        lambda text: text.replace("ö", "o\u0308").replace("å", "a\u030a"),
        lambda text: text.replace("\f", ""),
    ],
    ids=["Windows line ends", "byte order mark", "no-break space", "decomposed letters", "no ff"],
)
def test_the_same_document_in_another_dress_is_the_same_report(change) -> None:  # type: ignore[no-untyped-def]
    text = EXAMPLE.read_text(encoding="utf-8")
    assert change(text) != text
    assert parse_officer_report(change(text)) == parse_officer_report(text)


# --- as data ---------------------------------------------------------------------------------


def test_as_dict_is_plain_json() -> None:
    report = parse_officer_report(EXAMPLE.read_text(encoding="utf-8"))
    plain = report.as_dict()
    assert json.loads(json.dumps(plain)) == plain
    assert list(plain) == [
        "title", "recipient", "points", "sections", "signers", "attachments", "recipients",
        "unplaced",
    ]  # fmt: skip
    assert set(plain["points"][2]) == {"number", "body", "kind", "text", "depends_on"}
    assert plain["points"][2]["depends_on"] == [1, 2]
    assert set(plain["sections"][0]) == {"level", "heading", "text"}
    assert set(plain["signers"][0]) == {"name", "title"}
    assert set(plain["attachments"][0]) == {"number", "title"}


def test_a_section_is_frozen() -> None:
    section = ParsedSection(1, "Bakgrund", "Text.")
    with pytest.raises(AttributeError):
        section.text = "Annat."  # type: ignore[misc]


@pytest.mark.parametrize(
    "text", ["1 (2)", "Sida 3", "DATUM", "Diarienr", "HANDLÄGGARE:", "TJÄNSTEUTLÅTANDE", "2/7"]
)
def test_a_page_number_or_a_masthead_label_alone_says_nothing(text: str) -> None:
    assert not says_something(text)


@pytest.mark.parametrize(
    "text", ["DIARIENR KS-2026/112", "4 maj 2026", "Telefon 08-123 45 67", "Sidantal", "Anna Ek"]
)
def test_what_stands_beside_a_label_says_something(text: str) -> None:
    assert says_something(text)


def test_an_outline_entry_at_the_end_is_not_taken_for_a_running_header() -> None:
    page = [
        "Rubrik",
        "",
        "Till kommunstyrelsen",
        "",
        "Förslag till beslut",
        "1. Avtalet godkänns.",
        "",
    ]
    text = "\n".join([*page, "Eget avsnitt", "Text ett.", "Text två.", "\fMer text här.", ""])
    outline = "\n\tRubrik\n\tFörslag till beslut\n\tEget avsnitt\n"
    found = parse_officer_report(text + outline)
    assert "Eget avsnitt" not in found.unplaced
    assert [section.heading for section in found.sections] == ["Eget avsnitt"]
