"""Looks through a Word or Excel file for what could act or fetch by itself, and refuses it with what to do.

The format is ECMA-376: a zip of parts; `[Content_Types].xml` says what each part is, the `.rels` parts what
they lean on. Every part is unpacked, and the XML read, in a stream: nothing of the file is held in memory.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from xml.parsers import expat  # nosec: a document type declaration is refused before it is read

from cases.intake.archive import Archive, broken
from cases.intake.kinds import DOCX, XLSX
from cases.rules.errors import Invalid

MAX_DEPTH: Final = 256
MAX_ELEMENTS: Final = 500_000  # in all parts: about a second to look through; some 200 000 cells
_READ: Final = (".xml", ".vml", ".rels", ".psmdcp")  # the last is what .NET calls core properties
_TYPES: Final = "[Content_Types].xml"
_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_EXCEL: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_OFFICE_TYPE: Final = re.compile(
    r"macroEnabled|macrosheet|vbaProject|ms-office\.(?:activeX|vba)", re.IGNORECASE
)
_XML: Final = re.compile(r"\s*application/.*\bxml\b", re.IGNORECASE)
_SENTENCES: Final = {
    "macros": "Filen innehåller makron. Spara den utan makron, som .docx, .xlsx eller PDF.",
    "embedded": "Filen innehåller ett inbäddat objekt, till exempel en annan fil. Ta bort objektet eller spara filen som PDF.",
    "template": "Dokumentet hämtar en mall utifrån. Koppla bort mallen i Word, eller spara det som PDF.",
    "external": "Filen hämtar innehåll utifrån, till exempel en länkad bild. Infoga innehållet i filen eller spara den som PDF.",
    "data": "Filen hämtar uppgifter från andra filer eller databaser. Bryt kopplingarna eller spara den som PDF.",
    "link": "Filen har en länk till en dator eller en mapp. Ta bort länken eller spara filen som PDF.",
    "field": "Filen har ett fält eller en formel som hämtar något utifrån. Ta bort det eller spara filen som PDF.",
}
# the last word of a relationship's type, with what it is; ECMA-376 part 1 and Microsoft's extensions
_LEANING: Final = {
    "vbaProject": "macros", "wordVbaData": "macros", "xlMacrosheet": "macros", "xlIntlMacrosheet": "macros",
    "control": "embedded", "activeXControlBinary": "embedded", "oleObject": "embedded",
    "package": "embedded", "aFChunk": "embedded", "subDocument": "external", "frame": "external",
    "externalLink": "data", "externalLinkPath": "data", "connections": "data", "queryTable": "data",
    "mailMergeSource": "data", "attachedTemplate": "template",
    "webextension": "external", "webextensiontaskpanes": "external",
}  # fmt: skip
_HARMLESS_TARGET: Final = ("http://", "https://", "mailto:", "#")
_FIELD: Final = re.compile(
    r"^\s*\\?\s*(?:DDE(?:AUTO)?|INCLUDETEXT|INCLUDEPICTURE|LINK|IMPORT|DATABASE|MACROBUTTON|RD)\b",
    re.IGNORECASE,
)
_FETCHING: Final = re.compile(
    r"\b(?:WEBSERVICE|IMAGE|RTD|CALL|REGISTER(?:\.ID)?|EXEC)\s?\(", re.IGNORECASE
)
_FORMULAS: Final = frozenset(
    ["f", "formula", "formula1", "formula2", "definedName", "calculatedColumnFormula", "totalsRowFormula"]
)  # fmt: skip
_MOST_OF_A_FIELD: Final = 2000  # characters; the command stands first


def require_harmless(data: bytes) -> str:
    """Return the content type of the Word or Excel file. Raises Invalid when it is broken or could act."""
    archive = Archive(data)
    if _TYPES not in archive.members:
        raise Invalid(
            "not_office",
            "Filen är ett komprimerat arkiv. Packa upp det och bifoga filerna var för sig.",
            field="file",
        )
    types = _Types()
    elements = _parse(archive, _TYPES, types)
    for name in archive.members:
        _require_harmless_name(name)
        elements += _look_through(archive, name)
        if elements > MAX_ELEMENTS:
            raise _too_much()
    return types.document()


def _look_through(archive: Archive, name: str) -> int:
    """Look for what acts in one part; return the number of its elements."""
    ending = name.casefold()  # a program that opens it sees no difference
    if ending.endswith(".rels"):
        return _parse(archive, name, _Relations())
    if ending.endswith(_READ) and name != _TYPES:
        return _parse(archive, name, _Words())
    for _ in archive.chunks(name):
        pass  # counted, and its checksum compared
    return 0


def _too_much() -> Invalid:
    sentence = "Filen har fler celler och stycken än vad som går att granska. Spara den som PDF."
    return Invalid("office_too_much", sentence, field="file")


def _refusal(code: str) -> Invalid:
    return Invalid(f"office_{code}", _SENTENCES[code], field="file")


def _require_harmless_name(name: str) -> None:
    plain = name.casefold()
    if name.startswith(("/", "\\")) or ".." in name.split("/") or "\\" in name:
        raise broken()
    if "vbaproject" in plain or "macrosheets/" in plain:
        raise _refusal("macros")
    if "/embeddings/" in plain or "/activex/" in plain:
        raise _refusal("embedded")
    if "/externallinks/" in plain or plain.endswith("xl/connections.xml"):
        raise _refusal("data")


class _Reader:
    """What looks at the elements of one part; names come without their namespace."""

    def start(self, name: str, said: dict[str, str]) -> None:
        """An element begins."""

    def text(self, words: str) -> None:
        """Characters inside an element."""

    def end(self, name: str) -> None:
        """An element ends."""


class _Types(_Reader):
    """What the parts are said to be."""

    def __init__(self) -> None:
        self.found: set[str] = set()

    def start(self, name: str, said: dict[str, str]) -> None:
        kind = said.get("ContentType", "")
        if _OFFICE_TYPE.search(kind):
            raise _refusal("macros")
        part = said.get("PartName") or "." + said.get("Extension", "")
        # it would be opened without having been looked through
        if _XML.match(kind) and not part.casefold().endswith(_READ):
            raise broken()
        self.found.add(kind.strip())

    def document(self) -> str:
        """The one kind of document the file is."""
        if (_WORD in self.found) == (_EXCEL in self.found):
            raise Invalid(
                "other_office",
                "Filen är varken ett Word-dokument (.docx) eller en Excel-bok (.xlsx). Spara den som PDF.",
                field="file",
            )
        return DOCX if _WORD in self.found else XLSX


class _Relations(_Reader):
    """What a part leans on."""

    def start(self, name: str, said: dict[str, str]) -> None:
        if name != "Relationship":
            return
        kind = said.get("Type", "").rstrip("/").rpartition("/")[2]
        if kind in _LEANING:
            raise _refusal(_LEANING[kind])
        if said.get("TargetMode", "").casefold() != "external":
            return
        if kind != "hyperlink":
            raise _refusal("external")
        target = said.get("Target", "").strip().casefold()
        if re.match(r"[a-z][a-z0-9+.-]*:|\\\\|//", target) and not target.startswith(
            _HARMLESS_TARGET
        ):
            raise _refusal("link")


class _Words(_Reader):
    """Fields of a Word text and formulas of a sheet: the command may be cut in pieces over many runs."""

    def __init__(self) -> None:
        self.field = ""
        self.formula = ""
        self.inside = ""

    def start(self, name: str, said: dict[str, str]) -> None:
        self.inside = name
        if name == "fldChar" and said.get("fldCharType") == "begin":
            self._require_harmless_field(self.field)
            self.field = ""
        if name == "fldSimple":
            self._require_harmless_field(said.get("instr", ""))
        if "ddeService" in said or name in ("altChunk", "subDoc"):
            raise _refusal("field")

    def text(self, words: str) -> None:
        if self.inside in ("instrText", "delInstrText"):
            self.field = (self.field + words)[:_MOST_OF_A_FIELD]
        elif self.inside in _FORMULAS:
            self.formula = (self.formula + words)[-_MOST_OF_A_FIELD:]

    def end(self, name: str) -> None:
        if name in ("instrText", "delInstrText"):
            self._require_harmless_field(self.field)
        elif name == "p":
            self.field = ""
        if self.formula and _asks_elsewhere(self.formula):
            raise _refusal("field")
        self.formula = self.inside = ""

    def _require_harmless_field(self, command: str) -> None:
        if _FIELD.match(command):
            raise _refusal("field")


def _asks_elsewhere(formula: str) -> bool:
    """A call of another program (`cmd|'/c …'!A1`) or a function that fetches."""
    return "!" in formula.partition("|")[2] or bool(_FETCHING.search(formula))


@dataclass
class _Count:
    """How deep and how many the elements of a part are."""

    reader: _Reader
    depth: int = 0
    elements: int = 0

    def start(self, name: str, said: dict[str, str]) -> None:
        """An element begins. Raises Invalid when it is one too many."""
        self.depth += 1
        self.elements += 1
        if self.depth > MAX_DEPTH:
            raise broken()
        if self.elements > MAX_ELEMENTS:
            raise _too_much()
        self.reader.start(_local(name), {_local(key): value for key, value in said.items()})

    def end(self, name: str) -> None:
        """An element ends."""
        self.depth -= 1
        self.reader.end(_local(name))

    def declared(self, *said: object) -> None:
        """A document type declaration, which no Office file has, could name other files and swell."""
        raise broken()


def _parse(archive: Archive, name: str, reader: _Reader) -> int:
    """Show the reader every element of the part; return how many there were."""
    parser, count = expat.ParserCreate(namespace_separator=" "), _Count(reader)
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = count.start, count.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = count.declared
    try:
        for chunk in archive.chunks(name):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, LookupError, ValueError) as error:  # LookupError: an unknown encoding
        raise broken() from error
    return count.elements


def _local(name: str) -> str:
    return name.rpartition(" ")[2]
