"""What is kept of a file that comes in: the picture without its place, the document without what acts, the name."""

from __future__ import annotations

import io
import time

import pikepdf
import pytest
from PIL import Image

from cases.intake import named_after, pdf, take_in
from cases.intake.kinds import DOCX, JPEG, PDF, PNG, XLSX
from cases.intake.office import require_harmless
from cases.rules.errors import Invalid
from tests.documents.hostile import pdfs
from tests.documents.hostile_office import packed, parts_of, plain_excel, plain_word


def photograph(width: int = 60, height: int = 30) -> bytes:
    """A JPEG that lies on its side, with camera, place and a comment."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "Kameran", 6
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    Image.new("RGB", (width, height), "red").save(out, "JPEG", exif=exif, comment=b"hemligt")
    return out.getvalue()


def test_a_photograph_loses_its_place_and_stands_upright() -> None:
    kept = take_in(photograph())
    assert kept.content_type == JPEG
    assert b"Kameran" not in kept.data
    assert b"hemligt" not in kept.data
    with Image.open(io.BytesIO(kept.data)) as picture:
        assert picture.size == (30, 60)
        assert not picture.getexif()


def test_a_transparent_picture_stays_transparent() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (4, 4), (255, 0, 0, 0)).save(out, "PNG")
    kept = take_in(out.getvalue())
    assert kept.content_type == PNG
    with Image.open(io.BytesIO(kept.data)) as picture:
        assert picture.getpixel((0, 0)) == (255, 0, 0, 0)


def test_half_a_picture_is_none_even_where_another_library_allows_it() -> None:
    with pytest.raises(Invalid, match="skadad"):
        take_in(photograph(900, 900)[:2000])


def test_office_files_are_kept_as_they_are() -> None:
    assert (take_in(plain_word()).content_type, take_in(plain_excel()).content_type) == (DOCX, XLSX)
    assert take_in(plain_word()).data == plain_word()


def test_an_action_hidden_inside_another_object_is_found() -> None:
    chain = next(one for one in pdfs() if one.name == "clicks-chain")
    kept = take_in(chain.data).data
    assert b"JavaScript" not in kept
    assert b"/GoTo" in kept  # the link within the document stays


def test_a_pdf_with_packed_objects_is_cleaned_apart_and_is_the_same_document() -> None:
    with pikepdf.new() as made:
        made.add_blank_page()
        made.Root.OpenAction = pikepdf.Dictionary(
            S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)")
        )
        out = io.BytesIO()
        made.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    kept = take_in(out.getvalue())
    assert (kept.content_type, kept.pages) == (PDF, 1)
    with pikepdf.open(io.BytesIO(kept.data)) as read:
        assert "/OpenAction" not in read.Root


def test_a_pdf_that_takes_too_long_is_said_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "SECONDS", 0.001)
    bomb = next(one for one in pdfs() if one.name == "object-bomb")
    started = time.perf_counter()
    with pytest.raises(Invalid, match="för mycket tid"):
        take_in(bomb.data)
    assert time.perf_counter() - started < 2


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("avtal.PDF", "avtal.pdf"),
        ("virus.exe", "virus.pdf"),
        ("Avtal 1.2 slutligt", "Avtal 1.2 slutligt.pdf"),
        ("Avtal 1.2", "Avtal 1.2.pdf"),
        ("", "bilaga.pdf"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_a_name_ends_as_what_it_is(name: str, kept: str) -> None:
    assert named_after(name, PDF) == kept


def test_properties_and_drawings_by_other_programs_are_let_in() -> None:
    core = "application/vnd.openxmlformats-package.core-properties+xml"
    said = f'<Default Extension="psmdcp" ContentType="{core}"/>'
    said += '<Default Extension="svg" ContentType="image/svg+xml"/></Types>'
    parts = parts_of(plain_excel())
    types = parts["[Content_Types].xml"].replace(b"</Types>", said.encode())
    assert require_harmless(packed({**parts, "[Content_Types].xml": types})) == XLSX
