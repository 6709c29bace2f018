from dateline_server.knowledge.status_cues import Effect, Link, WordClass, load_status_cues
from dateline_server.knowledge.tables import read_rows


def test_a_governor_has_an_effect_for_each_way_in_which_an_event_hangs_on_it() -> None:
    cues = load_status_cues()
    assert cues.effect("fail", WordClass.VERB, Link.TO) is Effect.NEGATE
    assert cues.effect("call for", WordClass.VERB, Link.NOUN) is Effect.SUPPOSE
    assert cues.effect("ban", WordClass.NOUN, Link.NOUN) is Effect.NEGATE


def test_an_unknown_phrase_has_none() -> None:
    assert load_status_cues().effect("walk", WordClass.NOUN, Link.TO) is None


def test_no_phrase_has_two_effects_in_one_way() -> None:
    rows = [
        (phrase, word_class, link)
        for phrase, word_class, links, _, _ in read_rows("status_cues.tsv", 5)
        for link in links.split(",")
    ]
    effects = {
        (phrase, word_class, link, effect)
        for phrase, word_class, links, effect, _ in read_rows("status_cues.tsv", 5)
        for link in links.split(",")
    }
    assert len(effects) == len(set(rows))
