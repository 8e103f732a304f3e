"""Everything an auditor can have checked: the chains, the frozen texts and bytes, and that rows agree with the book."""

from __future__ import annotations

import hashlib
import json

from cases.models import (
    Agreement,
    Attachment,
    Case,
    CaseVersion,
    ClauseVersion,
    PaperVersion,
    StoredFile,
    TemplateVersion,
)
from history.models import Event
from history.proof import Report, place_of, verify_chains
from history.walls import BEFORE_CHANGE, BEFORE_UPDATE, missing_walls
from lifecycle.appeal_proof import check_appeals
from lifecycle.delegation_proof import check_delegated
from lifecycle.extract_proof import check_extracts
from lifecycle.proof_rows import check_rows
from lifecycle.publication_proof import check_publications
from lifecycle.summons_proof import check_summonses

_FROZEN = {
    **{
        table: {f"{table}_frozen": ("cases_refuse_change", BEFORE_CHANGE)}
        for table in (
            "approvals_delegateddecision",
            "approvals_delegationwithdrawal",
            "approvals_delegationreport",
            "approvals_appeal",
            "approvals_appealstep",
            "approvals_setday",
        )
    },
    "approvals_summons": {"approvals_summons_frozen": ("cases_refuse_change", BEFORE_CHANGE)},
    "cases_caseversion": {"cases_caseversion_frozen": ("cases_refuse_change", BEFORE_CHANGE)},
    "cases_document": {"cases_document_frozen": ("cases_refuse_change", BEFORE_CHANGE)},
    "cases_clauseversion": {"cases_clauseversion_frozen": ("cases_refuse_change", BEFORE_CHANGE)},
    "cases_paperversion": {"cases_paperversion_frozen": ("cases_refuse_change", BEFORE_CHANGE)},
    "cases_templateversion": {
        "cases_templateversion_frozen": ("cases_refuse_change", BEFORE_CHANGE)
    },
    "lifecycle_minutesextract": {
        "lifecycle_minutesextract_frozen": ("cases_refuse_change", BEFORE_CHANGE)
    },
    "lifecycle_extractcopy": {
        "lifecycle_extractcopy_frozen": ("cases_refuse_change", BEFORE_CHANGE)
    },
    **{
        table: {f"{table}_frozen": ("cases_refuse_change", BEFORE_CHANGE)}
        for table in ("lifecycle_publication", "lifecycle_publicationremoval")
    },
    "cases_storedfile": {"cases_storedfile_frozen": ("cases_refuse_change", BEFORE_UPDATE)},
}
_REFUSES = {
    "cases_refuse_change": "38323ba4330d17a142ade44bc2d4e5159dbdf22f2f680c9a127bfe041a3d604a"
}


def verify_everything() -> Report:
    """Check every chain and everything frozen, and return what was found."""
    report = verify_chains()
    _check_versions(report)
    _check_files(report)
    _check_attachments(report)
    _check_templates(report)
    _check_clauses(report)
    _check_papers(report)
    check_summonses(report)
    check_extracts(report)
    check_delegated(report)
    check_appeals(report)
    check_publications(report)
    _check_told(report)
    check_rows(report)
    for sentence in missing_walls(_FROZEN, _REFUSES, with_rights=False):
        report.add("databasen", sentence)
    return report


def _check_versions(report: Report) -> None:
    told = _told("case_submitted", "content_hash")
    for row in CaseVersion.objects.order_by("case_id", "number").iterator():
        place = place_of("case", row.case_id, f"version {row.number}")
        if hashlib.sha256(row.content.encode()).hexdigest() != row.content_hash:
            report.add(place, "det frysta innehållet stämmer inte med sin kontrollsumma.")
        if told.get((row.case_id, row.number)) != row.content_hash:
            report.add(place, "kontrollsumman är inte den som historiken antecknade.")
        told.pop((row.case_id, row.number), None)
    for case_id, number in told:
        report.add(place_of("case", case_id, f"version {number}"), "det frysta innehållet saknas.")


def _check_files(report: Report) -> None:
    for file in StoredFile.objects.order_by("pk").iterator(chunk_size=20):
        if hashlib.sha256(bytes(file.data)).hexdigest() != file.sha256:
            report.add(f"fil {file.pk}", "innehållet stämmer inte med sin kontrollsumma.")
    kept = {
        (d.case_id, d.number): d.document.file.sha256
        for d in CaseVersion.objects.filter(document__isnull=False)
        .select_related("document__file")
        .defer("document__file__data")
    }
    for key, sha256 in _told("document_frozen", "sha256").items():
        if kept.get(key) != sha256:
            report.add(
                place_of("case", key[0], f"version {key[1]}"),
                "dokumentet är inte det som historiken antecknade.",
            )


