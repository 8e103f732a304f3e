"""The field for a day that every form uses: a real day within the centuries an archive deals with."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

EARLIEST: Final = date(1900, 1, 1)
LATEST: Final = date(2199, 12, 31)
_SENTENCE: Final = "Ange en dag mellan 1900 och 2199."


class DayField(forms.DateField):
    """A DateField that refuses days no rule of time can be counted from."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.validators += [
            MinValueValidator(EARLIEST, message=_SENTENCE),
            MaxValueValidator(LATEST, message=_SENTENCE),
        ]
