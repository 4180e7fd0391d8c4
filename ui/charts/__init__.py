"""Pure functions: arrays in, figure out. No Streamlit, no torch, no computation."""
