"""How a municipality sets a tjänsteutlåtande, as data: order, headings, points, dates, pages, head and foot."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Any, Final

from cases.rules.errors import Invalid

BLOCKS: Final = {
    "proposal": "Förslag till beslut",
    "text": "Texten",
    "signatures": "Underskrifter",
    "attachments": "Bilagor",
    "recipients": "Mottagare av beslutet",
}
HEAD_FIELDS: Final = {
    "administration": "Förvaltning",
    "date": "Datum",
    "registry_number": "Diarienummer",
    "page": "Sida",
    "case_officer": "Handläggare",
}
DATE_FORMS: Final = {"long": "4 maj 2022", "iso": "2022-05-04"}
PAGE_FORMS: Final = {"parenthesis": "1 (4)", "slash": "1/4", "bracket": "1[4]"}
# What stands between and after the two numbers; a space at the edge must not break or be trimmed.
_AROUND: Final = {"parenthesis": ("\u00a0(", ")"), "slash": ("/", ""), "bracket": ("[", "]")}

MAX_HEADING: Final = 60
MAX_SECTIONS: Final = 20
MAX_FOOT_LINES: Final = 3
MAX_FOOT: Final = 120  # characters: what one line of the foot holds
MAX_LOGO: Final = 100_000  # characters of base64: 75 kB of PNG
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_MONTHS: Final = (
    "januari", "februari", "mars", "april", "maj", "juni",
    "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Template:
    """The settings a document is put together by; `source` says where the municipality's way was read.

    `order` holds every block once. With `att_clauses` each point is what follows "att", not numbered, under
    "… föreslås besluta"; else points are numbered sentences under "…s förslag till …". `sections` are the
    headings a new draft begins with, `foot` lines that replace the municipality's addresses, `logo` a PNG in
    base64 that stands for the municipality's name, with `logo_text` for those who do not see it.

    Raises Invalid with the field for settings no document can be set by.
    """

    key: str
    name: str
    source: str
    order: tuple[str, ...] = tuple(BLOCKS)
    document_name: str = "Tjänsteutlåtande"
    proposal_heading: str = "Förslag till beslut"
    attachments_heading: str = "Bilagor"
    recipients_heading: str = "Beslutet ska skickas till"
    att_clauses: bool = False
    date_form: str = "long"
    page_form: str = "parenthesis"
    sections: tuple[str, ...] = (
        "Sammanfattning",
        "Bakgrund",
        "Förslag till avtal",
        "Förvaltningens synpunkter",
        "Ekonomiska och juridiska konsekvenser",
    )
    head: tuple[str, ...] = tuple(HEAD_FIELDS)
    foot: tuple[str, ...] = ()
    logo: str = ""
    logo_text: str = ""

    def __post_init__(self) -> None:
        _require_words(self)
        _require_choices(self)
        _require_lines(self)
        _require_logo(self)

    def day(self, day: date) -> str:
        """Return the day as the template writes it: "4 maj 2022" held together, or 2022-05-04."""
        return day.isoformat() if self.date_form == "iso" else long_date(day)

    @property
    def around_pages(self) -> tuple[str, str]:
        """What stands between page and number of pages, and after them."""
        return _AROUND[self.page_form]

    def as_dict(self) -> dict[str, Any]:
        """The settings as plain values for canonical JSON."""
        return {name: list(v) if isinstance(v, tuple) else v for name, v in asdict(self).items()}


def from_dict(settings: Mapping[str, Any]) -> Template:
    """Return the template of stored settings; what they do not tell is as in Huddinge.

    Raises Invalid for a setting nobody knows or of the wrong kind.
    """
    kinds = {f.name: type(getattr(HUDDINGE, f.name)) for f in fields(Template)}
    given: dict[str, Any] = {}
    for name, value in settings.items():
        is_list = kinds.get(name) is tuple and isinstance(value, list)
        if is_list and all(isinstance(each, str) for each in value):
            given[name] = tuple(value)
        elif name in kinds and type(value) is kinds[name]:
            given[name] = value
        else:
            raise Invalid("setting", f"Mallen har en inställning som inte går att läsa: {name}.")
    return replace(HUDDINGE, **given)


def long_date(day: date) -> str:
    """Return "4 maj 2022", held together by no-break spaces."""
    return f"{day.day}\u00a0{_MONTHS[day.month - 1]}\u00a0{day.year}"


_WORDS: Final = {
    "name": "mallens namn",
    "document_name": "dokumentets namn",
    "proposal_heading": "rubriken över förslaget",
    "attachments_heading": "rubriken över bilagorna",
    "recipients_heading": "rubriken över mottagarna",
}


def _require_words(template: Template) -> None:
    for field, called in _WORDS.items():
        text = getattr(template, field)
        if not text.strip():
            raise Invalid("no_words", f"Skriv {called}.", field=field)
        _require_line(text, field, MAX_HEADING, called.capitalize())
    _require_line(template.source, "source", 200, "Förklaringen")
    _require_line(template.logo_text, "logo_text", 120, "Texten i stället för logotypen")


def _require_line(text: str, field: str, most: int, called: str) -> None:
    if len(text) > most:
        raise Invalid("long_words", f"{called} får ha högst {most} tecken.", field=field)
    if not text.isprintable() and not text.replace("\u00a0", " ").isprintable():
        raise Invalid("not_printable", f"{called} ska stå på en rad.", field=field)


def _require_choices(template: Template) -> None:
    if sorted(template.order) != sorted(BLOCKS):
        raise Invalid("order", "Ordningen ska ha varje del av dokumentet en gång.", field="order")
    if template.date_form not in DATE_FORMS:
        raise Invalid("date_form", "Välj hur datum skrivs.", field="date_form")
    if template.page_form not in PAGE_FORMS:
        raise Invalid("page_form", "Välj hur sidnummer skrivs.", field="page_form")
    known = [name for name in HEAD_FIELDS if name in template.head]
    if known != list(template.head) or not {"date", "registry_number"} <= set(known):
        raise Invalid(
            "head", "Huvudet ska ha datum och diarienummer, så att handlingen kan hittas.",
            field="head",
        )  # fmt: skip


def _require_lines(template: Template) -> None:
    if not 1 <= len(template.sections) <= MAX_SECTIONS:
        raise Invalid(
            "sections", f"Ange mellan 1 och {MAX_SECTIONS} avsnitt, ett på varje rad.",
            field="sections",
        )  # fmt: skip
    if len(template.foot) > MAX_FOOT_LINES:
        raise Invalid("foot", f"Sidfoten får ha högst {MAX_FOOT_LINES} rader.", field="foot")
    for field, lines, most in (
        ("sections", template.sections, MAX_HEADING),
        ("foot", template.foot, MAX_FOOT),
    ):
        for line in lines:
            if not line.strip():
                raise Invalid("empty_line", "Ta bort den tomma raden.", field=field)
            _require_line(line, field, most, f"Raden ”{line[:20]}…”")


def _require_logo(template: Template) -> None:
    if not template.logo:
        return
    if len(template.logo) > MAX_LOGO:
        raise Invalid("big_logo", "Logotypen får vara högst 75 kB.", field="logo")
    try:
        is_png = base64.b64decode(template.logo, validate=True).startswith(_PNG)
    except (binascii.Error, ValueError):
        is_png = False
    if not is_png:
        raise Invalid("logo", "Logotypen ska vara en PNG-bild.", field="logo")
    if not template.logo_text.strip():
        raise Invalid(
            "logo_text", "Skriv vad logotypen säger, för den som inte ser den.", field="logo_text"
        )


HUDDINGE: Final = Template(
    "huddinge", "Huddinge", "Tjänsteutlåtanden 2010–2022: förslaget först, namnen före bilagorna"
)
ATT_CLAUSES: Final = Template(
    "att",
    "Att-satser",
    "Tjänsteskrivelser som i Uppsala: att-satser och datum med siffror",
    document_name="Tjänsteskrivelse",
    att_clauses=True,
    date_form="iso",
    page_form="slash",
    sections=("Ärendet", "Beredning", "Föredragning", "Ekonomiska konsekvenser"),
)
SIGNED_FIRST: Final = Template(
    "signed_first",
    "Underskrifter efter förslaget",
    "Tjänsteutlåtanden som i Stockholm: namnen direkt efter förslaget",
    order=("proposal", "signatures", "text", "attachments", "recipients"),
    proposal_heading="Förvaltningens förslag till beslut",
    sections=("Sammanfattning", "Bakgrund", "Ärendet", "Förvaltningens synpunkter"),
)
TEMPLATES: Final = {t.key: t for t in (HUDDINGE, ATT_CLAUSES, SIGNED_FIRST)}
