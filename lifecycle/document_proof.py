"""Which document a file is: the frozen one byte for byte, the same words in another file, or none of ours."""

from __future__ import annotations

import hashlib
import re
import zlib
from dataclasses import asdict, dataclass
from datetime import date
from io import BytesIO
from typing import Any, Final, Literal
from zipfile import BadZipFile, ZipFile

import pikepdf
import pypdfium2

from cases.models import CaseVersion, Document
from history.models import Event
from history.proof import facts_of, verify_chains
from lifecycle.extract_proof import findings_of_copy
from lifecycle.models import ExtractCopy, MinutesExtract, Publication
from lifecycle.publication_proof import findings_of_publication, publication_of

SHORTEST: Final = 16  # hexadecimal digits of the content's hash that a document's foot shows
_MOST_PROPERTIES: Final = 100_000  # bytes of a Word file's description of itself
_IDENTIFIER: Final = re.compile(rb"sha256:([0-9a-f]{64})")
_SHOWN: Final = re.compile(r"sha256\s+((?:[0-9a-f]{4}\s*){4})")
_EXTRACTS: Final = MinutesExtract.objects.select_related("item__case", "item__meeting__body")
_OTHER_FILE: Final = "Innehållet är utdragets, men filen är inte någon av dem som fastställdes."
_ONLY_CONTENT: Final = (
    "Innehållet är utdragets. Om filen är den fastställda visar bara filen själv."
)
_DIGITS: Final = re.compile(r"[0-9a-f]{16,64}")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a file is. `findings` say in Swedish what does not hold; with none, it is the frozen document."""

    outcome: Literal["frozen", "same_content", "unknown"]
    sha256: str
    findings: tuple[str, ...]
    case: int | None = None
    registry_number: str = ""
    title: str = ""
    version: int | None = None
    dated: date | None = None
    what: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The verdict as plain values for JSON."""
        plain = asdict(self) | {"findings": list(self.findings)}
        plain["dated"] = self.dated.isoformat() if self.dated else None
        return plain


def judge_file(data: bytes) -> Verdict:
    """Say which frozen document the bytes are; else whose content the file says that it shows."""
    sha256 = hashlib.sha256(data).hexdigest()
    document = (
        Document.objects.filter(file__sha256=sha256).select_related("file", "version__case").first()
    )
    if document is not None:
        return _verdict("frozen", sha256, document.version, _findings(document, data))
    copy = _copy_of_extract(sha256)
    if copy is not None:
        return _verdict_of(copy.extract, sha256, "frozen", _findings_of(copy, data), copy)
    published = publication_of(sha256)
    if published is not None:
        return _verdict_of_publication(published, sha256)
    return judge_content(_content_named_in(data), sha256)


def judge_content(digits: str, sha256: str = "") -> Verdict:
    """Say what has the content whose hash begins with these digits, as a document's foot shows them.

    Spaces and capitals do not matter. The bytes are not compared: at best the words are the same.
    """
    wanted = "".join(digits.split()).lower()
    version = None
    if _DIGITS.fullmatch(wanted):
        found = CaseVersion.objects.filter(content_hash__startswith=wanted)
        version = found.select_related("case").first()
        extract = _EXTRACTS.filter(content_hash__startswith=wanted).first()
        if version is None and extract is not None:
            said = _OTHER_FILE if sha256 else _ONLY_CONTENT
            return _verdict_of(extract, sha256, "same_content", [said])
    if version is None:
        return Verdict(
            "unknown",
            sha256,
            ("Här finns inget dokument med den filens byte eller det innehållet.",),
        )
    frozen = Document.objects.filter(version=version).select_related("file").first()
    if frozen is None:
        findings = ["Innehållet är versionens, men den har inget fastställt dokument."]
    else:
        findings = [
            "Innehållet är versionens, men filen är inte den fastställda."
            if sha256
            else "Innehållet är versionens. Om filen är den fastställda visar bara filen själv.",
            f"Den fastställda filens kontrollsumma är {frozen.file.sha256}.",
        ]
    return _verdict("same_content", sha256, version, findings)


def _verdict(
    outcome: Literal["frozen", "same_content"],
    sha256: str,
    version: CaseVersion,
    findings: list[str],
) -> Verdict:
    dated = Document.objects.filter(version=version).values_list("dated", flat=True).first()
    return Verdict(
        outcome,
        sha256,
        tuple(findings),
        case=version.case_id,
        registry_number=version.case.registry_number or "",
        title=version.case.title,
        version=version.number,
        dated=dated,
        what=f"Tjänsteutlåtande, version {version.number}",
    )


