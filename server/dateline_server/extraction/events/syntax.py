"""Who is the subject and object of a word: the grammar that participants are read from."""

from spacy.tokens import Span as Tokens
from spacy.tokens import Token

from dateline_server.extraction.dependents import Dependents
from dateline_server.extraction.events.voice import Voice
from dateline_server.extraction.relatives import takes_up_charge
from dateline_server.knowledge.word_classes import words_of

_CLIMB = 6
_ASKING = frozenset(("on", "upon", "to", "with"))
# What may follow the object of "let" and "allow": "let them go", "allowed them in".
_BARE = frozenset(("VB", "IN", "RP", "RB"))
_RELATIVE = frozenset(("who", "whom", "which", "that", "whose"))
_LIGHT = words_of("light")
_PREVENTING = words_of("preventing")
_JUDGING = words_of("judging")
_OBJECT_CONTROL = words_of("object_control")
_PREPOSITION_CONTROL = words_of("preposition_control")


class Syntax(Voice):
    """The tree of one document with its grammatical roles."""

    def __init__(self, around: Dependents) -> None:
        super().__init__(around)
        self.noun_phrases: dict[int, Tokens] = {}
        self._objects: dict[int, list[Token]] = {}
        self._subjects: dict[int, tuple[list[Token], bool]] = {}

    def subjects(self, verb: Token) -> tuple[list[Token], bool]:
        """Who does what the verb says, first conjuncts only, and whether that is implied and not said."""
        known = self._subjects.get(verb.i)
        if known is None:
            known = self._subjects[verb.i] = self._find_subjects(verb)
        return known

    def lends_itself(self, verb: Token) -> bool:
        """True for a verb that lends its subject to a noun of deed: "held talks", not "called the talks a farce"."""
        return self.lemmas[verb.i] in _LIGHT and not self.children(verb, "oprd")

    def _find_subjects(self, verb: Token) -> tuple[list[Token], bool]:
        current, implied = verb, False
        passive = self.is_passive(verb)
        for _ in range(_CLIMB):
            if passive and (by := self._doers(current)):
                return by, implied
            if self.is_passive(current):
                if passive and self.deps[current.i] == "conj":
                    current = current.head
                    if not self.is_passive(current):
                        # "came and was arrested": the subject of the active verb is who it is done to.
                        return [], implied
                    continue
                if passive:
                    return [], implied
                return self._antecedents(self.children(current, "nsubjpass"), current), implied
            own = self.children(current, "nsubj", "csubj", "expl")
            if own:
                return self._antecedents(own, current), implied
            if lost := self._subject_behind_comma(current):
                return lost, implied
            step = self._controller(current)
            if step is None:
                return [], implied
            nouns, following, said = step
            implied = implied or not said
            if nouns:
                return nouns, implied
            if following is None:
                return [], implied
            if self.children(following, "nsubjpass") and self.deps[current.i] != "conj":
                return self._antecedents(self.children(following, "nsubjpass"), following), implied
            current = following
        return [], implied

    def _subject_behind_comma(self, verb: Token) -> list[Token]:
        """The subject that the parser hung on the end of the phrase before it: "After the vote in Oslo, Peru left"."""
        if self.deps[verb.i] not in ("ROOT", "ccomp") or verb.tag_ not in ("VBD", "VBZ", "VBP"):
            return []
        before = verb.i - 1
        while before > 0 and self.deps[before] in ("advmod", "aux"):
            before -= 1
        noun = self.tokens[max(before, 0)]
        for _ in range(_CLIMB):
            if self.deps[noun.i] != "conj" or noun.pos_ not in ("NOUN", "PROPN"):
                return []
            first = noun.left_edge.i
            if first > 0 and self.tokens[first - 1].text == ",":
                return [] if self.children(noun.head, "cc") else [noun]
            noun = noun.head
        return []

    def _doers(self, verb: Token) -> list[Token]:
        """Who a passive verb, or one coordinated with it, is said to be done by."""
        for member in self.conjuncts(verb):
            if member.i != verb.i and member.tag_ != "VBN":
                # "was rescued, and the army will bring food by boat": nobody was rescued by the boat.
                continue
            for prep in self.children(member, "agent", "prep"):
                if prep.lower_ == "by":
                    return self.children(prep, "pobj", "pcomp")
        return []

    def _controller(self, verb: Token) -> tuple[list[Token], Token | None, bool] | None:
        """Where a verb without a subject of its own has it from: nouns, or the verb to ask next, and whether it is said."""
        dep, head = self.deps[verb.i], verb.head
        if dep == "conj":
            if not self._is_joined(verb, head):
                return None
            return [], head.head if self.leaves_clause(verb) else head, True
        if dep in ("xcomp", "ccomp", "advcl") and (asked := self._asked(verb, head)):
            return asked, None, False
        before = self.tokens[max(0, verb.left_edge.i - 1)]
        if dep in ("xcomp", "advcl") and self.lemmas[head.i] in _PREVENTING and before in self.children(head, "dobj"):
            # "foiled a plot to bomb the port", with "to bomb" hung on "foiled"
            return [], None, False
        if dep in ("xcomp", "ccomp"):
            if self.lemmas[head.i] in _OBJECT_CONTROL and (objects := self.objects(head)):
                return objects, None, False
            return [], head, False
        if dep in ("relcl", "acl"):
            if dep == "acl" and (verb.tag_ == "VBG" or self.is_misread_past(verb)):
                return [head], None, True
            if dep == "relcl" and not any(child.lower_ in _RELATIVE for child in self.children(verb)):
                return [], None, False
            if dep == "acl":
                return self.owners(head), None, False
            return [head], None, True
        if dep in ("advcl", "acomp"):
            return [], head, dep == "acomp"
        if dep == "pcomp":
            governor = head.head
            if governor.pos_ in ("VERB", "AUX"):
                judged = head.lower_ == "for" and self.lemmas[governor.i] in _JUDGING
                if (judged or self.lemmas[governor.i] in _OBJECT_CONTROL) and (objects := self.objects(governor)):
                    return objects, None, False
                return [], governor, False
            if self.deps[governor.i] in ("dobj", "dative") and self.lemmas[governor.head.i] in _OBJECT_CONTROL:
                # "accused its rival of cheating", with "of" hung on the rival
                return [governor], None, False
            return self.owners(governor), None, False
        return None

    def _asked(self, verb: Token, head: Token) -> list[Token]:
        """Who is to do what follows "to": "Peru" in "called on Peru to act", "put pressure on Peru to act"."""
        anchors = [head] if self.lemmas[head.i] in _PREPOSITION_CONTROL else []
        anchors += [noun for noun in self.children(head, "dobj") if self.lemmas[noun.i] in _PREPOSITION_CONTROL]
        if not anchors or not self.marks_infinitive(verb):
            return []
        preps = [prep for anchor in (head, *anchors) for prep in self.children(anchor, "prep") if prep.i < verb.i]
        return [noun for prep in preps if prep.lower_ in _ASKING for noun in self.children(prep, "pobj")]

    def _is_joined(self, verb: Token, head: Token) -> bool:
        """False where nothing joins the verbs, so that the parser is lost: "shut it after men from there killed one"."""
        if any(child.i < verb.i for child in self.children(head, "cc")) or self.children(head, "preconj"):
            return True
        before = verb.i - 1
        while before > head.i and self.deps[before] in ("advmod", "aux", "neg", "auxpass", "mark"):
            before -= 1
        return before <= head.i or self.tokens[before].is_punct or self.tokens[before].is_space or before == head.i

    def owners(self, noun: Token) -> list[Token]:
        """Who stands behind a noun that governs a verb: "Israel's plan to", "rebels made an attempt to"."""
        owners = self.children(noun, "poss")
        if owners:
            return owners
        if self.deps[noun.i] in ("dobj", "attr", "pobj"):
            governor = noun.head.head if self.deps[noun.i] == "pobj" else noun.head
            if self.deps[noun.i] == "dobj" and self.lemmas[governor.i] in _PREVENTING:
                return []
            if self.deps[noun.i] == "pobj" and self.lemmas[governor.i] in _OBJECT_CONTROL:
                # "charged with an attempt to …": those who are charged made it.
                return self.objects(governor)
            return self._antecedents(self.children(governor, "nsubj"), governor)
        return []

    def _bidders(self, noun: Token) -> list[Token]:
        """Whose bid or hope it is: of a pronoun the subject that it goes back to, "she failed in her bid"."""
        owners = self.owners(noun)
        if all(owner.tag_ != "PRP$" for owner in owners):
            return owners
        governor = noun.head.head if self.deps[noun.i] == "pobj" else noun.head
        return self.children(governor, "nsubj") or owners

    def controls_object(self, verb: Token) -> bool:
        """True for a verb whose object does what its clause says: "let", "force", "ask"."""
        return self.lemmas[verb.i] in _OBJECT_CONTROL

    def objects(self, verb: Token) -> list[Token]:
        """To whom or what it is done, first conjuncts only."""
        known = self._objects.get(verb.i)
        if known is None:
            known = self._objects[verb.i] = self._find_objects(verb)
        return known

    def _find_objects(self, verb: Token) -> list[Token]:
        if self.is_passive(verb):
            found = self.children(verb, "nsubjpass") or self.children(verb, "nsubj")
            if found:
                return self._antecedents(found, verb) + self.children(verb, "dobj")
            if self.deps[verb.i] == "acl" and self.marks_infinitive(verb) and self.children(verb.head, "poss"):
                # "his bid to be elected"
                return self._antecedents(self._bidders(verb.head), verb)
            if self.deps[verb.i] in ("acl", "relcl"):
                return [] if self._is_of_it(verb) else [verb.head]
            if self.deps[verb.i] == "conj":
                first = verb.head
                if self.children(verb, "auxpass") and not self.is_passive(first):
                    return self._antecedents(self.children(first, "nsubj"), first)
                for _ in range(_CLIMB):
                    found = self.children(first, "nsubjpass")
                    if found or self.deps[first.i] != "conj":
                        break
                    first = first.head
                if found:
                    return self._antecedents(found, first)
                return [first.head] if self.deps[first.i] == "acl" else []
            if self.deps[verb.i] == "pcomp" and verb.head.head.pos_ in ("VERB", "AUX"):
                governor = verb.head.head
                return self._antecedents(self.children(governor, "nsubj", "nsubjpass"), governor)
            if self.deps[verb.i] == "advcl":
                return self._antecedents(self.children(verb.head, "nsubj", "nsubjpass"), verb.head)
            if self.deps[verb.i] == "xcomp":
                return self._antecedents(self.children(verb.head, "nsubj", "nsubjpass"), verb.head)
        found = self.children(verb, "dobj", "oprd") if not self.children(verb, "dobj") else self.children(verb, "dobj")
        if found:
            return self._antecedents(found, verb)
        for up in self.children(verb, "prt", "advmod", "prep"):
            if up.lower_ == "up":
                found = [noun for prep in self.children(up, "prep") for noun in self.children(prep, "pobj")]
                if found and self.children(found[0], "nummod"):
                    return found
        if self.lemmas[verb.i] in _OBJECT_CONTROL:
            clauses = [clause for clause in self.children(verb, "xcomp", "ccomp") if clause.tag_ in _BARE]
            found = [noun for clause in clauses for noun in self.children(clause, "nsubj", "nsubjpass")]
            if found:
                return found
        if (
            self.deps[verb.i] == "relcl"
            and self.children(verb, "nsubj")
            and not self.children(verb, "ccomp", "xcomp")
            and not self.marks_infinitive(verb)
        ):
            subject = self.children(verb, "nsubj")[0]
            if subject.lower_ not in _RELATIVE and not self._is_scene(verb):
                return [verb.head]
        for following in self.children(verb, "conj"):
            if following.pos_ == "VERB" and not self.children(following, "nsubj", "nsubjpass"):
                shared = self.children(following, "dobj")
                gap = range(verb.i + 1, following.i)
                if shared and all(self.deps[i] in ("cc", "advmod", "punct", "aux", "neg") for i in gap):
                    return shared
        return []

    def _is_scene(self, verb: Token) -> bool:
        """True for a relative clause in whose noun something happens: "the crash in which he died", "where he died"."""
        return any(
            child.tag_ == "WRB" or any(noun.tag_ in ("WDT", "WP") for noun in self.children(child, "pobj"))
            for child in self.children(verb, "prep", "advmod")
        )

    def _is_of_it(self, verb: Token) -> bool:
        """True for an infinitive that "it" stands for: "it is an honour to be elected"."""
        noun = verb.head
        for _ in range(_CLIMB):
            if self.deps[noun.i] != "conj":
                break
            noun = noun.head
        return (
            self.marks_infinitive(verb)
            and self.deps[noun.i] == "attr"
            and any(subject.lower_ == "it" for subject in self.children(noun.head, "nsubj"))
        )

    def _antecedents(self, nouns: list[Token], verb: Token) -> list[Token]:
        """The nouns, with what a relative pronoun stands for in its place."""
        found: list[Token] = []
        for noun in nouns:
            if takes_up_charge(noun, self.lemmas[verb.i]):
                continue
            if noun.tag_ in ("WDT", "WP") or (noun.lower_ == "that" and self.deps[verb.i] == "relcl"):
                clause = verb
                for _ in range(_CLIMB):
                    if self.deps[clause.i] not in ("conj", "xcomp", "ccomp"):
                        break
                    clause = clause.head
                if self.deps[clause.i] == "relcl":
                    found.append(self._whom(noun, clause.head))
            else:
                found.append(noun)
        return found

    def _whom(self, relative: Token, noun: Token) -> Token:
        """What the relative stands for: for "who" no place or body at the end of a phrase, but the one it belongs to.

        "Diplomats in Oslo, who asked …", "an official of the party, who spoke …".
        """
        if relative.lower_ not in ("who", "whom") or self.deps[noun.i] != "pobj" or noun.ent_type_ == "PERSON":
            return noun
        governor = noun.head.head
        is_place = noun.ent_type_ in ("GPE", "LOC", "FAC")
        one_body = noun.tag_ in ("NN", "NNP") and relative.i and relative.nbor(-1).is_punct
        return governor if governor.pos_ in ("NOUN", "PROPN") and (is_place or one_body) else noun
