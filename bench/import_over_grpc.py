"""What importing costs beside `import grpc`, bare Python taken off both sides."""

from bench.starting import processor_seconds, python


def measure() -> dict[str, float]:
    """`import_over_grpc`: `import dateline`; `client_over_grpc`: that with `dateline.Client` in hand, schema and all."""
    bare, grpc, package, client = processor_seconds(
        python("pass"), python("import grpc"), python("import dateline"), python("import dateline; dateline.Client")
    )
    return {
        "import_over_grpc": (package - bare) / (grpc - bare),
        "client_over_grpc": (client - bare) / (grpc - bare),
    }
