"""Word files whose parts lie in one another: every word is read once, however deep it lies."""

from __future__ import annotations

import io
import zipfile

import pytest

from cases.reading import docx

_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override '
    'PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument'
    '.wordprocessingml.document.main+xml"/></Types>'
)
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
WORD = "<w:p><w:r><w:t>ORDET</w:t></w:r></w:p>"
PROPOSAL = (
    "<w:p><w:pPr><w:outlineLvl w:val='0'/></w:pPr><w:r><w:t>Förslag till beslut</w:t></w:r></w:p>"
)


def read(body: str) -> docx.Readable:
    """What is read of a Word file with this body."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", _TYPES)
        whole = f"<w:document {_W}><w:body>{body}</w:body></w:document>"
        file.writestr("word/document.xml", whole)
    return docx.read(data.getvalue())


def nested(tags: str, depth: int, inside: str) -> str:
    """`inside` within the tags ("tbl tr tc"), so many times over."""
    names = tags.split()
    opening = "".join(f"<w:{name}>" for name in names)
    closing = "".join(f"</w:{name}>" for name in reversed(names))
    return opening * depth + inside + closing * depth


@pytest.mark.parametrize("depth", [1, 2, 20, 70])
@pytest.mark.parametrize("front", ["", PROPOSAL])
def test_a_table_in_a_table_is_read_once(depth: int, front: str) -> None:
    assert read(front + nested("tbl tr tc", depth, WORD)).text.count("ORDET") == 1


def test_a_table_in_a_cell_of_a_table_of_data_is_read_once() -> None:
    inner = nested("tbl tr", 1, f"<w:tc>{WORD}</w:tc><w:tc>{WORD.replace('ORDET', 'ANDRA')}</w:tc>")
    row = f"<w:tr><w:tc>{WORD.replace('ORDET', 'FÖRE')}</w:tc><w:tc>{inner}</w:tc></w:tr>"
    text = read(PROPOSAL + f"<w:tbl>{row * 2}</w:tbl>").text
    assert text.splitlines()[-2:] == ["| FÖRE | ORDET ANDRA |"] * 2


@pytest.mark.parametrize("depth", [1, 2, 16, 45])
def test_a_text_box_in_a_text_box_is_told_once(depth: int) -> None:
    box = nested("r pict txbxContent p", depth, "<w:r><w:t>ORDET</w:t></w:r>")
    found = read(f"<w:p>{box}</w:p>")
    assert (found.text.count("ORDET"), found.left_out.count("ORDET")) == (0, 1)


@pytest.mark.parametrize("written", ["9" * 5000, "²", "٢", "-1", "1e3", ""])
@pytest.mark.parametrize("where", ["outlineLvl", "numPr"])
def test_strange_numbers_are_no_numbers(written: str, where: str) -> None:
    value = f'w:val="{written}"'
    levels = {
        "outlineLvl": f"<w:outlineLvl {value}/>",
        "numPr": f'<w:numPr><w:ilvl {value}/><w:numId w:val="1"/></w:numPr>',
    }
    found = read(f"<w:p><w:pPr>{levels[where]}</w:pPr><w:r><w:t>ORDET</w:t></w:r></w:p>")
    assert found.text.count("ORDET") == 1
