"""Settings for tests of plain rules: no example is refused for taking long on a busy machine.

`RULE_EXAMPLES` says how many examples are invented where a test does not say so itself.
"""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile(
    "rules", deadline=None, max_examples=int(os.environ.get("RULE_EXAMPLES", "100"))
)
settings.load_profile("rules")
