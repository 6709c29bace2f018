"""What `dateline --help` costs beside a bare Python start, twice, and `import grpc`, once."""

from bench.starting import DATELINE, processor_seconds, python


def measure() -> dict[str, float]:
    """`help_over_start`: 1 when the help costs as much as both together."""
    bare, grpc, shown = processor_seconds(python("pass"), python("import grpc"), [*DATELINE, "--help"])
    return {"help_over_start": shown / (2 * bare + (grpc - bare))}
