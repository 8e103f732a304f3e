"""Journeys: whole stories in a real browser, as the people who live them."""
