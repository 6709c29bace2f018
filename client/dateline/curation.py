"""What both clients do with people's judgement: put events right, make actors one, and ask whom a name means."""

from collections.abc import Iterable, Sequence

from google.protobuf.field_mask_pb2 import FieldMask

from dateline.connection import AsyncConnection, Connection
from dateline.revisions import new_request_id
from dateline.v1.actor_pb2 import Actor, ActorMerge
from dateline.v1.actor_service_pb2 import ActorCandidate, MergeActorsRequest, ResolveActorRequest, UnmergeActorRequest
from dateline.v1.article_pb2 import Article
from dateline.v1.event_pb2 import Event
from dateline.v1.event_service_pb2 import CorrectEventRequest, UncorrectEventRequest


def correct_request(
    article: str, key: str, event: Event, fields: Iterable[str], etag: str, reason: str, by: str, request_id: str
) -> CorrectEventRequest:
    """The request to put an event right."""
    paths = list(fields)
    return CorrectEventRequest(
        article=article,
        key=key,
        event=event,
        update_mask=FieldMask(paths=paths) if paths else None,
        etag=etag,
        reason=reason,
        by=by,
        request_id=request_id or new_request_id(),
    )


class Curation(Connection):
    """The methods of `Client` for corrections and merges."""

    def resolve_actor(
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
        with self._typed_errors():
            response = self._actors.ResolveActor(request, timeout=self._seconds(timeout), metadata=self._metadata)
        return list(response.candidates)

    def merge_actors(
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
            target=target, sources=list(sources), reason=reason, by=by, request_id=request_id or new_request_id()
        )
        with self._typed_errors():
            return self._actors.MergeActors(request, timeout=self._seconds(timeout), metadata=self._metadata)

    def unmerge_actor(
        self, name: str, *, reason: str = "", by: str = "", request_id: str = "", timeout: float | None = None
    ) -> ActorMerge:
        """Take the merge of one actor back; gives what was taken back. Raises NotFound when it is not merged."""
        request = UnmergeActorRequest(name=name, reason=reason, by=by, request_id=request_id or new_request_id())
        with self._typed_errors():
            return self._actors.UnmergeActor(request, timeout=self._seconds(timeout), metadata=self._metadata)

    def correct_event(
        self,
        article: str,
        key: str,
        event: Event,
        fields: Iterable[str] = (),
        *,
        etag: str = "",
        reason: str = "",
        by: str = "",
        request_id: str = "",
        timeout: float | None = None,
    ) -> Article:
        """The article after its event under `Event.key` was put right: those `fields` of `event`, or those set in it.

        Made again whenever the article is read again. With `etag` only if the article has not changed since. Raises
        NotFound, Conflict, and InvalidArgument with the field at fault.
        """
        request = correct_request(article, key, event, fields, etag, reason, by, request_id)
        with self._typed_errors():
            return self._events.CorrectEvent(request, timeout=self._seconds(timeout), metadata=self._metadata)

    def uncorrect_event(
        self, article: str, key: str, *, etag: str = "", request_id: str = "", timeout: float | None = None
    ) -> Article:
        """The article with the event as it was read: its correction is taken back. Raises NotFound and Conflict."""
        request = UncorrectEventRequest(article=article, key=key, etag=etag, request_id=request_id or new_request_id())
        with self._typed_errors():
            return self._events.UncorrectEvent(request, timeout=self._seconds(timeout), metadata=self._metadata)


class AsyncCuration(AsyncConnection):
    """The methods of `AsyncClient` for corrections and merges."""

    async def resolve_actor(
        self,
        text: str,
        *,
        kind: Actor.Kind.ValueType = Actor.KIND_UNSPECIFIED,
        country_code: str = "",
        day: str = "",
        max_candidates: int = 0,
        timeout: float | None = None,
    ) -> Sequence[ActorCandidate]:
        """The actors that a name can mean, the likeliest first."""
        request = ResolveActorRequest(
            text=text, kind=kind, country_code=country_code, day=day, max_candidates=max_candidates
        )
        with self._typed_errors():
            response = await self._actors.ResolveActor(request, timeout=self._seconds(timeout), metadata=self._metadata)
            return list(response.candidates)

    async def merge_actors(
        self,
        target: str,
        sources: Iterable[str],
        *,
        reason: str = "",
        by: str = "",
        request_id: str = "",
        timeout: float | None = None,
    ) -> ActorMerge:
        """Make actors one; gives the target, and the sources that were not merged into it before."""
        request = MergeActorsRequest(
            target=target, sources=list(sources), reason=reason, by=by, request_id=request_id or new_request_id()
        )
        with self._typed_errors():
            return await self._actors.MergeActors(request, timeout=self._seconds(timeout), metadata=self._metadata)

    async def unmerge_actor(
        self, name: str, *, reason: str = "", by: str = "", request_id: str = "", timeout: float | None = None
    ) -> ActorMerge:
        """Take the merge of one actor back; gives what was taken back."""
        request = UnmergeActorRequest(name=name, reason=reason, by=by, request_id=request_id or new_request_id())
        with self._typed_errors():
            return await self._actors.UnmergeActor(request, timeout=self._seconds(timeout), metadata=self._metadata)

    async def correct_event(
        self,
        article: str,
        key: str,
        event: Event,
        fields: Iterable[str] = (),
        *,
        etag: str = "",
        reason: str = "",
        by: str = "",
        request_id: str = "",
        timeout: float | None = None,
    ) -> Article:
        """The article after its event under `Event.key` was put right."""
        request = correct_request(article, key, event, fields, etag, reason, by, request_id)
        with self._typed_errors():
            return await self._events.CorrectEvent(request, timeout=self._seconds(timeout), metadata=self._metadata)

    async def uncorrect_event(
        self, article: str, key: str, *, etag: str = "", request_id: str = "", timeout: float | None = None
    ) -> Article:
        """The article with the event as it was read: its correction is taken back."""
        request = UncorrectEventRequest(article=article, key=key, etag=etag, request_id=request_id or new_request_id())
        with self._typed_errors():
            return await self._events.UncorrectEvent(request, timeout=self._seconds(timeout), metadata=self._metadata)