def _copy_of_extract(sha256: str) -> ExtractCopy | None:
    found = ExtractCopy.objects.filter(file__sha256=sha256)
    return found.select_related(
        "file", "extract__item__meeting__body", "extract__item__case"
    ).first()


def _findings_of(copy: ExtractCopy, data: bytes) -> list[str]:
    chain = verify_chains(("case", copy.extract.item.case_id))
    broken = [f"Historiken håller inte: {finding}" for finding in chain.findings]
    return [*findings_of_copy(copy, data), *broken]


def _verdict_of(
    extract: MinutesExtract,
    sha256: str,
    outcome: Literal["frozen", "same_content"],
    findings: list[str],
    copy: ExtractCopy | None = None,
) -> Verdict:
    item = extract.item
    to = f", till {copy.recipient}" if copy else ""
    return Verdict(
        outcome,
        sha256,
        tuple(findings),
        case=item.case_id,
        registry_number=item.case.registry_number or "",
        title=item.case.title,
        dated=extract.ordered_on,
        what=f"Protokollsutdrag, {item.meeting.body.name} {item.meeting.date} § {item.number}, "
        f"utgåva {extract.edition}{to}",
    )


def _verdict_of_publication(row: Publication, sha256: str) -> Verdict:
    chain = verify_chains(("organisation", 1))
    broken = [f"Historiken håller inte: {finding}" for finding in chain.findings]
    gone = ", borttagen från webben" if row.is_taken_down else ""
    meeting = row.meeting
    return Verdict(
        "frozen",
        sha256,
        (*findings_of_publication(row), *broken),
        title=f"{meeting.body.name} {meeting.date}",
        dated=row.published_on,
        what=f"Publicerade beslut, utgåva {row.edition}{gone}",
    )


def _findings(document: Document, data: bytes) -> list[str]:
    """What the rows and the case's chain say against the document; nothing when all hold."""
    version, found = document.version, []
    if bytes(document.file.data) != data:
        found.append("De byte som sparades stämmer inte med sin kontrollsumma.")
    if hashlib.sha256(version.content.encode()).hexdigest() != version.content_hash:
        found.append("Det frysta innehållet stämmer inte med sin kontrollsumma.")
    told = _told(version)
    if told.get("sha256") != document.file.sha256:
        found.append("Filen är inte den som historiken antecknade när dokumentet fastställdes.")
    if told.get("content_hash") != version.content_hash:
        found.append("Innehållet är inte det som historiken antecknade.")
    chain = verify_chains(("case", version.case_id))
    return [*found, *(f"Historiken håller inte: {finding}" for finding in chain.findings)]


def _told(version: CaseVersion) -> dict[str, Any]:
    """What the case's chain says about the freezing of the version."""
    events = Event.objects.filter(
        subject_kind="case", subject_id=version.case_id, kind="document_frozen"
    )
    for event in events.select_related("said"):
        facts: dict[str, Any] = facts_of(event)["facts"]
        if facts.get("version") == version.number:
            return facts
    return {}


def _content_named_in(data: bytes) -> str:
    """The digits a file of ours carries in its description of itself; nothing in any other file."""
    return _named_in_pdf(data) if data.startswith(b"%PDF") else _named_in_word(data)


def _named_in_pdf(data: bytes) -> str:
    try:
        with pikepdf.open(BytesIO(data)) as pdf:
            said = str(pdf.docinfo.get("/Keywords", ""))
    except (pikepdf.PdfError, pikepdf.PasswordError, ValueError, TypeError):
        return ""
    return "".join(said.split()[-4:]) or _shown_at_the_foot(data)


def _shown_at_the_foot(data: bytes) -> str:
    """The digits as the first page shows them: printed anew, a file has lost its description of itself."""
    try:
        with pypdfium2.PdfDocument(data) as pdf:
            words = pdf[0].get_textpage().get_text_bounded()
    except pypdfium2.PdfiumError:
        return ""
    found = _SHOWN.search(words)
    return "".join(found[1].split()) if found else ""


def _named_in_word(data: bytes) -> str:
    try:
        with ZipFile(BytesIO(data)) as parts, parts.open("docProps/core.xml") as properties:
            found = _IDENTIFIER.search(properties.read(_MOST_PROPERTIES))
    except (
        BadZipFile,
        KeyError,
        ValueError,
        NotImplementedError,
        RuntimeError,
        OSError,
        zlib.error,
    ):
        return ""
    return found[1].decode() if found else ""
