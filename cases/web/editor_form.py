"""The editor's one form: the whole draft as numbered fields, and the buttons that change its structure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from django import forms
from django.forms.boundfield import BoundField

from cases.rules.draft import MAX_ROWS, Draft, DraftSection, DraftSigner
from cases.rules.markup import parse_markup
from cases.rules.points import DecisionPoint
from cases.rules.rich_html import html_of
from organisation.models import Body

LEVELS: Final = ((1, "Rubrik"), (2, "Underrubrik"), (3, "Underrubrik i två led"))
_INPUT: Final = {"class": "ds-input"}
_BREAKS: Final = re.compile(r"[\r\n]+")


class Written(forms.CharField):
    """A field that keeps exactly what was typed: the rules of the draft say what is missing or wrong."""

    def validate(self, value: Any) -> None:
        """Leave it to the rules."""


class Line(Written):
    """One line, in a field that grows with it: a line break is a space."""

    widget = forms.Textarea(attrs={**_INPUT, "rows": 1, "data-line": ""})

    def to_python(self, value: Any) -> Any:
        """Return the line as it was typed, but for its breaks."""
        return _BREAKS.sub(" ", super().to_python(value))


def _text(label: str, rows: int = 0, required: bool = True) -> Written:
    widget = (
        forms.Textarea(attrs={**_INPUT, "rows": rows}) if rows else forms.TextInput(attrs=_INPUT)
    )
    return Written(label=label, required=required, strip=False, widget=widget)


def _key() -> forms.RegexField:
    """Which row of the draft it is; one that no page of ours sent is as good as none."""
    return forms.RegexField(
        r"^[\d.]{1,24}$",
        required=False,
        widget=forms.HiddenInput,
        error_messages={"invalid": "Läs in sidan igen."},
    )


class EditorForm(forms.Form):
    """The draft as a form; `counts` say how many sections, points and signers it has.

    `decided` are the numbers of points no version can change any more. `blank` ("point" or "signer") adds
    an empty row to write in; one that stays empty is left out of the draft.
    """

    use_required_attribute = False  # every button saves; an empty row is left out, not refused

    title = Line(label="Ärendets rubrik", strip=False)
    recipients = _text("Beslutet ska skickas till, en mottagare per rad", rows=4, required=False)
    seen = forms.IntegerField(
        widget=forms.HiddenInput,
        error_messages={"required": "Läs in sidan igen.", "invalid": "Läs in sidan igen."},
    )
    page = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        bodies: Sequence[Body],
        recipient: int,
        draft: Draft,
        seen: int,
        decided: Collection[int] = (),
        blank: str = "",
    ) -> None:
        self.recipient = recipient
        self.decided = decided
        self.kept = len(draft.points)
        self.counts = _counts(data, draft, blank)
        rows = {f"{name}s": count for name, count in self.counts.items()}
        super().__init__(data, initial={**as_posted(draft, seen), **rows})
        for name in rows:
            self.fields[name] = forms.IntegerField(
                widget=forms.HiddenInput,
                min_value=0,
                max_value=MAX_ROWS,
                error_messages={
                    **dict.fromkeys(("required", "invalid", "min_value"), "Läs in sidan igen."),
                    "max_value": f"Ett utkast kan ha högst {MAX_ROWS} rader av varje slag.",
                },
            )
        for i in range(self.counts["section"]):
            self._add_section(i)
        for i in range(self.counts["point"]):
            self._add_point(i, bodies)
        for i in range(self.counts["signer"]):
            self.fields[f"signer-{i}-name"] = _text(f"Namn, undertecknare {i + 1}")
            self.fields[f"signer-{i}"] = _text(f"Titel, undertecknare {i + 1}")
        if blank in ("point", "signer"):
            name = f"{blank}-{self.counts[blank] - 1}-{'text' if blank == 'point' else 'name'}"
            self.fields[name].widget.attrs["autofocus"] = True

    def _add_section(self, i: int) -> None:
        self.fields[f"section-{i}-key"] = _key()
        self.fields[f"section-{i}-heading"] = Line(label=f"Rubrik, avsnitt {i + 1}", strip=False)
        self.fields[f"section-{i}-level"] = forms.TypedChoiceField(
            label=f"Nivå, avsnitt {i + 1}",
            choices=LEVELS,
            coerce=int,
            widget=forms.Select(attrs=_INPUT),
            error_messages={"required": "Välj nivå.", "invalid_choice": "Välj nivå i listan."},
        )
        text = self.fields[f"section-{i}-text"] = _text(f"Text, avsnitt {i + 1}", rows=8)
        text.widget.attrs["placeholder"] = "Skriv text"

    def _add_point(self, i: int, bodies: Sequence[Body]) -> None:
        others = [(n + 1, f"punkt {n + 1}") for n in range(self.counts["point"]) if n != i]
        self.fields[f"point-{i}-key"] = _key()
        text = self.fields[f"point-{i}-text"] = _text(f"Punkt {i + 1}", rows=3)
        text.widget.attrs["placeholder"] = "Skriv vad som ska beslutas"
        self.fields[f"point-{i}-body"] = forms.TypedChoiceField(
            label=f"Punkt {i + 1} beslutas av",
            choices=[(b.pk, b.name) for b in bodies],
            initial=self.recipient,
            coerce=int,
            widget=forms.Select(attrs=_INPUT),
            error_messages={"required": "Välj organ.", "invalid_choice": "Välj organ i listan."},
        )
        self.fields[f"point-{i}-depends_on"] = forms.TypedMultipleChoiceField(
            label=f"Punkt {i + 1} gäller bara om det beslutas enligt",
            choices=others,
            coerce=int,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            error_messages={"invalid_choice": "Välj bland punkterna."},
        )
        for part in ("text", "body", "depends_on"):
            self.fields[f"point-{i}-{part}"].disabled = i + 1 in self.decided

    def clean(self) -> None:
        """Refuse counts that are no plain numbers: the form would have fewer rows than were sent."""
        for name, count in self.counts.items():
            if self.cleaned_data.get(f"{name}s", count) != count:
                raise forms.ValidationError("Läs in sidan igen.")

    def draft(self) -> Draft:
        """The draft as typed (call when valid), without the rows that were offered and left empty."""
        said = self.cleaned_data
        points = [self._point(i) for i in range(self.counts["point"])]
        signers = [
            DraftSigner(said[f"signer-{i}-name"], said[f"signer-{i}"])
            for i in range(self.counts["signer"])
        ]
        return Draft(
            title=said["title"],
            sections=tuple(self._section(i) for i in range(self.counts["section"])),
            points=tuple(p for p in points if p.text or p.number <= self.kept),
            signers=tuple(s for s in signers if s.name.strip() or s.title.strip()),
            recipients=tuple(r.strip() for r in said["recipients"].splitlines() if r.strip()),
        )

    def _section(self, i: int) -> DraftSection:
        said = self.cleaned_data
        text = said[f"section-{i}-text"].replace("\r\n", "\n")
        key = said[f"section-{i}-key"]
        return DraftSection(said[f"section-{i}-level"], said[f"section-{i}-heading"], text, key)

    def _point(self, i: int) -> DecisionPoint:
        said = self.cleaned_data
        body = said[f"point-{i}-body"]
        proposing = self.recipient if body != self.recipient else None
        text = said[f"point-{i}-text"].replace("\r\n", "\n").strip()
        depends_on = tuple(sorted(said[f"point-{i}-depends_on"]))
        return DecisionPoint(i + 1, body, proposing, text, depends_on, said[f"point-{i}-key"])

    # For the template -----------------------------------------------------------------------------

    def section_rows(self) -> list[dict[str, Any]]:
        """Each section's bound fields, in order, and its text as the rich text editor opens it."""
        rows = self._rows("section", ("key", "heading", "level", "text"))
        for row in rows:
            row["html"] = _html(row)
        return rows

    def outline(self) -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
        """The sections as a list of contents: each main heading with those under it."""
        found: list[tuple[dict[str, Any], list[dict[str, Any]]]] = []
        for row in self._rows("section", ("key", "heading", "level", "text")):
            if found and str(row["level"].value()) != "1":
                found[-1][1].append(row)
            else:
                found.append((row, []))
        return found

    def point_rows(self) -> list[dict[str, Any]]:
        """Each point's bound fields, in order, with its text as above; none moves past a decided one."""
        rows = self._rows("point", ("key", "text", "body", "depends_on"))
        last_decided = max(self.decided, default=0)
        for row in rows:
            row["html"] = _html(row)
            row["decided"] = row["n"] in self.decided
            row["movable"] = last_decided < row["n"] <= self.kept
            row["first"] = row["n"] <= last_decided + 1
            row["last"] = row["n"] >= self.kept
        return rows

    def _rows(self, kind: str, parts: tuple[str, ...]) -> list[dict[str, Any]]:
        count = self.counts[kind]
        return [
            {
                "n": i + 1,
                "number": str(i + 1),
                "anchor": f"{'punkt' if kind == 'point' else 'avsnitt'}-{i + 1}",
                "first": i == 0,
                "last": i == count - 1,
                **{part: self[f"{kind}-{i}-{part}"] for part in parts},
            }
            for i in range(count)
        ]

    def signer_rows(self) -> list[dict[str, Any]]:
        """Each expected signer's bound fields, in order."""
        return [
            {"n": i + 1, "name": self[f"signer-{i}-name"], "title": self[f"signer-{i}"]}
            for i in range(self.counts["signer"])
        ]

    def count_fields(self) -> list[BoundField]:
        """The hidden fields that say how many rows there are."""
        return [self[f"{name}s"] for name in self.counts]


