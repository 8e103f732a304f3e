"""Tables, links, footnotes and citations in the markup, and that what is written back is read the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules.markup import Block, BulletItem, BulletList, Paragraph, Run, Table, parse_markup
from cases.rules.markup_text import as_markup, plain_text, renumbered


def runs(text: str) -> tuple[Run, ...]:
    (found,) = parse_markup(text)
    assert isinstance(found, Paragraph)
    return found.runs


def test_a_table_has_a_head_and_rows_of_as_many_cells() -> None:
    (found,) = parse_markup("| År | **Kostnad** |\n| 2026 | 1 000 kr |\n| 2027 |")
    assert found == Table(
        ((Run("År"),), (Run("Kostnad", strong=True),)),
        (((Run("2026"),), (Run("1 000 kr"),)), ((Run("2027"),), ())),
    )


def test_two_tables_are_parted_by_a_blank_line_and_words_end_one() -> None:
    found = parse_markup("Före\n| a |\n\n| b |\nEfter")
    assert [type(block) for block in found] == [Paragraph, Table, Table, Paragraph]


def test_a_bar_with_a_backslash_is_a_character_of_its_cell() -> None:
    (found,) = parse_markup("| a \\| b | c |")
    assert isinstance(found, Table)
    assert found.head == ((Run("a | b"),), (Run("c"),))


def test_a_link_leads_to_the_web_or_by_mail_and_nowhere_else() -> None:
    assert runs("Se [lagen](https://www.riksdagen.se/x) nu") == (
        Run("Se "),
        Run("lagen", href="https://www.riksdagen.se/x"),
        Run(" nu"),
    )
    for text in ("[x](javascript:alert(1))", "[x](file:///etc/passwd)", "[x](/arenden/)", "[x]"):
        assert runs(text) == (Run(text),)


def test_a_footnote_stands_in_the_words_and_is_not_read_with_them() -> None:
    (found,) = parse_markup("Enligt avtalet^[Daterat 2026] gäller")
    assert isinstance(found, Paragraph)
    assert found.runs[1] == Run("Daterat 2026", is_note=True)
    assert found.text == "Enligt avtalet gäller"


def test_a_citation_knows_its_attachment() -> None:
    assert runs("Se {bilaga 12}.")[1] == Run("bilaga 12", attachment=12)
    assert runs("{bilaga 0} {bilaga x}") == (Run("{bilaga 0} {bilaga x}"),)


def test_bold_may_hold_a_link() -> None:
    assert runs("**Se [a](https://b.se) nu**") == (
        Run("Se ", strong=True),
        Run("a", strong=True, href="https://b.se"),
        Run(" nu", strong=True),
    )


def test_a_backslash_makes_a_character() -> None:
    assert runs(r"\- \*\*a\*\* \[b] C:\temp") == (Run(r"- **a** [b] C:\temp"),)


def test_format_1_keeps_every_sign_as_the_character_it_is() -> None:
    text = r"[a](https://b.se) ^[c] {bilaga 1} \- d"
    assert parse_markup(text, format=1) == (Paragraph((Run(text),)),)
    assert parse_markup("| a |", format=1) == (Paragraph((Run("| a |"),)),)


def test_citations_follow_when_attachments_change_places_and_stay_as_words_when_one_is_gone() -> (
    None
):
    text = r"Se {bilaga 1}, {Bilaga 2} och {bilaga 3}, inte bilaga 1 eller \{bilaga 1}."
    assert renumbered(text, {1: 2, 3: 1}) == (
        r"Se {bilaga 2}, Bilaga 2 och {bilaga 1}, inte bilaga 1 eller \{bilaga 1}."
    )


def test_plain_text_is_the_words_alone() -> None:
    text = "**Ett**^[not]\n\n- två\n  - tre\n\n| a | b |\n| c | d |"
    assert plain_text(text) == "Ett\ntvå\ntre\na\tb\nc\td"


@pytest.mark.parametrize(
    "block",
    [
        Paragraph((Run("- inte en punkt"),)),
        Paragraph((Run("12. maj"),)),
        Paragraph((Run("| inte | tabell |"),)),
        Paragraph((Run("a*"), Run("b", strong=True), Run("^"), Run("c", href="https://c.se"))),
        Paragraph((Run("\\"), Run("b", strong=True), Run("{bilaga 3}"))),
        Paragraph((Run("Se "), Run("Bilaga 3", attachment=3))),
        Paragraph((Run("a [b] ] [", is_note=True),)),
        BulletList((BulletItem((Run("- a"),), (BulletItem((Run("1. b"),)),), "1."),)),
        Table(((Run("a|b"),), (Run("\\"),)), (((), (Run("c", href="https://c.se"),)),)),
    ],
)
def test_what_looks_like_a_mark_is_written_so_that_it_is_read_as_words(block: Block) -> None:
    assert parse_markup(as_markup([block])) == (block,)


@given(st.text(alphabet="ab \\*[](){}^|-12.\n" + "åB", max_size=60))
def test_every_text_is_written_back_as_what_it_was_read_as(text: str) -> None:
    blocks = parse_markup(text)
    assert parse_markup(as_markup(blocks)) == blocks


@given(
    st.lists(
        st.sampled_from(
            ["**", "[a](https://b.se)", "^[c]", "{bilaga 1}", "| d |", "\n", "- ", "  - ", "1. ", " e", "\\", "|"]
        ),
        max_size=14,
    )
)  # fmt: skip
def test_every_mixture_of_marks_is_written_back_as_what_it_was_read_as(pieces: list[str]) -> None:
    blocks = parse_markup("".join(pieces))
    assert parse_markup(as_markup(blocks)) == blocks
