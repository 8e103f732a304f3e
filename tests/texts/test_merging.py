"""Two people write in one draft: what each changed is there, and of what both changed both texts are left."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules.draft import Draft, DraftSection, DraftSigner
from cases.rules.merging import changed, fields_of, merge, with_keys
from cases.rules.points import DecisionPoint


def drafted(texts: dict[str, str], title: str = "Rubrik") -> Draft:
    """A draft of one section for each key, headed by it."""
    sections = tuple(DraftSection(1, f"Om {key}", text, key) for key, text in texts.items())
    return Draft(title, sections)


def texts(draft: Draft) -> dict[str, str]:
    return {s.key: s.text for s in draft.sections}


BASE = drafted({"a": "ett", "b": "två", "c": "tre"})


def wrote(key: str, **words: object) -> Draft:
    """The base with one section changed."""
    sections = tuple(replace(s, **words) if s.key == key else s for s in BASE.sections)  # type: ignore[arg-type]
    return replace(BASE, sections=sections)


def test_different_sections_are_both_kept() -> None:
    merged = merge(BASE, wrote("a", text="deras"), wrote("c", text="mitt"))
    assert texts(merged.draft) == {"a": "deras", "b": "två", "c": "mitt"}
    assert merged.shown == merged.draft and not merged.conflicts


def test_a_heading_and_its_text_are_two_things() -> None:
    merged = merge(BASE, wrote("a", heading="Inledning"), wrote("a", text="mitt"))
    assert merged.conflicts == ()
    assert merged.draft.sections[0] == DraftSection(1, "Inledning", "mitt")


def test_the_same_text_changed_by_both_is_stored_as_theirs_and_shown_as_mine() -> None:
    mine = replace(wrote("b", text="mitt"), title="Min rubrik")
    merged = merge(BASE, wrote("b", text="deras"), mine)
    assert merged.conflicts == (("section", "b", "text"),)
    assert texts(merged.draft)["b"] == "deras"
    assert texts(merged.shown)["b"] == "mitt"
    assert merged.draft.title == merged.shown.title == "Min rubrik"


def test_the_same_change_by_both_is_none() -> None:
    assert merge(BASE, wrote("b", text="lika"), wrote("b", text="lika")).conflicts == ()


def without(key: str) -> Draft:
    return replace(BASE, sections=tuple(s for s in BASE.sections if s.key != key))


def test_what_one_removed_and_the_other_changed_stays() -> None:
    for theirs, mine in (
        (without("b"), wrote("b", text="x")),
        (wrote("b", text="x"), without("b")),
    ):
        merged = merge(BASE, theirs, mine)
        assert texts(merged.draft) == {"a": "ett", "b": "x", "c": "tre"}
        assert merged.spared == (("section", "b"),)
    assert texts(merge(BASE, without("b"), BASE).draft) == {"a": "ett", "c": "tre"}
    assert texts(merge(BASE, BASE, without("b")).draft) == {"a": "ett", "c": "tre"}


def test_added_and_moved() -> None:
    added = drafted({"a": "ett", "x": "ny", "b": "två", "c": "tre"})
    moved = drafted({"c": "tre", "b": "två", "a": "ett"})
    for theirs, mine in ((added, moved), (moved, added)):
        assert list(texts(merge(BASE, theirs, mine).draft)) == ["c", "b", "a", "x"]
    both = merge(BASE, moved, drafted({"b": "två", "a": "ett", "c": "tre"}))
    assert list(texts(both.draft)) == ["c", "b", "a"]
    assert ("order", "section") in changed(BASE, moved)


def test_without_a_base_all_that_differs_is_a_conflict_and_nothing_is_removed() -> None:
    mine = drafted({"a": "mitt", "y": "nytt"})
    merged = merge(None, BASE, mine)
    assert merged.conflicts == (("section", "a", "text"),)
    assert texts(merged.draft) == {"a": "ett", "y": "nytt", "b": "två", "c": "tre"}


def test_a_doubtful_text_of_mine_waits_for_a_choice() -> None:
    merged = merge(BASE, BASE, wrote("a", text="se {bilaga 1}"), {("section", "a", "text")})
    assert merged.conflicts == (("section", "a", "text"),)


# Points ------------------------------------------------------------------------------------------------------


def pointed(*rows: tuple[str, str, tuple[int, ...]]) -> Draft:
    return Draft(
        "Rubrik",
        points=tuple(
            DecisionPoint(n, 1, None, text, deps, key)
            for n, (key, text, deps) in enumerate(rows, 1)
        ),
    )


THREE = pointed(("p", "ett", ()), ("q", "två", ()), ("r", "tre", (1,)))


def test_conditions_follow_their_points_through_a_merge() -> None:
    theirs = pointed(("q", "två", ()), ("p", "ett", ()), ("r", "tre", (2,)))
    mine = pointed(("p", "ett", ()), ("q", "två", ()), ("r", "tre", (1, 2)), ("s", "fyra", (3,)))
    merged = merge(THREE, theirs, mine)
    assert [(p.key, p.number, p.depends_on) for p in merged.draft.points] == [
        ("q", 1, ()),
        ("p", 2, ()),
        ("r", 3, (1, 2)),
        ("s", 4, (3,)),
    ]


def test_conditions_that_go_in_a_circle_together_wait_for_a_choice() -> None:
    theirs = pointed(("p", "ett", (2,)), ("q", "två", ()), ("r", "tre", (1,)))
    mine = pointed(("p", "ett", ()), ("q", "två", (1,)), ("r", "tre", (1,)))
    merged = merge(THREE, theirs, mine)
    assert merged.conflicts == (("point", "q", "depends_on"),)
    assert [p.depends_on for p in merged.draft.points] == [(2,), (), (1,)]


# Keys --------------------------------------------------------------------------------------------------------


def test_rows_without_keys_are_known_by_heading_or_number_else_new() -> None:
    mine = Draft(
        "R",
        (
            DraftSection(1, "Om b", "x"),
            DraftSection(1, "Om a", "y", "a"),
            DraftSection(1, "Om a", "z"),
        ),
        (DecisionPoint(1, 1, None, "ett"), DecisionPoint(4, 1, None, "fyra")),
    )
    keyed = with_keys(mine, replace(BASE, points=THREE.points), 7)
    assert [s.key for s in keyed.sections] == ["b", "a", "7.3"]
    assert [p.key for p in keyed.points] == ["p", "7.2"]


@given(st.lists(st.sampled_from(["", "a", "b", "7.1", "7.2"]), max_size=6))
def test_no_two_rows_have_the_same_key(keys: list[str]) -> None:
    mine = Draft("R", tuple(DraftSection(1, "Om a", "", key) for key in keys))
    found = [s.key for s in with_keys(mine, BASE, 7).sections]
    assert len(set(found)) == len(found) and all(found)


# Whatever they write -----------------------------------------------------------------------------------------

KEYS = "abcdef"
WORDS = st.sampled_from(["", "ett", "två", "tre", "fyra", "fem"])
SECTIONS = st.dictionaries(st.sampled_from(KEYS), WORDS)
DRAFTS = st.builds(
    lambda found, order, title: drafted({k: found[k] for k in order if k in found}, title),
    SECTIONS,
    st.permutations(KEYS),
    WORDS,
)


@given(DRAFTS, DRAFTS)
def test_merging_with_nothing_changed_is_the_other(base: Draft, other: Draft) -> None:
    for merged in (merge(base, base, other), merge(base, other, base)):
        assert merged.draft == merged.shown == other
        assert not merged.conflicts and not merged.spared


@given(DRAFTS, DRAFTS, DRAFTS)
def test_no_word_of_either_is_lost(base: Draft, theirs: Draft, mine: Draft) -> None:
    merged = merge(base, theirs, mine)
    stored, shown, before = fields_of(merged.draft), fields_of(merged.shown), fields_of(base)
    for place, words in fields_of(theirs).items():
        assert stored.get(place) == words or before.get(place) == words
    for place, words in fields_of(mine).items():
        assert shown.get(place) == words or before.get(place) == words
    assert {p for p in shown if shown[p] != stored[p]} == set(merged.conflicts)


@given(DRAFTS, st.dictionaries(st.sampled_from(KEYS), WORDS), st.sets(st.sampled_from(KEYS)))
def test_different_sections_merge_the_same_whoever_comes_first(
    base: Draft, new: dict[str, str], by_one: set[str]
) -> None:
    def written(is_one: bool) -> Draft:
        there = texts(base)
        mine = {k: w for k, w in new.items() if (k in by_one) == is_one and k in there}
        return drafted({**there, **mine}, base.title)

    one, other = written(True), written(False)
    merged = merge(base, one, other)
    assert merged.draft == merged.shown == merge(base, other, one).draft
    assert not merged.conflicts


@pytest.mark.parametrize("part", ["title", "signers", "recipients"])
def test_what_is_merged_whole(part: str) -> None:
    values = {"title": "Ny", "signers": (DraftSigner("A", "b"),), "recipients": ("Någon",)}
    mine = replace(BASE, **{part: values[part]})
    assert merge(BASE, wrote("a", text="x"), mine).draft == replace(
        wrote("a", text="x"), **{part: values[part]}
    )
    assert changed(BASE, mine) == ((part, ""),)
