"""Client and AsyncClient have one surface, and importing them is cheap."""

import inspect
import subprocess
import sys

import pytest

import dateline
from dateline.aio import AsyncClient
from dateline.client import Client
from dateline.following import AsyncFollower, Follower
from dateline.paging import AsyncPager, Pager

_RENAMED = {"__enter__": "__aenter__", "__exit__": "__aexit__", "__iter__": "__aiter__"}


def methods(kind: type) -> dict[str, object]:
    found = {
        name: value
        for base in reversed(kind.__mro__)
        for name, value in vars(base).items()
        if inspect.isfunction(value)
    }
    return {name: value for name, value in found.items() if not name.startswith("_") or name.startswith("__")}


@pytest.mark.parametrize(
    ("plain", "asynchronous"), [(Client, AsyncClient), (Pager, AsyncPager), (Follower, AsyncFollower)]
)
def test_both_have_the_same_methods(plain: type, asynchronous: type) -> None:
    assert {_RENAMED.get(name, name) for name in methods(plain)} == set(methods(asynchronous))


@pytest.mark.parametrize("name", sorted(methods(Client)))
def test_both_take_the_same_arguments_with_the_same_defaults(name: str) -> None:
    other = methods(AsyncClient)[_RENAMED.get(name, name)]
    shape = [
        [(p.name, p.kind, p.default) for p in inspect.signature(function).parameters.values()]  # type: ignore[arg-type]
        for function in (methods(Client)[name], other)
    ]
    assert shape[0] == shape[1]


@pytest.mark.parametrize("name", [name for name in sorted(methods(Client)) if not name.startswith("_")])
def test_every_method_says_what_comes_out(name: str) -> None:
    assert inspect.getdoc(getattr(Client, name))
    assert inspect.getdoc(getattr(AsyncClient, name))


def test_every_public_name_is_there() -> None:
    for name in dateline.__all__:
        assert getattr(dateline, name) is not None
    with pytest.raises(AttributeError, match="nonsense"):
        _ = dateline.nonsense


def run_python(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout


def test_importing_the_package_loads_neither_grpc_nor_a_terminal_library() -> None:
    code = "import sys, dateline; print([m for m in ('grpc', 'rich', 'click', 'google.protobuf') if m in sys.modules])"
    assert run_python(code).strip() == "[]"


def test_importing_the_client_loads_no_command_line() -> None:
    code = "import sys; from dateline import Client; print([m for m in ('rich', 'click') if m in sys.modules])"
    assert run_python(code).strip() == "[]"
