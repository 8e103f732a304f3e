"""The catalogue of clauses: what it holds, what it is filled with, and the words that have one place only."""

from __future__ import annotations

import pytest

from cases.rules.clause_library import (
    CLAUSES,
    NOTICE,
    PLACEHOLDERS,
    TERM,
    all_texts,
    clause_of,
    fill,
    placeholders_in,
    tells_of_term,
    unknown_in,
    usual,
    variant_of,
)
from cases.rules.errors import Invalid
from cases.rules.markup import parse_markup
from lifecycle.rules.notice_clause import AGREED, clause_words
from lifecycle.rules.notice_other import UnknownRule
from lifecycle.rules.notice_stored import from_values

VALUES = {
    "A": {},
    "B1": {},
    "B2": {},
    "C": {"end": "2027-08-31", "notice_months": 6, "renew_months": 12},
    "D": {"notice_months": 6, "counterparty_notice_weeks": 4},
    "E": {"notice_months": 3},
    "F": {"notice_months": 6, "until": "2030-12-31"},
    "G": {"end": "2027-08-31"},
    "H": {"notice_months": 6, "not_before": "2028-01-01"},
    "I": {"other": "ramavtalet KS-2020/1"},
}


def test_every_kind_of_clause_is_there_once() -> None:
    keys = [clause.key for clause in CLAUSES]
    assert len(keys) == len(set(keys)) == 22
    assert all(clause.heading and clause.purpose for clause in CLAUSES)
    assert all(clause.variants for clause in CLAUSES if clause.key != NOTICE)
    assert {c.key for c in CLAUSES if c.is_fixed} == {TERM, NOTICE}


def test_the_usual_ones_begin_with_the_parties_and_end_with_the_signatures() -> None:
    keys = [clause.key for clause in usual()]
    assert (keys[0], keys[-1]) == ("parties", "signatures")
    assert keys.index(NOTICE) == keys.index(TERM) + 1


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda c: c.key)
def test_variants_have_names_and_known_placeholders(clause: object) -> None:
    mine = [v for c, v in all_texts() if c is clause]
    assert len({v.key for v in mine}) == len({v.name for v in mine}) == len(mine)
    for variant in mine:
        assert unknown_in(variant.text) == ()
        assert parse_markup(variant.text)
        assert variant.text.rstrip().endswith((".", "}")), variant.text


def test_every_placeholder_but_the_letters_own_is_used_by_a_clause() -> None:
    used = {name for _, variant in all_texts() for name in placeholders_in(variant.text)}
    only_letters = {"avtalets_namn", "diarienummer", "sista_svarsdag"}
    assert used == set(PLACEHOLDERS) - only_letters


def test_only_the_fixed_clauses_tell_of_the_term() -> None:
    told = {clause.key for clause, variant in all_texts() if tells_of_term(variant.text)}
    assert told <= {TERM}


@pytest.mark.parametrize(
    "text",
    [
        "Avtalet kan sägas upp med tre månaders varsel.",
        "Avtalet gäller till och med 31 december 2030.",
        "Uppsägningstiden är ett år.",
        "Avtalet gäller tills vidare.",
        "Avtalet förlängs med ett år i taget.",
        "Uppsägning ska ske senast sex månader före årsskiftet.",
        "Avtalet upphör den 1 maj.",
        "Vi har inget att säga.\n\nAVTALET LÖPER I TRE ÅR.",
    ],
)
def test_words_about_the_term_are_found(text: str) -> None:
    assert tells_of_term(text)


@pytest.mark.parametrize(
    "text",
    [
        "Åtagandena gäller under avtalstiden.",
        "Vid uppsägning ska data lämnas åter.",
        "Avtalet gäller mellan Huddinge kommun, organisationsnummer 212000-0142, och högskolan.",
        "Avtalet gäller mellan kommunen och Karolinska, organisationsnummer 202100-2026, här motparten.",
        "Styrgruppen möts minst en gång om året.",
    ],
)
def test_other_words_are_not(text: str) -> None:
    assert tells_of_term(text) == ""


def test_a_long_hostile_text_is_searched_quickly() -> None:
    assert tells_of_term("sägs upp avtalet gäller uppsägning " * 600) == ""


def test_filling_names_what_is_missing_and_reads_no_placeholder_in_a_value() -> None:
    filled = fill("{motpart} och {kommun}, {syfte} {syfte}", {"motpart": "{kommun}", "kommun": " "})
    assert filled.text == r"{kommun} och \[Kommunens namn\], \[Syfte\] \[Syfte\]"
    assert filled.missing == ("Kommunens namn", "Syfte")
    assert unknown_in("{hittepå} {Bilaga 1} {bilaga 2} {{motpart}}") == ("hittepå",)


@pytest.mark.parametrize("key", AGREED)
def test_the_notice_clause_is_the_rules_own_sentence(key: str) -> None:
    rule = from_values({"rule": key, **VALUES[key]})
    words = clause_words(rule)
    assert words.startswith(rule.sentence())
    assert ("skriftlig" in words) == (key not in ("G", "I"))


def test_no_agreement_is_written_without_knowing_how_it_ends() -> None:
    with pytest.raises(Invalid) as refusal:
        clause_words(UnknownRule())
    assert refusal.value.field == "rule"


def test_what_is_not_in_the_library_is_refused() -> None:
    with pytest.raises(Invalid, match="no_such_clause"):
        clause_of("hittepå")
    with pytest.raises(Invalid, match="no_such_variant"):
        variant_of(clause_of("parties"), "hittepå")


@pytest.mark.parametrize(
    "text",
    [
        "Avtalet gäller\ntill och med 31 december 2030.",
        "Avtalet gäller t.o.m. 31 december 2030.",
        "Avtalet gäller t o m 2030.",
        "Det sägs\nupp med en månads varsel.",
        "Det gäller tills  vidare.",
        "Det **för**längs.",
        "Det för\u200blängs, tills\u00a0vidare.",
        "- Det gäller tills\n  vidare.",
    ],
)
def test_words_of_term_are_read_as_they_are_seen(text: str) -> None:
    assert tells_of_term(text)


def test_words_in_different_paragraphs_are_not_one_sentence() -> None:
    assert tells_of_term("Avtalet gäller parterna\n\nBilaga till och med sidan 4") == ""
    assert tells_of_term("- Avtalet gäller parterna\n- Se till och med sidan 4") == ""
