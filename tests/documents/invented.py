"""Tjänsteutlåtanden in schema 2 with everything the markup can say: one made by hand, others by chance."""

from __future__ import annotations

from random import Random
from typing import Any, Final

from tests.documents.sample_content import MUNICIPALITY, sample_content

LONG: Final = (
    "Överenskommelse om kunskapsutveckling, gemensamma tjänster och verksamhetsförlagd utbildning mellan "
    "Huddinge kommun, Karolinska Institutet och Södertörns högskola – svar på revisionsskrivelse"
)
EVERYTHING: Final = """\
Ett stycke med **fetstil**, en [länk med ord](https://www.huddinge.se/a?b=c), en not^[Notens text med \
siffror 1–3 och tecknet \\]] och {bilaga 1}. **Fet [länk](mailto:kommun@huddinge.se) i fetstil.**

| Part | Timmar om året | Anmärkning |
| --- | 12 | **fet** cell |
| Kommunen | 120^[Not i en tabell.] | [läs mer](https://huddinge.se/) |
| KI | | {bilaga 2} |

- Punkt med not^[Not i en lista.]
  - Punkt under, med {bilaga 1}
  - **En till**
- Sista

1. Först
2. Sedan

| En enda ruta |"""

_WORDS: Final = (
    "avtal samverkan kommunen nämnden forskning åtgärder öppenhet kostnader uppföljning 2026 mnkr § 12 "
    "kunskapsutvecklingsprojekt och att för med till enligt Łódź Čapek <b> & {{ }} \\* | \\[ ^"
)


def rich_content(**changed: Any) -> dict[str, Any]:
    """A document in schema 2 with tables, footnotes, links, citations and titles of several lines."""
    sections = [
        {"level": 1, "heading": "Sammanfattning", "text": EVERYTHING},
        {"level": 2, "heading": LONG, "text": EVERYTHING},
        {"level": 3, "heading": "Under", "text": "| A | B |\n| 1 | 2 |"},
    ]
    points = [
        {
            **point,
            "text": point["text"] + "^[Not i en punkt.]\n\n| Belopp | År |\n| 1 mnkr | 2027 |",
        }
        for point in sample_content()["points"]
    ]
    return sample_content(
        **{"schema": 2, "title": LONG, "sections": sections, "points": points, **changed}
    )


def random_content(seed: int) -> dict[str, Any]:
    """A document nobody would think of, the same for the same seed."""
    chance = Random(seed)
    return sample_content(
        schema=2,
        title=_words(chance, 1, 30),
        registry_number=chance.choice(["", "KS-2026/1", "KS-2014/742.912"]),
        sections=[
            {
                "level": chance.randint(1, 3),
                "heading": _words(chance, 0, 12),
                "text": _text(chance),
            }
            for _ in range(chance.randint(0, 4))
        ],
        points=[{**_point(chance), "number": number} for number in range(1, chance.randint(1, 4))],
        attachments=[
            {"number": number, "title": _words(chance, 1, 20)}
            for number in range(1, chance.randint(1, 5))
        ],
        recipients=[_words(chance, 1, 6) for _ in range(chance.randint(0, 5))],
        municipality={**MUNICIPALITY, "name": _words(chance, 1, 3)},
    )


def _point(chance: Random) -> dict[str, Any]:
    return {
        "body": chance.choice(["Kommunfullmäktige", "Kommunstyrelsen", "KSAU"]),
        "kind": chance.choice(["proposal", "own_decision"]),
        "proposing_body": chance.choice(["Kommunstyrelsen", "Socialnämnden"]),
        "text": _text(chance),
        "depends_on": [],
    }


def _text(chance: Random) -> str:
    kinds = (_paragraph, _list, _table)
    return "\n\n".join(chance.choice(kinds)(chance) for _ in range(chance.randint(0, 3)))


def _paragraph(chance: Random) -> str:
    return " ".join(_run(chance) for _ in range(chance.randint(1, 12)))


def _run(chance: Random) -> str:
    words = _words(chance, 1, 8)
    return chance.choice(
        [
            words,
            words,
            f"**{words}**",
            f"[{words}](https://example.se/{chance.randint(1, 99)})",
            f"{words}^[{_words(chance, 1, 30)}]",
            f"{words} {{bilaga {chance.randint(1, 9)}}}",
        ]
    )


def _list(chance: Random) -> str:
    signs = ["- ", "- ", "  - ", "1. ", "2) ", "    - "]
    return "\n".join(chance.choice(signs) + _run(chance) for _ in range(chance.randint(1, 7)))


def _table(chance: Random) -> str:
    columns = chance.randint(1, 7)
    return "\n".join(
        "| " + " | ".join(_words(chance, 0, 4) for _ in range(columns)) + " |"
        for _ in range(chance.choice([1, 2, 4, 8, 30]))
    )


def _words(chance: Random, fewest: int, most: int) -> str:
    return " ".join(chance.choices(_WORDS.split(), k=chance.randint(fewest, most)))
