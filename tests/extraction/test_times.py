"""What a time expression means, sentence by sentence. Published on Wednesday 9 April 2025 where nothing else is said."""

import re
from collections.abc import Callable

import pytest

from dateline.v1.article_pb2 import Article
from dateline.v1.time_pb2 import TimeExpression
from dateline_server.extraction.draft import Draft
from dateline_server.extraction.times import find_times
from dateline_server.language.reading import Reading

Read = Callable[..., Reading]


def times_of(reading: Reading) -> list[TimeExpression]:
    return find_times(Draft(reading, Article()))


def check(read: Read, marked: str, values: tuple[str, ...], published: str = "2025-04-09") -> None:
    """The spans in [brackets] are the times of the sentence, and `TYPE value` what they mean."""
    text = re.sub(r"[\[\]]", "", marked)
    found = times_of(read(text, published=published))
    assert [time.span.text for time in found] == re.findall(r"\[(.*?)\]", marked)
    assert [f"{TimeExpression.Type.Name(time.type)} {time.value}" for time in found] == list(values)


WEEKDAYS = [
    ("The ministers met on [Tuesday] in Tallinn.", "DATE 2025-04-08"),
    ("The ministers met on [Friday] in Tallinn.", "DATE 2025-04-04"),
    ("The ministers will meet on [Friday] in Tallinn.", "DATE 2025-04-11"),
    ("The ministers would meet on [Monday], an aide said.", "DATE 2025-04-14"),
    ("The bridge collapsed on [Wednesday].", "DATE 2025-04-09"),
    ("The court will rule on [Wednesday].", "DATE 2025-04-09"),
    ("The summit is scheduled for [Saturday].", "DATE 2025-04-12"),
    ("The strike is due to begin on [Sunday].", "DATE 2025-04-13"),
    ("[Thursday]'s vote could topple the cabinet.", "DATE 2025-04-10"),
    ("[Monday]'s vote toppled the cabinet.", "DATE 2025-04-07"),
    ("The fair opens on [Saturday].", "DATE 2025-04-12"),
    ("The dam burst [last Friday].", "DATE 2025-04-04"),
    ("The dam burst [last Tuesday].", "DATE 2025-04-01"),
    ("A hearing set for [Tuesday] was cancelled.", "DATE 2025-04-08"),
    ("The envoy arrives [next Tuesday].", "DATE 2025-04-15"),
    ("Polls close [this Sunday].", "DATE 2025-04-13"),
    ("The envoy leaves [this coming Friday].", "DATE 2025-04-11"),
    ("Police raided the office [late Monday].", "DATE 2025-04-07"),
    ("The storm hit the coast on [Sunday night].", "TIME 2025-04-06TNI"),
    ("She resigned on [Monday morning].", "TIME 2025-04-07TMO"),
    ("She will resign on [Thursday afternoon].", "TIME 2025-04-10TAF"),
    ("The pair dined [early Tuesday evening].", "TIME 2025-04-08TEV"),
    ("Clerks were told to leave by [Friday].", "DATE 2025-04-11"),
    ("The judge adjourned the case until [Monday].", "DATE 2025-04-14"),
    ("The fire lasted until [Monday].", "DATE 2025-04-07"),
    ("They planned a march on [Saturday].", "DATE 2025-04-12"),
    ("She failed to appear on [Friday].", "DATE 2025-04-04"),
    ("Guards let them pass on [Friday].", "DATE 2025-04-04"),
    ("The attack on [Friday] is the third.", "DATE 2025-04-04"),
    ("Unions have called a strike for [Friday].", "DATE 2025-04-11"),
    ("He spoke in Oslo ahead of [Monday]'s summit.", "DATE 2025-04-14"),
    ("They sang in the square on Bloody Sunday.",),
    ("The shop opens [Monday] through [Friday].", "DATE 2025-04-14", "DATE 2025-04-18"),
    ("Fans bought tickets for [Friday]'s match.", "DATE 2025-04-11"),
    ("With nominations to close on [Friday], he met his rivals.", "DATE 2025-04-11"),
]

