"""Which blocks a tjänsteutlåtande has and in which order, put together from frozen content and approvals."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from itertools import groupby, pairwise
from typing import Any, ClassVar, Final
from zoneinfo import ZoneInfo

from cases.rules.content import content_hash
from cases.rules.errors import Invalid
from cases.rules.markup import Block, one_line, parse_markup
from cases.rules.templates import HUDDINGE, MAX_LOGO, Template, from_dict

MAX_CHARACTERS: Final = 200_000  # about 75 pages; a tjänsteutlåtande has 3 to 11
SCHEMAS: Final = (1, 2)  # what their texts may hold: cases/rules/markup.py
MAX_LABEL: Final = 1_000  # a title, heading or name on one line
# The time to break a word grows with the cube of its length: 800 characters take 4 seconds.
MAX_WORD: Final = 200
_BREAKABLE: Final = re.compile(r"[ \t\r\n/?&-]+")  # where a line may end, in web addresses too
_ZONE: Final = ZoneInfo("Europe/Stockholm")

# Characters that word processors put into texts and that look like, or are, nothing: the typefaces lack them.
_PRINTED_AS: Final = str.maketrans(
    {
        "\u2010": "-",  # hyphen
        "\u2011": "-",  # non-breaking hyphen
        "\u2007": "\u00a0",  # figure space
        "\u202f": "\u00a0",  # narrow no-break space
        "\u2028": "\n",  # line separator
        "\u2029": "\n\n",  # paragraph separator
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\ufe0f", ""),
    }
)


@dataclass(frozen=True, slots=True)
class SignedApproval:
    """An approval as the signature block needs it; a higher rank stands before a lower.

    `decided_at` is ISO 8601 with offset; `on_behalf_of` names the person a stand-in acted for.
    """

    name: str
    title: str
    rank: int
    decided_at: str
    on_behalf_of: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The facts as plain values for canonical JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Masthead:
    """The head of the first page and what runs on the others; `date` is a draft's mark until dated."""

    municipality: str
    administration: str
    date: str
    registry_number: str
    case_officer: tuple[str, ...]
    recipient: str
    foot: tuple[str, ...]
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Point:
    """A decision point under its own number."""

    number: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class PointGroup:
    """The points that one body proposes to another or decides itself, numbered on from the group before."""

    heading: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Förslag till beslut."""

    kind: ClassVar[str] = "proposal"
    groups: tuple[PointGroup, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A headed piece of text; `level` is "2" to "4", never more than one below the heading before it."""

    level: str
    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """The sections."""

    kind: ClassVar[str] = "text"
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Signature:
    """One approval, in words."""

    name: str
    title: str
    approved: str


@dataclass(frozen=True, slots=True)
class Signatures:
    """Who has approved, highest rank first; nobody as long as it is a draft."""

    kind: ClassVar[str] = "signatures"
    signatures: tuple[Signature, ...]


@dataclass(frozen=True, slots=True)
class Attachments:
    """Bilagor: label and title of each."""

    kind: ClassVar[str] = "attachments"
    attachments: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Recipients:
    """Beslutet ska skickas till."""

    kind: ClassVar[str] = "recipients"
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OfficerReport:
    """A whole tjänsteutlåtande, ready to be set; the template has its headings and how pages are numbered."""

    title: str
    template: Template
    masthead: Masthead
    blocks: tuple[Proposal | Text | Signatures | Attachments | Recipients, ...]


def assemble(
    content_text: str,
    approvals: Sequence[SignedApproval],
    dated: date | None,
) -> OfficerReport:
    """Return the document of the stored canonical JSON; without a date it is a draft and says so.

    It is set by the template frozen with the content, or Huddinge's where none is.

    Raises Invalid when the content is not a tjänsteutlåtande of a known schema, is too long to be set, numbers
    its points out of order, or has a date but nobody who approved.
    """
    if dated is not None and not approvals:
        raise Invalid("not_approved", "Ett daterat tjänsteutlåtande måste vara godkänt av någon.")
    content, template = _read(content_text)
    try:
        return _assemble(content, fingerprint_of(content_text), approvals, dated, template)
    except (KeyError, TypeError, AttributeError) as error:
        raise Invalid(
            "malformed_content", f"Innehållet saknar eller har fel uppgift: {error}."
        ) from error


