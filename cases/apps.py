"""What is agreed: agreements, the cases that decide about them, and their texts."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = "Ärenden och avtal"
