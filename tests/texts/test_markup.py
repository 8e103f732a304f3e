"""The markup of sections: what becomes a paragraph, a bullet and bold, and what stays characters."""

from __future__ import annotations

import time

import pytest

from cases.rules.markup import BulletItem, BulletList, Paragraph, Run, one_line, parse_markup


def words(text: str) -> tuple[Run, ...]:
    return (Run(text),)


def test_a_blank_line_parts_paragraphs_and_a_line_break_does_not() -> None:
    assert parse_markup("En\nrad.\r\n \r\n\r\nTvå.") == (
        Paragraph(words("En rad.")),
        Paragraph(words("Två.")),
    )


def test_empty_text_has_no_blocks() -> None:
    assert parse_markup(" \n\n\t\n") == ()


def test_bullets_follow_their_lead_in_and_hold_those_under_them() -> None:
    assert parse_markup("Följande:\n- Ett\n  - Under\n  - Också\n- Två\nfortsatt\n\nSlut.") == (
        Paragraph(words("Följande:")),
        BulletList(
            (
                BulletItem(words("Ett"), (BulletItem(words("Under")), BulletItem(words("Också")))),
                BulletItem(words("Två fortsatt")),
            )
        ),
        Paragraph(words("Slut.")),
    )


def test_a_blank_line_between_bullets_does_not_begin_a_new_list() -> None:
    assert parse_markup("- Ett\n\n- Två") == (
        BulletList((BulletItem(words("Ett")), BulletItem(words("Två")))),
    )


def test_bullets_never_go_deeper_than_two_levels() -> None:
    (found,) = parse_markup("\n".join("  " * depth + f"- {depth}" for depth in range(300)))
    assert isinstance(found, BulletList)
    (top,) = found.items
    assert [inner.text for inner in top.items] == [str(depth) for depth in range(1, 300)]
    assert not any(inner.items for inner in top.items)


def test_a_list_that_begins_indented_begins_at_the_top() -> None:
    assert parse_markup("  - Ett") == (BulletList((BulletItem(words("Ett")),)),)


def test_numbered_items_keep_their_numbers() -> None:
    assert parse_markup("1. Ett\n2) Två") == (
        BulletList((BulletItem(words("Ett"), (), "1."), BulletItem(words("Två"), (), "2)"))),
    )


@pytest.mark.parametrize("text", ["den\n12. maj", "-utan blanksteg", "– tankstreck", "2026. Sedan"])
def test_what_only_resembles_an_item_is_a_paragraph(text: str) -> None:
    assert parse_markup(text) == (Paragraph(words(text.replace("\n", " "))),)


def test_bold_is_a_run_of_its_own() -> None:
    (found,) = parse_markup("**Syfte.** Att **kunna** mer")
    assert isinstance(found, Paragraph)
    assert found.runs == (
        Run("Syfte.", strong=True),
        Run(" Att "),
        Run("kunna", strong=True),
        Run(" mer"),
    )
    assert found.text == "Syfte. Att kunna mer"


@pytest.mark.parametrize("text", ["2 ** 3 ** 4", "**", "****", "** **", "a **b", "<b>x</b> & y"])
def test_what_is_no_pair_around_text_stays_characters(text: str) -> None:
    assert parse_markup(text) == (Paragraph(words(text)),)


def test_no_break_spaces_are_kept() -> None:
    assert one_line("den  4\u00a0maj\n2026 ") == "den 4\u00a0maj 2026"
    assert parse_markup("4\u00a0maj") == (Paragraph(words("4\u00a0maj")),)


@pytest.mark.parametrize("piece", ["**a ", "- ", "  - a\n", "\n ", "**"])
def test_reading_takes_time_in_proportion_to_the_length(piece: str) -> None:
    def seconds(times: int) -> float:
        best = []
        for _ in range(3):
            started = time.process_time()
            parse_markup(piece * times)
            best.append(time.process_time() - started)
        return min(best)

    assert seconds(10_000) < 40 * max(seconds(1_000), 0.001)  # a square would be 100
