"""Whom a pronoun means: the nearest actor before it that agrees with it, subjects first.

After the salience ranking of Lappin & Leass (1994) in its simplest form: the pronoun's own sentence and those before it
are searched backwards; inside a sentence a subject goes before any other mention. In direct speech "I" is the speaker
whom the paragraph names, and nobody else's pronoun means that speaker.
"""

from bisect import bisect_left

from spacy.tokens import Doc, Token

from dateline.v1.actor_pb2 import Actor
from dateline.v1.span_pb2 import Mention
from dateline_server.extraction.actors.entities import Cast, Entity
from dateline_server.extraction.actors.scanning import PRONOUNS, head_of, tokens_of_parts
from dateline_server.extraction.actors.speech import Speech, find_speech
from dateline_server.knowledge.speech_cues import speech_cues
from dateline_server.knowledge.word_classes import words_of

_GENDER = {
    **dict.fromkeys(("he", "him", "his", "himself"), "m"),
    **dict.fromkeys(("she", "her", "hers", "herself"), "f"),
}
_PLURAL = frozenset({"they", "them", "their", "theirs", "themselves"})
_MANY = ("NNS", "NNPS", "PRP", "PRP$")
_THING = frozenset({"it", "its", "itself"})
_FIRST = frozenset({"i", "me", "my", "mine", "myself"})
_SENTENCES_BACK = 3
# "It" is seldom said of what is not in this sentence or the one before.
_SENTENCES_BACK_TO_THING = 1
# Mentions looked at in one sentence: enough for any sentence of a person's making.
_MOST_MENTIONS = 40
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_BODIES = frozenset(
    {
        Actor.COUNTRY,
        Actor.GOVERNMENT,
        Actor.AGENCY,
        Actor.ORGANIZATION,
        Actor.COMPANY,
        Actor.MEDIA,
        Actor.PARTY,
        Actor.ARMED_GROUP,
    }
)
_Mention = tuple[int, Entity]


def _index_of(mention: _Mention) -> int:
    return mention[0]


def resolve_pronouns(doc: Doc, cast: Cast) -> None:
    """Record a pronoun mention with the actor it means, where one is found; what agrees with nobody stays open."""
    mentions = sorted(
        (
            (head_of(tokens).i, entity)
            for entity in cast.entities
            for tokens, how in entity.mentions
            if how not in (Mention.MODIFIER, Mention.NESTED)
        ),
        key=_index_of,
    )
    starts = [sentence.start for sentence in doc.sents]
    speech = find_speech(doc, cast)
    pronouns = list(tokens_of_parts(doc, PRONOUNS))
    for token in pronouns:
        word = token.lower_
        if token.i in cast.at:
            continue
        if word not in _GENDER and word not in _PLURAL and (word not in _THING or _is_empty_it(token)):
            continue
        entity = _antecedent(token, word, mentions, starts, speech)
        if entity is None:
            continue
        if entity.kind == Actor.PERSON and not entity.gender and not entity.plural:
            entity.gender = _GENDER.get(word, "")
        cast.mention(entity, doc[token.i : token.i + 1], Mention.PRONOUN)
        mentions.insert(bisect_left(mentions, token.i, key=_index_of), (token.i, entity))
        speech.learn(token, entity)
    for token in pronouns:
        if token.lower_ in _FIRST:
            speaker = speech.speaker_at(token.i)
            if speaker is not None:
                cast.mention(speaker, doc[token.i : token.i + 1], Mention.PRONOUN)


