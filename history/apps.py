"""The book: an append-only history with one hash chain per subject."""

from django.apps import AppConfig


class HistoryConfig(AppConfig):
    name = "history"
    verbose_name = "Historik"
