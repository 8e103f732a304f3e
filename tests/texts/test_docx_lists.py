"""How deep an item of a Word list lies: said by the paragraph, or by its style."""

from __future__ import annotations

from typing import Final
from xml.etree.ElementTree import fromstring

import pytest

from cases.reading.docx_styles import read_styles

_W: Final = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
STYLES: Final = fromstring(  # noqa: S314 - the test's own words
    f"<w:styles {_W}>"
    '<w:style w:styleId="Punkt"><w:name w:val="List Bullet"/>'
    '<w:pPr><w:numPr><w:numId w:val="7"/></w:numPr></w:pPr></w:style>'
    '<w:style w:styleId="Under"><w:name w:val="List Bullet 2"/>'
    '<w:pPr><w:numPr><w:numId w:val="8"/></w:numPr></w:pPr></w:style>'
    "</w:styles>"
)


@pytest.mark.parametrize(
    ("style", "said", "found"),
    [
        ("Punkt", "", ("7", 0, True)),
        ("Under", "", ("8", 1, True)),
        ("Punkt", '<w:ilvl w:val="1"/>', ("7", 1, True)),
        ("Punkt", '<w:ilvl w:val="2"/><w:numId w:val="3"/>', ("3", 2, True)),
        ("Under", '<w:numId w:val="3"/>', ("3", 1, True)),
        ("Punkt", '<w:numId w:val="0"/>', None),
        ("", '<w:ilvl w:val="1"/>', None),
        ("", "", None),
    ],
)
def test_the_depth_of_an_item(style: str, said: str, found: tuple[str, int, bool] | None) -> None:
    own = f"<w:numPr>{said}</w:numPr>" if said else ""
    paragraph = fromstring(  # noqa: S314 - the test's own words
        f'<w:p {_W}><w:pPr><w:pStyle w:val="{style}"/>{own}</w:pPr></w:p>'
    )
    assert read_styles(STYLES, None).numbering(paragraph) == found
