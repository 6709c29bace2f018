"""What changed, for people: revisions of an article, the claims that two of them do not share, changes of a store."""

from collections.abc import Iterator, Mapping, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from dateline.render import wording
from dateline.render.lines import Hanging
from dateline.render.plain import instant, visible
from dateline.v1.article_pb2 import Article
from dateline.v1.article_service_pb2 import (
    CLAIM_CHANGE_ADDED,
    CLAIM_CHANGE_CHANGED,
    CLAIM_CHANGE_REMOVED,
    ClaimChange,
    DiffRevisionsResponse,
    EventChange,
    QuoteChange,
)
from dateline.v1.change_service_pb2 import Change
from dateline.v1.event_pb2 import Event
from dateline.v1.quote_pb2 import Quote

_MARKS: dict[ClaimChange.ValueType, tuple[str, str]] = {
    CLAIM_CHANGE_ADDED: ("+", "green"),
    CLAIM_CHANGE_REMOVED: ("-", "red"),
    CLAIM_CHANGE_CHANGED: ("~", "yellow"),
}
_KIND_STYLES = {Change.CREATED: "green", Change.UPDATED: "yellow", Change.DELETED: "red"}


def revision_lines(article: Article) -> RenderableType:
    """Number, title and time of a revision, and below it its etag and engine."""
    first = Text.assemble((f"{article.revision}  ", "bold cyan"), (visible(article.title) or "Untitled", "bold"))
    engine = " ".join(part for part in ("engine", article.engine.version, article.engine.digest[:12]) if part)
    facts = [instant(article.update_time), f"etag {article.etag}", engine]
    return Group(Hanging(first), _below(Text(visible(" · ".join(facts)), "dim")))


def change_line(change: Change) -> Text:
    """Number, kind, name, title and source of a change on one line; of a merge the actors that have become the one named."""
    article = change.before if change.kind == Change.DELETED and change.HasField("before") else change.article
    about = (article.title, article.source, article.published_date, ", ".join(change.merge.sources))
    facts = " · ".join(part for part in about if part)
    if change.HasField("merge"):
        facts = " ".join(("←" if change.kind == Change.MERGED else "→", *change.merge.sources))
    return Text.assemble(
        (f"{change.sequence}  {instant(change.time)}  ", "dim"),
        (Change.Kind.Name(change.kind), _KIND_STYLES.get(change.kind, "")),
        f"  {visible(change.name)}",
        (f"  {visible(' '.join(facts.split()))}" if facts else "", "bold"),
    )


def diff_lines(name: str, diff: DiffRevisionsResponse) -> RenderableType:
    """The claims that two revisions do not share: a sign, what the claim says, and what of it is different."""
    edited = [part for part, changed in (("title", diff.title_changed), ("body", diff.body_changed)) if changed]
    facts = f"revision {diff.from_revision} → {diff.to_revision}" + (
        f" · {' and '.join(edited)} edited" if edited else ""
    )
    lines: list[RenderableType] = [Hanging(Text.assemble((visible(name), "bold"), (f"  {facts}", "dim")))]
    lines += map(_event_line, diff.events)
    lines += map(_quote_line, diff.quotes)
    if len(lines) == 1:
        lines.append(Text("The same claims in both.", "dim"))
    return Group(*lines)


def _event_line(change: EventChange) -> RenderableType:
    shown = change.before if change.change == CLAIM_CHANGE_REMOVED else change.after
    status = wording.status_word(shown)
    line = _signed(change.change, f"{shown.type} ", shown.gist or shown.label, f" ({status})" if status else "")
    return _with_details(line, list(_event_details(change.fields, change.before, change.after)))


def _quote_line(change: QuoteChange) -> RenderableType:
    shown = change.before if change.change == CLAIM_CHANGE_REMOVED else change.after
    words = " … ".join(" ".join(span.text.split()) for span in shown.content)
    speaker = f" — {shown.speaker_span.text}" if shown.speaker_span.text else ""
    line = _signed(change.change, "QUOTE ", f"“{words}”", speaker)
    return _with_details(line, list(_quote_details(change.fields, change.before, change.after)))


def _signed(change: ClaimChange.ValueType, kind: str, words: str, rest: str) -> RenderableType:
    sign, style = _MARKS.get(change, ("?", ""))
    return Hanging(Text.assemble((f"{sign} {visible(kind)}", f"bold {style}"), visible(words), (visible(rest), "dim")))


def _event_details(fields: Sequence[str], before: Event, after: Event) -> Iterator[str]:
    """The fields that differ; what they were and are, where a word tells it."""
    told = {
        "type": (before.type, after.type),
        "mode": (before.mode, after.mode),
        "status": (Event.Status.Name(before.status), Event.Status.Name(after.status)),
        "trigger": (before.trigger.text, after.trigger.text),
        "time": (wording.when(before.time), wording.when(after.time)),
        "participants": (_participants(before), _participants(after)),
        "attributions": (_sources(before), _sources(after)),
        "topic": (_on_a_line(before.topic.text), _on_a_line(after.topic.text)),
        "quantities": (_quantities(before), _quantities(after)),
    }
    yield from _details(fields, told)


def _quote_details(fields: Sequence[str], before: Quote, after: Quote) -> Iterator[str]:
    told = {
        "kind": (Quote.Kind.Name(before.kind), Quote.Kind.Name(after.kind)),
        "speaker": (before.speaker_span.text, after.speaker_span.text),
        "verb": (before.verb, after.verb),
    }
    yield from _details(fields, told)


def _details(fields: Sequence[str], told: Mapping[str, tuple[str, str]]) -> Iterator[str]:
    for field in fields:
        was, now = told.get(field, ("", ""))
        yield f"{field}: {was or 'none'} → {now or 'none'}" if was != now else f"{field}: told otherwise"


def _participants(event: Event) -> str:
    return ", ".join(participant.text for participant in event.participants if participant.text)


def _sources(event: Event) -> str:
    return ", ".join(f"{said.source_span.text or 'a source'} ({said.verb})" for said in event.attributions)


def _quantities(event: Event) -> str:
    return ", ".join(f"{quantity.value:g} {quantity.unit}".rstrip() for quantity in event.quantities)


def _on_a_line(text: str) -> str:
    return " ".join(text.split())


def _with_details(line: RenderableType, details: Sequence[str]) -> RenderableType:
    if not details:
        return line
    return Group(line, *(_below(Text(visible(detail), "dim")) for detail in details))


def _below(line: Text) -> RenderableType:
    line.overflow = "fold"
    return Padding(line, (0, 0, 0, 4), expand=False)
