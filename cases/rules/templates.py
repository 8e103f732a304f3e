"""How a municipality sets a tjänsteutlåtande, as data: the order of its blocks, headings, points and dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from cases.rules.errors import Invalid

BLOCKS: Final = ("proposal", "text", "signatures", "attachments", "recipients")
_MONTHS: Final = (
    "januari", "februari", "mars", "april", "maj", "juni",
    "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Template:
    """The settings a document is put together by; `source` says where the municipality's way was read.

    `order` holds every block once. With `att_clauses` each point is what follows "att", not numbered, under
    "… föreslås besluta"; else points are numbered sentences under "…s förslag till …".
    """

    key: str
    name: str
    source: str
    order: tuple[str, ...] = BLOCKS
    att_clauses: bool = False
    date_form: Literal["long", "iso"] = "long"

    def __post_init__(self) -> None:
        if sorted(self.order) != sorted(BLOCKS):
            raise Invalid("order", "Ordningen ska ha varje del av dokumentet en gång.")

    def day(self, day: date) -> str:
        """Return the day as the template writes it: "4 maj 2022" held together, or 2022-05-04."""
        return day.isoformat() if self.date_form == "iso" else long_date(day)


def long_date(day: date) -> str:
    """Return "4 maj 2022", held together by no-break spaces."""
    return f"{day.day}\u00a0{_MONTHS[day.month - 1]}\u00a0{day.year}"


HUDDINGE: Final = Template(
    "huddinge", "Huddinge", "Tjänsteutlåtanden 2010–2022: förslaget först, namnen före bilagorna"
)
ATT_CLAUSES: Final = Template(
    "att",
    "Att-satser",
    "Tjänsteskrivelser som i Uppsala: att-satser och datum med siffror",
    att_clauses=True,
    date_form="iso",
)
SIGNED_FIRST: Final = Template(
    "signed_first",
    "Underskrifter efter förslaget",
    "Tjänsteutlåtanden som i Stockholm: namnen direkt efter förslaget",
    order=("proposal", "signatures", "text", "attachments", "recipients"),
)
TEMPLATES: Final = {t.key: t for t in (HUDDINGE, ATT_CLAUSES, SIGNED_FIRST)}
