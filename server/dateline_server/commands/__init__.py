"""What the server half adds to the command line, as plug-ins of the entry-point group `dateline.commands`.

The heavy imports are inside the functions: the command line shows its help without them.
"""
