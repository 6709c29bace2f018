"""Keeps articles and finds them again. store.py is the promise, sqlite.py keeps it."""
