"""Client and AsyncClient have one surface, and importing them is cheap."""

import inspect
import subprocess
import sys
from types import FunctionType, ModuleType

import pytest

import dateline
from dateline import documents, errors, following, frames, paging, sources, spans, testing
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


def parts(client: Client | AsyncClient) -> dict[str, type]:
    """The client itself and what it has below it, by name."""
    return {
        "client": type(client),
        **{name: type(value) for name, value in vars(client).items() if not name.startswith("_")},
    }


async def both() -> list[tuple[type, type]]:
    """Each part of the client beside the same part of the asynchronous one."""
    with Client("127.0.0.1:1") as plain:
        async with AsyncClient("127.0.0.1:1") as asynchronous:
            one, other = parts(plain), parts(asynchronous)
    assert list(one) == list(other)
    return [*zip(one.values(), other.values(), strict=True), (Pager, AsyncPager), (Follower, AsyncFollower)]


async def test_both_have_the_same_parts_with_the_same_methods() -> None:
    pairs = await both()
    assert {"Client", "Articles", "Events", "Quotes", "Actors", "Stories"} <= {plain.__name__ for plain, _ in pairs}
    for plain, asynchronous in pairs:
        assert {_RENAMED.get(name, name) for name in methods(plain)} == set(methods(asynchronous))


async def test_both_take_the_same_arguments_with_the_same_defaults() -> None:
    for plain, asynchronous in await both():
        if plain in (Pager, Follower):
            continue  # what they are made with is asynchronous itself
        for name, function in methods(plain).items():
            other = methods(asynchronous)[_RENAMED.get(name, name)]
            shapes = [
                [(p.name, p.kind, p.default) for p in inspect.signature(method).parameters.values()]  # type: ignore[arg-type]
                for method in (function, other)
            ]
            assert shapes[0] == shapes[1], f"{plain.__name__}.{name}"


async def test_every_method_says_what_comes_out() -> None:
    for pair in await both():
        for kind in pair:
            for name in methods(kind):
                assert name.startswith("_") or inspect.getdoc(getattr(kind, name)), f"{kind.__name__}.{name}"


def test_every_public_name_is_there_and_says_what_it_is() -> None:
    for name in dateline.__all__:
        value = getattr(dateline, name)
        assert name == "__version__" or inspect.getdoc(value)
        for member, function in vars(value).items() if isinstance(value, type) else ():
            if not member.startswith("_") and isinstance(function, FunctionType | property):
                assert function.__doc__, f"{name}.{member}"
    with pytest.raises(AttributeError, match="nonsense"):
        _ = dateline.nonsense
    others = {name for name in dir(dateline) if not name.startswith("_")} - {*dateline.__all__}
    assert {name for name in others if not isinstance(getattr(dateline, name, None), ModuleType)} == set()


@pytest.mark.parametrize("module", [documents, errors, frames, following, paging, sources, spans, testing])
def test_every_public_function_says_what_comes_out(module: ModuleType) -> None:
    assert module.__doc__
    for name, value in vars(module).items():
        own = getattr(value, "__module__", "") == module.__name__ and not name.startswith("_")
        assert not (own and isinstance(value, type | FunctionType)) or inspect.getdoc(value), (
            f"{module.__name__}.{name}"
        )


def run_python(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout


def test_importing_the_package_loads_neither_grpc_nor_a_terminal_library() -> None:
    code = "import sys, dateline; print([m for m in ('grpc', 'rich', 'click', 'google.protobuf') if m in sys.modules])"
    assert run_python(code).strip() == "[]"


def test_importing_the_client_loads_no_command_line() -> None:
    code = "import sys; from dateline import Client; print([m for m in ('rich', 'click') if m in sys.modules])"
    assert run_python(code).strip() == "[]"
