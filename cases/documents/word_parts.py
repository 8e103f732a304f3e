"""What a Word file needs that python-docx does not give: numbering, footnotes, links, fields, and bytes that repeat."""

from __future__ import annotations

from io import BytesIO
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.oxml import serialize_part_xml
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.text.paragraph import Paragraph

_FOOTNOTES_TYPE: Final = (
    "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
)
_UNUSED: Final = ("stylesWithEffects", "customXml", "thumbnail")
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the first moment a zip can tell
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"


def element(name: str, **attributes: str) -> Any:
    """An element of WordprocessingML with attributes of the same namespace."""
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


class Numbering:
    """Lists that Word counts itself: an item that follows on the one before goes on in its list."""

    def __init__(self, document: Document) -> None:
        self._numbering = document.part.numbering_part.element
        self._kinds: dict[str, int] = {}

    def begin(self, sign: str, start: int = 1) -> int:
        """Begin a list whose items are told by the sign, where %1 is the number; return its key."""
        if sign not in self._kinds:
            self._kinds[sign] = 9000 + len(self._kinds)
            self._describe(self._kinds[sign], sign)
        number = self._numbering.add_num(self._kinds[sign])
        if "%" in sign:
            number.add_lvlOverride(ilvl=0).add_startOverride(start)
        return int(number.numId)

    def put(self, paragraph: Paragraph, key: int, level: int = 0) -> None:
        """Make the paragraph the next item of a list."""
        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val = level
        properties.get_or_add_numId().val = key

    def _describe(self, kind: int, sign: str) -> None:
        """Say how the two levels of a kind of list look; kinds must come before the lists in the file."""
        described = element("w:abstractNum", abstractNumId=str(kind))
        described.append(element("w:multiLevelType", val="multilevel"))
        for level, text in enumerate((sign, "–")):
            format_name = "decimal" if "%" in text else "bullet"
            described.append(_level(level, format_name, text))
        first = self._numbering.find(qn("w:num"))
        if first is None:
            self._numbering.append(described)
        else:
            first.addprevious(described)


def _level(level: int, format_name: str, text: str) -> Any:
    made = element("w:lvl", ilvl=str(level))
    made.append(element("w:start", val="1"))
    made.append(element("w:numFmt", val=format_name))
    made.append(element("w:lvlText", val=text))
    made.append(element("w:lvlJc", val="left"))
    properties = element("w:pPr")
    properties.append(element("w:ind", left=str(425 * (level + 1)), hanging="425"))
    made.append(properties)
    return made


class Count:
    """Numbers as they were written, put into Word's own lists: a gap or another sign begins a new list."""

    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering
        self._list: tuple[int, str, int] | None = None

    def put(self, paragraph: Paragraph, number: str) -> None:
        """Make the paragraph the item with that number, such as "2." or "2)"."""
        value, sign = int(number[:-1]), f"%1{number[-1]}"
        if self._list is None or self._list[1:] != (sign, value):
            self._list = (self._numbering.begin(sign, value), sign, value)
        self._numbering.put(paragraph, self._list[0])
        self._list = (self._list[0], sign, value + 1)


class Footnotes:
    """Real footnotes: a part of the file of its own, and a mark in the text for each."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._notes = parse_xml(f"<w:footnotes {nsdecls('w')}/>")
        for key, sign in (("-1", "separator"), ("0", "continuationSeparator")):
            note = element("w:footnote", type=sign, id=key)
            self._notes.append(_paragraph(note, element(f"w:{sign}")))
        self._count = 0

    def put(self, paragraph: Paragraph, text: str) -> None:
        """Add the note's mark to the paragraph and its text to the foot."""
        self._count += 1
        key = str(self._count)
        mark = paragraph.add_run()
        mark.font.superscript = True
        mark._r.append(element("w:footnoteReference", id=key))
        note = _paragraph(element("w:footnote", id=key), element("w:footnoteRef"), raised=True)
        run, words = element("w:r"), element("w:t")
        words.text = f" {text}"
        words.set(_SPACE, "preserve")
        run.append(words)
        note[0].append(run)
        self._notes.append(note)

    def save(self) -> None:
        """Put the notes into the file; without any, nothing."""
        if not self._count:
            return
        written = serialize_part_xml(self._notes)
        place = PackURI("/word/footnotes.xml")
        part = Part(place, _FOOTNOTES_TYPE, written, self._document.part.package)
        self._document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def _paragraph(note: Any, sign: Any, *, raised: bool = False) -> Any:
    """The note with a paragraph that begins with the sign."""
    paragraph, run = element("w:p"), element("w:r")
    if raised:
        properties = element("w:rPr")
        properties.append(element("w:vertAlign", val="superscript"))
        run.append(properties)
    run.append(sign)
    paragraph.append(run)
    note.append(paragraph)
    return note


def add_link(paragraph: Paragraph, text: str, href: str, *, strong: bool) -> None:
    """Add a link that Word follows."""
    key = paragraph.part.relate_to(href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), key)
    run = paragraph.add_run(text)
    run.bold, run.underline = strong or None, True
    link.append(run._r)
    paragraph._p.append(link)


def add_field(paragraph: Paragraph, name: str) -> None:
    """Add what Word works out itself: PAGE or NUMPAGES."""
    field = element("w:fldSimple", instr=name)
    run, words = element("w:r"), element("w:t")
    words.text = "1"
    run.append(words)
    field.append(run)
    paragraph._p.append(field)


def drop_unused(document: Document) -> None:
    """Leave out what python-docx's own model carries and no document of ours uses: 800 kB of styles."""
    for part in (document.part, document.part.package):
        for key, relation in list(part.rels.items()):
            if relation.reltype.rpartition("/")[2] in _UNUSED:
                del part.rels[key]
    styles = document.styles.element
    for style in list(styles):
        if style.get(qn("w:type")) == "table" and style.get(qn("w:styleId")) not in (
            "TableNormal",
            "TableGrid",
        ):
            styles.remove(style)


def bytes_of(document: Document) -> bytes:
    """The file, the same bytes each time: python-docx would write the clock into it."""
    made, fixed = BytesIO(), BytesIO()
    document.save(made)
    with ZipFile(made) as written, ZipFile(fixed, "w") as repeated:
        for entry in written.infolist():
            info = ZipInfo(entry.filename, _EPOCH)
            info.compress_type, info.create_system = ZIP_DEFLATED, 0
            repeated.writestr(info, written.read(entry))
    return fixed.getvalue()
