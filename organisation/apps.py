"""People, units, bodies and dated appointments: who exists, and as what, on a given day."""

from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    name = "organisation"
    verbose_name = "Organisation"
