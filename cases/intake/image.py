"""Draws an image anew from its pixels, so that position, camera and whatever else was in the file stay behind.

Where a photograph was taken is personal data that nobody meant to publish.
"""

from __future__ import annotations

import io
import struct
from typing import Final

from PIL import Image, ImageFile, ImageOps

from cases.rules.errors import Invalid

MAX_PIXELS: Final = 25_000_000  # a photograph from a telephone; some 100 MB while it is drawn
_BROKEN: Final = (
    OSError,
    ValueError,
    SyntaxError,  # what Pillow raises for a broken PNG
    TypeError,
    KeyError,
    IndexError,
    EOFError,
    OverflowError,
    ZeroDivisionError,
    struct.error,
    Image.DecompressionBombError,
)
_MODES: Final = ("1", "L", "LA", "P", "RGB", "RGBA")


def redrawn(data: bytes) -> bytes:
    """Return the picture in its own format without metadata. Raises Invalid when it is broken or too large."""
    # WeasyPrint turns this on for the whole process: half a picture would be kept as if it were whole
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as picture:
            width, height = picture.size
            if width * height > MAX_PIXELS:
                raise Invalid(
                    "large_image",
                    f"Bilden har {width} × {height} bildpunkter. Minska den till högst 25 miljoner.",
                    field="file",
                )
            return _drawn(picture, str(picture.format))
    except _BROKEN as error:
        raise Invalid(
            "broken_image", "Bilden är skadad och går inte att läsa.", field="file"
        ) from error


def _drawn(picture: Image.Image, form: str) -> bytes:
    picture.load()
    turned = ImageOps.exif_transpose(picture)
    allowed = _MODES if form == "PNG" else ("L", "RGB")
    drawn = turned if turned.mode in allowed else turned.convert("RGB")
    kept = drawn.info.get("transparency") if form == "PNG" else None
    drawn.info = {} if kept is None else {"transparency": kept}
    out = io.BytesIO()
    drawn.save(out, form, **({"quality": 90} if form == "JPEG" else {}))
    return out.getvalue()
