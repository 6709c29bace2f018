"""The version of Dateline: client, server and schema are released together."""

__version__ = "0.1.0"
