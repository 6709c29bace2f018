"""What a caller may be allowed, and which of it each method needs."""

from collections.abc import Iterable, Mapping, Set
from enum import StrEnum


class Scope(StrEnum):
    """A right that a caller has or lacks."""

    READ = "read"
    PARSE = "parse"
    INGEST = "ingest"
    ADMIN = "admin"


MEANINGS = {
    Scope.READ: "list, search, get, count and watch what is stored",
    Scope.PARSE: "have documents read without storing them",
    Scope.INGEST: "store, delete and restore articles, and end queues of documents",
    Scope.ADMIN: "correct events, merge actors, read everything anew, and run the server",
}

_READ = {
    "ArticleService": (
        *("GetArticle", "BatchGetArticles", "ListArticles", "SearchArticles"),
        *("ListRevisions", "GetRevision", "DiffRevisions"),
        "ListQueueFailures",
    ),
    "EventService": ("ListEvents", "SearchEvents", "AggregateEvents"),
    "QuoteService": ("ListQuotes", "SearchQuotes"),
    "ActorService": ("GetActor", "ListActors", "SearchActors", "ResolveActor"),
    "StoryService": ("GetStory", "ListStories", "ListDisagreements"),
    "ChangeService": ("Watch", "GetCursor"),
    "ExportService": ("Export",),
    "AdminService": ("GetServerInfo",),
    "Operations": ("GetOperation", "ListOperations", "WaitOperation"),
}
_PARSE = {"ParserService": ("Parse", "ParseBatch")}
_INGEST = {"ArticleService": ("IngestArticles", "QueueArticles", "DeleteArticle", "UndeleteArticle")}
_ADMIN = {
    "ArticleService": ("ReparseArticles",),
    "EventService": ("CorrectEvent", "UncorrectEvent"),
    "ActorService": ("MergeActors", "UnmergeActor"),
    "Operations": ("CancelOperation", "DeleteOperation"),
    "AdminService": ("DeleteSetAside", "Drain"),
}
# These change nothing, but what they tell is for those who run the server.
_ADMIN_READ = {
    "AdminService": ("ListSetAside", "GetSetAside"),
    "Channelz": (
        *("GetTopChannels", "GetServers", "GetServer", "GetServerSockets"),
        *("GetChannel", "GetSubchannel", "GetSocket"),
    ),
}
_PACKAGES = {"Operations": "google.longrunning", "Channelz": "grpc.channelz.v1"}

# Methods that whoever may ingest is let in to as well: an operation is ended with the scope that it is begun with, which
# for a queue of documents is this one. The method itself looks at what the operation is.
OR_INGEST = frozenset(
    {"/google.longrunning.Operations/CancelOperation", "/google.longrunning.Operations/DeleteOperation"}
)

# Services that tell nothing of what is stored: everyone may ask them, and nobody is counted.
_OPEN = frozenset(
    {
        "grpc.health.v1.Health",
        "grpc.reflection.v1.ServerReflection",
        "grpc.reflection.v1alpha.ServerReflection",
    }
)


def _paths(*tables: Mapping[str, Iterable[str]]) -> frozenset[str]:
    return frozenset(
        f"/{_PACKAGES.get(service, 'dateline.v1')}.{service}/{method}"
        for table in tables
        for service, methods in table.items()
        for method in methods
    )


# The scope that a method needs, by its path: `/dateline.v1.ArticleService/GetArticle`.
NEEDED = {
    **dict.fromkeys(_paths(_READ), Scope.READ),
    **dict.fromkeys(_paths(_PARSE), Scope.PARSE),
    **dict.fromkeys(_paths(_INGEST), Scope.INGEST),
    **dict.fromkeys(_paths(_ADMIN, _ADMIN_READ), Scope.ADMIN),
}

# Methods that change something: what they do is written to the audit log.
WRITING = _paths(_INGEST, _ADMIN)


def scope_of(method: str) -> Scope | None:
    """The scope that the method of that path needs; None for one that needs none. Raises KeyError for an unknown one."""
    needed = NEEDED.get(method)
    if needed is None and not is_open(method):
        raise KeyError(method)
    return needed


def require_known(method: str) -> None:
    """Raises KeyError unless it is known who may call the method of that path."""
    scope_of(method)


def lets_in(method: str, scopes: Set[Scope]) -> bool:
    """Whether the gate lets in a call of the method, which needs a scope, by a caller who has these."""
    return scope_of(method) in scopes or (method in OR_INGEST and Scope.INGEST in scopes)


def is_open(method: str) -> bool:
    """Whether everyone may call the method of that path."""
    return method[1:].partition("/")[0] in _OPEN
