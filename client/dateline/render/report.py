"""The pictures of a report by name."""

from collections.abc import Callable, Mapping

from dateline.render.pictures.findings import KEPT, Findings
from dateline.render.pictures.graph import draw_graph
from dateline.render.pictures.lanes import draw_type_lanes
from dateline.render.pictures.picture import Picture
from dateline.render.pictures.places import draw_map
from dateline.render.pictures.series import draw_series
from dateline.render.pictures.timeline import draw_timeline

# More events than these are drawn as bars by type: so many rows are a list, and no picture.
_ROWS = 60


def _draw_timeline(findings: Findings, width: float) -> Picture:
    """A row for each event, or where they are many a lane for each type."""
    if findings.events <= KEPT and findings.events - findings.undated <= _ROWS:
        return draw_timeline(findings.kept, findings.near(), width)
    return draw_type_lanes(findings, width)


PICTURES: Mapping[str, Callable[[Findings, float], Picture]] = {
    "timeline": _draw_timeline,
    "series": draw_series,
    "graph": draw_graph,
    "map": draw_map,
}
