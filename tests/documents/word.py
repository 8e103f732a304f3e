"""A tjänsteutlåtande as somebody would have written it in Word: styles, lists, bold, a table, a header."""

from __future__ import annotations

import io
import re
from typing import Any

import docx

TABLE = (("År", "Belopp"), ("2026", "10 | 12 mnkr"))


def as_word(content: dict[str, Any]) -> bytes:
    """The content as a Word file with Word's own styles, and a table after the last section."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Huddinge kommun KS-2026/112"
    document.add_paragraph(content["recipient"])
    document.add_paragraph(content["title"], style="Title")
    document.add_heading("Förslag till beslut", 1)
    body = ""
    for point in content["points"]:
        if point["body"] != body:
            body = point["body"]
            own = point["kind"] == "own_decision"
            heading = (
                f"{body}s beslut" if own else "Kommunstyrelsens förslag till kommunfullmäktige"
            )
            document.add_heading(heading, 2)
        document.add_paragraph(point["text"], style="List Number")
    for section in content["sections"]:
        document.add_heading(section["heading"], section["level"])
        for line in section["text"].split("\n"):
            _add(document, line)
    _add_table(document)
    for name, title in (("Maria Lindqvist", "Kommundirektör"), ("Karin Sandell", "Avdelningschef")):
        for text in ("", name, title):
            document.add_paragraph(text)
    document.add_heading("Bilagor", 1)
    for attachment in content["attachments"]:
        document.add_paragraph(f"Bilaga {attachment['number']}. {attachment['title']}")
    document.add_heading("Beslutet ska skickas till", 1)
    for name in content["recipients"]:
        document.add_paragraph(name)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _add(document: Any, line: str) -> None:
    """One paragraph, in the list style its marks ask for, with bold where the stars are."""
    nested, bullet = line.startswith("  - "), line.startswith("- ")
    style = "List Bullet 2" if nested else "List Bullet" if bullet else None
    paragraph = document.add_paragraph(style=style) if line else None
    for at, words in enumerate(re.split(r"\*\*", line.removeprefix("  ").removeprefix("- "))):
        if paragraph is not None:
            paragraph.add_run(words).bold = True if at % 2 else None


def _add_table(document: Any) -> None:
    table = document.add_table(0, 2)
    for row in TABLE:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
