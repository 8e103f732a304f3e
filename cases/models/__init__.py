"""Agreements, their parties, the cases that decide about them, and the cases' texts, version by version."""

from cases.models.agreements import Agreement, Party
from cases.models.bundles import AttachmentBundle
from cases.models.cases import Case
from cases.models.clauses import ClauseVersion
from cases.models.comments import CommentAnswer, SectionComment
from cases.models.drafts import Attachment, ExpectedSigner, Point, Recipient, Section
from cases.models.files import StoredFile
from cases.models.papers import Paper, PaperVersion
from cases.models.saves import DraftSave
from cases.models.templates import DocumentTemplate, TemplateVersion
from cases.models.versions import CaseVersion, Document, Preview, VersionEditor

__all__ = [
    "Agreement",
    "Attachment",
    "AttachmentBundle",
    "Case",
    "CaseVersion",
    "ClauseVersion",
    "CommentAnswer",
    "Document",
    "DocumentTemplate",
    "DraftSave",
    "ExpectedSigner",
    "Paper",
    "PaperVersion",
    "Party",
    "Point",
    "Preview",
    "Recipient",
    "Section",
    "SectionComment",
    "StoredFile",
    "TemplateVersion",
    "VersionEditor",
]
