"""The first page of a document of ours as a picture, for those who write it."""

from __future__ import annotations

import io
from typing import Final

WIDTH: Final = 560  # pixels: twice as many as it is shown with


def first_page(pdf: bytes) -> tuple[bytes, int]:
    """Return the first page as PNG in grey, and how many pages there are. Only for PDFs made here."""
    import pypdfium2  # noqa: PLC0415 -- the web never needs it

    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[0]
        picture = page.render(scale=WIDTH / page.get_width(), grayscale=True).to_pil()
        out = io.BytesIO()
        picture.save(out, "PNG", compress_level=3)
        return out.getvalue(), len(document)
    finally:
        document.close()
