"""Dateline's client: who did what to whom, when, where, and who says so."""