def _check_attachments(report: Report) -> None:
    """Every attached file is one that the book tells was attached to that case."""
    kinds = ("attachment_added", "attachment_replaced")
    events = Event.objects.filter(kind__in=kinds, said__isnull=False)
    told = {
        (event.subject_id, json.loads(event.said.body)["facts"].get("sha256"))
        for event in events.select_related("said").iterator()
    }
    rows = Attachment.objects.filter(file__isnull=False).values_list(
        "case", "number", "file__sha256"
    )
    for case_id, number, sha256 in rows:
        if (case_id, sha256) not in told:
            report.add(
                place_of("case", case_id, f"bilaga {number}"),
                "filen är inte den som historiken antecknade.",
            )


def _check_templates(report: Report) -> None:
    """Every version of a template says what the book says that it said."""
    events = Event.objects.filter(kind="template_saved", said__isnull=False).select_related("said")
    told = {}
    for event in events.iterator():
        facts = json.loads(event.said.body)["facts"]
        told[facts["template"], facts["version"]] = facts["settings_hash"]
    rows = TemplateVersion.objects.values_list("template__key", "number", "settings")
    for key, number, settings in rows.iterator():
        kept = hashlib.sha256(settings.encode()).hexdigest()
        if told.pop((key, number), None) != kept:
            report.add(f"mall {key} version {number}", "är inte den som historiken antecknade.")
    for key, number in told:
        report.add(f"mall {key} version {number}", "saknas.")


def _check_clauses(report: Report) -> None:
    """Every wording of the library says what the book says that it said."""
    events = Event.objects.filter(kind="clause_saved", said__isnull=False).select_related("said")
    told = {}
    for event in events.iterator():
        facts = json.loads(event.said.body)["facts"]
        told[facts["clause"], facts["variant"], facts["version"]] = facts["text_hash"]
    rows = ClauseVersion.objects.values_list("clause", "variant", "number", "text")
    for clause, variant, number, text in rows.iterator():
        if told.get((clause, variant, number)) != hashlib.sha256(text.encode()).hexdigest():
            place = f"klausul {clause}, {variant}, version {number}"
            report.add(place, "är inte den som historiken antecknade.")


def _check_papers(report: Report) -> None:
    """Every settled paper is the file that the book tells of."""
    events = Event.objects.filter(kind="paper_settled", said__isnull=False).select_related("said")
    told = {}
    for event in events.iterator():
        facts = json.loads(event.said.body)["facts"]
        told[facts["paper"], facts["version"]] = facts["sha256"]
    rows = PaperVersion.objects.values_list("paper", "number", "file__sha256", "paper__case")
    for paper, number, sha256, case in rows.iterator():
        if told.get((paper, number)) != sha256:
            report.add(
                place_of("case", case, f"handling {paper} version {number}"),
                "filen är inte den som historiken antecknade.",
            )


def _told(kind: str, what: str) -> dict[tuple[int, int], str]:
    """What the book says about each case's versions: {(case, version): value}."""
    events = Event.objects.filter(kind=kind, said__isnull=False).select_related("said")
    found = {}
    for event in events.iterator():
        facts = json.loads(event.said.body)["facts"]
        found[(event.subject_id, facts["version"])] = facts[what]
    return found


def _check_told(report: Report) -> None:
    """Every case and agreement stands where its last event left it."""
    for kind, model, column in (("case", Case, "stage"), ("agreement", Agreement, "state")):
        told = _last_told(kind)
        for pk, value in model.objects.values_list("pk", column):
            if pk not in told:
                report.add(place_of(kind, pk), "raden saknar historik.")
            elif told[pk] != value:
                report.add(
                    place_of(kind, pk), f"läget är {value}, men historiken säger {told[pk]}."
                )
        for pk in set(told) - set(model.objects.values_list("pk", flat=True)):
            report.add(place_of(kind, pk), "raden är borta, men historiken finns.")


def _last_told(kind: str) -> dict[int, str]:
    """Where the book last left each subject: every event that may move one carries `now`."""
    events = Event.objects.filter(subject_kind=kind).select_related("said").order_by("sequence")
    told = {}
    for event in events.iterator():
        now = json.loads(event.said.body)["facts"].get("now") if hasattr(event, "said") else None
        if now is not None:
            told[event.subject_id] = now
    return told
