"""Pictures and texts that nobody should have to receive."""

from __future__ import annotations

import io
import random
import struct
import zlib
from functools import cache

from PIL import Image

from tests.documents.hostile import LONG, MB, Hostile, flipped
from tests.documents.hostile_office import plain_word

_CHANCE = random.Random(20261122)


def _image(form: str, size: tuple[int, int] = (40, 30)) -> bytes:
    out = io.BytesIO()
    Image.effect_noise(size, 50).convert("RGB").save(out, form)
    return out.getvalue()


def _png(width: int, height: int, *chunks: tuple[bytes, bytes]) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", head), *chunks, (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b"")]
    written = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(written)


@cache
def images() -> tuple[Hostile, ...]:
    """Pictures: too large, cut, bent, of other kinds, or with a program beside them."""
    png, jpeg = _image("PNG"), _image("JPEG")
    text = (b"zTXt", b"a\0\0" + zlib.compress(b"\0" * (5 * MB)))
    found = [
        Hostile("png-bomb", "a.png", _png(60_000, 60_000)),
        Hostile("png-wide", "a.png", _png(2_000_000_000, 1)),
        Hostile("png-nothing", "a.png", _png(0, 0)),
        Hostile("png-text-bomb", "a.png", _png(10, 10, text)),
        Hostile("png-short", "a.png", _png(3000, 3000)),
        Hostile(
            "svg",
            "a.svg",
            b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        ),
        Hostile("svg-as-png", "a.png", b'<?xml version="1.0"?><svg onload="alert(1)"/>'),
        Hostile("gif", "a.gif", _image("GIF")),
        Hostile("bmp", "a.bmp", _image("BMP")),
        Hostile("tiff", "a.tif", _image("TIFF")),
        Hostile("webp", "a.webp", _image("WEBP")),
        Hostile("jpeg-and-zip", "a.jpg", jpeg + plain_word(), True),
        Hostile("jpeg-and-script", "a.html", jpeg + b"<script>alert(1)</script>", True),
        Hostile("png-as-pdf", "a.pdf", png, True),
    ]
    found += [Hostile(f"png-cut-{n}", "a.png", png[: len(png) * n // 8]) for n in range(1, 8)]
    found += [
        Hostile(f"jpeg-cut-{n}", "a.jpg", jpeg[: len(jpeg) * n // 8], True) for n in range(1, 8)
    ]
    found += [Hostile(f"png-flip-{n}", "a.png", flipped(png, n), True) for n in range(12)]
    found += [Hostile(f"jpeg-flip-{n}", "a.jpg", flipped(jpeg, n), True) for n in range(12)]
    return tuple(found)


@cache
def texts() -> tuple[Hostile, ...]:
    """What is no document at all: no attachment, and hardly a tjänsteutlåtande."""
    report = "Kommunstyrelsen\n\nAvtal\n\nFörslag till beslut\n\n1. Avtalet godkänns.\n\nBakgrund\n\n{}\n"
    words = {
        "turned": "Punkten \u202eskänpok\u202c.", "isolated": "\u2066a\u2069", "script": "<script>alert(1)</script>",
        "no-space": "x" * LONG, "no-end": "ord " * (LONG // 8), "brackets": "[" * 5000, "stars": "**" * 5000,
        "braces": "{bilaga 1}" * 500, "pipes": "| a " * 5000 + "|", "notes": "^[" * 5000,
        "zalgo": "a" + "\u0301" * 5000, "nulls": "a\0b", "bell": "a\x07b", "feeds": "\f" * 5000,
        "tabs": "\t" * 5000, "template": "{{ settings.SECRET_KEY }}{% load x %}", "query": "'; DROP TABLE x; --",
    }  # fmt: skip
    found = [
        Hostile(f"text-{n}", "a.txt", report.format(text).encode(), True)
        for n, text in words.items()
    ]
    raw = {
        "empty": b"", "nothing": b" ", "html": b"<html><script>alert(1)</script></html>", "program": b"MZ" + b"\0" * 500,
        "elf": b"\x7fELF" + b"\0" * 500, "shell": b"#!/bin/sh\nrm -rf /\n", "rtf": b"{\\rtf1 hej}", "rar": b"Rar!\x1a\x07",
        "gzip": b"\x1f\x8b" + b"\0" * 99, "seven": b"7z\xbc\xaf'\x1c", "noise": _CHANCE.randbytes(5000),
        "utf-16": "Förslag till beslut".encode("utf-16"), "lines": b"a\n" * 40_000, "mail": b"From: a@example.se\n\nHej",
        "turned-file": "\u202e".encode() * 2000, "half": b"\xed\xa0\x80" * 100, "json": b'{"a":' * 3000,
    }  # fmt: skip
    return (*found, *(Hostile(f"raw-{name}", "a.bin", data) for name, data in raw.items()))
