"""Pieces of two versions keep who they are; none is given to two."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cases.rules.pairing import Piece, pair


def pieces(*texts: str) -> list[Piece]:
    return [Piece(n, text, text) for n, text in enumerate(texts)]


def test_moved_changed_and_new() -> None:
    old = pieces("ett två tre fyra fem", "sex sju åtta", "nio")
    new = pieces("sex sju åtta", "helt nytt", "ett två tre fyra sex")
    assert pair(old, new) == (1, None, 0)


def test_words_added_at_the_end_leave_a_point_what_it_was() -> None:
    old = pieces("Avtalet i bilaga 1 godkänns.", "Styrelsen ansvarar.")
    new = pieces(
        "Något nytt ska göras.", "Avtalet i bilaga 1 godkänns med de ändringar som framgår.", "Styrelsen ansvarar."
    )  # fmt: skip
    assert pair(old, new) == (None, 0, 1)


def test_a_rewritten_piece_of_the_same_name_is_the_same() -> None:
    assert pair(pieces("ett", "två"), pieces("ett", "helt annat")) == (0, 1)


def test_the_same_name_is_preferred_among_equals() -> None:
    assert pair(pieces("samma", "samma"), pieces("samma", "samma")) == (0, 1)


def test_names_first() -> None:
    old = [Piece("Bakgrund", "a b c", "a b c"), Piece("Risker", "d e f", "d e f")]
    new = [Piece("Bakgrund", "d e f", "d e f"), Piece("Risker", "a b c", "a b c")]
    assert pair(old, new) == (1, 0)
    assert pair(old, new, names_first=True) == (0, 1)


def test_texts_too_long_to_compare_are_paired_by_name() -> None:
    old, new = (
        pieces(*(f"{' '.join(map(str, range(2_000)))} {x}{n}" for n in range(60))) for x in "ab"
    )
    assert pair(old, new) == tuple(range(60))


WORDS = st.lists(st.sampled_from("abcd"), max_size=5).map(" ".join)
TEXTS = st.lists(WORDS, max_size=6)


@given(TEXTS, TEXTS, st.booleans())
def test_each_is_given_once_and_none_is_left_beside_its_like(
    old: list[str], new: list[str], names_first: bool
) -> None:
    found = pair(pieces(*old), pieces(*new), names_first=names_first)
    given_out = [at for at in found if at is not None]
    assert len(found) == len(new) and len(set(given_out)) == len(given_out)
    left_old = {t for at, t in enumerate(old) if at not in given_out}
    left_new = {t for t, at in zip(new, found, strict=True) if at is None}
    assert not left_old & left_new


@given(TEXTS)
def test_the_same_pieces_are_themselves(texts: list[str]) -> None:
    assert pair(pieces(*texts), pieces(*texts)) == tuple(range(len(texts)))
