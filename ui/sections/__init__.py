"""Parts of a page that stand on their own: a page calls ``draw`` and passes its state."""
