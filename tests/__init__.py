"""The tests: tests/rules and tests/texts need no database, the rest works on throw-away ones."""
