"""Every kind of document keeps PDF/A-2a and PDF/UA-1, as veraPDF's engine sees it; DOCUMENTS=300 tries more."""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from weasyprint import HTML

from approvals.rules.accounts import Report, Task, account_of, content_of
from cases.documents import render_account, render_officer_report
from cases.rules.content import canonical
from cases.rules.officer_report_text import parse_officer_report
from cases.rules.templates import ATT_CLAUSES, TEMPLATES, Template
from tests.documents.invented import random_content, rich_content
from tests.documents.sample_content import APPROVALS, sample_content
from tests.documents.standards import PROJECT, STANDARDS, Outcome, outcomes

DAY = date(2026, 5, 4)
EXAMPLE = PROJECT / "docs" / "exempel" / "tjansteutlatande_exempel.txt"
HOW_MANY = int(os.environ.get("DOCUMENTS", "20"))


def example() -> dict[str, Any]:
    """The example a new user reads in, as its case would freeze it."""
    read = parse_officer_report(EXAMPLE.read_text(encoding="utf-8")).as_dict()
    points = [{**p, "proposing_body": read["recipient"]} for p in read["points"]]
    kept = {name: read[name] for name in ("title", "recipient", "sections", "recipients")}
    attachments = [{"number": n, **a} for n, a in enumerate(read["attachments"], start=1)]
    return sample_content(**kept, schema=2, points=points, attachments=attachments)


def an_account() -> dict[str, Any]:
    """A yearly account with a late task and one that was carried out."""
    reports = (Report(date(2026, 9, 1), "Två möten är hållna.\nEtt återstår.", "Eva Norling"),)
    late = Task("Följa upp.", "Avtal, punkt 3", DAY, "Eva Norling", None, reports, None, "")
    done = replace(late, closed_on=date(2026, 11, 1), evidence="Rapport KS-2026/4.")
    tasks = [replace(late, due_on=date(2026, 10, 1)), done]
    account = account_of("kommunfullmäktige", 2026, tasks, date(2027, 1, 20))
    return content_of(account, "Huddinge kommun")


def frozen(template: Template) -> dict[str, Any]:
    """The template as content carries it."""
    return {"key": template.key, "version": 1, "settings": template.as_dict()}


def with_logo() -> Template:
    """A template with a picture, lines of its own in the foot, and as little in the head as may be."""
    picture = BytesIO()
    Image.new("RGB", (400, 120), (0, 80, 60)).save(picture, "PNG")
    return replace(
        ATT_CLAUSES,
        logo=base64.b64encode(picture.getvalue()).decode(),
        logo_text="Exempelkommun",
        foot=("Exempelkommun", "Stadshusgatan 2", "exempel.se"),
        head=("date", "registry_number"),
        page_form="bracket",
    )


def documents() -> Mapping[str, bytes]:
    """Every document to be checked, by name; a "weak" one that must not pass stands first."""
    contents = {
        "example": example(),
        "full": sample_content(),
        "rich": rich_content(),
        "empty": sample_content(points=[], sections=[], attachments=[], recipients=[]),
        **{key: sample_content(template=frozen(t), sections=[]) for key, t in TEMPLATES.items()},
        "logo": rich_content(template=frozen(with_logo())),
        **{f"random-{seed}": random_content(seed) for seed in range(HOW_MANY)},
    }
    texts = {name: canonical(content) for name, content in contents.items()}
    return {
        "weak": HTML(string="<p>Utan språk, titel och märkning").write_pdf(),
        "draft": render_officer_report(texts["rich"], [], None),
        "account": render_account(canonical(an_account())),
        **{name: render_officer_report(text, APPROVALS, DAY) for name, text in texts.items()},
    }


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> list[Outcome]:
    """What the engine says about all of them, asked in one process."""
    folder = tmp_path_factory.mktemp("documents")
    for name, pdf in documents().items():
        (folder / f"{name}.pdf").write_bytes(pdf)
    return outcomes(sorted(folder.iterdir()))


def test_every_document_keeps_both_standards(checked: list[Outcome]) -> None:
    looked_at = [o for o in checked if Path(o.file).stem != "weak"]
    assert len(looked_at) == len(STANDARDS) * (HOW_MANY + 7 + len(TEMPLATES))
    assert [o for o in looked_at if o.broken] == []


def test_a_document_without_marks_does_not_pass(checked: list[Outcome]) -> None:
    weak = [o for o in checked if Path(o.file).stem == "weak"]
    assert [bool(o.broken) for o in weak] == [True, True]


def test_a_file_that_cannot_be_read_stops_the_check(tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7 nothing more")
    with pytest.raises(RuntimeError, match="stopped"):
        outcomes([broken])
