"""One resumable, seeded script for each shipped thing: ``python -m training.NAME``."""
