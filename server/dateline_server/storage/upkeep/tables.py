"""Which tables hold what was acknowledged, and which are derived from it and can be derived again."""

# The log, the heads of the articles, what waits to be read, answers to requests, facts of the store; actors keep their ids.
PRIMARY = (
    *("log", "marks", "articles", "corrections", "actor_merges", "requests", "store_facts", "actors"),
    *("operations", "confirmed", "set_aside"),
    *("queue", "queued_documents", "queue_state", "queue_failures"),
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
    "story_features",
    "story_terms",
    "stories",
    "story_articles",
    "story_postings",
)
WORDS = "article_words"
