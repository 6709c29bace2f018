"""Which places the article names, and where they are."""

from dateline_server.extraction.places.find import find_places

__all__ = ["find_places"]