def _antecedent(
    pronoun: Token, word: str, mentions: list[_Mention], starts: list[int], speech: Speech
) -> Entity | None:
    doc = pronoun.doc
    if word in _THING and (voice := _voice_before(pronoun)) is not None:
        spoken_for = [entity for index, entity in mentions if voice[0] < index <= voice[1] and _agrees(entity, word)]
        return spoken_for[0] if spoken_for else None
    if word == "they" and _means_speakers(pronoun, mentions):
        return None
    sentence = bisect_left(starts, pronoun.i + 1) - 1
    speaker = speech.speaker_at(pronoun.i)
    quoted = speech.is_quoted(pronoun.i)
    end = pronoun.i
    bound: list[Entity] = []
    spoken_of: Entity | None = None
    far = _SENTENCES_BACK_TO_THING if word in _THING else _SENTENCES_BACK
    for back in range(min(far, sentence) + 1):
        start = starts[sentence - back]
        first = bisect_left(mentions, start, key=_index_of)
        last = bisect_left(mentions, end, key=_index_of)
        near = [mention for mention in mentions[max(first, last - _MOST_MENTIONS) : last] if _agrees(mention[1], word)]
        if back == 0:
            bound = [entity for index, entity in near if _binds(doc[index], pronoun)]
        near = [(index, entity) for index, entity in near if entity not in bound and entity is not speaker]
        if word in _THING:
            near = [(index, entity) for index, entity in near if entity.named or doc[index].tag_ not in _MANY[:2]]
        elif word in _PLURAL:  # a court may be "they", but rather the men it tried are
            near = [mention for mention in near if doc[mention[0]].tag_ in _MANY] or near
        if quoted and word not in _GENDER:  # what a speaker points to is hardly what the author last named
            near = [mention for mention in near if speech.is_quoted(mention[0])]
        # Whom only a speaker names is meant by the author's pronoun where nobody else is.
        outside = near if quoted else [mention for mention in near if not speech.is_quoted(mention[0])]
        if outside:
            if back and word not in _THING:
                outside = _gone_on_with(outside, doc, word)
            chosen = _most_salient(outside, doc, own_sentence=back == 0)
            return None if word in _THING and back and _is_rivalled(chosen, pronoun, start, end) else chosen[1]
        if near and spoken_of is None:
            spoken_of = _most_salient(near, doc, own_sentence=back == 0)[1]
        end = start
    return spoken_of


def _means_speakers(pronoun: Token, mentions: list[_Mention]) -> bool:
    """Whether several speakers who are no actors speak of themselves: "dockers said they would strike"."""
    verb = pronoun.head
    if pronoun.dep_ not in _SUBJECTS or verb.dep_ != "ccomp" or (verb.head.lemma_.lower(), "verb") not in speech_cues():
        return False
    for subject in verb.head.lefts:
        if subject.dep_ in _SUBJECTS and subject.tag_ == "NNS":
            at = bisect_left(mentions, subject.i, key=_index_of)
            return at == len(mentions) or mentions[at][0] != subject.i
    return False


def _voice_before(pronoun: Token) -> tuple[int, int] | None:
    """Head and last token of the phrase for whose body somebody speaks: "a spokesman for the firm said it would pay"."""
    verb = pronoun.head
    if pronoun.dep_ not in _SUBJECTS or verb.dep_ != "ccomp" or (verb.head.lemma_.lower(), "verb") not in speech_cues():
        return None
    for subject in verb.head.lefts:
        speaks_for = any(child.dep_ == "prep" and child.lower_ in ("for", "of") for child in subject.rights)
        if subject.dep_ in _SUBJECTS and speaks_for and subject.lemma_.lower() in words_of("voices"):
            return subject.i, subject.right_edge.i
    return None


def _gone_on_with(near: list[_Mention], doc: Doc, word: str) -> list[_Mention]:
    """Those whom a subject of the earlier sentence means by the same pronoun: whom it is about stays "they"."""
    same = [mention for mention in near if doc[mention[0]].lower_ == word and _is_subject(doc[mention[0]])]
    return same or near


def _most_salient(near: list[_Mention], doc: Doc, own_sentence: bool) -> _Mention:
    """A subject before any other: the main one comes first in English, and in its own sentence the nearest is meant."""
    subjects = [mention for mention in near if _is_subject(doc[mention[0]])]
    if subjects:
        return subjects[-1] if own_sentence else subjects[0]
    named = [mention for mention in near if mention[1].named and mention[1].kind == Actor.PERSON]
    return (named or near)[-1]


