"""The one place where the day is read; everything below the web is told it."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone

from cases.rules.errors import Invalid
from organisation.models import DemoClock


def today() -> date:
    """Return the legal day in Sweden; with DEMO=1 the demo's day, which may lie ahead of the real one."""
    real = timezone.localdate()
    if not settings.DEMO:
        return real
    moved = DemoClock.objects.values_list("moved_to", flat=True).first()
    return max(moved, real) if moved else real


def now() -> datetime:
    """Return the time of day in Sweden, to tell when something was saved; no rule asks for it."""
    return timezone.localtime()


def move_demo_clock(day: date) -> None:
    """Move the demo's clock forward. Raises Invalid outside the demo or when the day is not ahead."""
    if not settings.DEMO:
        raise Invalid("no_demo", "Klockan kan bara flyttas i demot.")
    if day < today():
        raise Invalid("backwards", "Klockan går bara framåt. Välj en senare dag.", field="day")
    if day.year > timezone.localdate().year + 30:
        raise Invalid("too_far", "Välj en dag inom trettio år.", field="day")
    DemoClock.objects.update_or_create(pk=1, defaults={"moved_to": day})
