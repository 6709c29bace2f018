"""Processes: configuration, workers, start and stop."""
