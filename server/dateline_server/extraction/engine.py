"""What produced an article's claims, in one digest: the same input with the same digest gives byte-equal output."""

import hashlib
from pathlib import Path

from spacy.language import Language

import dateline_server
from dateline.v1.article_pb2 import Engine
from dateline.version import __version__
from dateline_server.errors import KnowledgeInvalid
from dateline_server.knowledge.base import load_knowledge
from dateline_server.knowledge.connectives import load_connectives
from dateline_server.knowledge.gazetteer import load_gazetteer
from dateline_server.knowledge.known_days import load_known_days
from dateline_server.knowledge.leaders import load_leaders
from dateline_server.knowledge.ontology import ONTOLOGY_VERSION, load_ontology
from dateline_server.knowledge.speech_cues import speech_cues
from dateline_server.knowledge.status_cues import load_status_cues
from dateline_server.knowledge.tables import own_tables
from dateline_server.knowledge.triggers import INTENT, NO_EVENT, load_triggers
from dateline_server.language.pipeline import model_version

# The rooms whose code and tables decide what is claimed.
_ROOMS = ("intake", "language", "extraction", "knowledge")


def load_tables() -> None:
    """Read the tables that may have rows of one's own. Raises KnowledgeInvalid where such a row cannot be."""
    try:
        own = own_tables()
        if not own:
            return
        types = {type_ for type_, _ in load_ontology()} | {INTENT, NO_EVENT}
        for rows in load_triggers().values():
            for row in rows:
                if row.type not in types:
                    raise ValueError(
                        f"event_triggers.tsv: {row.pattern!r} names {row.type!r}, which no row of ontology.tsv has"
                    )
        for load in (load_status_cues, speech_cues, load_connectives, load_knowledge, load_leaders, load_known_days):
            load()
        load_gazetteer()
    except (ValueError, KeyError, OSError) as error:
        raise KnowledgeInvalid(f"Rows of your own cannot be read. {error}", field="DATELINE_KNOWLEDGE") from error


def describe_engine(nlp: Language) -> Engine:
    """Versions of Dateline, model and ontology, with a digest over them and over all code and tables that read."""
    digest = hashlib.sha256()
    root = Path(dateline_server.__file__).parent
    for room in _ROOMS:
        for path in sorted((root / room).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(path.relative_to(root).as_posix().encode() + b"\0")
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    own = own_tables()
    for name, path in own.items():
        digest.update(name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    ontology = f"{ONTOLOGY_VERSION} with rows of its own" if "ontology.tsv" in own else ONTOLOGY_VERSION
    engine = Engine(version=__version__, model=model_version(nlp), ontology=ontology)
    digest.update(engine.SerializeToString(deterministic=True))
    engine.digest = digest.hexdigest()
    return engine
