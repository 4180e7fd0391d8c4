"""Compositions across topics: one module for each page or command line that needs one."""
