"""Prints the words of the PDF on standard input with their places, as JSON; run as a program of its own.

PDFium is a large program in C that reads what strangers have written. Here it can neither take the memory or
the time of the server, nor bring it down: the limits are this process's, and so is the crash.
"""

import ctypes
import json
import re
import resource
import sys

SECONDS, MEMORY = 4, 1024 * 1024 * 1024
MAX_PAGES, MAX_PIECES, MAX_CHARACTERS = 100, 40_000, 1_000_000
_BOLD = re.compile(r"bold|black|heavy|semi|demi|[-_]?[67]00", re.IGNORECASE)


def main() -> None:
    """Read, and answer with one object: its pages and outline, or the name of what went wrong."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    json.dump(found(sys.stdin.buffer.read()), sys.stdout)


def found(data: bytes) -> dict:
    """What there is to read."""
    import pypdfium2  # noqa: PLC0415 -- after the limits are set

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        return {"fault": "locked" if "password" in str(error).lower() else "broken"}
    if len(document) > MAX_PAGES:
        return {"fault": "pages"}
    pages, left = [], MAX_CHARACTERS
    for number in range(len(document)):
        try:
            page = document[number]
            pieces = pieces_of(page.get_textpage(), pypdfium2.raw)
        except pypdfium2.PdfiumError:
            return {"fault": "broken"}
        left -= sum(len(piece[0]) for piece in pieces)
        if left < 0:
            return {"fault": "long"}
        pages.append({"height": page.get_height(), "pieces": pieces})
    outline = [
        (mark.level + 1, mark.get_title() or "")
        for mark, _ in zip(document.get_toc(max_depth=6), range(500), strict=False)
    ]
    return {"pages": pages, "outline": outline}


def pieces_of(text, raw) -> list:
    """The page's pieces of text in their order: words, left, right, bottom, top, whether bold."""
    found = []
    for at in range(min(text.count_rects(), MAX_PIECES)):
        left, bottom, right, top = text.get_rect(at)
        words = text.get_text_bounded(left, bottom, right, top)
        middle = text.get_index((left + right) / 2, (bottom + top) / 2, right - left, 6)
        if not words.strip() or middle is None:
            continue
        _, low, _, high = text.get_charbox(middle, loose=True)
        found.append([words, left, right, low, high, is_bold(text, middle, raw)])
    return found


def is_bold(text, at: int, raw) -> bool:
    """Whether the character is heavy, by the font's weight or name."""
    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    raw.FPDFText_GetFontInfo(text, at, name, 128, flags)
    return raw.FPDFText_GetFontWeight(text, at) >= 600 or bool(
        _BOLD.search(name.value.decode("latin-1"))
    )


if __name__ == "__main__":
    main()
