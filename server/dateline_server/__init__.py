"""Dateline's server half: reads articles, stores them and serves them over gRPC."""
