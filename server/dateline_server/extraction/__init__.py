"""From tokens to an Article. parser.py lists the steps in order."""

import dateline_server.language  # noqa: F401 - before any step, since it imports spaCy in its own way
