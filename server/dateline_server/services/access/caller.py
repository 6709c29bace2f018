"""Who makes the call that is being answered, and what it may do."""

from contextvars import ContextVar

from dateline_server.errors import PermissionDenied
from dateline_server.services.access.scopes import MEANINGS, Scope

# Name on the access list; empty where there is none. Each call is a task, and has a context, of its own.
caller: ContextVar[str] = ContextVar("caller", default="")

scopes: ContextVar[frozenset[Scope]] = ContextVar("scopes", default=frozenset(Scope))


def require_scope(scope: Scope) -> None:
    """Raises PermissionDenied where the caller has not this scope, for what the gate cannot know of a call."""
    if scope not in scopes.get():
        raise lacking(caller.get(), scope)


def lacking(name: str, scope: Scope) -> PermissionDenied:
    """The refusal of a caller of that name who would need this scope."""
    return PermissionDenied(
        f"{name} may not {MEANINGS[scope]}: that needs the scope {scope.value!r}, which whoever runs the server can give.",
        scope=scope.value,
    )


def sign(by: str) -> str:
    """The name to keep: what the caller gives where nobody is known, else the caller's own, after what it gives.

    So `Ana` sent by the principal `desk` is kept as `Ana via desk`, and nobody signs as somebody else.
    """
    name = caller.get()
    if not name or by == name:
        return by
    return f"{by} via {name}" if by else name
