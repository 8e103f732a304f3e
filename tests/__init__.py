"""The tests: tests/rules needs no database, the rest works on throw-away ones."""
