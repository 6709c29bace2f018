"""Direct speech as far as pronouns need it: what stands between quotation marks and whom the paragraph lets speak."""

from bisect import bisect_right
from dataclasses import dataclass, field

from spacy.tokens import Doc, Token

from dateline.v1.actor_pb2 import Actor
from dateline_server.extraction.actors.entities import Cast, Entity
from dateline_server.extraction.actors.scanning import SPACES, head_of, tokens_of_parts, tokens_written
from dateline_server.knowledge.speech_cues import speech_cues

_OPENING = frozenset({"“", "„"})
_MARKS = _OPENING | {"”", '"'}
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
# How far from a quotation, in tokens, its speaker is named.
_NEAR = 8


@dataclass(slots=True)
class Speech:
    """`quoted` holds 1 for each token between marks; `paragraphs` are the first tokens of the paragraphs."""

    quoted: bytearray
    paragraphs: list[int]
    _speakers: dict[int, list[tuple[int, Entity]]] = field(default_factory=dict)

    def is_quoted(self, index: int) -> bool:
        """True for a token between quotation marks."""
        return bool(self.quoted[index])

    def speaker_at(self, index: int) -> Entity | None:
        """Whose words the quoted token is among; None outside of quotes and where it is open.

        It is the only person who speaks in the paragraph; of several the one right behind the quotation, else before it.
        """
        speakers = self._speakers.get(self._paragraph(index), []) if self.quoted[index] else []
        if len({id(entity) for _, entity in speakers}) == 1:
            return speakers[0][1]
        if not speakers:
            return None
        before, after = self.quoted.rfind(0, 0, index), self.quoted.find(0, index)
        behind = [entity for place, entity in speakers if after < place <= after + _NEAR]
        ahead = [entity for place, entity in speakers if before - _NEAR <= place < before]
        return behind[0] if behind else ahead[-1] if ahead else None

    def learn(self, token: Token, entity: Entity) -> None:
        """Take in whom the mention at the token means, in case it is the one who speaks."""
        if entity.kind != Actor.PERSON or self.quoted[token.i] or not _speaks(token):
            return
        speakers = self._speakers.setdefault(self._paragraph(token.i), [])
        speakers.append((token.i, entity))

    def _paragraph(self, index: int) -> int:
        return bisect_right(self.paragraphs, index) - 1


def find_speech(doc: Doc, cast: Cast) -> Speech:
    """The quoted stretches, and the speakers whom names and descriptions give.

    A mark without its mate holds to the end of the paragraph.
    """
    quoted = bytearray(len(doc))
    breaks = [token.i for token in tokens_of_parts(doc, SPACES) if "\n" in token.text]
    opened = -1
    for index in sorted([*breaks, *(token.i for token in tokens_written(doc, _MARKS))]):
        text = doc[index].text
        if opened >= 0 and text not in _OPENING:
            quoted[opened + 1 : index] = b"\1" * (index - opened - 1)
            opened = -1
        elif text in _OPENING or text == '"':
            opened = index
    paragraphs = [0, *(index + 1 for index in breaks)]
    speech = Speech(quoted, paragraphs)
    for entity in cast.entities:
        if entity.kind == Actor.PERSON:
            for tokens, _ in entity.mentions:
                speech.learn(head_of(tokens), entity)
    return speech


def _speaks(token: Token) -> bool:
    if token.dep_ == "appos":
        token = token.head
    return token.dep_ in _SUBJECTS and (token.head.lemma_.lower(), "verb") in speech_cues()
