"""How many examples the properties are tried on: a share of them in `make test`, all of them in `make torture`."""

from hypothesis import HealthCheck, settings

THOROUGH = "thorough"
_SHARE = 4
_FEWEST = 10
# A property that reads texts or asks a database takes as long as it takes, and its fixtures serve all of its examples.
_ANY_TIME = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
}


def register_profiles() -> None:
    """The profiles of Hypothesis; `--hypothesis-profile=thorough` asks for all examples."""
    settings.register_profile("usual", max_examples=100 // _SHARE, **_ANY_TIME)
    settings.register_profile(THOROUGH, max_examples=100, **_ANY_TIME)
    settings.load_profile("usual")


def examples(count: int) -> settings:
    """For a property that is to be tried on so many examples, all in all."""
    if settings.get_current_profile_name() == THOROUGH:
        return settings(max_examples=count)
    return settings(max_examples=min(count, max(_FEWEST, count // _SHARE)))
