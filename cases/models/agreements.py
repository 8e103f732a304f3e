"""Agreements and their parties."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from lifecycle.rules.states import AGREEMENT_STATES
from organisation.models import Person, Unit, swedish_sort_key


class Agreement(models.Model):
    """An agreement from the day it is proposed; `state` and `phase` are written by lifecycle.operations only."""

    class Kind(models.TextChoices):
        STRATEGIC_PARTNERSHIP = "strategic_partnership", "avtal om strategiskt partnerskap"
        COOPERATION = "cooperation_agreement", "samverkansavtal"
        LETTER_OF_INTENT = "letter_of_intent", "avsiktsförklaring"
        ACCORD = "accord", "överenskommelse"
        IOP = "iop", "idéburet offentligt partnerskap"
        AMENDMENT = "amendment_agreement", "tilläggsavtal"
        OTHER = "other", "annat avtal"

    class Term(models.TextChoices):
        OPEN_ENDED = "open_ended", "tills vidare"
        FIXED = "fixed", "tidsbestämt"
        UNKNOWN = "unknown", "okänt"

    title = models.CharField("benämning", max_length=250)
    sort_key = models.CharField(max_length=200, editable=False)
    kind = models.CharField("avtalstyp", max_length=30, choices=Kind.choices)
    purpose = models.TextField("syfte", blank=True)
    owner_unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="förvaltas av")
    responsible = models.ForeignKey(Person, models.PROTECT, verbose_name="avtalsansvarig")
    term = models.CharField("avtalstid", max_length=12, choices=Term.choices, default="unknown")
    starts_on = models.DateField("gäller från och med", null=True, blank=True)
    ends_on = models.DateField("gäller till och med", null=True, blank=True)
    notice_rule = models.CharField("uppsägningsregel", max_length=8, default="unknown")
    notice_terms = models.TextField("regelns värden", blank=True, default="")
    notice_reason = models.TextField("skäl för läsningen", blank=True, default="")
    notice_read_by = models.CharField("läst av", max_length=250, blank=True, default="")
    notice_read_on = models.DateField("läst den", null=True, blank=True)
    notice_limit = models.DateField("säg upp senast", null=True, blank=True)
    notice_clause = models.TextField("uppsägningsklausul, ordagrant", blank=True)
    state = models.CharField(max_length=12, default="proposed")
    phase = models.CharField(max_length=16, default="draft")
    last_day = models.DateField(null=True, blank=True)
    end_reason = models.TextField(blank=True)
    registered_on = models.DateField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["sort_key", "id"], name="agreement_in_register_order"),
            models.Index(fields=["owner_unit", "sort_key", "id"], name="agreement_of_unit"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="agreement_state_is_known", condition=Q(state__in=list(AGREEMENT_STATES))
            ),
            models.CheckConstraint(
                name="an_ended_agreement_has_last_day_and_reason",
                condition=~Q(state="ended") | (Q(last_day__isnull=False) & ~Q(end_reason="")),
            ),
            models.CheckConstraint(
                name="an_agreement_ends_after_it_starts",
                condition=Q(ends_on__isnull=True)
                | Q(starts_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="a_fixed_term_has_an_end_day",
                condition=~Q(term="fixed") | Q(ends_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: object, **kwargs: object) -> None:
        self.sort_key = swedish_sort_key(self.title)
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class Party(models.Model):
    """A party to an agreement; exactly one of them is ours."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="parties")
    name = models.CharField("part", max_length=200)
    organisation_number = models.CharField("organisationsnummer", max_length=11, blank=True)
    is_ours = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agreement"], condition=Q(is_ours=True), name="one_party_is_ours"
            ),
            models.UniqueConstraint(
                fields=["agreement", "name"], name="a_party_is_named_once_per_agreement"
            ),
        ]

    def __str__(self) -> str:
        return self.name
