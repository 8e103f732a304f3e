"""Pages where decisions are made: review of a version, and meetings."""
