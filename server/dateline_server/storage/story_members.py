"""Which articles are in which story, and what the story is listed by."""

from collections.abc import Sequence

from dateline.v1.article_pb2 import Article
from dateline_server.storage.database import Connection
from dateline_server.storage.feature_bytes import unpack_features
from dateline_server.storage.ids import UNDATED, read_day_number
from dateline_server.storage.wire import frame
from dateline_server.stories.clusters import Choice
from dateline_server.stories.portraits import find_center

# Of a larger story the center stays what it is, so that a story takes no longer to grow the larger it is.
_MOST_COMPARED = 64
# As the article was when this entry of the log was written, or as near to it as the log still is.
_HELD_AT = (
    "SELECT bytes FROM log WHERE article = ? AND bytes IS NOT NULL"
    " ORDER BY CASE WHEN seq <= ? THEN seq ELSE -seq END DESC LIMIT 1"
)
_TOTALS = (
    "SELECT count(*), count(*) - count(reprint_of), count(DISTINCT source), min(day), max(day)"
    " FROM story_articles WHERE story = ?"
)
_FEATURES = (
    "SELECT m.article, f.features FROM story_articles m JOIN story_features f ON f.article = m.article"
    " WHERE m.story = ? ORDER BY m.article"
)
_COLUMNS = (
    "number, name, framed, center, title_folded, first_day, last_day, article_count, text_count, source_count,"
    " create_time, update_time, changed_at"
)


class StoryMembers:
    """The members of stories, inside one transaction that sorts."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def story_of(self, article_id: int) -> int | None:
        """The number of the article's story; None for an article on its own."""
        row = self._connection.execute("SELECT story FROM story_articles WHERE article = ?", (article_id,)).fetchone()
        return row[0] if row else None

    def join(self, article_id: int, article: Article, choice: Choice, seq: int, at: int) -> None:
        """Puts the article into the story of the chosen one, or makes a story of both; `seq` and `at` are the log's."""
        story = self.story_of(choice.article)
        if story is None:
            story = self._found(min(article_id, choice.article), max(article_id, choice.article), seq, at)
            row = self._connection.execute(_HELD_AT, (choice.article, seq)).fetchone()
            self._add(story, choice.article, Article.FromString(row[0]), None)
        self._add(story, article_id, article, self._original(choice))
        self._refresh(story, seq, at)

    def change(self, story: int, article_id: int, article: Article, choice: Choice | None, seq: int) -> None:
        """Takes the article in again as it is now; `choice` is whom of its story it is most like."""
        self._drop(story, article_id)
        self._add(story, article_id, article, self._original(choice))
        self._refresh(story, seq, None)

    def leave(self, article_id: int, seq: int, at: int) -> None:
        """Takes the article out of its story, if it is in one; a story of a single article is none."""
        story = self.story_of(article_id)
        if story is None:
            return
        self._drop(story, article_id)
        left = self._connection.execute("SELECT article FROM story_articles WHERE story = ?", (story,)).fetchall()
        if len(left) > 1:
            self._refresh(story, seq, at)
            return
        for (other,) in left:
            self._drop(story, other)
        self._connection.execute("DELETE FROM stories WHERE number = ?", (story,))

    def _found(self, earlier: int, later: int, seq: int, at: int) -> int:
        """The number of a new story, which has the name of the earlier article unless another one has it."""
        ids = [self._read_name(article).removeprefix("articles/") for article in (earlier, later)]
        for name in (*(f"stories/{one}" for one in ids), f"stories/{ids[0]}-{seq}"):
            taken = self._connection.execute("SELECT 1 FROM stories WHERE name = ?", (name,)).fetchone()
            if taken is None:
                break
        framed = frame(Article.STORY_FIELD_NUMBER, name.encode())
        row = (seq, name, framed, earlier, "", UNDATED, UNDATED, 0, 0, 0, at, at, seq)
        self._connection.insert("stories", [row], _COLUMNS)
        return seq

    def _read_name(self, article_id: int) -> str:
        name: str = self._connection.execute("SELECT name FROM articles WHERE id = ?", (article_id,)).fetchone()[0]
        return name

    def _original(self, choice: Choice | None) -> int | None:
        """The article that one is a reprint of, if it is like the chosen one; that is itself no reprint."""
        if choice is None or not choice.reprint:
            return None
        row = self._connection.execute(
            "SELECT COALESCE(reprint_of, article) FROM story_articles WHERE article = ?", (choice.article,)
        ).fetchone()
        original: int = row[0]
        return original

    def _add(self, story: int, article_id: int, article: Article, reprint_of: int | None) -> None:
        day = read_day_number(article.published_date)
        self._connection.insert("story_articles", [(article_id, story, reprint_of, article.source, article.title, day)])
        terms = {f"a{actor.actor}" for actor in article.actors if actor.actor}
        terms.update(f"t{event.type}" for event in article.events)
        self._connection.insert("story_postings", [(story, article_id, term) for term in sorted(terms)])

    def _drop(self, story: int, article_id: int) -> None:
        connection = self._connection
        connection.execute("DELETE FROM story_articles WHERE article = ?", (article_id,))
        connection.execute("DELETE FROM story_postings WHERE story = ? AND article = ?", (story, article_id))
        reprints = connection.execute(
            "SELECT article FROM story_articles WHERE story = ? AND reprint_of = ? ORDER BY article",
            (story, article_id),
        ).fetchall()
        for place, (reprint,) in enumerate(reprints):
            connection.execute(
                "UPDATE story_articles SET reprint_of = ? WHERE article = ?",
                (reprints[0][0] if place else None, reprint),
            )

    def _refresh(self, story: int, seq: int, at: int | None) -> None:
        """Sets what the story is listed by, and when it last changed: `at` only where an article joined or left."""
        connection = self._connection
        articles, texts, sources, first, last = connection.execute(_TOTALS, (story,)).fetchone()
        center = self._find_center(story, articles)
        title = connection.execute("SELECT title FROM story_articles WHERE article = ?", (center,)).fetchone()[0]
        first, last = (UNDATED if day is None else day for day in (first, last))
        connection.execute(
            "UPDATE stories SET center = ?, title_folded = ?, first_day = ?, last_day = ?, article_count = ?,"
            " text_count = ?, source_count = ?, changed_at = ? WHERE number = ?",
            (center, title.casefold(), first, last, articles, texts, sources, seq, story),
        )
        if at is not None:
            connection.execute("UPDATE stories SET update_time = ? WHERE number = ?", (at, story))

    def _find_center(self, story: int, articles: int) -> int:
        connection = self._connection
        if articles > _MOST_COMPARED:
            held = connection.execute(
                "SELECT m.article FROM stories s JOIN story_articles m ON m.article = s.center AND m.story = s.number"
                " WHERE s.number = ?",
                (story,),
            ).fetchone()
            if held is not None:
                center: int = held[0]
                return center
        rows: Sequence[tuple[int, bytes]] = connection.execute(
            f"{_FEATURES} LIMIT {_MOST_COMPARED}", (story,)
        ).fetchall()
        return find_center([(article, unpack_features(packed, None)) for article, packed in rows])
