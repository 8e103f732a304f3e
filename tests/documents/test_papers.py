"""Agreements and letters as files: they keep PDF/A-2a and PDF/UA-1, repeat byte for byte, and run nothing."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import docx
import pypdf
import pytest

from cases.documents.papers import render_paper, require_settable, write_paper_in_word
from cases.rules.clause_library import PLACEHOLDERS, all_texts, fill
from cases.rules.content import canonical
from cases.rules.errors import Invalid
from tests.documents.sample_content import sample_content
from tests.documents.standards import outcomes

HOSTILE = "{{ paper }} {% include 'x' %} <script>&amp;<img src=http://x.se/a.png>"


def content(kind: str, **changed: Any) -> dict[str, Any]:
    """A paper's content; an agreement has every clause in every variant."""
    values = {name: f"Uppgift {name}" for name in PLACEHOLDERS} | {"parterna": "- A\n- B"}
    clauses = [
        {"heading": f"{n}. {clause.heading}", "text": fill(variant.text, values).text}
        for n, (clause, variant) in enumerate(all_texts(), start=1)
    ]
    letter = [
        {"heading": "", "text": "Hej **du**.\n\n1. Ett\n2. Två^[en not]\n\n| a | b |\n| 1 | 2 |"}
    ]
    sample = sample_content()
    kept = {name: sample[name] for name in ("municipality", "case_officer", "registry_number")}
    is_agreement = kind == "agreement_draft"
    return {
        **kept,
        "schema": 1,
        "kind": kind,
        "title": "Samverkansavtal",
        "to": [] if is_agreement else ["Barn- och utbildningsförvaltningen", "Anna Berg"],
        "dated": "" if is_agreement else "2026-05-04",
        "sections": clauses if is_agreement else letter,
        "enclosed": [] if is_agreement else [{"number": 1, "title": "Avtal"}],
        "places": ["Huddinge kommun", "Karolinska Institutet", "En tredje part"]
        if is_agreement
        else [],
        **changed,
    }


KINDS = ("agreement_draft", "consultation", "covering_letter")


def words(pdf: bytes) -> str:
    """The text of all pages on one line."""
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_every_kind_keeps_both_standards(tmp_path: Path) -> None:
    for kind in KINDS:
        pdf = render_paper(canonical(content(kind)))
        assert pdf == render_paper(canonical(content(kind)))
        (tmp_path / f"{kind}.pdf").write_bytes(pdf)
    found = outcomes(sorted(tmp_path.iterdir()))
    assert len(found) == 6
    assert [o for o in found if o.broken] == []


def test_an_agreement_has_a_place_for_each_party_and_no_letterhead() -> None:
    text = words(render_paper(canonical(content("agreement_draft"))))
    for name in ("Huddinge kommun", "Karolinska Institutet", "En tredje part"):
        assert f"För {name}" in text
    assert text.count("Namnförtydligande och befattning") == 3
    assert "Kommunstyrelsens förvaltning" not in text


def test_a_letter_says_to_whom_and_when() -> None:
    text = words(render_paper(canonical(content("consultation"))))
    for said in ("REMISS", "Anna Berg", "4 maj 2026", "Bilaga 1. Avtal", "en not"):
        assert said in text.replace("\u00a0", " ")


@pytest.mark.parametrize("kind", KINDS)
def test_text_is_only_text(kind: str) -> None:
    text = canonical(content(kind, title=HOSTILE, sections=[{"heading": HOSTILE, "text": HOSTILE}]))
    assert "{% include 'x' %} <script>" in words(render_paper(text))
    document = docx.Document(io.BytesIO(write_paper_in_word(text)))
    assert HOSTILE in [p.text for p in document.paragraphs]
    assert write_paper_in_word(text) == write_paper_in_word(text)


@pytest.mark.parametrize(
    "changed",
    [{"kind": "officer_report"}, {"schema": 9}, {"title": "😀"}, {"title": "x" * 300}],
)
def test_what_cannot_be_set_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        require_settable(canonical({**content("consultation"), **changed}))