DAYS = [
    ("The treaty was signed on [April 4, 1949].", "DATE 1949-04-04"),
    ("The treaty was signed on [4 April 1949].", "DATE 1949-04-04"),
    ("The treaty was signed on [Friday, Oct. 23, 1998], in Oslo.", "DATE 1998-10-23"),
    ("The treaty was signed on [the 4th of April 1949].", "DATE 1949-04-04"),
    ("The port closed on [March 12].", "DATE 2025-03-12"),
    ("The port closed on [Nov. 25].", "DATE 2024-11-25"),
    ("The port will reopen on [15 May].", "DATE 2025-05-15"),
    ("The port will reopen on [Jan. 2].", "DATE 2026-01-02"),
    ("The port reopened on [Dec 3rd].", "DATE 2024-12-03"),
    ("The file is dated [2024-11-30].", "DATE 2024-11-30"),
    ("The file is dated [11/30/2024].", "DATE 2024-11-30"),
    ("The file is dated [30.11.2024].", "DATE 2024-11-30"),
    ("He was shot on [the night of March 3].", "TIME 2025-03-03TNI"),
    ("The dam, built in [1972], burst on [Sunday 6 April].", "DATE 1972", "DATE 2025-04-06"),
    ("The hearing falls in [the week of April 21].", "DATE 2025-W17"),
    ("They voted on [Tuesday, April 8].", "DATE 2025-04-08"),
]

MONTHS_AND_YEARS = [
    ("Prices rose in [March].", "DATE 2025-03"),
    ("Prices rose in [December].", "DATE 2024-12"),
    ("Prices will rise in [August].", "DATE 2025-08"),
    ("Prices will rise in [February].", "DATE 2026-02"),
    ("Prices fell in [March 2021].", "DATE 2021-03"),
    ("Prices fell [last October].", "DATE 2024-10"),
    ("Prices fell in [June last year].", "DATE 2024-06"),
    ("Prices fell in [January this year].", "DATE 2025-01"),
    ("Prices will fall in [March next year].", "DATE 2026-03"),
    ("The airline was founded in [1987].", "DATE 1987"),
    ("The [1956] uprising was crushed.", "DATE 1956"),
    ("Sales doubled from [1995] to [1997].", "DATE 1995", "DATE 1997"),
    ("The crisis of [1995]-[97] ruined them.", "DATE 1995", "DATE 1997"),
    ("The archive covers the class of ['98].", "DATE 1998"),
    ("They feared [the year 2000].", "DATE 2000"),
    ("In [1962] the wall stood; in [October] ships sailed.", "DATE 1962", "DATE 1962-10"),
    ("The barn burned [last March].", "DATE 2024-03"),
    ("The [September 11] attacks changed the law.", "DATE 2001-09-11"),
    ("The town was sacked in [410 AD].", "DATE 0410"),
    ("The wall was built in [500 BC].", "DATE BC0500"),
    ("Talks start [early in the new year].", "DATE 2026"),
    ("The mill was sold in [May].", "DATE 2024-05"),
    ("The case is heard in [May].", "DATE 2025-05"),
    ("Sales are above those of [February].", "DATE 2025-02"),
]

EDGES = [
    ("The road was finished at [the end of February].", "DATE 2025-02"),
    ("The road was finished in [early March].", "DATE 2025-03"),
    ("The road was finished in [mid-2024].", "DATE 2024"),
    ("The road was finished in [the late 1990s].", "DATE 199"),
    ("The road was finished [late last month].", "DATE 2025-03"),
    ("The road will be finished by [the end of the year].", "DATE 2025"),
    ("The road will be finished by [year-end].", "DATE 2025"),
    ("The road will be finished by [the middle of next week].", "DATE 2025-W16"),
    ("The road was finished [earlier this year].", "DATE 2025"),
    ("The road will be finished [later this month].", "DATE 2025-04"),
    ("The road was finished [early in 2019].", "DATE 2019"),
    ("The road was finished in [mid-January].", "DATE 2025-01"),
    ("A ruling is likely [mid-week].", "DATE 2025-W15"),
    ("Rents will rise for [the rest of the year].", "DATE 2025"),
    ("The road was finished in [the first week of March].", "DATE 2025-03"),
    ("The road was finished in [the final weeks of last year].", "DATE 2024"),
    ("The road was finished on [the last day of February 2024].", "DATE 2024-02-29"),
    ("The road will be finished by [the first day of June].", "DATE 2025-06-01"),
    ("The road was finished in [the first month of 2025].", "DATE 2025-01"),
    ("The road will be closed from [Monday] to [Wednesday of next week].", "DATE 2025-04-14", "DATE 2025-04-16"),
    ("The road will be finished [this autumn].", "DATE 2025-FA"),
    ("The road will be finished on [March 31].", "DATE 2026-03-31"),
    ("The road will be finished [a week on Tuesday].", "DATE 2025-04-22"),
    ("The road was finished [a week ago Tuesday].", "DATE 2025-04-01"),
    ("The road will be finished [Monday week].", "DATE 2025-04-21"),
    ("The road was closed at [11 o'clock] on [Monday night].", "TIME 2025-04-07T23:00", "TIME 2025-04-07TNI"),
    ("The inquest has been adjourned until [Tuesday].", "DATE 2025-04-15"),
    ("The inquest has been adjourned until [Wednesday].", "DATE 2025-04-16"),
    ("[The other day] the road was finished.", "DATE PAST_REF"),
    ("The road is quiet at [weekends].", "SET XXXX-WXX-WE"),
]

