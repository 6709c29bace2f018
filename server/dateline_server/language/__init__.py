"""The spaCy pass: from a document to its tokens, tags, syntax and names."""

from dateline_server.language.bare_spacy import import_spacy

import_spacy()