def _html(row: Mapping[str, Any]) -> str:
    return html_of(parse_markup(row["text"].value() or ""))


def _counts(data: Mapping[str, Any] | None, draft: Draft, blank: str) -> dict[str, int]:
    """How many rows of each kind: as posted, capped, else as in the draft with the empty one asked for."""
    if data is not None:
        return {name: _number(data.get(f"{name}s")) for name in ("section", "point", "signer")}
    rows = {"section": draft.sections, "point": draft.points, "signer": draft.signers}
    return {name: len(found) + (name == blank) for name, found in rows.items()}


def _number(text: Any) -> int:
    value = str(text or "")
    return (
        min(int(value), MAX_ROWS) if value.isascii() and value.isdecimal() and len(value) < 6 else 0
    )


def as_posted(draft: Draft, seen: int) -> dict[str, Any]:
    """The draft as the form would post it."""
    found: dict[str, Any] = {
        "title": draft.title,
        "recipients": "\n".join(draft.recipients),
        "seen": seen,
        "sections": len(draft.sections),
        "points": len(draft.points),
        "signers": len(draft.signers),
    }
    for i, section in enumerate(draft.sections):
        found[f"section-{i}-key"] = section.key
        found[f"section-{i}-heading"] = section.heading
        found[f"section-{i}-level"] = section.level
        found[f"section-{i}-text"] = section.text
    for i, point in enumerate(draft.points):
        found[f"point-{i}-key"] = point.key
        found[f"point-{i}-text"] = point.text
        found[f"point-{i}-body"] = point.body
        found[f"point-{i}-depends_on"] = list(point.depends_on)
    for i, signer in enumerate(draft.signers):
        found[f"signer-{i}-name"], found[f"signer-{i}"] = signer.name, signer.title
    return found


