"""Words of the text as a sentence that stands alone repeats them: pronouns give way to names, capitals to small letters."""

from dataclasses import dataclass, field

from spacy.tokens import Token

from dateline.v1.actor_pb2 import Actor
from dateline_server.extraction.draft import Draft
from dateline_server.extraction.events.clauses import continuation
from dateline_server.extraction.events.naming import NamesInSentence
from dateline_server.extraction.events.phrases import noun_phrase
from dateline_server.extraction.events.syntax import Syntax

_MOST_NAMES = 4
_LONGEST_NOUN = 14
_SUBJECT_FORMS = {
    "him": "he", "his": "he", "her": "she", "them": "they", "their": "they", "who": "they", "which": "they", "its": "it",
    "us": "we", "our": "we", "me": "I", "my": "I",
}  # fmt: skip
_PLURAL_PRONOUNS = frozenset(("they", "we", "you", "i", "who", "them", "these", "those", "both", "us"))
_POSSESSIVES = frozenset(("his", "her", "its", "their", "my", "whose"))
_SINGLE = frozenset(("GPE", "ORG", "PERSON"))
_SPEAKER = frozenset(("i", "me", "my", "myself"))
_SINGULAR_TAGS = frozenset(("NN", "NNP"))
_MARKS = frozenset('“”"')


class Names:
    """What to call the actors of an article by their local ids."""

    def __init__(self, draft: Draft) -> None:
        self._names: dict[str, str] = {}
        self._plural: set[str] = set()
        self._people: set[str] = set()
        for actor in draft.article.actors:
            owned = actor.name[:1].isupper() and ("'s " in actor.name or "’s " in actor.name)
            self._names[actor.id] = actor.name if actor.named or owned else f"the {actor.name.removeprefix('the ')}"
            if actor.kind == Actor.GROUP and actor.name.endswith("s"):
                self._plural.add(actor.id)
            if actor.kind == Actor.PERSON:
                self._people.add(actor.id)

    def of(self, actor: str) -> str:
        """The name, for a nameless actor its description with "the"; empty for no actor."""
        return self._names.get(actor, "")

    def is_person(self, actor: str) -> bool:
        """True for one person."""
        return actor in self._people

    def is_plural(self, actor: str) -> bool:
        """True for several people under one description."""
        return actor in self._plural


@dataclass(slots=True)
class Retelling:
    """The words of one event; `said` holds the ids of actors whom the sentence has named already."""

    draft: Draft
    syntax: Syntax
    named: NamesInSentence
    names: "Names"
    speaker: str = ""
    """Name of who says it, for whom "I" stands."""
    deed: int = -1
    """Index of the word that names the event: a phrase that holds it ends before it."""
    said: set[str] = field(default_factory=set)

    def join(self, heads: list[Token], objects: bool = False) -> str:
        """The phrases of the heads as a list of names; as subjects unless `objects`."""
        names = list(dict.fromkeys(self.name(head) for head in self._distinct(heads)[:_MOST_NAMES]))
        if not objects:
            # Not "US", which is no form of "we".
            names = [_SUBJECT_FORMS.get(name if name == "US" else name.casefold(), name) for name in names]
        return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)

    def _distinct(self, heads: list[Token]) -> list[Token]:
        """The heads without those that mean the actor of an earlier one."""
        actors = [self.draft.actor_at.get(head.i) for head in heads]
        return [
            head for number, head in enumerate(heads) if not actors[number] or actors[number] not in actors[:number]
        ]

    def name(self, head: Token) -> str:
        """The words of the phrase; the actor's name for a pronoun, which leans on other sentences."""
        actor = self.draft.actor_at.get(head.i, "")
        if head.pos_ == "PRON" or head.tag_ == "PRP":
            if head.lower_ in _SPEAKER and self.speaker:
                return self.speaker
            named = self.named.name_of(head)
            if named is None:
                name = self.names.of(actor)
                self.said.add(actor)
                return name or (head.text if head.lower_ == "i" else head.lower_)
            head = named
        phrase = noun_phrase(self.syntax, head)
        rest = continuation(self.syntax, head, longest=_LONGEST_NOUN)
        if any(token.i == self.deed for token in rest):
            rest = []
        end = max([phrase.end, *(token.i + 1 for token in rest)])
        return self.words(self.syntax.tokens[phrase.start : end])

    def words(self, tokens: list[Token]) -> str:
        """The tokens as they stand, with names for the pronouns of whom the sentence has not named."""
        pieces: list[str] = []
        for position, token in enumerate(tokens):
            text = self._text(token) + token.whitespace_
            if position + 1 < len(tokens) and tokens[position + 1].i != token.i + 1 and not token.whitespace_:
                text += " "
            pieces.append(text)
            self.said.add(self.draft.actor_at.get(token.i, ""))
        text = " ".join("".join(pieces).split())
        if sum(map(text.count, _MARKS)) % 2:
            text = "".join(character for character in text if character not in _MARKS)
        return text

    def _text(self, token: Token) -> str:
        if token.pos_ != "PRON":
            return token.text if not token.is_sent_start or is_name(token) else token.text[:1].lower() + token.text[1:]
        actor = self.draft.actor_at.get(token.i, "")
        own = token.lower_ in _SPEAKER and bool(self.speaker)
        if own or (actor and actor not in self.said and token.tag_ in ("PRP", "PRP$")):
            name = self.speaker if own else self.names.of(actor)
            if name and (own or name != self.speaker):
                return name + ("'" if name.endswith("s") else "'s") if token.tag_ == "PRP$" else name
        return token.lower_ if token.is_sent_start and token.text != "I" else token.text

    def is_plural(self, heads: list[Token]) -> bool:
        """Whether the verb after the heads is in the plural."""
        heads = self._distinct(heads)
        if len(heads) > 1:
            return not any(_is_ampersand(head) for head in heads[1:])
        for head in heads:
            if head.pos_ == "PRON":
                own = head.lower_ in _SPEAKER and self.speaker
                named = self.named.name_of(head)
                if named is not None:
                    return self.is_plural([named])
                actor = self.draft.actor_at.get(head.i, "")
                one = bool(self.names.of(actor)) and not self.names.is_plural(actor)
                return head.lower_ in _PLURAL_PRONOUNS and not one and not own
            if self.names.is_person(self.draft.actor_at.get(head.i, "")):
                return False
            if head.tag_ == "NNS" or (head.tag_ == "NNPS" and head.ent_type_ not in _SINGLE):
                return True
            if head.lower_ == "police" or (head.lower_.endswith("men") and head.tag_ in ("NNP", "NNPS")):
                return True
            if head.lower_ in _PLURAL_PRONOUNS and not head.is_upper:
                return True
            return head.tag_ == "CD" and head.lower_ not in ("one", "1")
        return False


def _is_ampersand(head: Token) -> bool:
    return head.dep_ == "conj" and any(token.text == "&" for token in head.doc[max(0, head.i - 2) : head.i])


def is_name(word: Token) -> bool:
    """True for a word that keeps its capital inside a sentence."""
    named = word.ent_type_ not in ("", "CARDINAL", "QUANTITY", "DATE", "TIME") and word.pos_ not in ("DET", "PRON")
    return word.pos_ in ("PROPN", "X") or named or (word.is_upper and len(word) > 1) or word.text == "I"
