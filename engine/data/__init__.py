"""Data sets: our own and bundled, found under ``MODELARIUM_DATA``, or the user's."""
