"""Files bound to one keep their tags: a screen reader reads the whole as it read each alone."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from weasyprint import HTML

from cases.documents.bound_tags import describe
from tests.documents.standards import outcomes

PAGES = """<!doctype html><html lang="sv"><title>Del {n}</title><h1>Del {n}</h1><p>Se <a href="https://a.se">länken</a>.
<table><tr><th>Vad<th>När<tr><td>Möte<td>Maj</table><p style="break-before: page">Nästa sida."""


def part(n: int, tagged: bool = True) -> pikepdf.Pdf:
    """A file of two pages with a link and a table."""
    variant = "pdf/ua-1" if tagged else None
    return pikepdf.open(io.BytesIO(HTML(string=PAGES.format(n=n)).write_pdf(pdf_variant=variant)))


def bound(*sources: pikepdf.Pdf) -> bytes:
    """The files bound to one."""
    with pikepdf.new() as whole:
        for source in sources:
            whole.pages.extend(source.pages)
        describe(whole, sources, "Handlingar")
        out = io.BytesIO()
        whole.save(out, deterministic_id=True)
    return out.getvalue()


def kinds(pdf: bytes) -> list[str]:
    """The kinds of the elements right below the root of the tags, and of those below them."""
    with pikepdf.open(io.BytesIO(pdf)) as whole:
        tops = whole.Root.StructTreeRoot.K
        return [
            str(row.S)[1:] for top in tops for row in (top, *top.K) if isinstance(row, Dictionary)
        ]


def broken_rules(pdf: bytes, folder: Path) -> set[str]:
    """The clauses of PDF/UA-1 the file does not keep."""
    file = folder / "bunden.pdf"
    file.write_bytes(pdf)
    (found,) = (o.broken for o in outcomes([file]) if o.standard == "ua1")
    return {each.split(" ", 1)[0] for each in found.split(" ;; ") if each}


def test_the_whole_is_as_accessible_as_its_parts(tmp_path: Path) -> None:
    pdf = bound(part(1), part(2), part(3))
    assert kinds(pdf) == ["Document", "H1", "P", "Table", "P"] * 3
    assert broken_rules(pdf, tmp_path) == set()
    assert pdf == bound(part(1), part(2), part(3))


def test_each_table_keeps_its_own_headers() -> None:
    whole = pikepdf.open(io.BytesIO(bound(part(1), part(2))))
    names, asked = [], []
    for top in whole.Root.StructTreeRoot.K:
        for row in top.K[2].K[0].K:
            for cell in row.K:
                names += [bytes(cell.ID)] if "/ID" in cell else []
                asked += [bytes(name) for name in cell.A.get("/Headers", [])]
    assert len(names) == len(set(names)) == 4
    assert set(asked) == set(names)


def test_a_part_without_tags_is_not_called_accessible(tmp_path: Path) -> None:
    pdf = bound(part(1), part(2, tagged=False), part(3))
    assert kinds(pdf) == ["Document", "H1", "P", "Table", "P"] * 2
    assert "5-1" in broken_rules(pdf, tmp_path)
    with pikepdf.open(io.BytesIO(pdf)) as whole:
        assert bool(whole.Root.MarkInfo.Suspects)


def _circle(source: pikepdf.Pdf) -> None:
    tree = source.Root.StructTreeRoot
    tree.K[0].K.append(tree.K[0])


def _number_instead(source: pikepdf.Pdf) -> None:
    source.Root.StructTreeRoot = 7


def _no_numbers(source: pikepdf.Pdf) -> None:
    del source.Root.StructTreeRoot.ParentTree


def _numbers_in_words(source: pikepdf.Pdf) -> None:
    source.Root.StructTreeRoot.ParentTree = Dictionary(Nums=Array([Name.Ett, Name.Två]))


def _huge_numbers(source: pikepdf.Pdf) -> None:
    source.Root.StructTreeRoot.ParentTree = Dictionary(Nums=Array([2**31 - 1, Array()]))


def _names_as_numbers(source: pikepdf.Pdf) -> None:
    cell = source.Root.StructTreeRoot.K[0].K[2].K[0].K[0].K[0]
    cell.ID = 3
    cell.A.Headers = Array([1, 2])


def _resources_as_words(source: pikepdf.Pdf) -> None:
    source.pages[0].obj.Resources = Name.Ingen
    source.pages[0].obj.Annots = Name.Inga


@pytest.mark.parametrize(
    "spoil",
    [
        _circle,
        _number_instead,
        _no_numbers,
        _numbers_in_words,
        _huge_numbers,
        _names_as_numbers,
        _resources_as_words,
    ],
)
def test_tags_that_make_no_sense_stop_nothing(spoil: object) -> None:
    hostile = part(2)
    spoil(hostile)  # type: ignore[operator]
    pdf = bound(part(1), hostile, part(3))
    with pikepdf.open(io.BytesIO(pdf)) as whole:
        assert len(whole.pages) == 6
    assert kinds(pdf).count("Document") >= 2