def genitive(name: str) -> str:
    """Return "kommunstyrelsens"; s, x and z stay as they are, abbreviations take a colon: "KF:s"."""
    if name[-1:].lower() in ("s", "x", "z"):
        return name
    return f"{name}:s" if name.isupper() else f"{name}s"


def point_heading(kind: str, body: str, proposing_body: str) -> str:
    """Return "Kommunstyrelsens förslag till kommunfullmäktige" or "Kommunstyrelsens beslut"."""
    if kind == "own_decision":
        return f"{genitive(body)} beslut"
    return f"{genitive(proposing_body)} förslag till {_inside_sentence(body)}"


def _inside_sentence(name: str) -> str:
    """A body's name without its capital, unless it is an abbreviation or holds a proper name."""
    return name if name[1:] != name[1:].lower() else name[:1].lower() + name[1:]


def _read(content_text: str) -> tuple[dict[str, Any], Template]:
    """The content as it is printed, and the template it was frozen with."""
    _require_length(len(content_text), logo=MAX_LOGO)  # before it is read: reading takes time too
    try:
        content = json.loads(content_text)
    except (ValueError, RecursionError) as error:
        raise Invalid("malformed_content", "Innehållet är inte läsbart som JSON.") from error
    known = isinstance(content, dict) and content.get("schema") in SCHEMAS
    if not known or content.get("kind") != "officer_report":
        raise Invalid("unknown_schema", "Innehållet är inte ett tjänsteutlåtande av känt slag.")
    template = frozen_template(content.pop("template", None))
    _require_length(len(content_text), logo=len(template.logo))
    return printed(content), template


def _require_length(length: int, *, logo: int) -> None:
    if length - logo > MAX_CHARACTERS:
        raise Invalid(
            "too_long", f"Tjänsteutlåtandet har {length} tecken. Det får ha högst {MAX_CHARACTERS}."
        )


def frozen_template(frozen: Any) -> Template:
    """The template the content carries: {"key", "version", "settings"}; none is how Huddinge does."""
    if frozen is None:
        return HUDDINGE
    settings = frozen.get("settings") if isinstance(frozen, dict) else None
    if not isinstance(settings, dict):
        raise Invalid("malformed_content", "Innehållets mall går inte att läsa.")
    logo = {"logo": settings["logo"]} if "logo" in settings else {}
    return from_dict(printed({n: v for n, v in settings.items() if n != "logo"}) | logo)


def printed(value: Any) -> Any:
    """The value with every text as it is printed: composed characters, invisible ones left out."""
    if isinstance(value, str):
        text = unicodedata.normalize("NFC", value).translate(_PRINTED_AS)
        _require_breakable(text)
        return text
    if isinstance(value, Mapping):
        return {key: printed(inner) for key, inner in value.items()}
    return [printed(inner) for inner in value] if isinstance(value, list) else value


def _require_breakable(text: str) -> None:
    for word in _BREAKABLE.split(text):
        if len(word) > MAX_WORD:
            raise Invalid(
                "long_word",
                f"Texten har ett ord på {len(word)} tecken, ”{word[:20]}…”. "
                f"Ett ord får ha högst {MAX_WORD}.",
            )


def _assemble(
    content: dict[str, Any],
    fingerprint: str,
    approvals: Sequence[SignedApproval],
    dated: date | None,
    template: Template,
) -> OfficerReport:
    groups = _groups(content["points"], template, content["schema"])
    sections = _sections(content["sections"], content["schema"])
    attachments = tuple(
        (f"Bilaga {a['number']}.", label(a["title"])) for a in content["attachments"]
    )
    names = tuple(name for each in content["recipients"] if (name := label(each)))
    possible = {
        "proposal": Proposal(groups) if groups else None,
        "text": Text(sections) if sections else None,
        "signatures": Signatures(_signatures(approvals, template)),
        "attachments": Attachments(attachments) if attachments else None,
        "recipients": Recipients(names) if names else None,
    }
    return OfficerReport(
        title=label(content["title"]),
        template=template,
        masthead=_masthead(content, fingerprint, dated, template),
        blocks=tuple(block for name in template.order if (block := possible[name]) is not None),
    )


