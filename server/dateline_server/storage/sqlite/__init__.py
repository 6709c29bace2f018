"""The store in one SQLite file: the default, with nothing to set up."""