UNITS = [
    ("Rebels took the town [last week].", "DATE 2025-W14"),
    ("Rebels took the town [this week].", "DATE 2025-W15"),
    ("Talks resume [next week].", "DATE 2025-W16"),
    ("Rebels took the town [last month].", "DATE 2025-03"),
    ("Talks resume [next month].", "DATE 2025-05"),
    ("Exports fell [last year].", "DATE 2024"),
    ("Exports will grow [next year].", "DATE 2026"),
    ("Exports fell in [the current quarter].", "DATE 2025-Q2"),
    ("Exports fell [last quarter].", "DATE 2025-Q1"),
    ("The minister flies to Ankara [this weekend].", "DATE 2025-W15-WE"),
    ("Two climbers died [last weekend].", "DATE 2025-W14-WE"),
    ("Two climbers died over [the weekend].", "DATE 2025-W14-WE"),
    ("The law was passed [last decade].", "DATE 201"),
    ("No famine has been so bad [this century].", "DATE 20"),
    ("The mill shut [the year before last].", "DATE 2023"),
    ("The mill will shut [the week after next].", "DATE 2025-W17"),
    ("He won in [2016]. [The next year] he lost.", "DATE 2016", "DATE 2017"),
]

SHIFTS = [
    ("The mine shut [two weeks ago].", "DATE 2025-W13"),
    ("The mine shut [10 days ago].", "DATE 2025-03-30"),
    ("The mine shut [five months ago].", "DATE 2024-11"),
    ("The mine shut [41 years ago].", "DATE 1984"),
    ("The mine shut [a year ago].", "DATE 2024"),
    ("The mine shut [a decade ago].", "DATE 201"),
    ("The mine shut [half a year ago].", "DATE 2024-10"),
    ("The mine shut [a fortnight ago].", "DATE 2025-W13"),
    ("The mine shut [a few days ago].", "DATE PAST_REF"),
    ("The mine shut [years ago].", "DATE PAST_REF"),
    ("The mine will reopen [two weeks from now].", "DATE 2025-W17"),
    ("The sea dried up [65 million years ago].", "DATE PAST_REF"),
    ("They met in [2010] and parted [three years later].", "DATE 2010", "DATE 2013"),
    ("He was held on [March 3] and freed [two days later].", "DATE 2025-03-03", "DATE 2025-03-05"),
    ("He fled on [March 3]. [A day earlier] he had been fined.", "DATE 2025-03-03", "DATE 2025-03-02"),
    ("He fled on [March 3]. [The same day], a bomb exploded.", "DATE 2025-03-03", "DATE 2025-03-03"),
    ("He fled on [March 3]. [The following day] he was caught.", "DATE 2025-03-03", "DATE 2025-03-04"),
    ("He fled on [March 3]. [The next morning] he was caught.", "DATE 2025-03-03", "TIME 2025-03-04TMO"),
    ("He fled on [March 3]. Guards had slept [the night before].", "DATE 2025-03-03", "TIME 2025-03-02TNI"),
    ("They wed in [2010] and moved [the following year].", "DATE 2010", "DATE 2011"),
    ("Peace came in [late March] and ended [two days later].", "DATE 2025-03", "DATE XXXX-XX-XX"),
    ("The mine shut [a couple of years back].", "DATE 2023"),
    ("The river rose [the day after Christmas].", "DATE 2024-12-26"),
    ("He won in [2016]. Since [then] he has lost.", "DATE 2016", "DATE 2016"),
    ("He was ill at [the time].", "DATE PAST_REF"),
    ("He fled on [March 3], and wrote home [later in the day].", "DATE 2025-03-03", "DATE 2025-03-03"),
    ("He said at [the time] he was ill.", "DATE PAST_REF"),
    ("At the time she was caught, she was ill.",),
]

