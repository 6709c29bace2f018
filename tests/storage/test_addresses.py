"""The password in the address of a store is shown to nobody, however badly it is written."""

import pytest

from dateline_server.errors import StoreUnavailable
from dateline_server.storage.addresses import hide_password, name_place
from dateline_server.storage.opening import open_store


@pytest.mark.parametrize(
    ("address", "shown", "place"),
    [
        ("postgresql://ana:sesame@db:5433/news", "postgresql://ana@db:5433/news", "postgresql://db:5433/news"),
        ("postgresql://ana:ses@me@db/news", "postgresql://ana@db/news", "postgresql://db/news"),
        ("postgresql://ana:s/e?s#ame@db/news", "postgresql://ana@db/news", "postgresql://db/news"),
        ("postgres://:sesame@db/news", "postgres://@db/news", "postgres://db/news"),
        ("postgresql:///news?host=/tmp&sslpassword=sesame", "postgresql:///news?host=/tmp&sslpassword=…", "postgresql:///news"),
        ("postgresql://ana@db/news?password=sesame&sslmode=require", "postgresql://ana@db/news?password=…&sslmode=require", "postgresql://db/news"),
        ("postgresql://one:1,two:2/news", "postgresql://one:1,two:2/news", "postgresql://one:1,two:2/news"),
    ],
)  # fmt: skip
def test_an_address_is_shown_without_its_password(address: str, shown: str, place: str) -> None:
    assert (hide_password(address), name_place(address)) == (shown, place)


@pytest.mark.parametrize("path", ["news.db", "/srv/a@b:c.db", "sqlite:////srv/ana:x@news.db"])
def test_a_path_stays_as_it_is(path: str) -> None:
    assert hide_password(path) == path


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://ana:ses%zzame@127.0.0.1:9/news",
        "postgresql://ana:ses@ame@127.0.0.1:9/news",
        "postgresql://ana:ses/ame@127.0.0.1:9/news",
    ],
)
def test_an_address_that_cannot_be_read_is_refused_with_what_to_write_instead(address: str) -> None:
    with pytest.raises(StoreUnavailable, match="%40 for @") as refused:
        open_store(address)
    for part in ("ses", "ame@"):
        assert part not in refused.value.message
