"""Takes in a picture for the head of documents: what is kept is drawn anew and holds nothing but its dots."""

from __future__ import annotations

import base64
from io import BytesIO
from typing import Final

from PIL import Image, ImageFile

from cases.rules.errors import Invalid
from cases.rules.templates import MAX_LOGO

MAX_BYTES: Final = 2_000_000
_MOST_DOTS: Final = 4_000_000
_SIZE: Final = (900, 240)  # dots: what is seen at 16 mm in print


def take_logo(data: bytes) -> str:
    """Return the PNG as base64 of a new PNG, scaled down and on white; raises Invalid when it is none."""
    if len(data) > MAX_BYTES:
        raise Invalid("big_logo", "Filen får vara högst 2 MB.", field="logo")
    # WeasyPrint turns this on for the whole process: half a picture would be kept as if it were whole
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with Image.open(BytesIO(data), formats=["PNG"]) as picture:
            if picture.width * picture.height > _MOST_DOTS:
                raise Invalid(
                    "big_logo", "Bilden får ha högst fyra miljoner bildpunkter.", field="logo"
                )
            drawn = _on_white(picture.convert("RGBA"))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Invalid("logo", "Logotypen ska vara en PNG-bild.", field="logo") from error
    saved = BytesIO()
    drawn.save(saved, "PNG", optimize=True)
    logo = base64.b64encode(saved.getvalue()).decode()
    if len(logo) > MAX_LOGO:
        raise Invalid(
            "big_logo", "Logotypen har för många färger. Använd en enklare bild.", field="logo"
        )
    return logo


def _on_white(picture: Image.Image) -> Image.Image:
    """Without transparency: a document for the archive is the same on every paper."""
    white = Image.new("RGBA", picture.size, "white")
    drawn = Image.alpha_composite(white, picture).convert("RGB")
    drawn.thumbnail(_SIZE)
    return drawn
