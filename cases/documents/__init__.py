"""Documents made from frozen content: the only place that knows how a page is set."""

from cases.documents.render import render_officer_report, require_glyphs, require_renderable

__all__ = ["render_officer_report", "require_glyphs", "require_renderable"]
