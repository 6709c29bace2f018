"""What a time expression says before it is resolved: a few shapes, independent of the words they came from."""

from dataclasses import dataclass
from enum import Enum

from dateline_server.extraction.times.zones import NamedZone


class Anchor(Enum):
    """From where a relative time is counted."""

    PUBLICATION = 1
    TEXT = 2  # the date that the text spoke of last; unknown where it spoke of none
    STORY = 3  # the date that the text spoke of last, else the publication day


@dataclass(frozen=True, slots=True)
class CalendarPoint:
    """A named point of the calendar with whatever fields the words give; resolution fills in the others.

    `section` is a part of a year (Q3, H1, SU) or WE for a weekend; `holiday` a rule of the holiday table. `turn` says
    which of its kind is meant where the year or week is left open: -1 the last, 0 this, 1 the next, None as the tense
    says; `soonest` the first one ahead ("this coming Sunday"). `year_turn` counts the year from the anchor ("June last
    year" is -1), `week_turn` likewise the week; `weeks` beyond
    the last or the coming one of its kind ("Monday week" is 1). `last_day` means the last day of the month; `days` the
    stretch of so many days (second) that begins so many (first) behind its start, or, below 0, before its end. `unit` is
    the unit that the day stands for ("the week of March 6").
    """

    year: int | None = None
    known_year: int | None = None  # of a famous day, meant unless the text is older
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    section: str = ""
    holiday: str = ""
    part: str = ""
    turn: int | None = None
    year_turn: int | None = None
    week_turn: int | None = None
    soonest: bool = False
    weeks: int = 0
    last_day: bool = False
    days: tuple[int, int] | None = None
    unit: str = ""
    anchor: Anchor = Anchor.PUBLICATION


@dataclass(frozen=True, slots=True)
class ClockTime:
    """A time of day `hh:mm`, with the day where the same expression names it; `open` where no half of the day is named."""

    clock: str
    day: "CalendarPoint | Shift | None" = None
    open: bool = False


@dataclass(frozen=True, slots=True)
class Shift:
    """The unit (D W M Y Q E C WE TH TM) that lies `count` units from the anchor; 0 is the anchor's own."""

    count: float
    unit: str
    anchor: Anchor = Anchor.PUBLICATION
    part: str = ""
    upto_anchor: int = 0  # -1: the part of the unit before the day of writing ("earlier this week"), 1: after it


@dataclass(frozen=True, slots=True)
class YearEarlier:
    """The year before, or the same part of the year before when the text compares reporting periods."""

    anchor: Anchor
    of_period: bool = False


@dataclass(frozen=True, slots=True)
class Beside:
    """The day `count` days from another one: "the day after Christmas"; perhaps a part of it."""

    count: int
    part: str = ""
    other: "CalendarPoint | Shift | Fixed | None" = None


@dataclass(frozen=True, slots=True)
class Echo:
    """The time that the text spoke of last ("since then"); where it spoke of none, a vague time."""

    reference: str


@dataclass(frozen=True, slots=True)
class SamePeriod:
    """The period (quarter, year …) that the text speaks of: "the quarter", "the 1989 period"."""

    unit: str
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Fixed:
    """A value that needs no anchor: a decade, a century, a full date."""

    value: str


@dataclass(frozen=True, slots=True)
class Length:
    """A length of `count` units, None where the number is left open.

    `turn` -1 up to now, 1 from now, 0 from or up to another time, None as the verb says.

    `edge` 1 when it begins the year `year`, -1 when it ends it: "the first nine months of 2023".
    """

    count: float | None
    unit: str
    turn: int | None = None
    edge: int = 0
    year: CalendarPoint = CalendarPoint()


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A recurring time, as its TIMEX3 value."""

    value: str


@dataclass(frozen=True, slots=True)
class Vague:
    """PAST_REF, PRESENT_REF or FUTURE_REF."""

    reference: str


Meaning = (
    CalendarPoint | ClockTime | Shift | Beside | Echo | YearEarlier | SamePeriod | Fixed | Length | Recurrence | Vague
)


@dataclass(frozen=True, slots=True)
class Expression:
    """A recognised expression: the characters [start, end) of the text, its meaning, a mod (TIMEX3 name or ""), a zone."""

    start: int
    end: int
    meaning: Meaning
    mod: str = ""
    zone: NamedZone | None = None
