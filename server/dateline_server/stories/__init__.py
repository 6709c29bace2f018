"""Stories: which articles tell of the same happening, and what they do not agree on. Pure functions of what was read."""
