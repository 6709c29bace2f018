"""Direct, partial and indirect speech: who says what, in whose words, and where the article says so."""

from dateline_server.extraction.quotes.finding import find_quotes, said_time, sort_times

__all__ = ["find_quotes", "said_time", "sort_times"]