DAY_WORDS = [
    ("Envoys met [today].", "DATE 2025-04-09"),
    ("Envoys met [yesterday].", "DATE 2025-04-08"),
    ("Envoys meet [tomorrow].", "DATE 2025-04-10"),
    ("Envoys met [the day before yesterday].", "DATE 2025-04-07"),
    ("Envoys meet [the day after tomorrow].", "DATE 2025-04-11"),
    ("Envoys meet [tonight].", "TIME 2025-04-09TNI"),
    ("Envoys met [last night].", "TIME 2025-04-08TNI"),
    ("Envoys met [this morning].", "TIME 2025-04-09TMO"),
    ("Envoys met [yesterday afternoon].", "TIME 2025-04-08TAF"),
    ("Shells hit the port [overnight].", "TIME 2025-04-08TNI"),
    ("Shells hit the port [overnight] into [Monday].", "TIME 2025-04-06TNI", "DATE 2025-04-07"),
    ("Profit fell from [the same period in 2023].", "DATE 2023"),
    ("Snow is expected [overnight].", "TIME 2025-04-09TNI"),
    ("Police came in [the early hours of Sunday].", "TIME 2025-04-06TMO"),
    ("By [late afternoon] the hall was full.", "TIME 2025-04-09TAF"),
    ("Shells hit the port [overnight Saturday].", "TIME 2025-04-05TNI"),
]

CLOCKS = [
    ("The siren sounded at [9 a.m.] on [Tuesday].", "TIME 2025-04-08T09:00", "DATE 2025-04-08"),
    ("The siren sounded at [9 a.m. Tuesday].", "TIME 2025-04-08T09:00"),
    ("The siren sounded at [10:35 p.m. EST] in Boston.", "TIME 2025-04-09T22:35"),
    ("The siren sounded at [10.30am] in Leeds.", "TIME 2025-04-09T10:30"),
    ("The siren sounded at [noon Tuesday].", "TIME 2025-04-08T12:00"),
    ("On [Monday], the siren sounded at [21:15].", "DATE 2025-04-07", "TIME 2025-04-07T21:15"),
    ("The siren sounded at [1800 GMT].", "TIME 2025-04-09T18:00"),
    ("The siren sounded at [9 a.m. (0700 GMT)] on [Saturday].", "TIME 2025-04-05T09:00", "DATE 2025-04-05"),
    ("The siren sounded at [4 in the morning].", "TIME 2025-04-09T04:00"),
    ("The siren sounded at [seven o'clock].", "TIME 2025-04-09T07:00"),
    ("The siren sounded [around midnight].", "TIME 2025-04-09T00:00"),
    ("The log reads [2024-11-30T06:15].", "TIME 2024-11-30T06:15"),
    ("The siren sounded at [4:30 this morning].", "TIME 2025-04-09T04:30"),
    ("The siren sounded at [half past nine].", "TIME 2025-04-09T09:30"),
    (
        "It will be open from [1] to [3 p.m.] on [Friday].",
        "TIME 2025-04-11T13:00",
        "TIME 2025-04-11T15:00",
        "DATE 2025-04-11",
    ),
    ("The siren sounded at [4:00pm AEDT].", "TIME 2025-04-09T16:00"),
    ("He ran the race in 2:21:07.",),
    ("They led by two with 3:08 to play.",),
]

LENGTHS = [
    ("She served a [three-year] term.", "DURATION P3Y"),
    ("She served for [18 months].", "DURATION P18M"),
    ("The siege lasted [five and a half hours].", "DURATION PT5H30M"),
    ("The siege lasted [5 1/2 hours].", "DURATION PT5H30M"),
    ("The siege lasted [half an hour].", "DURATION PT30M"),
    ("The siege lasted [about a decade].", "DURATION P1E"),
    ("The siege lasted [several years].", "DURATION PXY"),
    ("The siege lasted [a couple of weeks].", "DURATION P2W"),
    ("The siege lasted [two hundred days].", "DURATION P200D"),
    ("The siege lasted [twenty-five days].", "DURATION P25D"),
    ("The siege lasted [a week].", "DURATION P1W"),
    ("The siege lasted [another two weeks].", "DURATION P2W"),
    ("The siege lasted [two] to [six days].", "DURATION P2D", "DURATION P6D"),
    ("The valley was ruled from afar for [centuries].", "DURATION PXC"),
    ("After [years] of war the valley is empty.", "DURATION PXY"),
    ("Exports grew over [the past three years].", "DURATION P3Y"),
    ("Exports will grow over [the next two weeks].", "DURATION P2W"),
    ("Exports grew in [the past fortnight].", "DURATION P2W"),
    ("Exports will grow in [the coming weeks].", "DURATION PXW"),
    ("Exports grew in [the first nine months of 2023].", "DURATION P9M"),
    ("The truce has held for [three consecutive days].", "DURATION P3D"),
    ("Build it with [30-second] pauses.", "DURATION PT30S"),
    ("He was away [a year and a half].", "DURATION P1.5Y"),
    ("A [week-long] trial began.", "DURATION P1W"),
    ("He said that [four days] were enough.", "DURATION P4D"),
    ("The appeal took [a month or two].", "DURATION P1M"),
    ("They run it on a day-to-day basis.",),
    ("He lost for the second time in as many months.",),
    ("He led the party for [a quarter of a century].", "DURATION P25Y"),
]

