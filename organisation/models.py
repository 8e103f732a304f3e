"""Units, bodies, people and their dated appointments: the rows everyone else points at."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.contrib.auth import get_backends
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

_SWEDISH_ORDER = str.maketrans(
    {"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}", "é": "e", "ü": "y"}
)


def swedish_sort_key(text: str) -> str:
    """Return the text so that byte order is Swedish order (Å Ä Ö last); the database has no Swedish locale."""
    return text.casefold().translate(_SWEDISH_ORDER)[:200]


class Unit(models.Model):
    """A part of the organisation that prepares cases: a förvaltning, or an avdelning within one."""

    class Kind(models.TextChoices):
        ADMINISTRATION = "administration", "förvaltning"
        DEPARTMENT = "department", "avdelning"

    name = models.CharField("namn", max_length=120, unique=True)
    kind = models.CharField("slag", max_length=20, choices=Kind.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name="hör till"
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="a_department_belongs_to_an_administration",
                condition=Q(kind="administration", parent__isnull=True)
                | Q(kind="department", parent__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Body(models.Model):
    """A political body that decides: KF, KS, a committee (nämnd) or a working committee (utskott)."""

    class Kind(models.TextChoices):
        COUNCIL = "council", "kommunfullmäktige"
        EXECUTIVE_BOARD = "executive_board", "kommunstyrelsen"
        COMMITTEE = "committee", "nämnd"
        WORKING_COMMITTEE = "working_committee", "utskott"

    name = models.CharField("namn", max_length=120, unique=True)
    short_name = models.CharField("förkortning", max_length=12, unique=True)
    kind = models.CharField("slag", max_length=20, choices=Kind.choices)
    definite_form = models.CharField("namn inne i en mening", max_length=120, blank=True)
    numbered_with = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="numrerar sina paragrafer i",
    )
    closed_on = models.DateField("upphörde", null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind"],
                condition=Q(kind__in=["council", "executive_board"]),
                name="one_council_and_one_executive_board",
            ),
            models.CheckConstraint(
                name="council_and_executive_board_do_not_close",
                condition=Q(closed_on__isnull=True) | ~Q(kind__in=["council", "executive_board"]),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def definite(self) -> str:
        """The name as it stands inside a sentence: its own, else the name with lower-case first letter."""
        return self.definite_form or self.name[:1].lower() + self.name[1:]

    @property
    def series(self) -> int:
        """The key of the body whose series of § its own are numbered in."""
        return self.numbered_with_id or self.pk


class MeetingPattern(models.Model):
    """How a body lays its year (lifecycle.rules.patterns): the days it meets, and the days before each."""

    class Kind(models.TextChoices):
        MONTHS = "months", "vissa veckor i månaden"
        WEEKS = "weeks", "vissa veckor på året"
        AHEAD = "ahead", "ett antal dagar före ett annat organ"

    body = models.OneToOneField(Body, models.CASCADE, related_name="pattern")
    kind = models.CharField("slag", max_length=8, choices=Kind.choices)
    weekday = models.PositiveSmallIntegerField("veckodag", null=True, help_text="0 is Monday")
    rounds = models.JSONField(default=list, help_text="[[month, week of it, -1 the last], …]")
    weeks = models.JSONField(default=list, help_text="ISO weeks")
    ahead_of = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+")
    days_ahead = models.PositiveSmallIntegerField(null=True)
    closed_months = models.JSONField(default=list)
    stop_days = models.PositiveSmallIntegerField("stoppdag, dagar före", null=True)
    call_days = models.PositiveSmallIntegerField("kallelse, dagar före")
    announcement_days = models.PositiveSmallIntegerField("tillkännages, dagar före", null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="a_pattern_has_days_of_its_own_or_is_ahead_of_a_body",
                condition=Q(
                    kind="ahead",
                    ahead_of__isnull=False,
                    days_ahead__isnull=False,
                    weekday__isnull=True,
                )
                | Q(
                    kind__in=["months", "weeks"],
                    weekday__isnull=False,
                    ahead_of__isnull=True,
                    days_ahead__isnull=True,
                ),
            ),
            models.CheckConstraint(
                name="no_body_meets_ahead_of_itself",
                condition=Q(ahead_of__isnull=True) | ~Q(ahead_of=F("body")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body}: {self.get_kind_display()}"


class PersonManager(BaseUserManager["Person"]):
    """Finds people by their e-mail address, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email__iexact=username)


