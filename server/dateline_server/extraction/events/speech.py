"""Events that are speech: who speaks is the source of what is said, and what is said is the event's topic.

The reading of quotes sees more than the syntax around the cue (marks, lines of dialogue, speakers after the verb), so
an event whose trigger is the cue of a statement takes its speaker from there.
"""

from spacy.tokens import Token

from dateline.v1.event_pb2 import Participant
from dateline.v1.quote_pb2 import Quote
from dateline_server.extraction.draft import Draft
from dateline_server.extraction.events.candidate import Candidate
from dateline_server.extraction.events.phrases import can_act
from dateline_server.extraction.events.side import Side
from dateline_server.extraction.events.syntax import Syntax
from dateline_server.extraction.quotes.covering import Coverage
from dateline_server.extraction.quotes.reported_speech import find_speech
from dateline_server.extraction.quotes.statement import Statement
from dateline_server.knowledge.word_classes import words_of

_CLIMB = 6
_ADDRESSED = frozenset(("", "to", "with", "before"))
_PASSED_ON = frozenset(("cite", "quote", "accord"))
_CLAUSES = frozenset(("clause", "quote"))
_RELATIVE = frozenset(("WDT", "WP", "WP$"))
_LIGHT = words_of("light")
_OWN_CLAUSES = frozenset(("relcl", "appos", "acl"))


class Speeches:
    """The statements of a draft by their cues, and what holds a word."""

    def __init__(self, draft: Draft, syntax: Syntax) -> None:
        self._draft = draft
        self._syntax = syntax
        statements = find_speech(draft)
        self._coverage = Coverage(statements)
        self._by_cue: dict[int, Statement] = {}
        for statement in statements:
            if statement.cue_tokens is not None:
                self._by_cue.setdefault(statement.cue_tokens[-1].i, statement)
                for token in statement.cue_tokens:
                    self._by_cue.setdefault(token.i, statement)

    def told_by(self, candidate: Candidate) -> Statement | None:
        """The statement whose cue the trigger is; None for what is no speech."""
        return self._by_cue.get(candidate.head.i)

    def give_speaker(self, candidate: Candidate) -> None:
        """Let the speaker of the statement be the agent, and keep of a plain statement only whom it is told to."""
        statement = self.told_by(candidate)
        if candidate.speech is not None or statement is None or self._is_of_another(candidate.head):
            return
        if statement.source is not None and not candidate.equal:
            self._replace_agents(candidate, statement)
        plain = candidate.match.row.type == "X_STATE" or statement.frame in _CLAUSES
        if candidate.type == "X_STATE" and plain:
            candidate.sides = [side for side in candidate.sides if self._belongs(side, statement)]

    def _is_of_another(self, noun: Token) -> bool:
        """True for words that the subject only deals with: "expects no opposition", "fears a refusal"."""
        syntax = self._syntax
        return noun.pos_ == "NOUN" and syntax.deps[noun.i] == "dobj" and syntax.lemmas[noun.head.i] not in _LIGHT

    def _replace_agents(self, candidate: Candidate, statement: Statement) -> None:
        assert statement.source is not None
        source = statement.teller or statement.source
        head = source.root
        agents = [side for side in candidate.sides if side.role in (Participant.AGENT, Participant.PARTICIPANT)]
        if any(source.start <= side.head.i < source.end for side in agents):
            return
        if agents and candidate.type != "X_STATE" and not self._is_inside(agents[0].head, statement):
            return
        if not can_act(self._draft, self._syntax, head) or self._syntax.is_passive(candidate.head):
            return
        others = [side for side in candidate.sides if side.role != Participant.AGENT and side.head.i != head.i]
        candidate.sides = [
            *(Side(Participant.AGENT, member) for member in self._syntax.conjuncts(head) if member.i < source.end),
            *others,
        ]

    def _belongs(self, side: Side, statement: Statement) -> bool:
        if side.role == Participant.AGENT:
            return True
        if side.role != Participant.RECIPIENT or side.link not in _ADDRESSED:
            return False
        return not self._is_inside(side.head, statement) and can_act(self._draft, self._syntax, side.head)

    def _is_inside(self, token: Token, statement: Statement) -> bool:
        return any(start <= token.idx < end for start, end in statement.content)

    def is_echo(self, candidate: Candidate) -> bool:
        """True for speech that only passes on: "citing the ministry", "what he described as", "said that he denied"."""
        syntax, head = self._syntax, candidate.head
        if candidate.type != "X_STATE":
            return False
        if syntax.lemmas[head.i] in _PASSED_ON and head.tag_ == "VBG":
            return True
        if any(child.lower_ == "what" for child in syntax.children(head, "dobj", "pobj")):
            return True
        return self._is_put_in(head) or self._is_retold(candidate)

    def _is_put_in(self, verb: Token) -> bool:
        """True for who says so inside a relative clause of something else: "traders who it says armed the rebels"."""
        syntax = self._syntax
        if syntax.deps[verb.i] != "relcl" or any(child.tag_ in _RELATIVE for child in syntax.children(verb)):
            return False
        return any(
            word.tag_ in _RELATIVE or any(inner.tag_ in _RELATIVE for inner in syntax.children(word, "poss", "prep"))
            for clause in syntax.children(verb, "ccomp")
            for word in syntax.children(clause)
        )

    def _is_retold(self, candidate: Candidate) -> bool:
        """True inside what a source is reported to say, outside quotation marks and clauses that the author adds."""
        head = candidate.head
        for statement in self._coverage.around(head.idx):
            cue = statement.cue_tokens
            if statement.kind != Quote.INDIRECT or cue is None or cue.start <= head.i < cue.end:
                continue
            current = head
            for _ in range(_CLIMB):
                if current.i == current.head.i or self._syntax.deps[current.i] in _OWN_CLAUSES:
                    return False
                current = current.head
                if cue.start <= current.i < cue.end:
                    return True
        return False
