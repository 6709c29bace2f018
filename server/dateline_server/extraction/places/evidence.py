"""Which of the names are places: by the model's label, the words around, and the rest of the article."""

from spacy.tokens import Doc

from dateline_server.extraction.actors.metonyms import stands_for_state
from dateline_server.extraction.places.names import PlaceName, are_joined
from dateline_server.extraction.places.words import Words
from dateline_server.knowledge.base import Knowledge, Naming
from dateline_server.knowledge.first_names import load_first_names
from dateline_server.knowledge.place_words import load_place_words
from dateline_server.knowledge.word_classes import words_of

_WIDE_LEVELS = frozenset({"COUNTRY", "ADMIN1", "REGION", "SEA", "FACILITY"})
_LARGE_CITY = 100_000
_TOWN = 15_000
_WORDS_BEFORE_NAME = 4
_LONGEST_ACRONYM = 4
_DASHES = frozenset({"-", "–", "—", "--", "---", "\x97", ":"})


class Evidence:
    """The article's words and what they say about its names."""

    def __init__(self, doc: Doc, words: Words, knowledge: Knowledge) -> None:
        self._doc = doc
        self._words = words
        self._knowledge = knowledge
        self._parts_of_persons: set[str] = set()
        for entity in words.named:
            if entity.label == "PERSON" and entity.end - entity.start > 1:
                self._parts_of_persons.update(words.texts[entity.start : entity.end])

    def places_among(self, names: list[PlaceName]) -> list[PlaceName]:
        """The names that mean a place; a name that surely does once does so wherever else it stands alone."""
        for name in names:
            name.sure = self._is_certain(name)
        known = {name.text for name in names if name.sure}
        kept = [name.sure or (name.text in known and self._may_repeat(name)) or self._is_likely(name) for name in names]
        self._keep_listed(names, kept)
        return [name for name, stays in zip(names, kept, strict=True) if stays and not self._means_government(name)]

    def _keep_listed(self, names: list[PlaceName], kept: list[bool]) -> None:
        """Keeps the names that stand in one list with a place: "Columbus, Dayton and Athens"."""
        forwards = list(zip(range(len(names) - 1), range(1, len(names)), strict=True))
        for one, other in (*forwards, *((second, first) for first, second in reversed(forwards))):
            if (
                kept[one]
                and not kept[other]
                and are_joined(self._words, names[min(one, other)], names[max(one, other)])
            ):
                kept[other] = self._may_be_listed(names[other])

    def _may_be_listed(self, name: PlaceName) -> bool:
        if not name.rows or name.nested or self._names_something_else(name) or self._is_person_here(name):
            return False
        return self._words.proper[name.start] and name.label not in ("DATE", "PRODUCT", "WORK_OF_ART", "EVENT")

    def _is_certain(self, name: PlaceName) -> bool:
        """True when the words right around the name, or its label together with its size, leave little doubt."""
        if name.container or name.contains or self._opens_as_dateline(name):
            return True
        if self._names_something_else(name):
            return False
        if not name.rows:
            if self._words.lowered[name.end - 1] in load_place_words("landforms") and name.end - name.start > 1:
                return name.label == "LOC"
            located = self._stands_in(name) or (self._words.in_dateline[name.start] == 1 and not name.nested)
            return name.label == "GPE" and (located or self._is_called_place(name))
        if name.nested and name.label not in ("GPE", "LOC"):
            return False
        if self._is_person_here(name) or name.label == "DATE":
            return False
        if self._follows(name, "locative_prepositions") and name.label != "PERSON":
            return self._size(name) >= 1 or name.label in ("GPE", "LOC")
        if self._stands_in(name):
            return True
        if self._is_called_place(name):
            return True
        if name.label in ("GPE", "LOC"):
            return self._size(name) >= 1
        return self._size(name) == 3 and self._words.proper[name.start] and name.label != "FAC"

    def _is_likely(self, name: PlaceName) -> bool:
        """True when the name is more likely a place than not, though nothing else in the article says so."""
        if not name.rows or self._is_person_here(name) or self._names_something_else(name):
            return False
        if name.nested and name.label not in ("GPE", "LOC"):
            return self._names_institution(name, repeated=False)
        if name.label in ("GPE", "LOC", "FAC"):
            return True
        located = self._follows(name, "locative_prepositions")
        if name.label == "DATE":
            return located and self._size(name) >= 2
        if name.label == "PERSON":
            return (located or self._is_home(name)) and self._size(name) >= 1
        if located or self._belongs(name):
            return self._words.proper[name.start] and (self._size(name) >= 1 or located or self._governs(name))
        if not self._words.proper[name.start]:
            return False
        if self._follows(name, "weak_prepositions"):
            return self._size(name) >= 1
        return self._size(name) >= 2 and name.label in ("ORG", "NORP", "")

    def _may_repeat(self, name: PlaceName) -> bool:
        """True where a name that is a place elsewhere may be so: alone, or in the name of an institution."""
        if self._names_something_else(name):
            return False
        if not name.nested or name.label in ("GPE", "LOC"):
            return name.text not in self._parts_of_persons or self._follows(name, "locative_prepositions")
        return self._names_institution(name, repeated=True)

    def _size(self, name: PlaceName) -> int:
        """3 for a country, state or region, 2 for a large city, 1 for a town or county, 0 for less."""
        if any(row.level in _WIDE_LEVELS for row in name.rows):
            return 3
        people = max((row.population for row in name.rows if row.usual), default=0)
        if name.end - name.start > 1 and any(row.level == "ADMIN2" and row.usual for row in name.rows):
            return 2
        return 2 if people >= _LARGE_CITY else 1 if people >= _TOWN else 0

    def _follows(self, name: PlaceName, prepositions: str) -> bool:
        """True when one of the prepositions leads to the name, with an article, a direction or the like between."""
        lowered, position = self._words.lowered, name.start - 1
        fillers, wanted = load_place_words("before_names"), load_place_words(prepositions)
        for _ in range(_WORDS_BEFORE_NAME):
            if position < 0 or lowered[position] in wanted or lowered[position] not in fillers:
                break
            position -= 1
        if position < 1 or lowered[position] != "of":
            said = position > 0 and lowered[position] == "to" and lowered[position - 1] == "according"
            return position >= 0 and lowered[position] in wanted and not said
        return "of" in wanted or lowered[position - 1] in load_place_words("bearings")

    def _stands_in(self, name: PlaceName) -> bool:
        """ "in Lusaka", "near Thika": whatever the label, the whole name of a person does not stand so."""
        after, lowered = name.end, self._words.lowered
        before = lowered[name.start - 1] if name.start else ""
        borne = before == "of" and name.start > 1 and lowered[name.start - 2] in load_place_words("bearings")
        return (
            (borne or before in load_place_words("inside"))
            and self._words.proper[name.start]
            and not name.nested
            and not (after < len(self._words.proper) and self._words.proper[after])
            and self._word_after(name) != "'s"
        )

    def _is_called_place(self, name: PlaceName) -> bool:
        """ "the town of Kitale", "Bo district"."""
        return bool(name.called) and not (name.nested and name.label not in ("GPE", "LOC"))

    def _is_home(self, name: PlaceName) -> bool:
        """ "Grace Wanjiru, 51, of Thika"."""
        texts = self._words.texts
        return name.start >= 2 and texts[name.start - 1] == "of" and texts[name.start - 2] == ","

    def _belongs(self, name: PlaceName) -> bool:
        """ "Hudson police"."""
        after = name.end
        return after < len(self._words.texts) and self._words.texts[after] in load_place_words("followers")

    def _names_institution(self, name: PlaceName, repeated: bool) -> bool:
        """ "Kitale High School", "University of Nairobi": the name heads an institution that serves the place.

        `repeated`: the name is a place elsewhere in the article.
        """
        entity, size = name.entity, self._size(name)
        if entity is None or self._names_something_else(name) or self._is_medium(name):
            return False
        if name.text in self._parts_of_persons:
            return False
        at_start = name.start <= entity.start
        served = at_start and self._word_after(name) in load_place_words("public_heads")
        if not served and name.text.lower() in load_first_names():
            return False
        if entity.label == "ORG":
            if at_start:
                return size >= 2 or (served and (size == 1 or repeated)) or self._governs(name)
            if self._words.lowered[name.start - 1] in ("of", "in", "at"):
                return size == 2 or (repeated and size >= 1)
            return repeated and size >= 2
        if entity.label == "PERSON":
            return served and size >= 2 and name.end - name.start > 1
        return served and (size >= 1 or repeated)

    def _governs(self, name: PlaceName) -> bool:
        """ "Kitale Town Hall": what only a place has, however small."""
        return self._word_after(name) in load_place_words("governing_heads")

    def _names_something_else(self, name: PlaceName) -> bool:
        """ "Kitale Road", "Lassa fever", "Neo-classicism", "St. Mary's", "Col. Wanjiru", "Shell", "UN"."""
        if name.container or name.contains:
            return False
        after = self._word_after(name)
        if (after in load_place_words("named_after") and not self._is_division_in_title(name)) or self._is_acronym(
            name
        ):
            return True
        if after in ("-", "/"):
            return self._size(name) == 0
        if name.text.endswith("."):
            return after.isdigit() or self._is_title(name)
        if self._words.lowered[name.start] in load_place_words("saints"):
            return after == "'s" or (self._words.texts[name.end - 1] == "'s" and name.nested)
        return name.label not in ("GPE", "LOC") and self._is_organization(name)

    def _is_division_in_title(self, name: PlaceName) -> bool:
        """ "Ohio Highway Patrol": the road belongs to what follows."""
        further = name.end + 1
        return self._size(name) == 3 and further < len(self._words.texts) and self._words.texts[further][0].isupper()

    def _is_title(self, name: PlaceName) -> bool:
        """ "Col. Wanjiru": an abbreviated state before a capitalised word is a form of address."""
        following = self._words.texts[name.end : name.end + 1]
        capitalised = bool(following) and following[0][0].isupper()
        return name.text.count(".") == 1 and capitalised and not self._follows(name, "locative_prepositions")

    def _is_organization(self, name: PlaceName) -> bool:
        """ "Shell", "Hamas": the best known bearer of the name is no country."""
        if self._follows(name, "locative_prepositions"):
            return False
        senses = self._knowledge.lookup(name.text)
        return bool(senses) and all(
            sense.entry.kind != "COUNTRY" and sense.naming is not Naming.METONYM for sense in senses
        )

    def _is_medium(self, name: PlaceName) -> bool:
        entity = name.entity
        senses = self._knowledge.lookup(self._words.text(entity.start, entity.end)) if entity else []
        return any(sense.entry.kind == "MEDIA" for sense in senses)

    def _word_after(self, name: PlaceName) -> str:
        return self._words.lowered[name.end] if name.end < len(self._words.lowered) else ""

    def _is_person_here(self, name: PlaceName) -> bool:
        """True when the name belongs to somebody whom the article names in full, or speaks as only people do."""
        if self._follows_first_name(name):
            return True
        if self._follows(name, "locative_prepositions") or self._is_called_place(name):
            return False
        if name.text in self._parts_of_persons:
            return not self._is_surely_country(name)
        token = self._doc[name.end - 1]
        speaks = token.dep_ == "nsubj" and token.head.lemma_ in load_place_words("said_verbs")
        return speaks and self._size(name) < 3 and not self._is_capital(name)

    def _follows_first_name(self, name: PlaceName) -> bool:
        """ "Ramon Toledo", whatever the label."""
        before = name.start - 1
        if before < 0 or not self._words.proper[before]:
            return False
        known = load_first_names()
        if self._words.lowered[before] in known:
            return True
        initial = self._words.texts[before]
        return len(initial) == 2 and initial[1] == "." and before > 0 and self._words.lowered[before - 1] in known

    def _opens_as_dateline(self, name: PlaceName) -> bool:
        """ "NAIROBI, Kenya (Agency) —" at the start of a paragraph, "NAIROBI —" at that of a sentence."""
        if self._words.in_dateline[name.start]:
            return bool(name.rows)
        capitals = name.text.isupper() and len(name.text) > 2 and not name.nested
        return capitals and self._word_after(name) in _DASHES and bool(self._doc[name.start].is_sent_start)

    def _is_acronym(self, name: PlaceName) -> bool:
        """True for capitals that a town happens to share with an acronym; those of states are listed as such."""
        text = name.text.replace(".", "")
        if not (text.isupper() and len(text) <= _LONGEST_ACRONYM and text.isalpha()):
            return False
        return all(row.level not in ("COUNTRY", "ADMIN1") for row in name.rows)

    def _is_surely_country(self, name: PlaceName) -> bool:
        senses = self._knowledge.lookup(name.text)
        return bool(senses) and senses[0].entry.kind == "COUNTRY" and not senses[0].ambiguous

    def _is_capital(self, name: PlaceName) -> bool:
        return any(sense.naming is Naming.METONYM for sense in self._knowledge.lookup(name.text))

    def _means_government(self, name: PlaceName) -> bool:
        """ "Nairobi said", "the ambassador to Nairobi": the capital stands for its state."""
        if name.container or self._opens_as_dateline(name) or not self._is_capital(name):
            return False
        return self._is_dealt_with(name) or (not name.nested and stands_for_state(self._doc[name.start : name.end]))

    def _is_dealt_with(self, name: PlaceName) -> bool:
        """ "the envoy to Nairobi", also where the envoy's own name comes right after and hides it from the parser."""
        before = name.start - 2
        return (
            before >= 0
            and self._words.lowered[before + 1] == "to"
            and self._doc[before].pos_ in ("NOUN", "PROPN")
            and self._words.lowered[before] in words_of("dealings_with_states")
        )