class Person(AbstractBaseUser):
    """Somebody who can be asked, or (`is_system`) the product itself when a day or a job makes a move.

    There is no superuser: `has_perm` asks the one backend, which asks `approvals.permissions`.
    People are deactivated, never deleted.
    """

    email = models.EmailField("e-postadress", unique=True)
    name = models.CharField("namn", max_length=120)
    phone = models.CharField("telefon", max_length=40, blank=True)
    is_active = models.BooleanField("aktiv", default=True)
    is_system = models.BooleanField("systemet självt", default=False)
    sort_key = models.CharField(max_length=200, editable=False, db_index=True)

    objects = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]

    class Meta:
        ordering: ClassVar = ["sort_key"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["is_system"], condition=Q(is_system=True), name="only_one_system_person"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.sort_key = swedish_sort_key(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def is_staff(self) -> bool:
        """Nobody has Django's own administration."""
        return False

    def has_perm(self, perm: str, obj: models.Model | None = None) -> bool:
        """Ask the backends; an inactive person may nothing."""
        return self.is_active and any(
            backend.has_perm(self, perm, obj)
            for backend in get_backends()
            if hasattr(backend, "has_perm")
        )

    def has_module_perms(self, app_label: str) -> bool:
        """Django's own administration is not used."""
        return False


class Role(models.TextChoices):
    """The roles of the product; the Swedish words are those people see."""

    CASE_OFFICER = "case_officer", "handläggare"
    DEPARTMENT_HEAD = "department_head", "avdelningschef"
    DIRECTOR = "director", "direktör"
    MUNICIPAL_DIRECTOR = "municipal_director", "kommundirektör"
    COMMITTEE_SECRETARY = "committee_secretary", "nämndsekreterare"
    REGISTRAR = "registrar", "registrator"
    SIGNATORY = "signatory", "undertecknare"
    COORDINATOR = "coordinator", "koordinator"
    CONTACT_PERSON = "contact_person", "kontaktperson"
    AUDITOR = "auditor", "revisor"
    ADMINISTRATOR = "administrator", "administratör"


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    """Appointments by day."""

    def on_day(self, day: date) -> AppointmentQuerySet:
        """Those in force on `day` (both ends inclusive)."""
        return self.filter(starts__lte=day).filter(Q(ends__isnull=True) | Q(ends__gte=day))


class Appointment(models.Model):
    """A role a person holds from a day, perhaps to a day (inclusive), in a unit or body (empty = all)."""

    class Kind(models.TextChoices):
        ORDINARY = "ordinary", "ordinarie"
        ACTING = "acting", "tillförordnad"
        SUBSTITUTE = "substitute", "ersättare"

    person = models.ForeignKey(Person, models.PROTECT, related_name="appointments")
    role = models.CharField("roll", max_length=30, choices=Role.choices)
    kind = models.CharField("slag", max_length=12, choices=Kind.choices, default=Kind.ORDINARY)
    title = models.CharField("titel", max_length=120)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, verbose_name="enhet")
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, verbose_name="organ")
    stands_in_for = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ersätter"
    )
    starts = models.DateField("från och med")
    ends = models.DateField("till och med", null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [
            models.Index(fields=["person", "starts"], name="appointment_of_person"),
            models.Index(fields=["role", "starts"], name="appointment_by_role"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="an_appointment_ends_after_it_starts",
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")),
            ),
            models.CheckConstraint(
                name="a_substitute_stands_in_for_somebody",
                condition=Q(kind="substitute", stands_in_for__isnull=False)
                | (~Q(kind="substitute") & Q(stands_in_for__isnull=True)),
            ),
            models.CheckConstraint(
                name="appointment_role_is_known", condition=Q(role__in=Role.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.title}"


class RegistrySeries(models.Model):
    """A series of registry numbers of our own, gap-free and never reused, where it is switched on."""

    body = models.ForeignKey(Body, models.PROTECT)
    year = models.PositiveSmallIntegerField()
    last_number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["body", "year"], name="one_registry_series_per_year")
        ]

    def __str__(self) -> str:
        return f"{self.body.short_name}-{self.year}/{self.last_number}"


class DemoClock(models.Model):
    """Where the demo's clock stands; used only with DEMO=1 and read by the one clock function."""

    moved_to = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="one_demo_clock", condition=Q(id=1)),
        ]

    def __str__(self) -> str:
        return self.moved_to.isoformat()
