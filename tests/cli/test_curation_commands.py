"""The commands by which people put right what was read, against a real server."""

import json

import pytest
from commands import Command

from dateline.aio import AsyncClient
from dateline.v1.event_pb2 import Event

SOLBERG, NORWAY = "actors/person-ingrid-solberg", "actors/country-nor"


@pytest.fixture(autouse=True)
def _asked_by_default(dateline: Command, server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_SERVER", server)


def test_actors_alone_still_lists_them(dateline: Command, stored: list[str]) -> None:
    names = [row["name"] for row in dateline("actors", "--filter", f'name = "{SOLBERG}"', "-o", "jsonl").rows]
    assert names == [SOLBERG]


def test_a_name_is_found_with_why(dateline: Command, stored: list[str]) -> None:
    [row] = dateline("actors", "resolve", "the ingrid solberg", "--kind", "PERSON", "-o", "jsonl").rows
    assert (row["score"], row["basis"], row["matchedName"]) == (1.0, "NAME", "Ingrid Solberg")
    text = dateline("actors", "resolve", "Solberg", "-o", "text").out
    assert SOLBERG in text
    assert "articles)" in text
    nobody = dateline("actors", "resolve", "Nobody Known", "-o", "json")
    assert (nobody.code, json.loads(nobody.out)) == (3, [])


def test_actors_are_merged_and_parted(dateline: Command, stored: list[str]) -> None:
    done = dateline("actors", "merge", NORWAY, SOLBERG, "--reason", "a test", "--by", "kn")
    assert (done.code, done.out) == (0, f"{SOLBERG} MERGED into {NORWAY}\n")
    assert dateline("actors", "merge", NORWAY, SOLBERG).out == f"{SOLBERG} UNCHANGED into {NORWAY}\n"
    assert json.loads(dateline("get", SOLBERG, "-o", "json").out)["name"] == NORWAY
    assert dateline("actors", "merge", SOLBERG, NORWAY).code == 4
    [change] = dateline("watch", "--from", "start", "--once", "-o", "jsonl", "--filter", 'source = "None"').rows
    assert (change["kind"], change["merge"]["sources"]) == ("MERGED", [SOLBERG])  # type: ignore[index]
    assert f"MERGED  {NORWAY}  ← {SOLBERG}" in dateline("watch", "--from", "start", "--once", "-o", "text").out
    assert dateline("actors", "unmerge", SOLBERG).out == f"{SOLBERG} UNMERGED from {NORWAY}\n"
    assert json.loads(dateline("get", SOLBERG, "-o", "json").out)["name"] == SOLBERG
    assert dateline("actors", "unmerge", SOLBERG).code == 3


def test_an_event_is_named_by_its_id_too(dateline: Command, stored: list[str]) -> None:
    assert dateline("correct", stored[2], "e1", "--status", "CLAIMED").code == 0
    assert json.loads(dateline("get", stored[2], "-o", "json").out)["events"][0]["status"] == "CLAIMED"
    assert dateline("correct", stored[2], "e1", "--undo").code == 0
    missing = dateline("correct", stored[2], "e99", "--undo")
    assert missing.code == 3
    assert "it has e1, " in missing.err


def test_an_event_is_put_right_and_back(dateline: Command, stored: list[str]) -> None:
    article = json.loads(dateline("get", stored[1], "-o", "json").out)
    key = article["events"][0]["key"]
    [done] = dateline(
        *("correct", stored[1], key, "--status", "CLAIMED", "--agent", "a1", "--day", "2025-04-01"),
        *("--reason", "a test", "--etag", article["etag"], "-o", "jsonl"),
    ).rows
    event = done["event"]
    assert event["status"] == "CLAIMED"  # type: ignore[index]
    assert event["time"]["value"] == "2025-04-01"  # type: ignore[index]
    assert event["correction"]["fields"] == ["status", "participants", "time"]  # type: ignore[index]
    assert dateline("correct", stored[1], key, "--status", "CLAIMED", "--etag", article["etag"]).code == 7
    assert dateline("correct", stored[1], key, "--type", "NONSENSE").code == 4
    assert dateline("correct", stored[1], "none", "--type", "AID").code == 3
    assert dateline("correct", stored[1], key).code == 2
    revision = int(article["revision"]) + 2
    assert f"UNCORRECTED (revision {revision})" in dateline("correct", stored[1], key, "--undo").out
    again = json.loads(dateline("get", stored[1], "-o", "json").out)
    assert again["events"] == article["events"]


async def test_the_asynchronous_client_does_the_same(server: str, stored: list[str]) -> None:
    async with AsyncClient(server) as client:
        [candidate] = await client.actors.resolve("Ingrid Solberg")
        assert candidate.actor.name == SOLBERG
        assert (await client.actors.merge(NORWAY, [SOLBERG])).sources == [SOLBERG]
        assert (await client.actors.unmerge(SOLBERG)).target == NORWAY
        key = (await client.articles.get(stored[2])).events[0].key
        put = await client.events.correct(stored[2], key, Event(status=Event.NEGATED))
        assert put.events[0].status == Event.NEGATED
        assert not (await client.events.uncorrect(stored[2], key)).events[0].HasField("correction")
