"""Pictures of what the articles tell: each an SVG drawing, a description in words, and a table of the same numbers."""
