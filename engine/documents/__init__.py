"""Document pages with exact labels: drawn, exported, read back and scored (arXiv 2107.06777)."""
