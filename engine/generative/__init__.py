"""Generators of images: how they are built, trained, stored and drawn from."""
