"""The same settings for invented examples as the tests of rules."""

from __future__ import annotations

import tests.rules.conftest  # noqa: F401
