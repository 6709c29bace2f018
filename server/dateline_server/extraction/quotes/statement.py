"""One thing that a source says, before it becomes a quote: tokens of the text, no offsets of the caller yet."""

from dataclasses import dataclass, field

from spacy.tokens import Span as Tokens

from dateline.v1.quote_pb2 import Quote
from dateline_server.knowledge.speech_cues import Cue


@dataclass(slots=True)
class Statement:
    """What is said, how and by whom.

    `content` are characters [start, end) of `doc.text`, in order. `cue` and `cue_tokens` are None where only the
    context shows who speaks, `source` where nobody is named. `frame` is the frame of the cue that the content stands in.
    `via` passed on what `source` said: "Tass, citing the ministry, reported"; there it is also the `teller`, who does what
    the cue says; None where nobody but the source does. `inherited` means that the source is that of a
    neighbouring statement, `nested` that all this is part of what another source says.
    """

    content: list[tuple[int, int]]
    cue: Cue | None
    cue_tokens: Tokens | None
    source: Tokens | None
    frame: str
    via: Tokens | None = None
    teller: Tokens | None = None
    inherited: bool = False
    nested: bool = False
    kind: Quote.Kind.ValueType = field(default=Quote.INDIRECT)
