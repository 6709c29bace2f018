"""The address of a store as it may be shown: in messages, in the log, in `dateline config show`."""

import re

POSTGRES = ("postgresql", "postgres")
_ENDS_A_USER = re.compile(r"[:/?#@]")
_SECRET = re.compile(r"([?&][^=&]*pass[^=&]*=)[^&]*", re.IGNORECASE)


def hide_password(address: str) -> str:
    """The address without its password, wherever that stands in it; a path stays as it is.

    A password ends at the last @, also where it holds signs that would have to be escaped.
    """
    scheme, separator, rest = address.partition("://")
    if not separator or scheme not in POSTGRES:
        return address
    before, at, place = rest.rpartition("@")
    user = _ENDS_A_USER.split(before)[0]
    return f"{scheme}://{user}{at}" + _SECRET.sub(r"\1…", place)


def name_place(address: str) -> str:
    """Where a database is, and no more: without who uses it and how."""
    scheme, _, rest = hide_password(address).partition("://")
    return f"{scheme}://" + rest.rpartition("@")[2].partition("?")[0]
