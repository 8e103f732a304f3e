"""What may be personal data in a text: found in the ways people write it, not in what only looks like it, and taken out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.rules.personal_data import REMOVED, find, holds, without

KNOWN = {"name": ["Maria Lindqvist"], "secret": ["Förhandlingsläge"]}


def kinds(text: str) -> dict[str, str]:
    """What is found, by the words."""
    return {found.text: found.kind for found in find(text, KNOWN)}


@pytest.mark.parametrize(
    "number",
    [
        "850101-1234",
        "19850101-1234",
        "198501011234",
        "8501011234",
        "850101+1234",
        "850101 – 1234",
        "850101\u20111234",
        "850161-1234",  # samordningsnummer: 60 added to the day
        "19850191-1234",
        "850101 1234",
        "850101-12 34",
        "850101/1234",
        "85-01-01-1234",
        "1985-01-01-1234",
        "nr850101-1234x",
    ],
)
def test_a_personal_number_is_found_however_it_is_written(number: str) -> None:
    text = f"Ersättning till {number}, bosatt i kommunen."
    (found,) = find(text, {})
    assert (found.kind, found.is_removed_unless_kept) == ("personal_number", True)
    assert holds(text, found.text)
    assert number not in without(text, [found.text])
    assert REMOVED in without(text, [found.text])


@pytest.mark.parametrize(
    "text",
    [
        "Motpart är organisationsnummer 202100-2262.",
        "Diarienummer KS-2026/123.",
        "Avtalet gäller 2026-05-18 till 2029-12-31.",
        "Kostnaden är 1 500 000 kronor under 2026 och 2027.",
        "Punkt 3 i bilaga 2, § 14.",
        "Beslut 851301-1234 finns inte i almanackan.",
        "Utgåva 19850101.",
    ],
)
def test_what_only_looks_like_it_is_left_alone(text: str) -> None:
    assert find(text, {}) == ()


@pytest.mark.parametrize(
    ("text", "words", "kind"),
    [
        ("Skriv till rut.alm@example.se senast i maj.", "rut.alm@example.se", "email"),
        ("Ring 070-123 45 67.", "070-123 45 67", "phone"),
        ("Ring 08-535 300 00.", "08-535 300 00", "phone"),
        ("Ring +46 70 123 45 67.", "+46 70 123 45 67", "phone"),
        ("Fastigheten Storgatan 12 B köps.", "Storgatan 12 B", "address"),
        ("Bor på Lilla Nygatan 4.", "Lilla Nygatan 4", "address"),
        ("Kommunalvägen 28 hyrs.", "Kommunalvägen 28", "address"),
        ("Adress: 141 85 Huddinge.", "141 85 Huddinge", "address"),
        ("Maria\u00a0 Lindqvist får i uppdrag.", "Maria Lindqvist", "name"),
        ("Se bilagan förhandlingsläge.", "Förhandlingsläge", "secret"),
    ],
)
def test_each_kind_is_found(text: str, words: str, kind: str) -> None:
    assert kinds(text) == {words: kind}
    assert without(text, [words]).count(REMOVED) == 1


def test_a_part_of_a_word_is_another_word() -> None:
    assert not holds("Annan ordning gäller.", "Ann")
    assert without("Ann och Annan, ANN.", ["Ann"]) == f"{REMOVED} och Annan, {REMOVED}."


def test_the_longest_goes_first_and_signs_mean_themselves() -> None:
    text = "Rut Alm (rektor) och Rut."
    assert without(text, ["Rut", "Rut Alm", "(rektor)"]) == f"{REMOVED} {REMOVED} och {REMOVED}."
    assert without(text, ["", " "]) == text


def test_a_hostile_text_is_read_in_no_time() -> None:
    for piece in ("0", "0-", "a.", "A", "Aa ", "1 ", "07 ", "@", "+46", "Agatan "):
        find(piece * 20_000, KNOWN)


@given(st.lists(st.sampled_from([
    "850101-1234", "19850101", "1234", " ", "\n", "\u00a0", "x", "Å", "a.b@c.se", "070-123 45 67", "+46",
    "Storgatan 12", "3", "B", "141 85 Huddinge", "-", ".", "(", "Maria Lindqvist", "Förhandlingsläge", "_",
]), max_size=12).map("".join))  # fmt: skip
def test_what_is_found_can_be_taken_out(text: str) -> None:
    found = [each.text for each in find(text, KNOWN)]
    assert all(holds(text, words) for words in found)
    left = without(text, found)
    assert not any(holds(left, words) for words in found)


def test_a_name_is_found_and_taken_out_in_the_genitive_too() -> None:
    text = "Maria Lindqvists sjukdom, Lindqvist:s bidrag, Lindqvistska huset."
    assert kinds("Maria Lindqvists sjukdom.") == {"Maria Lindqvist": "name"}
    assert without(text, ["Maria Lindqvist", "Lindqvist"]) == (
        f"{REMOVED} sjukdom, {REMOVED} bidrag, Lindqvistska huset."
    )
    assert without("Dans i juni", ["Dan"]) == "Dans i juni"  # too short a word


def test_words_that_overlap_leave_no_piece() -> None:
    assert without("Anna Maria Ek.", ["Anna Maria", "Maria Ek"]) == f"{REMOVED}."
    assert without("Anna Anna", ["Anna"]) == f"{REMOVED} {REMOVED}"


@pytest.mark.parametrize("text", ["STORGATAN 5", "Norra STORVÄGEN 12 b", "Storgatan 5B"])
def test_a_street_in_capitals_is_an_address(text: str) -> None:
    assert "address" in kinds(f"Bor på {text}.").values()


@pytest.mark.parametrize("text", ["den 2026-05-04 2026-06-08", "2026-05-04", "år 2026-05-04 20 st"])
def test_days_beside_each_other_are_no_personal_number(text: str) -> None:
    assert kinds(text) == {}
