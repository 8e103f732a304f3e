"""Opens a zip file member by member, counting while it unpacks: a few kilobytes can claim to be small and hold gigabytes."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final

from cases.rules.errors import Invalid

MAX_MEMBERS: Final = 3000
MAX_UNPACKED: Final = 100 * 1024 * 1024
MAX_RATIO: Final = 150  # the XML of a large sheet packs to a fiftieth; a bomb to a thousandth
RATIO_FROM: Final = 1024 * 1024  # below this nothing can harm, whatever it was packed to
_CHUNK: Final = 64 * 1024
_MAX_DIRECTORY: Final = (
    1024 * 1024
)  # bytes of the list of members: read whole, before any limit of ours
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
BROKEN: Final = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    KeyError,
    NotImplementedError,
    RuntimeError,  # a member with a password
)


def broken() -> Invalid:
    """The refusal for a file that begins as an Office file and cannot be read as one."""
    sentence = "Filen är skadad: den går inte att packa upp. Spara den på nytt och försök igen."
    return Invalid("broken_archive", sentence, field="file")


def bomb() -> Invalid:
    """The refusal for a file that would unpack to more than any document needs."""
    sentence = "Filen packas upp till mer än vad ett dokument kan behöva. Spara den som PDF och försök igen."
    return Invalid("unpacks_too_large", sentence, field="file")


class Archive:
    """A zip file whose members are read in chunks, within limits for number, size and ratio in all."""

    def __init__(self, data: bytes) -> None:
        """Open it. Raises Invalid when it is broken, has too many members or the same name twice."""
        _require_short_directory(data)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            members = self._zip.infolist()
        except BROKEN as error:
            raise broken() from error
        if len(members) > MAX_MEMBERS:
            raise bomb()
        self.members = {m.filename: m for m in members if not m.is_dir()}
        names = {name.casefold() for name in self.members}
        if len(names) != sum(not m.is_dir() for m in members):
            raise broken()
        for member in members:
            if member.compress_type not in _METHODS or member.flag_bits & 1:
                raise broken()
        self._unpacked = 0

    def chunks(self, name: str) -> Iterator[bytes]:
        """The member's bytes, piece by piece. Raises Invalid when it is broken or grows too large."""
        member = self.members[name]
        size = 0
        try:
            with self._zip.open(member) as file:
                while chunk := file.read(_CHUNK):
                    size += len(chunk)
                    self._unpacked += len(chunk)
                    if self._unpacked > MAX_UNPACKED or (
                        size > RATIO_FROM and size > MAX_RATIO * member.compress_size
                    ):
                        raise bomb()
                    yield chunk
        except BROKEN as error:
            raise broken() from error

    def read(self, name: str, most: int) -> bytes:
        """The member whole, when it is no larger than `most` bytes; Invalid else."""
        found = bytearray()
        for chunk in self.chunks(name):
            found += chunk
            if len(found) > most:
                raise bomb()
        return bytes(found)


def _require_short_directory(data: bytes) -> None:
    """Refuse a list of members that alone would fill the memory, before the library reads it."""
    end = data.rfind(b"PK\x05\x06", max(0, len(data) - 65_557), max(0, len(data) - 18))
    if end < 0 or data[max(0, end - 20) : end].startswith(b"PK\x06\x07"):
        raise broken()
    if int.from_bytes(data[end + 12 : end + 16], "little") > _MAX_DIRECTORY:
        raise bomb()
