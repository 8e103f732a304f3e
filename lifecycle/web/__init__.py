"""Pages along the way: inbox, signing, review, notice, closing, history."""
