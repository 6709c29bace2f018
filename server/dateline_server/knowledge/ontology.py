"""The event ontology."""

ONTOLOGY_VERSION = "1"
