"""Pure functions: arrays in, figure out. No Streamlit, no torch, no computation."""

from altair.utils import schemapi

# Altair checks every part of a figure against its schema again and again while it is built, for
# half of the time that a page takes. The tests check each whole figure once; visitors need not.
schemapi.disable_debug_mode()
