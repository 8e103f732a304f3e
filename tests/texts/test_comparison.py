"""Two versions word by word: nothing of either is lost, and the time is bounded."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules.comparison import (
    Budget,
    compare,
    compare_line,
    is_changed,
    new_words,
    old_words,
    words,
)
from cases.rules.markup import Block, BulletList, Paragraph, Run, Table, parse_markup
from cases.rules.markup_text import plain_text


def marked(before: str, after: str) -> list[tuple[str, str]]:
    """The one paragraph's pieces with their marks."""
    (block,) = compare(parse_markup(before), parse_markup(after))
    assert isinstance(block, Paragraph)
    return [(run.text, run.mark) for run in block.runs]


def test_words_inserted_and_deleted_stand_where_they_are() -> None:
    assert marked("Avtalet gäller i tre år.", "Avtalet gäller i fyra hela år.") == [
        ("Avtalet gäller i ", ""),
        ("tre ", "del"),
        ("fyra hela ", "ins"),
        ("år.", ""),
    ]


def test_equal_texts_have_no_marks() -> None:
    blocks = parse_markup("Ett\n\n- två")
    assert compare(blocks, blocks) == blocks
    assert not is_changed(compare(blocks, blocks))


def test_only_the_look_is_told_too() -> None:
    assert marked("Avtalet **gäller** nu", "**Avtalet** gäller nu") == [
        ("Avtalet ", "style"),
        ("gäller ", "style"),
        ("nu", ""),
    ]


def test_an_unlike_paragraph_is_another_paragraph() -> None:
    blocks = compare(parse_markup("Ett helt annat stycke."), parse_markup("Kostnaden är noll kr."))
    assert [run.mark for block in blocks for run in block.runs] == ["ins", "del"]  # type: ignore[union-attr]


def test_items_rows_and_headings_are_compared_as_what_they_are() -> None:
    before = "- ett\n  - under\n- två\n\n| År | Kostnad |\n| 2026 | 10 |"
    after = "- ett\n  - under detta\n- tre\n\n| År | Kostnad |\n| 2026 | 12 |\n| 2027 | 9 |"
    bullets, table = compare(parse_markup(before), parse_markup(after))
    assert isinstance(bullets, BulletList) and isinstance(table, Table)
    assert bullets.items[0].items[0].runs[-1] == Run("detta", mark="ins")
    assert table.rows[0][1] == (Run("10", mark="del"), Run("12", mark="ins"))
    assert all(run.mark == "ins" for cell in table.rows[1] for run in cell)
    assert compare_line("Avtal", "Nytt Avtal")[0] == Run("Nytt ", mark="ins")


TEXTS = st.lists(
    st.sampled_from(
        ["Avtalet gäller.", "**fet** text", "- punkt", "  - under", "| a | b |", "| c | d |", "", "Två år"]
    ),
    max_size=9,
).map("\n".join)  # fmt: skip


@given(TEXTS, TEXTS)
def test_nothing_of_either_text_is_lost(before: str, after: str) -> None:
    found = compare(parse_markup(before), parse_markup(after))
    assert sorted(old_words(found).split()) == sorted(plain_text(before).split())
    assert new_words(found).split() == plain_text(after).split()


@given(TEXTS)
def test_a_text_compared_with_itself_is_itself(text: str) -> None:
    assert compare(parse_markup(text), parse_markup(text)) == parse_markup(text)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a " * 90_000, "b " * 90_000),
        ("a\n\n" * 8_000, "b\n\n" * 8_000),
        ("ett två tre fyra. " * 10_000, "ett två fem fyra. " * 10_000),
        ("a a b " * 9_000 + "c", "a b a " * 9_000 + "d"),
        (("a " * 350 + "\n\n") * 80, ("a b " * 170 + "\n\n") * 80),
        ("- a b c\n" * 8_000, "- a b d\n" * 8_000),
        ("\n\n".join(f"ord {n} här" for n in range(1400)), "\n\n".join(f"sak {n} där" for n in range(1400))),
    ],
)  # fmt: skip
def test_the_time_is_bounded_for_hostile_texts(before: str, after: str) -> None:
    started = time.process_time()
    compare(parse_markup(before), parse_markup(after))
    assert time.process_time() - started < 5


def test_lines_that_stand_hundreds_of_times_are_still_found() -> None:
    before = parse_markup("\n\n".join(f"Lika.\n\nGammal rad{i}x" for i in range(200)))
    after = parse_markup("\n\n".join(f"Lika.\n\nNyare sak{i}y" for i in range(200)))
    found = compare(before, after)
    assert (old_words(found), new_words(found)) == (words(before), words(after))
    same = [b for b in found if isinstance(b, Paragraph) and not is_changed([b])]
    assert len(same) == 200


def test_the_texts_of_a_page_share_what_may_be_spent() -> None:
    def text(name: str) -> tuple[Block, ...]:
        return parse_markup("\n\n".join([" ".join(f"och {name}{i}" for i in range(140))] * 12))

    before, after, budget = text("x"), text("y"), Budget()
    left = [budget.left]
    for _ in range(3):
        found = compare(before, after, budget)
        left.append(budget.left)
        assert (old_words(found), new_words(found)) == (words(before), words(after))
    assert left[0] > left[1] >= 0
    assert left[3] > left[2] - left[0] // 10, "what is spent is spent once"
    assert is_changed(compare(parse_markup("Ett."), parse_markup("Två."), budget))
