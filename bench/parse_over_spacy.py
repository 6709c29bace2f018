"""Time of a full parse over the time of the bare spaCy pass on the same texts, and words a second on one core."""

import time
from statistics import median

from bench.articles import distinct_documents
from dateline_server.extraction.parser import Parser
from dateline_server.language.pipeline import load_model
from dateline_server.language.reading import smooth

_DOCUMENTS = 48
_ROUNDS = 7


def measure() -> dict[str, float]:
    """`parse_over_spacy` (ratio, the rounds interleaved, median) and `words_per_second` of the full parse."""
    nlp, parser = load_model(), Parser()
    documents = list(distinct_documents(_DOCUMENTS))
    texts = [smooth(document.title, document.text).text for document in documents]
    words = sum(len(document.text.split()) for document in documents)
    ratios, rates = [], []
    for _ in range(_ROUNDS):
        started = time.perf_counter()
        for _doc in nlp.pipe(texts, batch_size=16):
            pass
        bare = time.perf_counter() - started
        started = time.perf_counter()
        for _article in parser.parse_many(documents):
            pass
        full = time.perf_counter() - started
        ratios.append(full / bare)
        rates.append(words / full)
    return {"parse_over_spacy": median(ratios), "words_per_second": median(rates)}
