"""What the rich text editor posted, as the markup the form reads: nothing beyond this knows of HTML."""

from __future__ import annotations

from django.http import QueryDict

from cases.rules.draft import MAX_ROWS
from cases.rules.rich_text import MAX_HTML, Part, markup_of, parts_of

_FIELDS = ("key", "heading", "level", "text")
Rows = list[dict[str, str]]


def as_markup_posted(data: QueryDict) -> QueryDict:
    """Return the form with markup in every field."""
    return _points(_sections_too(data))


def _points(data: QueryDict) -> QueryDict:
    """A heading pasted into a point is a paragraph of it."""
    rich = [i for i in range(_number(data.get("points"))) if _is_html(data, f"point-{i}")]
    if not rich:
        return data
    written = data.copy()
    for i in rich:
        written.pop(f"point-{i}-form")
        written[f"point-{i}-text"] = markup_of(data.get(f"point-{i}-text", ""))
    return written


def _sections_too(data: QueryDict) -> QueryDict:
    """Pasted headings become sections after their own, and a button that named a section's place names its
    new one.
    """
    count = _number(data.get("sections"))
    if not any(_is_html(data, f"section-{i}") for i in range(count)):
        return data
    written = data.copy()
    rows: Rows = []
    places = [0]  # where each section's last part stands afterwards
    for i in range(count):
        rows += _sections(data, i)
        places.append(len(rows))
    if len(rows) > MAX_ROWS:  # refused by the count, with every section still as it was typed
        rows = [row for i in range(count) for row in _sections(data, i)[:1]]
        places = list(range(count + 1))
        written["sections"] = str(MAX_ROWS + 1)
    else:
        written["sections"] = str(len(rows))
    for i, row in enumerate(rows):
        written.pop(f"section-{i}-form", None)
        for name in _FIELDS:
            written[f"section-{i}-{name}"] = row[name]
    written["do"] = _followed(data.get("do", "save"), places)
    return written


def _sections(data: QueryDict, i: int) -> Rows:
    """The section as it was typed, and those its pasted headings begin."""
    row = {name: data.get(f"section-{i}-{name}", "") for name in _FIELDS}
    if not _is_html(data, f"section-{i}"):
        return [row]
    first, *others = parts_of(row["text"])
    return [{**row, "text": first.text}, *(_row(part) for part in others)]


def _is_html(data: QueryDict, name: str) -> bool:
    """Whether the text is to be read as HTML; more than can be is kept as it came, and refused as too long."""
    return data.get(f"{name}-form") == "html" and len(data.get(f"{name}-text", "")) <= MAX_HTML


def _row(part: Part) -> dict[str, str]:
    return {"key": "", "heading": part.heading, "level": str(part.level), "text": part.text}


def _followed(do: str, places: list[int]) -> str:
    verb, _, place = do.rpartition("-")
    n = _number(place)
    if not verb.startswith("section-") or not 0 < n < len(places):
        return do
    return f"{verb}-{places[n] if verb == 'section-add' else places[n - 1] + 1}"


def _number(text: str | None) -> int:
    value = text or ""
    return (
        min(int(value), MAX_ROWS) if value.isascii() and value.isdecimal() and len(value) < 6 else 0
    )