RECURRENCES = [
    ("The board meets [every Monday].", "SET XXXX-WXX-1"),
    ("The board meets [each Friday night].", "SET XXXX-WXX-5TNI"),
    ("The board meets on [Mondays].", "SET XXXX-WXX-1"),
    ("The board meets on [Tuesday nights].", "SET XXXX-WXX-2TNI"),
    ("The board meets [every day].", "SET P1D"),
    ("The board meets [daily].", "SET P1D"),
    ("The board meets [annually].", "SET P1Y"),
    ("The board meets [every other week].", "SET P2W"),
    ("The board meets [every two weeks].", "SET P2W"),
    ("The board meets [twice a month].", "SET P1M"),
    ("The board meets [three times a year].", "SET P1Y"),
    ("The board meets [every summer].", "SET XXXX-SU"),
    ("The board meets [every March].", "SET XXXX-03"),
    ("The board meets on [the first Monday of each month].", "SET P1M"),
    ("The plant makes 9,000 cars [a year].", "SET P1Y"),
]

VAGUE = [
    ("The road is [now] open.", "DATE PRESENT_REF"),
    ("The road is [currently] open.", "DATE PRESENT_REF"),
    ("The road was [recently] opened.", "DATE PAST_REF"),
    ("The road has been open in [recent weeks].", "DATE PAST_REF"),
    ("The road will [soon] be open.", "DATE FUTURE_REF"),
    ("No one knows [the future].", "DATE FUTURE_REF"),
    ("Roads were better in [the past].", "DATE PAST_REF"),
    ("The road is open at [the moment].", "DATE PRESENT_REF"),
    ("The valley will [one day] be free.", "DATE FUTURE_REF"),
    ("At the end of the day, the voters decide.",),
    ("She met the then-minister in [2012].", "DATE 2012"),
    ("He moved to Perth [that month].", "DATE XXXX-XX"),
]

PARTS_OF_YEARS = [
    ("Profit fell in [the third quarter].", "DATE 2024-Q3"),
    ("Profit fell in [the first quarter].", "DATE 2025-Q1"),
    ("Profit will fall in [the third quarter].", "DATE 2025-Q3"),
    ("[First-quarter] profit fell.", "DATE 2025-Q1"),
    ("Profit fell in [the third quarter of 1990].", "DATE 1990-Q3"),
    ("Profit fell in [Q3 2024].", "DATE 2024-Q3"),
    ("Profit fell in [the first half of 2023].", "DATE 2023-H1"),
    ("Profit fell in [the second half of last year].", "DATE 2024-H2"),
    ("Profit fell in [the last quarter of 2023].", "DATE 2023-Q4"),
    ("Profit fell in [fiscal 2024].", "DATE 2024"),
    ("[First-quarter] profit was $3 million, against $2 million [a year earlier].", "DATE 2025-Q1", "DATE 2024-Q1"),
    ("[First-quarter] profit beat that of [the year-ago quarter].", "DATE 2025-Q1", "DATE 2024-Q1"),
    ("Profit rose in [the quarter] ended [March 31].", "DATE 2025-Q1", "DATE 2025-03-31"),
    ("The lake dried up in [the summer of 2003].", "DATE 2003-SU"),
    ("The lake dried up [last summer].", "DATE 2024-SU"),
    ("The lake will dry up [this summer].", "DATE 2025-SU"),
    ("The lake dried up over [the winter].", "DATE 2024-WI"),
    ("The lake dried up in [the 1930s].", "DATE 193"),
    ("The lake dried up in [the '60s].", "DATE 196"),
    ("The lake dried up in [the eighties].", "DATE 198"),
    ("The lake dried up in [the early 20th century].", "DATE 19"),
    ("Profit fell in [the September quarter].", "DATE 2024-Q3"),
    ("The lake dried up in [the twenty-first century].", "DATE 20"),
    ("She is in her late fifties.",),
    ("Profit will fall in [the second half].", "DATE 2025-H2"),
    ("The team scored in the second half.",),
    ("[The week] ended [March 29] was wet.", "DATE 2025-W13", "DATE 2025-03-29"),
    ("It lost money in [the year] ended [June 30, 2024].", "DATE 2024", "DATE 2024-06-30"),
    ("They scored ten points in the third quarter.",),
]

