"""Pages about the organisation, and what every page shares: the clock, the doors and the template tags."""
