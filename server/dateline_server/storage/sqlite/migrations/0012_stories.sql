-- Stories: which articles tell of the same happening. All of it is derived from the log, in its order, behind the index.

-- What every article is compared by.
CREATE TABLE story_features (
    article INTEGER PRIMARY KEY,  -- articles.id
    day INTEGER NOT NULL,         -- days since 1970-01-01: of publication, else of the entry of the log
    dated INTEGER NOT NULL,       -- 1 where it is the day of publication
    features BLOB NOT NULL        -- terms with their weights, and the sketch of the wording; see feature_bytes.py
);
CREATE INDEX story_features_by_day ON story_features (day);

-- Which articles of a day have a term.
CREATE TABLE story_terms (
    term INTEGER NOT NULL,        -- hash
    day INTEGER NOT NULL,
    article INTEGER NOT NULL,
    PRIMARY KEY (term, day, article)
) WITHOUT ROWID;

CREATE TABLE stories (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    framed BLOB NOT NULL,         -- the name as the field `story` of a serialised Article
    center INTEGER NOT NULL,      -- articles.id of the article that is most like all the others
    title_folded TEXT NOT NULL,   -- its title
    first_day INTEGER NOT NULL,   -- of publication; as last_day where none is known
    last_day INTEGER NOT NULL,    -- -(1 << 30) where none is known
    article_count INTEGER NOT NULL,
    text_count INTEGER NOT NULL,
    source_count INTEGER NOT NULL,
    create_time INTEGER NOT NULL, -- microseconds
    update_time INTEGER NOT NULL, -- microseconds
    changed_at INTEGER NOT NULL   -- log.seq by which an article last joined, left or changed
);
CREATE INDEX stories_by_day ON stories (last_day, number);
CREATE INDEX stories_by_count ON stories (article_count, number);
CREATE INDEX stories_by_update ON stories (update_time, number);

-- The articles of the stories.
CREATE TABLE story_articles (
    article INTEGER PRIMARY KEY,  -- articles.id
    story INTEGER NOT NULL,       -- stories.number
    reprint_of INTEGER,           -- articles.id of one in the story with nearly the same body; none for a text of its own
    source TEXT NOT NULL,
    title TEXT NOT NULL,
    day INTEGER                   -- of publication
);
CREATE INDEX story_articles_by_story ON story_articles (story, article);

-- Who and what is in the articles of the stories: `a` and the name of an actor, `t` and a type of event.
CREATE TABLE story_postings (
    story INTEGER NOT NULL,
    article INTEGER NOT NULL,
    term TEXT NOT NULL,
    PRIMARY KEY (story, article, term)
) WITHOUT ROWID;

-- Up to which row of the log the articles are sorted into stories.
INSERT INTO marks VALUES ('sorted', 0);
