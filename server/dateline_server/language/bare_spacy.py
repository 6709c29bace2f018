"""Imports spaCy without its command line, which takes a third of the time and which nothing here calls."""

import sys
from types import ModuleType
from typing import Any

_COMMANDS = ("spacy.cli", "spacy.cli.info")


def import_spacy() -> None:
    """Make `import spacy` quick for all that comes after; `spacy.info` and `spacy.cli` are loaded when they are asked for.

    spaCy's own __init__ takes `info` from its command line, and with it typer, weasel, httpx and requests. Nothing is
    done where spaCy is imported already.
    """
    if "spacy" in sys.modules:
        return
    stand_ins: dict[str, Any] = {name: ModuleType(name) for name in _COMMANDS}
    stand_ins["spacy.cli"].__path__ = []
    stand_ins["spacy.cli.info"].info = _info
    sys.modules.update(stand_ins)
    try:
        import spacy  # noqa: F401
    finally:
        for name in _COMMANDS:
            del sys.modules[name]


def _info(*arguments: Any, **options: Any) -> Any:
    from spacy.cli.info import info

    return info(*arguments, **options)
