"""What produced an article's claims, in one digest: the same input with the same digest gives byte-equal output."""

import hashlib
from pathlib import Path

from spacy.language import Language

import dateline_server
from dateline.v1.article_pb2 import Engine
from dateline.version import __version__
from dateline_server.knowledge.ontology import ONTOLOGY_VERSION
from dateline_server.language.pipeline import model_version

# The rooms whose code and tables decide what is claimed.
_ROOMS = ("intake", "language", "extraction", "knowledge")


def describe_engine(nlp: Language) -> Engine:
    """Versions of Dateline, model and ontology, with a digest over them and over all code and tables that read."""
    digest = hashlib.sha256()
    root = Path(dateline_server.__file__).parent
    for room in _ROOMS:
        for path in sorted((root / room).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(path.relative_to(root).as_posix().encode() + b"\0")
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    engine = Engine(version=__version__, model=model_version(nlp), ontology=ONTOLOGY_VERSION)
    digest.update(engine.SerializeToString(deterministic=True))
    engine.digest = digest.hexdigest()
    return engine
