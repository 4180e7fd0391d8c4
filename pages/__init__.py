"""One file for each question a visitor asks; order, titles and icons live in ``ui.lessons``."""
