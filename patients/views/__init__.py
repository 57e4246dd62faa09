"""Pages of this app that know nothing of plans."""
