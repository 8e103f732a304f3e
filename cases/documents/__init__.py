"""Documents made from frozen content: the only place that knows how a page is set."""

from cases.documents.account import render_account
from cases.documents.bundle import render_bundle
from cases.documents.first_page import first_page
from cases.documents.render import render_officer_report, require_glyphs, require_renderable
from cases.documents.sample import render_sample

__all__ = [
    "first_page",
    "render_account",
    "render_bundle",
    "render_officer_report",
    "render_sample",
    "require_glyphs",
    "require_renderable",
]
