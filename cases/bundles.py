"""Reads a case's attachments as the plain Bundle that the worker binds to one PDF."""

from __future__ import annotations

from cases.models import Case, StoredFile
from cases.rules.bundles import Bundle, BundleEntry


def bundle_of(case: Case) -> Bundle:
    """Return what the file with all attachments would hold now (one query)."""
    rows = case.attachments.select_related("file").defer("file__data")
    entries = tuple(
        BundleEntry(
            number=row.number,
            title=row.title,
            sha256=row.file.sha256 if row.file else "",
            content_type=row.file.content_type if row.file else "",
            kind=row.file.kind if row.file else "",
            size=row.file.size if row.file else 0,
            is_secret=bool(row.secrecy_provision),
        )
        for row in rows
    )
    return Bundle(case.title, case.registry_number or "", entries)


def bytes_of(entry: BundleEntry) -> bytes:
    """Return the file of an entry."""
    return bytes(StoredFile.objects.get(sha256=entry.sha256).data)
