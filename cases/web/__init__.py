"""Pages about agreements and cases."""
