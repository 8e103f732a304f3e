"""The margin of a draft: every place tells what the checks say of it, on the page and after each save."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from cases.rules.draft import Draft, DraftSection
from cases.rules.findings import Check, error, warning
from cases.rules.points import DecisionPoint
from cases.web.editor_form import as_posted
from cases.web.margin import margins
from cases.web.tags import summed_up
from tests.pages.answers import signed_in
from tests.people import Walk

NAMES = {1: "Kommunstyrelsen", 2: "Kommunfullmäktige"}


def drafted(*texts: str) -> Draft:
    """A draft with a section for each text, and two points for the council before one of the board's own."""
    points = [
        DecisionPoint(n, body, None, "Avtalet godkänns.") for n, body in enumerate((2, 2, 1), 1)
    ]
    sections = tuple(DraftSection(1, f"Rubrik {n}", text) for n, text in enumerate(texts, 1))
    return Draft("Avtal", sections, tuple(points), (), ())


def margin_of(draft: Draft, *checks: Check) -> dict[str, tuple[str, str]]:
    """Each anchor's colour and words."""
    return {at: (m.color, m.words) for at, m in margins(draft, checks, NAMES, 1).items()}


def test_each_finding_stands_at_its_place_and_the_worst_shows() -> None:
    found = margin_of(
        drafted("Text.", "Text."),
        error("a", "…", "section-1-text"),
        error("b", "…", "attachments"),
        warning("c", "…", "section-1-text"),
        warning("d", "…", "point-2-text"),
        warning("e", "…", "recipients"),
    )
    assert {at: color for at, (color, _) in found.items() if color != "success"} == {
        "avsnitt-2": "danger",
        "bilagor": "danger",
        "beslut": "warning",
        "underskrifter": "warning",
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ""),
        ("Ett kort stycke.", "3 ord"),
        ("Vi är bra nu. " * 20, "80 ord, LIX 4"),
        (
            "Kommunövergripande samverkansöverenskommelser förutsätter " * 20 + ".",
            "60 ord, LIX 160, mycket svår",
        ),
    ],
)
def test_the_length_and_how_hard_a_text_reads(text: str, words: str) -> None:
    assert margin_of(drafted(text))["avsnitt-1"][1] == words


def test_a_heading_stands_where_another_body_begins_to_decide() -> None:
    found = margin_of(drafted())
    assert [found[f"punkt-{n}"][1] for n in (1, 2, 3)] == [
        "Kommunstyrelsens förslag till kommunfullmäktige",
        "",
        "Kommunstyrelsens beslut",
    ]


@pytest.mark.parametrize(
    ("errors", "warnings", "sentence"),
    [
        (0, 0, ""),
        (1, 0, "Ett fel måste rättas innan du kan skicka."),
        (0, 2, "Två varningar kan du lämna."),
        (13, 1, "13 fel måste rättas innan du kan skicka. En varning kan du lämna."),
    ],
)
def test_the_checks_are_summed_up(errors: int, warnings: int, sentence: str) -> None:
    assert summed_up([error("a", "…")] * errors + [warning("b", "…")] * warnings) == sentence


@pytest.mark.django_db
def test_the_margin_follows_each_save(walk: Walk) -> None:
    walk.on = timezone.localdate()
    case = walk.ready()
    draft = walk.draft()
    first, *others = draft.sections
    worse = replace(draft, sections=(replace(first, text="Fyll i ÅÅÅÅ."), *others))
    posted = {**as_posted(worse, case.edit_count), "do": "autosave"}
    client = signed_in(walk.people.officer)
    answer = client.post(reverse("case_edit", args=[case.pk]), posted).json()
    assert ">fel<" in answer["marks"]["avsnitt-1"]
    assert ">fel<" not in answer["marks"]["avsnitt-2"]
    assert answer["words"]["avsnitt-1"] == "3 ord"
    page = client.get(reverse("case_edit", args=[case.pk])).content.decode()
    assert '<p class="av-edsec__words" data-words="avsnitt-1">3 ord</p>' in page


@pytest.mark.django_db
def test_a_heading_is_one_line(walk: Walk) -> None:
    walk.on = timezone.localdate()
    case = walk.ready()
    draft = replace(walk.draft(), title="Avtal om\r\nsamverkan")
    posted = {**as_posted(draft, case.edit_count), "do": "save"}
    assert (
        signed_in(walk.people.officer)
        .post(reverse("case_edit", args=[case.pk]), posted)
        .status_code
        == 302
    )
    assert walk.again(case).title == "Avtal om samverkan"


def test_many_about_how_the_text_reads_are_folded_and_each_names_its_words() -> None:
    def shown(number: int) -> str:
        found = [error("placeholder", "Fyll i.", "title", 'N.N. "<b>'), warning("a", "…", "points")]
        found += [warning("long_sentence", "Lång.", "section-0-text", "Orden")] * number
        return render_to_string("case/checks.html", {"checks": found, "editing": True})

    assert "<details" not in shown(2)
    folded = shown(3)
    assert "Hur texten läses: 3 varningar</summary>" in folded
    assert folded.index("Fyll i.") < folded.index("<details") < folded.index("Lång.")
    assert 'data-sought="N.N. &quot;&lt;b&gt;" href="#id_title"' in folded
    assert folded.count('data-sought="Orden"') == 3
