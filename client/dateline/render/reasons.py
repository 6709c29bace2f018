"""Why an event was read as it was, for the terminal."""

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from dateline.render.plain import visible
from dateline.v1.event_pb2 import Event, Reason


def reason_lines(event: Event) -> RenderableType:
    """The reasons by part, the row of the table that decided under each."""
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column(no_wrap=True, style="dim")
    table.add_column(overflow="fold")
    told = Reason.PART_UNSPECIFIED
    for reason in event.reasons:
        name = "" if reason.part == told else Reason.Part.Name(reason.part).lower()
        told = reason.part
        text = Text(visible(reason.text))
        if reason.rule:
            text.append(f"\n{visible(reason.rule)}", "dim")
        table.add_row(name, text)
    return table


def correction_line(event: Event) -> RenderableType:
    """Who put the stored event right, and why."""
    correction = event.correction
    by = f" by {correction.by}" if correction.by else ""
    because = f": {correction.reason}" if correction.reason else ""
    return Text(visible(f"corrected{by} ({', '.join(correction.fields)}){because}"), "yellow")
