"""What the tests of the command line share: where it is, a text to read, and what a command did."""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

DATELINE = Path(sys.executable).with_name("dateline")
TEXT = (
    "The foreign minister of Norway, Ingrid Solberg, met her Kenyan counterpart in Nairobi on Tuesday. "
    "“We agreed to open {number} new consulates,” Ms Solberg said."
)


@dataclass
class Outcome:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.out.splitlines()]


Command = Callable[..., Outcome]
