"""Distances between sets of images: precision and recall, neighbours, hashing, features."""
