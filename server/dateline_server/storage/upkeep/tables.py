"""Which tables hold what was acknowledged, and which are derived from it and can be derived again."""

# The log, the heads of the articles, answers to requests, and facts of the store itself. Actors keep their ids.
PRIMARY = (
    *("log", "marks", "articles", "corrections", "actor_merges", "requests", "store_facts", "actors"),
    *("operations", "confirmed", "set_aside"),
)
DERIVED = (
    "article_rows",
    "article_postings",
    "events",
    "event_postings",
    "quotes",
    "actor_names",
    "actor_words",
    "actor_traits",
    "actor_roles",
    "stale",
)
WORDS = "article_words"
