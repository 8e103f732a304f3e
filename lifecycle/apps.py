"""What happens over time: moves of state, questions to people, reviews, notice and jobs."""

from django.apps import AppConfig


class LifecycleConfig(AppConfig):
    name = "lifecycle"
    verbose_name = "Livslopp"

    def ready(self) -> None:
        from lifecycle import checks  # noqa: F401, PLC0415 (registers the system checks)