# Structure: "section-add-2" adds after the second, "point-up-3", "signer-remove-1", … ----------------


def restructured(draft: Draft, do: str) -> Draft:
    """Return the draft after one of the structure buttons; any other word changes nothing."""
    kind, _, rest = do.partition("-")
    verb, _, place = rest.partition("-")
    index = _number(place) - 1
    if kind == "section":
        sections = _moved(draft.sections, verb, index)
        if verb == "add":
            at = index + 1
            sections = (*sections[:at], DraftSection(1, "Ny rubrik", ""), *sections[at:])
        return replace(draft, sections=sections)
    if kind == "signer":
        return replace(draft, signers=_moved(draft.signers, verb, index))
    if kind == "point":
        return replace(draft, points=_renumbered(_moved(draft.points, verb, index)))
    return draft


def place_after(do: str) -> str:
    """Return where on the page the changed row stands afterwards, as the end of an address."""
    kind, _, rest = do.partition("-")
    verb, _, place = rest.partition("-")
    number = max(_number(place) + {"add": 1, "up": -1, "down": 1, "remove": -1}.get(verb, 0), 1)
    if verb == "add" and kind in ("point", "signer"):
        return f"?ny={kind}#{_PLACES[kind]}"
    if kind == "section":
        return f"#avsnitt-{number}"
    return f"#{_PLACES[kind]}" if kind in _PLACES else ""


_PLACES: Final = {"point": "beslut", "signer": "underskrifter"}


def _moved(rows: tuple[Any, ...], verb: str, index: int) -> tuple[Any, ...]:
    listed = list(rows)
    if verb not in ("up", "down", "remove") or not 0 <= index < len(listed):
        return rows
    row = listed.pop(index)
    if verb == "up":
        listed.insert(max(index - 1, 0), row)
    elif verb == "down":
        listed.insert(index + 1, row)
    return tuple(listed)


def _renumbered(points: tuple[DecisionPoint, ...]) -> tuple[DecisionPoint, ...]:
    """Number the points anew and let conditions follow the points they named; a removed one is dropped."""
    new = {p.number: n for n, p in enumerate(points, start=1)}
    return tuple(
        replace(p, number=n, depends_on=tuple(sorted(new[d] for d in p.depends_on if d in new)))
        for n, p in enumerate(points, start=1)
    )
