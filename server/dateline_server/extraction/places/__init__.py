"""Which places the article names, and where they are."""

from dateline_server.extraction.places.datelines import Lead, find_leads
from dateline_server.extraction.places.find import find_places

__all__ = ["Lead", "find_leads", "find_places"]
