"""Puts a summons together from a meeting's agenda: what it says, and the files that belong to it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.conf import settings

from approvals.agenda import AgendaRow, rows_of_agenda
from approvals.delegation import listed_at
from approvals.models import Meeting, MinuteItem
from approvals.rules.delegation import is_standing_item
from approvals.rules.summonses import SCHEMA, Issued, When, is_supplement, next_name
from cases.models import Attachment, Document, StoredFile
from cases.rules.bundles import MOST_BYTES, BundleEntry
from cases.rules.content import canonical
from cases.rules.errors import NotNow
from lifecycle.rules.dates import long_date

Keys = dict[int, list[dict[str, Any]]]
TOO_LARGE = "finns i ärendet, för stor för den här filen"


def require_callable(meeting: Meeting, on: date) -> None:
    """Raise NotNow when no summons can be issued: the meeting is held, nothing is on its agenda, or nobody has said where and when."""
    if meeting.date < on or meeting.present_count is not None:
        raise NotNow("held", f"Sammanträdet {long_date(meeting.date)} är redan hållet.")
    on_agenda = meeting.items.filter(result="")
    if not on_agenda.exists():
        raise NotNow("no_items", "Inget ärende står på dagordningen. Sätt upp ett ärende först.")
    if meeting.starts_at is None or not meeting.place:
        # the council's call says when and where (KL 5:13, 5:15); members of the others need it as much
        raise NotNow("no_time", "Ange klockslag och plats först. Kallelsen ska tala om båda.")
    name = next_name(issued_of(meeting), when_of(meeting))
    if is_supplement(name) and not on_agenda.filter(summons__isnull=True).exists():
        raise NotNow("nothing_new", "Alla ärenden på dagordningen står redan i en kallelse.")


def issued_of(meeting: Meeting) -> list[Issued]:
    """Return what has been issued to the meeting, in order (one query)."""
    found = []
    for name, content in meeting.summonses.values_list("name", "content"):
        said = json.loads(content)
        found.append(Issued(name, When(said["date"], said["starts_at"], said["place"])))
    return found


def when_of(meeting: Meeting) -> When:
    """Return when and where the meeting is held, as a summons says it."""
    clock = f"{meeting.starts_at:%H.%M}" if meeting.starts_at else ""
    return When(meeting.date.isoformat(), clock, meeting.place)


def content_of_summons(meeting: Meeting, dated: date) -> str:
    """Return what a summons issued on the day says, as canonical JSON. The number of queries is constant."""
    when = when_of(meeting)
    name = next_name(issued_of(meeting), when)
    rows = [row for row in rows_of_agenda(meeting) if _is_told(row, name)]
    documents = _documents([row.item for row in rows if row.item])
    asks_for_them = any(is_standing_item(row.line.text) for row in rows if not row.item)
    decisions = _decisions(meeting, dated) if asks_for_them else []
    content = {
        "schema": SCHEMA,
        "name": name,
        "municipality": dict(settings.MUNICIPALITY),
        "body": meeting.body.name,
        "to": meeting.body.definite,
        "date": when.date,
        "starts_at": when.starts_at,
        "place": when.place,
        "dated": dated.isoformat(),
        "lines": [_line(row, documents, decisions) for row in rows],
    }
    return canonical(content)


def _decisions(meeting: Meeting, dated: date) -> list[dict[str, Any]]:
    """What is reported of delegated decisions, each in a line."""
    return [
        {
            "decision": row.pk,
            "text": f"{row}. {' '.join(row.text.split())}",
            "about": f"{row.title} {row.name} {long_date(row.decided_on)}, nummer {row.scheme_number}",
        }
        for row in listed_at(meeting, dated)
    ]


def _is_told(row: AgendaRow, name: str) -> bool:
    """A supplement names only the cases that nothing has named; nothing names what is taken off."""
    if row.item is None:
        return not is_supplement(name)
    if row.item.result:
        return False
    return not is_supplement(name) or row.item.summons_id is None


def _line(row: AgendaRow, documents: Keys, decisions: list[dict[str, Any]]) -> dict[str, Any]:
    item = row.item
    line = {"number": row.line.number, "text": row.line.text, "documents": []}
    if item is None:
        is_told = decisions and is_standing_item(row.line.text)
        return {**line, "decisions": decisions} if is_told else line
    return {
        **line,
        "case": item.case_id,
        "text": item.case.title,
        "registry_number": item.case.registry_number or "",
        "goes_to_council": item.goes_to_council,
        "is_late": item.is_late,
        "documents": documents[item.case_id],
    }


def _documents(items: list[MinuteItem]) -> Keys:
    """The frozen tjänsteutlåtande and the attachments of each case, as far as one file can hold them."""
    found: Keys = {item.case_id: [] for item in items}
    versions = {(item.case_id, item.version) for item in items}
    cases = list(found)
    reports = Document.objects.filter(version__case__in=cases).select_related("version", "file")
    for row in reports.defer("file__data", "version__content").order_by("pk"):
        if (row.version.case_id, row.version.number) in versions:
            said = {"label": "Tjänsteutlåtande", "absence": "", "becomes": "pdf"}
            file = {"sha256": row.file.sha256, "size": row.file.size}
            found[row.version.case_id].append(said | file)
    attachments = Attachment.objects.filter(case__in=cases).select_related("file")
    for row in attachments.defer("file__data").order_by("case", "number"):
        found[row.case_id].append(_attachment(row))
    _leave_out_what_is_too_much(document for each in found.values() for document in each)
    return found


def _attachment(row: Attachment) -> dict[str, Any]:
    """An attachment as any bundle sees it; of a secret one nothing but its marking."""
    file = row.file
    entry = BundleEntry(
        number=row.number,
        title=row.title,
        sha256=file.sha256 if file else "",
        content_type=file.content_type if file else "",
        kind=file.kind if file else "",
        size=file.size if file else 0,
        is_secret=bool(row.secrecy_provision),
    )
    said = {"label": entry.label, "absence": entry.absence, "becomes": entry.becomes}
    if not entry.becomes:
        return {**said, "sha256": "", "size": 0}
    return {**said, "sha256": entry.sha256, "size": entry.size}


def _leave_out_what_is_too_much(documents: Iterable[dict[str, Any]]) -> None:
    size = 0
    for document in documents:
        size += document["size"]
        if size > MOST_BYTES:
            size -= document["size"]
            document |= {"becomes": "", "sha256": "", "size": 0, "absence": TOO_LARGE}


def bytes_of(sha256: str) -> bytes:
    """Return a kept file by its hash."""
    return bytes(StoredFile.objects.get(sha256=sha256).data)


def cases_in(content: str) -> Iterator[int]:
    """Yield the keys of the cases a summons names."""
    for line in json.loads(content)["lines"]:
        if "case" in line:
            yield line["case"]


def decisions_in(content: str) -> Iterator[int]:
    """Yield the keys of the delegated decisions a summons lists."""
    for line in json.loads(content)["lines"]:
        yield from (row["decision"] for row in line.get("decisions", ()))