def _is_rivalled(chosen: _Mention, pronoun: Token, start: int, end: int) -> bool:
    """True when "it" may as well mean a thing of the sentence [start, end): its subject, its object or a text in it."""
    doc, index = pronoun.doc, chosen[0]
    things = [token for token in doc[start:end] if token.tag_ == "NN" and token.i != index]
    if pronoun.dep_ in ("dobj", "pobj"):  # what is done to "it" is done to a thing as a rule: "called it off"
        return any(token.dep_ in ("nsubj", "nsubjpass", "dobj", "attr") for token in things)
    if doc[index].dep_ not in _SUBJECTS:
        return any(token.dep_ in _SUBJECTS for token in things)
    if any(token.dep_ in _SUBJECTS and token.i < index for token in things):
        return True
    is_deed_of_thing = pronoun.dep_ in _SUBJECTS and pronoun.head.lemma_ in words_of("deeds_of_things")
    return any(
        token.i > index and (token.lemma_ in words_of("text") or (token.dep_ == "dobj" and is_deed_of_thing))
        for token in things
        if token.dep_ in ("dobj", "pobj", "nsubj", "nsubjpass", "attr")
    )


def _is_subject(token: Token) -> bool:
    """Whether a mention is a subject, itself or as the apposition of one: "The minister, Ann Otieno, said"."""
    for _ in range(4):
        if token.dep_ not in ("appos", "conj") or token.head.dep_ == "ROOT":
            break
        token = token.head
    return token.dep_ in _SUBJECTS


def _agrees(entity: Entity, word: str) -> bool:
    if word in _GENDER:
        return entity.kind == Actor.PERSON and not entity.plural and entity.gender in ("", _GENDER[word])
    if word in _PLURAL:
        return entity.kind == Actor.GROUP or entity.plural
    return entity.kind in _BODIES and not (entity.plural and not entity.named and entity.kind == Actor.GROUP)


def _binds(antecedent: Token, pronoun: Token) -> bool:
    """An object pronoun never means the subject of its own verb: in "Otieno met him" he is somebody else."""
    if pronoun.dep_ in _SUBJECTS and pronoun.head.dep_ == "ccomp" and antecedent.head == pronoun.head.head:
        # Nor does an accuser: in "Police allege that they stole it" others did.
        return antecedent.head.lemma_.lower() in words_of("accuses_in_clause")
    return (
        pronoun.dep_ in ("dobj", "dative", "pobj")
        and antecedent.dep_ in _SUBJECTS
        and (antecedent.head == pronoun.head or antecedent.head == pronoun.head.head)
        and not pronoun.lower_.endswith(("self", "selves"))
    )


def _is_empty_it(token: Token) -> bool:
    """ "It rained", "it is clear that", "it is understood", "it remains to be seen": nobody is meant."""
    if token.lower_ != "it":
        return False
    if token.dep_ == "expl":
        return True
    verb = token.head
    if token.dep_ == "nsubjpass" and (verb.lemma_.lower(), "verb") in speech_cues():
        return True
    if token.dep_ in _SUBJECTS and verb.lemma_ == "be" and _is_said_of_speaker(verb):
        return any(
            child.dep_ in ("ccomp", "xcomp", "acomp", "advcl") and child.lemma_ not in words_of("attitude_words")
            for child in verb.rights
        )
    return verb.lemma_ in words_of("empty_it") and token.dep_ in _SUBJECTS


def _is_said_of_speaker(verb: Token) -> bool:
    """Whether a clause tells what the subject of a verb of saying says: "Norway says it is …"."""
    return verb.dep_ == "ccomp" and (verb.head.lemma_.lower(), "verb") in speech_cues() and verb.head.i < verb.i
