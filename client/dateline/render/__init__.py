"""Views of messages for people: terminal, HTML, tables."""
