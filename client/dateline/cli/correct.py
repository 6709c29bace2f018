"""`dateline correct`: what was read of an event, put right by a person."""

import re

import click
from google.protobuf.json_format import ParseDict, ParseError

from dateline.cli.names import EventKey, Name
from dateline.cli.options import connected, output_option, server_option
from dateline.cli.output import as_dict, line, write
from dateline.errors import NotFound
from dateline.v1.article_pb2 import Article
from dateline.v1.event_pb2 import Event, Participant

_LOCAL_ID = re.compile(r"e\d+")
_STATUSES = [status for status in Event.Status.keys() if status != "STATUS_UNSPECIFIED"]  # noqa: SIM118


@click.command(short_help="Put right what was read of an event.")
@click.argument("article", type=Name("articles"))
@click.argument("key", metavar="EVENT", type=EventKey())
@click.option("--type", "event_type", metavar="TYPE", help="Type of the ontology: CONSULT, X_COURT.")
@click.option("--mode", metavar="MODE", help="Mode of the type; empty for none.")
@click.option("--status", type=click.Choice(_STATUSES, case_sensitive=False), help="Whether it happened.")
@click.option("--label", metavar="TEXT", help="Plain verb phrase.")
@click.option("--gist", metavar="TEXT", help="The event in one sentence.")
@click.option(
    "--agent", "agents", multiple=True, metavar="ID", help="Who does it, by local id: a1. Several times for several."
)
@click.option("--recipient", "recipients", multiple=True, metavar="ID", help="To whom it is done.")
@click.option("--side", "sides", multiple=True, metavar="ID", help="One of several equal sides.")
@click.option("--place", metavar="ID", help="Where, by local id: p1; empty for nowhere known.")
@click.option("--day", metavar="DAY", help="When: 2025-04-09; empty for no time known.")
@click.option("--etag", default="", help="Only if the article has not changed since this etag.")
@click.option("--reason", default="", metavar="TEXT", help="Why.")
@click.option("--by", default="", metavar="NAME", help="Who puts it right.")
@click.option("--undo", is_flag=True, help="Take the correction back: the event is as it was read.")
@output_option(("text", "jsonl"), default="text")
@server_option()
def correct(
    article: str,
    key: str,
    event_type: str | None,
    mode: str | None,
    status: str | None,
    label: str | None,
    gist: str | None,
    agents: tuple[str, ...],
    recipients: tuple[str, ...],
    sides: tuple[str, ...],
    place: str | None,
    day: str | None,
    etag: str,
    reason: str,
    by: str,
    undo: bool,
    output: str,
    server: str | None,
    timeout: float | None,
) -> None:
    """Put right what was read of an event: ARTICLE is articles/…, EVENT the event's id (e1) or key.

    The correction is made again whenever the article is read again. Agents, recipients and sides replace all
    participants that were read.

    \b
    Examples:
      dateline correct articles/4f0c2a1be7d9 0c1d2e3f40516273 --status CLAIMED --reason "only the ministry says so"
      dateline correct articles/4f0c2a1be7d9 e2 --agent a2 --recipient a1
      dateline correct articles/4f0c2a1be7d9 0c1d2e3f40516273 --undo

    Exit code: 0 done, 3 no such article or event, 4 a value cannot be, 7 the article has changed.
    """
    given = {"type": event_type, "mode": mode, "status": status, "label": label, "gist": gist, "place": place}
    fields = [name for name, value in given.items() if value is not None]
    try:
        event = ParseDict({name: given[name] for name in fields}, Event())
    except ParseError as error:
        raise click.UsageError(str(error)) from error
    for role, ids in (
        (Participant.AGENT, agents),
        (Participant.RECIPIENT, recipients),
        (Participant.PARTICIPANT, sides),
    ):
        event.participants.extend(Participant(role=role, actor=local_id) for local_id in ids)
    if event.participants:
        fields.append("participants")
    if day is not None:
        fields.append("time")
        if day:
            event.time.value = event.time.earliest = event.time.latest = day
    if undo == bool(fields):
        raise click.UsageError("Say what is right, such as --status CLAIMED, or --undo.")
    if _LOCAL_ID.fullmatch(key):
        with connected(server, timeout, beforehand=True) as client:
            key = _key_of(client.articles.get(article), key)
    with connected(server, timeout) as client:
        if undo:
            done = client.events.uncorrect(article, key, etag=etag)
        else:
            done = client.events.correct(article, key, event, fields, etag=etag, reason=reason, by=by)
    if output == "jsonl":
        put = next((event for event in done.events if event.key == key), None)
        facts = {"name": done.name, "revision": done.revision, "etag": done.etag}
        write(line(facts if put is None else {**facts, "event": as_dict(put)}))
    else:
        write(f"{done.name} {'UNCORRECTED' if undo else 'CORRECTED'} (revision {done.revision})\n")


def _key_of(article: Article, local_id: str) -> str:
    """The key of the event that has this id in the article as it is now. Raises NotFound."""
    for event in article.events:
        if event.id == local_id:
            return event.key
    known = ", ".join(event.id for event in article.events[:20]) or "none"
    raise NotFound(f"{article.name} has no event {local_id!r}; it has {known}.", reason="EVENT_NOT_FOUND")
