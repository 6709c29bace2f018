"""From tokens to an Article. parser.py lists the steps in order."""
