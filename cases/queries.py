"""Questions about agreements and cases that pages ask; the web hands in querysets already scoped."""
