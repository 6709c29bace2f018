"""Who is in the article: names, descriptions and pronouns brought together into actors."""

from dateline_server.extraction.actors.actors import find_actors

__all__ = ["find_actors"]
