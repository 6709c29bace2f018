"""Generated stubs of the schema. Written by scripts/generate_stubs.py, never by hand."""
