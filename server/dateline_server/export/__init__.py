"""What is stored, as files of many formats: one module a format, and one that writes the pieces of any."""
