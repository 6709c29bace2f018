"""Long-running operations for people: how far they are, and what they did."""

from functools import partial

from google.longrunning import operations_pb2
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from dateline.operations import Operation, Progress, read_operation
from dateline.render.columns import Column
from dateline.render.plain import instant, visible
from dateline.v1.reparse_pb2 import ReparseMetadata

_STYLES = {
    ReparseMetadata.RUNNING: "yellow",
    ReparseMetadata.SUCCEEDED: "green",
    ReparseMetadata.CANCELLED: "dim",
    ReparseMetadata.FAILED: "red",
}


def state_word(progress: Progress) -> str:
    """`RUNNING`, `WAITING` while no server works on it, `SUCCEEDED`, `CANCELLED`, `FAILED`."""
    return "WAITING" if progress.waiting else ReparseMetadata.State.Name(progress.state)


def summary(operation: Operation) -> str:
    """State and numbers on one line: `SUCCEEDED: 12 of 12 done, 3 changed, 9 unchanged`."""
    progress = operation.progress
    parts = [f"{progress.done:,} of {progress.total:,} done" if progress.HasField("total") else "counting"]
    if isinstance(progress, ReparseMetadata) and progress.request.dry_run and progress.HasField("total"):
        parts = [f"{progress.total:,} to read, none read (dry run)"]
    elif isinstance(progress, ReparseMetadata) and operation.done and progress.HasField("total") and not progress.total:
        # An article that this engine has read is passed over.
        parts = ["nothing to read" if progress.request.include_current else "nothing to read, this engine has read all"]
    else:
        for name in ("changed", "created", "updated", "unchanged", "duplicates", "skipped", "failed"):
            count = getattr(progress, name, 0)
            if count or (name == "changed" and operation.done and isinstance(progress, ReparseMetadata)):
                parts.append(f"{count:,} {name}")
    error = f"; {visible(operation.error.message)}" if operation.error else ""
    return f"{state_word(progress)}: {', '.join(parts)}{error}"


def operation_lines(message: operations_pb2.Operation) -> RenderableType:
    """Name and state of an operation, and below it what was asked for, when, and how far it is."""
    operation = read_operation(message)
    progress = operation.progress
    first = Text.assemble((f"{operation.name}  ", "bold"), (summary(operation), _STYLES.get(progress.state, "")))
    facts = [*_asked(progress), instant(progress.create_time)]
    below = Text(" · ".join(fact for fact in facts if fact), "dim")
    return Group(first, Padding(below, (0, 0, 0, 2), expand=False))


def _asked(progress: Progress) -> list[str]:
    """What was asked for, in a few words."""
    if not isinstance(progress, ReparseMetadata):
        return ["queue", "more can be added" if progress.open else ""]
    asked = progress.request
    what = "reparse" + (" of everything" if asked.include_current else "")
    return [what, visible(asked.filter), f"engine {progress.engine.digest[:12]}"]


def _number(name: str, operation: operations_pb2.Operation) -> str:
    return str(getattr(read_operation(operation).progress, name, 0))


def _count(name: str, meaning: str) -> Column[operations_pb2.Operation]:
    return Column(name, meaning, partial(_number, name), name)


def _filter(progress: Progress) -> str:
    return progress.request.filter if isinstance(progress, ReparseMetadata) else ""


OPERATIONS: list[Column[operations_pb2.Operation]] = [
    Column("name", "operation's name", lambda r: r.name, "name"),
    Column("state", "RUNNING, WAITING …", lambda r: state_word(read_operation(r).progress), "state"),
    _count("total", "articles to read"),
    _count("done", "articles gone through"),
    _count("changed", "articles with a new revision"),
    Column("unchanged", "articles that stay as they are", partial(_number, "unchanged")),
    Column("skipped", "articles edited or deleted meanwhile", partial(_number, "skipped")),
    _count("failed", "articles that could not be read"),
    Column("filter", "which articles were asked for", lambda r: _filter(read_operation(r).progress), "filter", 110),
    Column("create_time", "when it was asked for", lambda r: read_operation(r).progress.create_time.ToJsonString()),
    Column("error", "why it ended early", lambda r: r.error.message),
    *(
        Column(name, meaning, partial(_number, name))
        for name, meaning in (
            ("created", "new articles of what was queued"),
            ("updated", "new revisions of what was queued"),
            ("duplicates", "new articles with the body of another one"),
        )
    ),
]
