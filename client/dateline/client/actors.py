# Written by scripts/generate_client.py from dateline/aio/actors.py; change that one, then `make stubs`.
"""The actors over all stored articles: read, list and search them, ask whom a name means, make several one."""

from collections.abc import Iterable, Sequence

from dateline.connection import Connection
from dateline.paging import Pager
from dateline.requests import field_mask, new_request_id
from dateline.v1.actor_pb2 import Actor, ActorMerge, ActorProfile
from dateline.v1.actor_service_pb2 import (
    ActorCandidate,
    GetActorRequest,
    ListActorsRequest,
    MergeActorsRequest,
    ResolveActorRequest,
    SearchActorsRequest,
    UnmergeActorRequest,
)
from dateline.v1.actor_service_pb2_grpc import ActorServiceStub


class Actors:
    """`client.actors`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._stub = ActorServiceStub(connection.channel)

    def get(self, name: str, *, timeout: float | None = None) -> ActorProfile:
        """The actor `actors/{id}` over all articles; for a merged one, what it was merged into. Raises NotFound."""
        return self._connection.call(self._stub.GetActor, GetActorRequest(name=name), timeout)

    def list(
        self,
        filter: str = "",
        *,
        order_by: str = "",
        fields: Iterable[str] = (),
        page_size: int = 0,
        page_token: str = "",
        timeout: float | None = None,
    ) -> Pager[ActorProfile]:
        """The actors, those in most articles first.

        `filter` as in `kind = "PERSON" AND country = "NOR"`; iterating raises InvalidFilter. `order_by`:
        `article_count`, `display_name`. `fields` are paths of what to return: `name`, `roles.title`.
        """
        request = ListActorsRequest(
            page_size=page_size, page_token=page_token, filter=filter, order_by=order_by, read_mask=field_mask(fields)
        )
        return self._connection.pages(self._stub.ListActors, request, lambda page: page.actors, timeout)

    def search(
        self,
        query: str,
        filter: str = "",
        *,
        page_size: int = 0,
        page_token: str = "",
        timeout: float | None = None,
    ) -> Pager[ActorProfile]:
        """The actors whose names hold all words of the query, those in most articles first."""
        request = SearchActorsRequest(query=query, filter=filter, page_size=page_size, page_token=page_token)
        return self._connection.pages(self._stub.SearchActors, request, lambda page: page.actors, timeout)

    def resolve(
        self,
        text: str,
        *,
        kind: Actor.Kind.ValueType = Actor.KIND_UNSPECIFIED,
        country_code: str = "",
        day: str = "",
        max_candidates: int = 0,
        timeout: float | None = None,
    ) -> Sequence[ActorCandidate]:
        """The actors that a name can mean, the likeliest first: at most 10, or `max_candidates`; none is an empty list.

        Kind, country (ISO 3166-1 alpha-3) and a day (`YYYY-MM-DD`) on which the name is used weigh in where given.
        """
        request = ResolveActorRequest(
            text=text, kind=kind, country_code=country_code, day=day, max_candidates=max_candidates
        )
        return [*(self._connection.call(self._stub.ResolveActor, request, timeout)).candidates]

    def merge(
        self,
        target: str,
        sources: Iterable[str],
        *,
        reason: str = "",
        by: str = "",
        request_id: str = "",
        timeout: float | None = None,
    ) -> ActorMerge:
        """Make actors one: lists, filters, counts and profiles speak of the target from now on, articles do not change.

        `sources` of the answer are those that were not merged into the target before. `request_id` is made where none
        is given. Raises NotFound, InvalidArgument (MERGE_CYCLE) and Conflict (ALREADY_MERGED).
        """
        request = MergeActorsRequest(
            target=target, sources=sources, reason=reason, by=by, request_id=request_id or new_request_id()
        )
        return self._connection.write(self._stub.MergeActors, request, timeout)

    def unmerge(
        self, name: str, *, reason: str = "", by: str = "", request_id: str = "", timeout: float | None = None
    ) -> ActorMerge:
        """Take the merge of one actor back; gives what was taken back. Raises NotFound when it is not merged."""
        request = UnmergeActorRequest(name=name, reason=reason, by=by, request_id=request_id or new_request_id())
        return self._connection.write(self._stub.UnmergeActor, request, timeout)
