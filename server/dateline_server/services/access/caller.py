"""Who makes the call that is being answered, for what the store keeps a name with."""

from contextvars import ContextVar

# Name on the access list; empty where there is none. Each call is a task, and has a context, of its own.
caller: ContextVar[str] = ContextVar("caller", default="")


def sign(by: str) -> str:
    """The name to keep: what the caller gives where nobody is known, else the caller's own, after what it gives.

    So `Ana` sent by the principal `desk` is kept as `Ana via desk`, and nobody signs as somebody else.
    """
    name = caller.get()
    if not name or by == name:
        return by
    return f"{by} via {name}" if by else name
