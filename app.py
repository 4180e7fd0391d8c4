"""Modelarium: the shell. Pages come from the lesson registry; what they show lives in pages/."""

from ui import chrome

page = chrome.navigation()
with chrome.stage():
    page.run()
