"""Excel files that act, fetch, swell or are broken."""

from __future__ import annotations

from functools import cache

from tests.documents.hostile import ZIP_BOMB, Hostile
from tests.documents.hostile_office import RELATION, XML, packed, parts_of, plain_excel

KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
SHEET = "xl/worksheets/sheet1.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
CALLING = "<worksheet><f>cmd|'/c calc'!A0</f></worksheet>"
MICROSOFT = "http://schemas.microsoft.com/office"
FORMULAS = {
    "image": "<worksheet><f>_xlfn.IMAGE(&quot;http://evil.example/a&quot;)</f></worksheet>",
    "second-limit": "<worksheet><formula2>WEBSERVICE(A1)</formula2></worksheet>",
    "column": "<table><calculatedColumnFormula>WEBSERVICE(A1)</calculatedColumnFormula></table>",
    "total": "<table><totalsRowFormula>WEBSERVICE(A1)</totalsRowFormula></table>",
    "cut-by-comment": "<worksheet><f>WEB<!-- x -->SERVICE(A1)</f></worksheet>",
    "letters-as-numbers": "<worksheet><f>&#87;EBSERVICE(A1)</f></worksheet>",
    "own-entity": "<!DOCTYPE a [<!ENTITY w 'WEB'>]><worksheet><f>&w;SERVICE(A1)</f></worksheet>",
    "dde": "<externalLink><ddeLink ddeService='cmd' ddeTopic='/c calc'/></externalLink>",
}


def _with(parts: dict[str, str | bytes]) -> bytes:
    """The harmless Excel file with parts added or replaced."""
    new = {name: p.encode() if isinstance(p, str) else p for name, p in parts.items()}
    return packed({**parts_of(plain_excel()), **new})


def _leaning(kind: str, target: str, *, where: str = RELATIONS, mode: str = "") -> bytes:
    said = f'Type="{kind}" Target="{target}"' + (f' TargetMode="{mode}"' if mode else "")
    return _with({where: f'<Relationships><Relationship Id="r" {said}/></Relationships>'})


def _typed(added: str) -> str:
    types = parts_of(plain_excel())["[Content_Types].xml"].decode()
    return types.replace("</Types>", added + "</Types>")


def _hidden(part: str, said: str) -> bytes:
    """A sheet that calls a program, in a part whose name does not say that it is one."""
    return _with({"[Content_Types].xml": _typed(said), part: CALLING})


def _other_types() -> list[Hostile]:
    sheet = f'ContentType="{KIND}.worksheet+xml"'
    macros = "application/vnd.ms-excel.macrosheet+xml"
    old = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
    whole = parts_of(plain_excel())["[Content_Types].xml"].decode()
    binary = whole.replace(f"{KIND}.sheet.main+xml", old)
    part = '<Override PartName="/xl/worksheets/a.dat"'
    image = '<Default Extension="svg" ContentType="image/svg+xml"/>'
    return [
        Hostile("other-ending", "b.xlsx", _hidden("xl/worksheets/a.dat", f"{part} {sheet}/>")),
        Hostile("ending-for-all", "b.xlsx", _hidden("xl/a.dat", f'<Default Extension="dat" {sheet}/>')),
        Hostile("large-letters", "b.xlsx", _with({"xl/worksheets/A.XML": CALLING})),
        Hostile("macro-sheet", "b.xlsx", _hidden("xl/a.xml", f'<Override PartName="/xl/a.xml" ContentType="{macros}"/>')),
        Hostile("binary", "b.xlsx", _with({"[Content_Types].xml": binary})),
        Hostile("drawn-image", "b.xlsx", _with({"[Content_Types].xml": _typed(image), "xl/media/a.svg": "<svg/>"}), True),
    ]  # fmt: skip


def _leaning_outwards() -> list[Hostile]:
    out = "http://evil.example/a"
    return [
        Hostile("large-relations", "b.xlsx", _leaning(f"{RELATION}/image", out, where=RELATIONS.upper(), mode="External")),
        Hostile("other-book", "b.xlsx", _leaning(f"{RELATION}/externalLink", "externalLinks/a.xml")),
        Hostile("other-path", "b.xlsx", _leaning(f"{RELATION}/externalLinkPath", "file:///a.xlsx", mode="External")),
        Hostile("pivot", "b.xlsx", _leaning(f"{RELATION}/pivotCacheDefinition", out, mode="External")),
        Hostile("add-in", "b.xlsx", _leaning(f"{MICROSOFT}/2011/relationships/webextensiontaskpanes", "a.xml")),
        Hostile("add-in-itself", "b.xlsx", _leaning(f"{MICROSOFT}/2011/relationships/webextension", "a.xml")),
        Hostile("macros", "b.xlsx", _with({"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"})),
        Hostile("connections", "b.xlsx", _with({"xl/connections.xml": "<connections/>"})),
    ]  # fmt: skip


@cache
def excels() -> tuple[Hostile, ...]:
    """Excel files that act, fetch, swell or are broken; a thousand sheets are a large book, no more."""
    sheets = {f"xl/worksheets/s{n}.xml": "<worksheet/>" for n in range(3000)}
    found = _other_types() + _leaning_outwards()
    found += [Hostile(f"in-{n}", "b.xlsx", _with({SHEET: x})) for n, x in FORMULAS.items()]
    found += [Hostile(f"xml-{n}", "b.xlsx", _with({SHEET: x})) for n, x in XML.items()]
    found += [
        Hostile("sheets", "b.xlsx", _with(dict(list(sheets.items())[:1000])), True),
        Hostile("too-many-sheets", "b.xlsx", _with({**sheets, "xl/a.xml": "<a/>"})),
        Hostile("bomb", "b.xlsx", _with({SHEET: b"<a>" + b" " * ZIP_BOMB})),
        Hostile("cells", "b.xlsx", _with({SHEET: b"<a>" + b"<c/>" * 600_000 + b"</a>"})),
        Hostile("strings", "b.xlsx", _with({"xl/sharedStrings.xml": "<a b='" + "x" * 900_000 + "'/>"}), True),
        Hostile("attributes", "b.xlsx", _with({SHEET: "<a " + " ".join(f"b{n}=''" for n in range(50_000)) + "/>"}), True),
    ]  # fmt: skip
    whole = plain_excel()
    found += [Hostile(f"cut-{n}", "b.xlsx", whole[: len(whole) * n // 6]) for n in range(1, 6)]
    return tuple(found)
