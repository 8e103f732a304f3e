"""Text in markup on the pages: lists and bold words as they were written, and never as HTML."""

from __future__ import annotations

from cases.web.tags import as_written, changed_from


def test_a_point_with_a_list_is_shown_as_a_list() -> None:
    html = as_written("Nämnden **ska**\n\n- följa upp\n- rapportera")
    assert "<b>ska</b>" in html and "<li>följa upp</li>" in html


def test_what_was_changed_is_marked_and_nothing_is_html() -> None:
    html = changed_from("<script>två</script>", "ett <script>")
    assert "<del>" in html and "<ins>" in html and "<script" not in html
