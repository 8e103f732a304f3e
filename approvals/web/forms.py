"""The secretary's forms: they read what was typed and never save."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict

from approvals.models import Meeting
from approvals.operations.days import MOST_REASON as MOST_WHY
from approvals.operations.meetings import MOST_NAME, MOST_REASON
from approvals.operations.minutes import MOST_NAMES
from approvals.rules.decisions import Outcome, outcomes_of
from approvals.web.proceedings_fields import add_rows, bound_rows, counts, proceedings_of
from cases.documents import require_glyphs
from cases.models import Point
from cases.rules.draft import require_printable
from cases.rules.errors import Invalid
from cases.web.fields import day_field, text_field
from lifecycle.operations.correcting import MAX_REASON
from lifecycle.operations.deciding import PointAnswer
from organisation.models import Body

MAX_WORDING: Final = 20_000
ITEM_ID: Final = (
    "id_item_%s"  # where the page has the same form for the meeting and for one of its §§
)
_OUTCOMES: Final = (
    (Outcome.APPROVED.value, "Bifall"),
    (Outcome.REJECTED.value, "Avslag"),
    (Outcome.CHANGED.value, "Ändring"),
    (Outcome.REFERRED_BACK.value, "Återremiss"),
    (Outcome.TABLED.value, "Bordläggning"),
    (Outcome.PASSED_ON.value, "Överlämnas utan ställningstagande"),
)


def _prints(text: str) -> None:
    """Refuse what no document can show: control characters, and characters without a glyph."""
    try:
        require_printable(text, "")
        require_glyphs(text.split())
    except Invalid as refusal:
        raise forms.ValidationError(refusal.sentence) from refusal


class MeetingForm(forms.Form):
    """A new meeting of one of the secretary's bodies."""

    body = forms.ModelChoiceField(
        Body.objects.none(),
        label="Organ",
        empty_label="Välj organ",
        widget=forms.Select(attrs={"class": "ds-input"}),
        error_messages={"required": "Välj organ.", "invalid_choice": "Välj organ i listan."},
    )
    date = day_field("Sammanträdesdag")
    stop_date = day_field("Stoppdag för handlingar")

    def __init__(self, *args: Any, bodies: Iterable[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stop_date"].required = False
        keys = [b.pk for b in bodies]
        self.fields["body"].queryset = Body.objects.filter(pk__in=keys).order_by("name")


class PlaceForm(forms.Form):
    """A waiting case and the meeting it is to stand on."""

    case = forms.IntegerField(
        label="Ärende",
        min_value=1,
        max_value=2**63 - 1,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            "Det går inte att se vilket ärende som ska sättas upp. Välj det i listan.",
        ),
    )
    meeting = forms.ModelChoiceField(
        Meeting.objects.none(),
        label="Sammanträde",
        error_messages={
            "required": "Välj ett sammanträde.",
            "invalid_choice": "Välj ett sammanträde i listan.",
        },
    )
    let_in_by = text_field("Vem har släppt in ärendet?", most=MOST_NAME)
    late_reason = text_field("Varför tas det upp nu?", most=MOST_REASON)

    def __init__(self, *args: Any, meetings: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["meeting"].queryset = meetings


class AttendanceForm(forms.Form):
    """How many were present."""

    present_count = forms.IntegerField(
        label="Antal närvarande",
        widget=forms.NumberInput(attrs={"class": "ds-input", "min": 1, "max": 200, "size": 4}),
        error_messages={
            "required": "Ange antalet närvarande.",
            "invalid": "Skriv antalet med siffror.",
        },
    )


def _approvers() -> Any:
    hint = "Ordföranden och de som utsågs att justera."
    return text_field("Vilka justerade?", most=MOST_NAMES, hint=hint)


class MinutesForm(forms.Form):
    """The day the minutes were approved, and by whom."""

    approved_on = day_field("Justering")
    approved_by = _approvers()


class NoticeForm(forms.Form):
    """The day the notice went up."""

    posted_on = day_field("Anslag sätts upp")


class RemovedForm(forms.Form):
    """The day the notice came down; `early` repeats a day too early, to say that it did happen then."""

    removed_on = day_field("Anslag tas ned")
    early = forms.CharField(label="Nedtaget för tidigt", required=False)

    def clean_early(self) -> bool:
        """True when what is confirmed is the day that is given."""
        day = self.cleaned_data.get("removed_on")
        return day is not None and self.cleaned_data["early"] == day.isoformat()


class ItemRemovedForm(RemovedForm):
    """The same of the own notice of one §."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="paragrafens_%s", **kwargs)


class ItemMinutesForm(forms.Form):
    """Immediate approval of one §, with its own notice."""

    approved_on = day_field("Paragrafen justerad")
    posted_on = day_field("Anslag uppsatt")
    approved_by = _approvers()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(
            *args, auto_id="paragrafens_%s", **kwargs
        )  # the page has such days already


class RecordForm(forms.Form):
    """The outcome of every point the body handles; fields are named by the points' numbers."""

    task = forms.IntegerField(
        min_value=1,
        max_value=2**63 - 1,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            "Frågan är redan besvarad. Läs in sidan igen.",
        ),
    )
    paragraph = forms.IntegerField(
        label="Paragraf",
        min_value=1,
        max_value=9999,
        widget=forms.TextInput(attrs={"class": "ds-input", "inputmode": "numeric", "size": 4}),
        error_messages={
            "required": "Ange paragrafens nummer.",
            "invalid": "Skriv paragrafen med siffror.",
            "min_value": "Paragrafen är minst 1.",
            "max_value": "Paragrafen är högst 9999.",
        },
    )
    motivation = forms.CharField(
        label="Motivering till återremiss",
        required=False,
        validators=[_prints],
        widget=forms.Textarea(attrs={"class": "ds-input", "rows": 3}),
    )

    def __init__(
        self,
        *args: Any,
        points: list[Point],
        proposed: Mapping[int, str],
        body_kind: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        add_rows(self, body_kind == Body.Kind.COUNCIL)
        self.points, self.proposed = points, proposed
        offered = [choice for choice in _OUTCOMES if choice[0] in outcomes_of(body_kind)]
        for point in points:
            number = point.number
            self.fields[f"point-{number}"] = forms.ChoiceField(
                choices=offered,
                label=f"Utfall för punkt {number}",
                widget=forms.RadioSelect,
                error_messages={
                    "required": f"Utfall saknas för punkt {number}.",
                    "invalid_choice": f"Välj ett av utfallen för punkt {number}.",
                },
            )
            self.fields[f"text-{number}"] = forms.CharField(
                label=f"Beslutad lydelse av punkt {number}",
                required=False,
                max_length=MAX_WORDING,
                error_messages={"max_length": f"Skriv högst {MAX_WORDING} tecken."},
                validators=[_prints],
                initial=proposed[point.pk],
                widget=forms.Textarea(attrs={"class": "ds-input av-doc", "rows": 3}),
            )

    def all_approved(self) -> QueryDict:
        """What was sent, with every point approved: shown again before anything is recorded."""
        filled = self.data.copy()
        for point in self.points:
            filled[f"point-{point.number}"] = Outcome.APPROVED.value
        return filled

    def of_points(self) -> Iterator[tuple[Point, BoundField, BoundField]]:
        """Each point with its outcome field and its wording field."""
        for point in self.points:
            yield point, self[f"point-{point.number}"], self[f"text-{point.number}"]

    def row_counts(self) -> list[tuple[str, int]]:
        """How many such rows there are, for the hidden fields."""
        return counts(self)

    def rows_of(self) -> dict[str, list[Any]]:
        """The rows of votes, statements and conflicts of interest, by their kind."""
        return {kind: bound_rows(self, kind) for kind in ("vote", "statement", "recusal")}

    def clean(self) -> dict[str, Any]:
        """Refuse a change that changes nothing."""
        data = super().clean() or {}
        for point in self.points:
            text = data.get(f"text-{point.number}", "")
            changed = data.get(f"point-{point.number}") == Outcome.CHANGED
            if changed and text.split() == self.proposed[point.pk].split():
                self.add_error(
                    f"text-{point.number}",
                    f"Lydelsen av punkt {point.number} är samma som förslaget. "
                    "Skriv den som den beslutades, eller välj Bifall.",
                )
        return data

    def said(self) -> dict[str, Any]:
        """What the operation is told (call when valid)."""
        said = self.cleaned_data
        return {
            "answers": self.answers(),
            "paragraph": said["paragraph"],
            "motivation": said["motivation"],
            "proceedings": proceedings_of(self),
        }

    def answers(self) -> dict[int, PointAnswer]:
        """What was answered, by point number; a wording counts only with a change."""
        found = {}
        for point in self.points:
            outcome = Outcome(self.cleaned_data[f"point-{point.number}"])
            text = self.cleaned_data[f"text-{point.number}"] if outcome is Outcome.CHANGED else ""
            found[point.number] = PointAnswer(outcome, text)
        return found


class ReopenForm(forms.Form):
    """Why an outcome is taken back."""

    reason = text_field(
        "Varför ska utfallet rättas?",
        "Skriv varför utfallet ska rättas.",
        rows=2,
        most=MAX_REASON,
        hint="Till exempel att fel punkt valdes. Skälet och det gamla utfallet står kvar i historiken.",
    )


class RectifyForm(forms.Form):
    """A slip of the pen, and what it should say."""

    text = text_field(
        "Vad är fel, och hur ska det vara?",
        "Skriv vad som är fel och hur det ska vara.",
        rows=3,
        most=MAX_REASON,
        hint="Beslutet ändras inte. Rättelsen visas bredvid paragrafen.",
    )


class SetDayForm(forms.Form):
    """A day set otherwise than it is counted, and why."""

    what = forms.ChoiceField(
        label="Vilken dag?",
        choices=[("last_appeal", "Sista dag att överklaga"), ("legal_force", "Laga kraft")],
        widget=forms.Select(attrs={"class": "ds-input"}),
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), "Välj vilken dag som ska ändras."
        ),
    )
    day = day_field("Ny dag", "Ange den nya dagen.")
    reason = text_field(
        "Varför?",
        "Skriv varför dagen ändras.",
        rows=2,
        most=MOST_WHY,
        hint="Räkningen står kvar bredvid.",
    )
