"""Settings for tests of plain rules: no example is refused for taking long on a busy machine."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("rules", deadline=None)
settings.load_profile("rules")
