"""Writes the Python stubs of the schema to client/dateline/v1/.

Run by `make stubs`. A test generates them again elsewhere and fails when they differ from the committed ones.
"""

import sys
from importlib.resources import files
from pathlib import Path

from grpc_tools import protoc

ROOT = Path(__file__).resolve().parent.parent
PROTOS = ROOT / "protos"


def generate(target: Path) -> None:
    """Write the stubs below the folder `target`, as `target/dateline/v1/…`.

    Raises RuntimeError when the compiler refuses the schema; it has then said why on stderr.
    """
    target.mkdir(parents=True, exist_ok=True)
    plugins = Path(sys.executable).parent
    schema = sorted(str(path) for path in PROTOS.rglob("*.proto"))
    status = protoc.main(
        [
            "protoc",
            f"--proto_path={PROTOS}",
            f"--proto_path={ROOT / 'third_party' / 'googleapis'}",
            f"--proto_path={files('grpc_tools') / '_proto'}",
            f"--plugin=protoc-gen-mypy={plugins / 'protoc-gen-mypy'}",
            f"--plugin=protoc-gen-mypy_grpc={plugins / 'protoc-gen-mypy_grpc'}",
            f"--python_out={target}",
            f"--mypy_out=quiet,readable_stubs:{target}",
            f"--grpc_python_out={target}",
            f"--mypy_grpc_out=quiet:{target}",
            *schema,
        ]
    )
    if status != 0:
        raise RuntimeError("protoc refused the schema")
    # A service file without a service still gets an (empty) grpc stub; those say nothing.
    for path in (target / "dateline" / "v1").glob("*_pb2_grpc.py*"):
        if not path.name.split("_pb2_grpc")[0].endswith("_service"):
            path.unlink()


if __name__ == "__main__":
    generate(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "client")