def _masthead(
    content: dict[str, Any], fingerprint: str, dated: date | None, template: Template
) -> Masthead:
    sender, officer = content["municipality"], content["case_officer"]
    named = ", ".join(filter(None, (label(officer["name"]), label(officer["title"]))))
    lines = (named, label(officer["phone"]), label(officer["email"]))
    return Masthead(
        municipality=label(sender["name"]),
        administration=label(sender["administration"]),
        date=template.day(dated) if dated else f"Utkast, version\u00a0{content['version']}",
        registry_number=label(content["registry_number"]) or "Inte registrerat",
        case_officer=tuple(line for line in lines if line),
        recipient=label(content["recipient"]),
        foot=template.foot or addresses(sender),
        fingerprint=fingerprint,
    )


def addresses(sender: Mapping[str, str]) -> tuple[str, ...]:
    """The foot where the template has none of its own: where the municipality is, and how it is reached."""
    where = _spaced(
        f"{sender['name']}, {_inside_sentence(sender['administration'])}",
        sender["postal_address"],
        f"Besök {sender['visiting_address']}",
    )
    return where, _spaced(f"Växel {sender['phone']}", sender["email"], sender["web"])


def label(text: str) -> str:
    """The text on one line, for a title, heading or name. A PDF string holds 32,767 bytes (ISO 19005-2, 6.1.13)."""
    line = one_line(text)
    if len(line) > MAX_LABEL:
        raise Invalid(
            "long_label", f"”{line[:40]}…” har {len(line)} tecken. Det får ha högst {MAX_LABEL}."
        )
    return line


def _spaced(*parts: str) -> str:
    """The parts on one line, none of them broken inside."""
    return " \u00a0 ".join(label(part).replace(" ", "\u00a0") for part in parts)


def fingerprint_of(content_text: str) -> str:
    """The first 16 hexadecimal digits of the content's SHA-256 in groups of four."""
    digits = content_hash(content_text)[:16]
    groups = "\u00a0".join(digits[at : at + 4] for at in range(0, 16, 4))
    return f"Innehåll sha256 {groups}"


def _groups(
    points: Sequence[Mapping[str, Any]], template: Template, schema: int
) -> tuple[PointGroup, ...]:
    numbers = [p["number"] for p in points]
    if any(later <= earlier for earlier, later in pairwise(numbers)):
        raise Invalid("point_order", "Beslutspunkterna ska stå i nummerordning.")
    headed = [(_heading(p, template), p) for p in points]
    return tuple(
        PointGroup(label(heading), tuple(_point(p, template, schema) for _, p in group))
        for heading, group in groupby(headed, key=lambda pair: pair[0])
    )


def _heading(point: Mapping[str, Any], template: Template) -> str:
    if template.att_clauses:
        return f"{point['body']} föreslås besluta"
    return point_heading(point["kind"], point["body"], point["proposing_body"])


def _point(point: Mapping[str, Any], template: Template, schema: int) -> Point:
    text = point["text"]
    if not template.att_clauses:
        return Point(f"{point['number']}.", parse_markup(text, schema))
    return Point("", parse_markup(text if text.startswith("att ") else f"att {text}", schema))


def _sections(sections: Iterable[Mapping[str, Any]], schema: int) -> tuple[Section, ...]:
    """The sections that say anything; a heading that skips a level is raised, as PDF/UA 7.4.2 demands."""
    found = []
    above = 1
    for section in sections:
        heading, blocks = label(section["heading"]), parse_markup(section["text"], schema)
        if heading:
            above = min(max(section["level"], 1) + 1, above + 1, 4)
        if heading or blocks:
            found.append(Section(str(above), heading, blocks))
    return tuple(found)


def _signatures(approvals: Sequence[SignedApproval], template: Template) -> tuple[Signature, ...]:
    """Highest rank first; the same rank in the order they approved."""
    ordered = sorted(approvals, key=lambda a: (-a.rank, _moment(a), a.name))
    return tuple(
        Signature(_printed_line(a.name), _printed_line(a.title), _approved(a, template))
        for a in ordered
    )


def _printed_line(text: str) -> str:
    return label(printed(text))


def _approved(approval: SignedApproval, template: Template) -> str:
    moment = _moment(approval)
    sentence = f"Godkänt elektroniskt {template.day(moment.date())} kl.\u00a0{moment:%H.%M}"
    behalf = _printed_line(approval.on_behalf_of)
    return f"{sentence} på uppdrag av {behalf}" if behalf else sentence


def _moment(approval: SignedApproval) -> datetime:
    moment = datetime.fromisoformat(approval.decided_at)
    if moment.tzinfo is None:
        raise ValueError(f"an approval's moment needs an offset: {approval.decided_at}")
    return moment.astimezone(_ZONE)