RANGES_AND_HOLIDAYS = [
    ("The fair ran [March 3]-[5].", "DATE 2025-03-03", "DATE 2025-03-05"),
    ("The fair ran from [March 3] to [5].", "DATE 2025-03-03", "DATE 2025-03-05"),
    ("The fair ran between [3] and [5 March].", "DATE 2025-03-03", "DATE 2025-03-05"),
    ("The fair ran on [March 24] and [25].", "DATE 2025-03-24", "DATE 2025-03-25"),
    ("The fair ran from [March 3] to [April 2].", "DATE 2025-03-03", "DATE 2025-04-02"),
    ("The fair was held on [Christmas Eve].", "DATE 2024-12-24"),
    ("The fair will be held on [Easter Monday].", "DATE 2025-04-21"),
    ("The fair was held on [New Year's Eve 1999].", "DATE 1999-12-31"),
    ("The fair was held on [Thanksgiving].", "DATE 2024-11-28"),
    ("They voted on [Election Day].", "DATE 2024-11-05"),
    ("They voted on [the first Sunday of March].", "DATE 2025-03-02"),
    ("The fair was held on [Anzac Day 2019].", "DATE 2019-04-25"),
    ("The fair was held on [Black Friday].", "DATE 2024-11-29"),
    ("The fair was held on [Yom Kippur].", "DATE 2024-10-12"),
    ("The fair ran from [November] to [February].", "DATE 2024-11", "DATE 2025-02"),
    ("The fair ran between [November] and [February 1999].", "DATE 1998-11", "DATE 1999-02"),
    ("The fair ran from [Sunday] to [Tuesday].", "DATE 2025-04-06", "DATE 2025-04-08"),
]

NOT_TIMES = [
    "She may win the second round.",
    "Trucks blocked Route 1990 and Gate 2010.",
    "Thousands march through the fall of leaves.",
    "The 48-year-old lawyer is 52 years old.",
    "They sold 1,998 tickets and 2000 cars.",
    "The fine was $1990 or 12%.",
    "Theresa May left.",
    "They won 4-2 and paid a quarter of the price.",
    "The sun sat low; the wed pair spoke.",
    "She was the 45th of March's guests.",
    "He came as soon as he could.",
    "The daughter of the 9/11 victims spoke.",
]

ALL = [
    *WEEKDAYS,
    *DAYS,
    *MONTHS_AND_YEARS,
    *EDGES,
    *UNITS,
    *SHIFTS,
    *DAY_WORDS,
    *CLOCKS,
    *LENGTHS,
    *RECURRENCES,
    *VAGUE,
    *PARTS_OF_YEARS,
    *RANGES_AND_HOLIDAYS,
]


@pytest.mark.parametrize("row", ALL, ids=lambda row: row[0])
def test_spans_and_values(read: Read, row: tuple[str, ...]) -> None:
    check(read, row[0], row[1:])


WEEKENDS = [
    ("She told voters [this weekend] to stay calm.", "2025-04-07", "DATE 2025-W14-WE"),
    ("She will speak to voters [this weekend].", "2025-04-07", "DATE 2025-W15-WE"),
    ("She told voters [this weekend] to stay calm.", "2025-04-13", "DATE 2025-W15-WE"),
]


@pytest.mark.parametrize(("marked", "published", "value"), WEEKENDS)
def test_the_weekend_lies_as_tense_and_day_say(read: Read, marked: str, published: str, value: str) -> None:
    check(read, marked, (value,), published)


@pytest.mark.parametrize("sentence", NOT_TIMES)
def test_other_words_are_no_times(read: Read, sentence: str) -> None:
    assert [time.span.text for time in times_of(read(sentence))] == []
