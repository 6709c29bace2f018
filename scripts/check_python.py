"""Says clearly when Python is too old, or cannot make a virtual environment. Runs on any Python, even 2.7."""

import sys

if sys.version_info < (3, 11):
    sys.exit(
        "Dateline needs Python 3.11 or newer; %s is Python %d.%d. Name a newer one: make PYTHON=python3.12 demo"
        % (sys.executable, sys.version_info[0], sys.version_info[1])
    )

try:
    import ensurepip  # noqa: F401
    import venv  # noqa: F401
except ImportError:
    sys.exit("This Python cannot make a virtual environment. On Debian and Ubuntu: apt-get install python3-venv")
