"""What the text has spoken of so far: the dates that "earlier", "that day" and "the quarter" lead back to."""

from dataclasses import dataclass, field
from datetime import date

from dateline_server.extraction.times.intervals import first_day

_REACH = 600  # characters within which "two days later" still means a date
_FINE_ENOUGH = {
    "D": ("day",),
    "W": ("day", "week"),
    "WE": ("day", "week"),
    "M": ("day", "week", "month"),
    "Q": ("day", "week", "month", "part"),
}
_ANY = ("day", "week", "month", "part", "year")


@dataclass(frozen=True, slots=True)
class Spoken:
    """A resolved date of the text: its local id, value, first day, and where it ends."""

    id: str
    value: str
    day: date
    end: int

    @property
    def grain(self) -> str:
        """How fine it is: day, week, month, part (of a year), year; empty when coarser."""
        size, middle = len(self.value), self.value[5:6]
        if middle == "W":
            return "week"
        if middle.isalpha():
            return "part"
        return "day" if size >= 10 else {7: "month", 4: "year"}.get(size, "")


@dataclass(slots=True)
class History:
    """Dates in the order of the text; the latest quarter or half reported on; the years that the present sentence names."""

    dates: dict[str, Spoken] = field(default_factory=dict)
    period: str = ""
    sentence: int = -1
    sentence_year: int | None = None

    def enter_sentence(self, start: int) -> None:
        """Forget the year of the sentence before when a new one begins."""
        if start != self.sentence:
            self.sentence, self.sentence_year = start, None

    def add(self, local_id: str, value: str, end: int, *, reported: bool) -> None:
        """Take note of a resolved value; `reported` when a quarter of it may be the period that the text reports on."""
        day = first_day(value)
        if day is None:
            return
        spoken = Spoken(local_id, value, day, end)
        self.dates[spoken.grain] = spoken
        if reported and spoken.grain == "part" and value[5] in "QH":
            other_kind = self.period[5:6] != value[5]
            self.period = value if other_kind else max(value, self.period)

    def anchor(self, unit: str, start: int) -> Spoken | None:
        """The last date within reach that is fine enough to count such units from."""
        near = [
            spoken
            for grain in _FINE_ENOUGH.get(unit, _ANY)
            if (spoken := self.dates.get(grain)) is not None and start - spoken.end <= _REACH
        ]
        return max(near, key=lambda spoken: spoken.end, default=None)

    def is_vague_since(self, anchor: Spoken | None, sentence_start: int) -> bool:
        """Whether the present sentence has named another, coarser date after the anchor."""
        after = max(anchor.end if anchor else 0, sentence_start)
        return any(spoken.end > after for spoken in self.dates.values())
