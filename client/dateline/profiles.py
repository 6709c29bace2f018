"""Named sets of settings with which a command reaches a server, in a TOML file of the user's.

    use = "desk"

    [desk]
    server = "news.example:50051"
    admin = "127.0.0.1:50052"
    tls_ca = "/etc/dateline/ca.pem"
    token_file = "~/.config/dateline/desk.token"

The file is `DATELINE_PROFILES`, else `dateline/profiles.toml` under `XDG_CONFIG_HOME` or `~/.config`.
"""

import os
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from dateline.addresses import server_address
from dateline.errors import InvalidArgument, NotFound

SETTINGS: Mapping[str, str] = {
    "server": "address of the server, HOST:PORT; several with commas between them",
    "admin": "address of its admin port, HOST:PORT, for `dateline admin`",
    "timeout": "seconds after which a call is given up",
    "tls": "true to encrypt; tls_ca and client_cert imply it",
    "tls_ca": "file with the authorities of the server's certificate",
    "server_name": "name that the certificate is for",
    "client_cert": "file with the certificate to show",
    "client_key": "file with its private key",
    "token_file": "file with the token to show",
}
USED = "use"
_FILES = ("tls_ca", "client_cert", "client_key", "token_file")

Profile = Mapping[str, Any]


def profiles_path() -> Path:
    """Where the profiles are kept."""
    named = os.environ.get("DATELINE_PROFILES", "")
    if named:
        return Path(named)
    return Path(os.environ.get("XDG_CONFIG_HOME") or "~/.config").expanduser() / "dateline" / "profiles.toml"


def read_profiles() -> tuple[dict[str, Profile], str]:
    """The profiles by name, and the name of the one that is used when none is asked for; none and "" without a file.

    Raises InvalidArgument (INVALID_PROFILE) with the file and what is wrong in it.
    """
    path = profiles_path()
    try:
        parts = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}, ""
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidArgument(f"{path}: {error}.", reason="INVALID_PROFILE") from error
    used = parts.pop(USED, "")
    for name, profile in parts.items():
        if not isinstance(profile, dict):
            raise InvalidArgument(
                f"{path}: {name!r} is no profile; settings stand under a [name].", reason="INVALID_PROFILE"
            )
        for setting, value in profile.items():
            check_setting(setting, value, f"{path}: [{name}] ")
    return parts, str(used)


def find_profile(name: str = "") -> tuple[str, Profile]:
    """The profile of that name, or else the one in use, and its name; "" and nothing where there is none.

    Files in it are whole paths. Raises NotFound (PROFILE_NOT_FOUND) with the names that there are.
    """
    profiles, used = read_profiles()
    wanted = name or used
    if not wanted:
        return "", {}
    if wanted not in profiles:
        known = f"there are {', '.join(profiles)}" if profiles else "there is none"
        raise NotFound(
            f"{profiles_path()} has no profile {wanted!r}; {known}. `dateline config set {wanted} server=HOST:PORT` makes it.",
            reason="PROFILE_NOT_FOUND",
        )
    profile = {
        setting: str(Path(value).expanduser()) if setting in _FILES else value
        for setting, value in profiles[wanted].items()
    }
    return wanted, profile


def check_setting(setting: str, value: object, where: str = "") -> None:
    """Raises InvalidArgument (INVALID_PROFILE) for a setting that there is not, or a value that it cannot have."""
    if setting not in SETTINGS:
        near = get_close_matches(setting, SETTINGS, 1)
        hint = f" Did you mean {near[0]}?" if near else f" There are {', '.join(SETTINGS)}."
        raise InvalidArgument(f"{where}There is no setting {setting!r}.{hint}", reason="INVALID_PROFILE")
    if setting in ("server", "admin"):
        server_address(str(value))
    wanted: dict[str, type | tuple[type, ...]] = {"timeout": (int, float), "tls": bool}
    if not isinstance(value, wanted.get(setting, str)) or (setting == "timeout" and (value is True or value <= 0)):  # type: ignore[operator]
        raise InvalidArgument(f"{where}{setting} is {SETTINGS[setting]}, not {value!r}.", reason="INVALID_PROFILE")
