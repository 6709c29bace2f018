"""Worker processes: real ones, that load the model, read, die and are replaced."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio
from google.rpc.status_pb2 import Status
from structlog.testing import capture_logs

from dateline.v1.article_pb2 import Article
from dateline.v1.document_pb2 import Document
from dateline.v1.parser_service_pb2 import ParseBatchRequest, ParseBatchResponse, ParseOptions
from dateline.v1.span_pb2 import OFFSET_UNIT_UTF8
from dateline_server.errors import Overloaded, WorkerCrashed
from dateline_server.services.errors import Refusal, reason_of
from dateline_server.services.reading import Prepared, Urgency
from dateline_server.serving.config import ServerConfig, make_config
from dateline_server.serving.frames import Kind
from dateline_server.serving.worker_process import WorkerProcess, start_worker
from dateline_server.serving.workers import WorkerPool, split_for_jobs

TEXT = "The minister of Ghana, Kofi Asante, flew to Oslo on Monday. “We will sign,” he said in the café."
LONG = " ".join(f"On Monday the council of town {number} met the mayor." for number in range(300))
ANY = ParseOptions()


# Loading the model takes seconds, so the tests share a pool, which each of them leaves in working order.
pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module")
def config() -> ServerConfig:
    return make_config(store="unused.db", listen="127.0.0.1:0", workers=1, log_format="json")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pool(config: ServerConfig) -> AsyncIterator[WorkerPool]:
    pool = WorkerPool(config)
    await pool.start()
    yield pool
    await pool.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def worker(config: ServerConfig) -> AsyncIterator[WorkerProcess]:
    worker = await start_worker(config)
    yield worker
    await worker.end()


def build(result: bytes | Status) -> Article:
    assert isinstance(result, bytes)
    return Article.FromString(result)


def ask_for(*texts: str) -> bytes:
    return ParseBatchRequest(documents=[Document(text=text) for text in texts]).SerializeToString()


async def new_worker(pool: WorkerPool, old: int) -> None:
    async with asyncio.timeout(120):
        while not pool.pids or pool.pids == [old]:
            await asyncio.sleep(0.05)


async def test_a_worker_that_dies_while_it_loads_is_told_of_with_its_own_exit_code(
    config: ServerConfig, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # What Python runs before everything else in a process that it starts.
    (tmp_path / "sitecustomize.py").write_text("import os, sys\nif 'worker' in str(sys.orig_argv): os._exit(23)\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(WorkerCrashed, match="ended with code 23 while it loaded"):
        await start_worker(config)


@pytest.mark.skipif(not Path("/proc/self/autogroup").exists(), reason="Linux alone shares processors by session")
async def test_a_worker_gives_way_to_its_server_but_is_not_ended_with_it_by_the_terminal(worker: WorkerProcess) -> None:
    [ours, theirs] = [Path(f"/proc/{pid}/autogroup").read_text() for pid in ("self", worker.pid)]
    assert ours == theirs
    assert os.getpriority(os.PRIO_PROCESS, worker.pid) > os.getpriority(os.PRIO_PROCESS, 0)
    assert os.getpgid(worker.pid) != os.getpgid(0)


async def test_documents_are_read_in_their_order_and_a_bad_one_fails_alone(pool: WorkerPool) -> None:
    documents = [Document(id=str(number), text=TEXT if number != 7 else " ") for number in range(40)]
    results = await pool.read(documents, ANY)
    articles = [Article.FromString(result) for result in results if isinstance(result, bytes)]
    assert [article.document_id for article in articles] == [str(number) for number in range(40) if number != 7]
    assert isinstance(results[7], Status)
    assert reason_of(results[7]) == "EMPTY_TEXT"


async def test_offsets_come_in_the_unit_that_was_asked_for(pool: WorkerPool) -> None:
    [result] = await pool.read([Document(text=TEXT)], ParseOptions(offset_unit=OFFSET_UNIT_UTF8))
    assert isinstance(result, bytes)
    assert Article.FromString(result).offset_unit == OFFSET_UNIT_UTF8


async def test_what_intake_has_been_through_is_read_from_there(pool: WorkerPool) -> None:
    documents = [
        Document(id="1", url="https://news.example/a", text=TEXT),
        Document(id="2", url="https://news.example/a", text=LONG),
        Document(id="3"),
    ]
    first, second, bad = await pool.prepare(documents)
    assert isinstance(first, Prepared)
    assert isinstance(second, Prepared)
    assert first.identity.name == second.identity.name
    assert first.identity.content != second.identity.content
    assert isinstance(bad, Status)
    assert reason_of(bad) == "EMPTY_TEXT"
    read = await pool.read_prepared([second, first])
    at_once = await pool.read([documents[1], documents[0]], ANY)
    assert [build(result) for result in read] == [build(result) for result in at_once]


async def test_when_a_worker_dies_its_documents_are_read_by_the_next(pool: WorkerPool) -> None:
    [worker] = pool.pids
    os.kill(worker, signal.SIGSTOP)
    reading = asyncio.create_task(pool.read([Document(text=TEXT), Document(text=TEXT)], ANY))
    await asyncio.sleep(0.1)
    os.kill(worker, signal.SIGKILL)
    assert all(isinstance(result, bytes) for result in await reading)
    assert pool.pids != [worker]


async def test_a_document_that_kills_every_worker_fails_alone(pool: WorkerPool) -> None:
    reading = asyncio.create_task(pool.read([Document(id="long", text=LONG)], ANY))
    for _ in range(2):
        [worker] = pool.pids
        await asyncio.sleep(0.1)
        os.kill(worker, signal.SIGKILL)
        await new_worker(pool, worker)
    [result] = await reading
    assert isinstance(result, Status)
    assert reason_of(result) == "WORKER_CRASHED"
    [good] = await pool.read([Document(text=TEXT)], ANY)
    assert isinstance(good, bytes)


async def test_a_document_is_not_to_blame_for_a_worker_that_died_before(pool: WorkerPool) -> None:
    for _ in range(3):
        [worker] = pool.pids
        os.kill(worker, signal.SIGKILL)
        os.waitid(os.P_PID, worker, os.WEXITED | os.WNOWAIT)
        with capture_logs() as lines:
            [result] = await pool.read([Document(text=TEXT)], ANY)
        assert isinstance(result, bytes)
        assert [line["documents"] for line in lines if line["event"] == "worker lost"] == [0]


async def test_a_worker_that_dies_while_it_has_nothing_to_do_is_replaced(pool: WorkerPool) -> None:
    [worker] = pool.pids
    os.kill(worker, signal.SIGKILL)
    await new_worker(pool, worker)


async def test_a_worker_that_hangs_is_replaced(config: ServerConfig) -> None:
    pool = WorkerPool(replace(config, seconds_per_job=0.5))
    await pool.start()
    try:
        [worker] = pool.pids
        os.kill(worker, signal.SIGSTOP)
        [result] = await pool.read([Document(text=TEXT)], ANY)
        assert isinstance(result, bytes)
        assert pool.pids != [worker]
    finally:
        await pool.close()


async def test_after_its_number_of_documents_a_worker_makes_way(config: ServerConfig) -> None:
    pool = WorkerPool(replace(config, documents_per_worker=3))
    await pool.start()
    try:
        [worker] = pool.pids
        async with asyncio.timeout(120):
            while pool.pids == [worker]:
                assert isinstance((await pool.read([Document(text=TEXT)], ANY))[0], bytes)
                await asyncio.sleep(0.1)  # the next one needs the processor too, to load its model
        assert isinstance((await pool.read([Document(text=TEXT)], ANY))[0], bytes)
    finally:
        await pool.close()


async def test_a_worker_that_has_grown_too_large_makes_way(config: ServerConfig) -> None:
    # Whatever it holds is too much then; a process may hold less after a document than before.
    pool = WorkerPool(replace(config, worker_growth=-(2**40)))
    await pool.start()
    try:
        [worker] = pool.pids
        async with asyncio.timeout(120):
            while pool.pids == [worker]:
                assert isinstance((await pool.read([Document(text=TEXT)], ANY))[0], bytes)
                await asyncio.sleep(0.1)  # the next one needs the processor too, to load its model
    finally:
        await pool.close()


@pytest.mark.parametrize("seconds", [0, 0.2, 0.6])
async def test_a_worker_that_is_told_to_stop_does_so_and_reads_on(worker: WorkerProcess, seconds: float) -> None:
    asking = asyncio.ensure_future(worker.ask(Kind.READ, ask_for(LONG * 5)))
    await asyncio.sleep(seconds)
    worker.stop()
    assert await asking is None
    again = await worker.ask(Kind.READ, ask_for(TEXT))
    assert again is not None
    assert ParseBatchResponse.FromString(again).results[0].HasField("article")


async def test_an_intake_is_stopped_too(worker: WorkerProcess) -> None:
    asking = asyncio.ensure_future(worker.ask(Kind.PREPARE, ask_for(*[LONG] * 60)))
    await asyncio.sleep(0)
    worker.stop()
    assert await asking is None


async def test_a_stop_that_comes_after_the_answer_stops_nothing_else(worker: WorkerProcess) -> None:
    first = await worker.ask(Kind.READ, ask_for(TEXT))
    worker.stop()
    assert await worker.ask(Kind.READ, ask_for(TEXT)) == first


async def test_a_worker_stays_when_what_it_reads_is_given_up(pool: WorkerPool) -> None:
    [worker] = pool.pids
    with capture_logs() as lines:
        reading = asyncio.create_task(pool.read([Document(text=LONG)], ANY))
        await asyncio.sleep(0.1)
        reading.cancel()
        [result] = await pool.read([Document(text=TEXT)], ANY)
    assert isinstance(result, bytes)
    assert pool.pids == [worker]
    assert [line["event"] for line in lines] == ["reading stopped, nobody waits for it"]


async def test_a_worker_that_does_not_stop_is_replaced(pool: WorkerPool) -> None:
    [worker] = pool.pids
    os.kill(worker, signal.SIGSTOP)  # as if it never came to a checkpoint
    reading = asyncio.create_task(pool.read([Document(text=TEXT)], ANY))
    await asyncio.sleep(0.1)
    reading.cancel()
    async with asyncio.timeout(120):
        [result] = await pool.read([Document(text=TEXT)], ANY)
    assert isinstance(result, bytes)
    assert pool.pids != [worker]


async def test_an_urgent_document_goes_before_a_batch(pool: WorkerPool) -> None:
    batch = asyncio.create_task(pool.read([Document(text=TEXT * 10)] * 250, ANY))
    await asyncio.sleep(0.05)
    await pool.read([Document(text=TEXT)], ANY, urgency=Urgency.URGENT)
    assert not batch.done()
    batch.cancel()
    await asyncio.wait([batch])


async def test_what_is_read_in_the_background_comes_after_everything_else(pool: WorkerPool) -> None:
    background = asyncio.create_task(pool.read([Document(text=TEXT * 10)] * 250, ANY, urgency=Urgency.BACKGROUND))
    await asyncio.sleep(0.05)
    await pool.read([Document(text=TEXT)] * 40, ANY)
    assert not background.done()
    background.cancel()
    await asyncio.wait([background])


async def test_documents_of_a_caller_who_has_left_are_not_begun(pool: WorkerPool) -> None:
    with capture_logs() as lines:
        batch = asyncio.create_task(pool.read([Document(text=LONG)] * 50, ANY))
        await asyncio.sleep(0.1)
        batch.cancel()
        await pool.read([Document(text=TEXT)], ANY)
    # What a test before left in the queue was in larger jobs.
    stopped = [line["documents"] for line in lines if line["event"].startswith("reading stopped")]
    assert stopped.count(1) == 1


async def test_what_others_wait_for_is_read_though_one_leaves(pool: WorkerPool) -> None:
    left = asyncio.create_task(pool.read([Document(text=LONG)] * 3, ANY))
    stayed = [asyncio.create_task(pool.read([Document(id=str(n), text=TEXT)], ANY)) for n in range(5)]
    await asyncio.sleep(0.1)
    left.cancel()
    assert [build(result).document_id for [result] in await asyncio.gather(*stayed)] == ["0", "1", "2", "3", "4"]


async def test_too_many_waiting_are_turned_away(pool: WorkerPool) -> None:
    waiting = [asyncio.create_task(pool.read([Document(text=TEXT)], ANY, urgency=Urgency.URGENT)) for _ in range(64)]
    await asyncio.sleep(0)
    with pytest.raises(Overloaded):
        await pool.read([Document(text=TEXT)], ANY, urgency=Urgency.URGENT)
    assert all(isinstance(result, bytes) for [result] in await asyncio.gather(*waiting))


async def test_a_model_that_is_not_installed_is_said(config: ServerConfig) -> None:
    pool = WorkerPool(replace(config, model="no_such_model"))
    with pytest.raises(Refusal, match="no_such_model"):
        await pool.start()
    assert pool.pids == []


async def test_jobs_are_small_and_in_order() -> None:
    documents = [Document(id=str(number), text="x" * (100_000 if number == 20 else 10)) for number in range(40)]
    jobs = list(split_for_jobs(documents))
    assert [document.id for job in jobs for document in job] == [str(number) for number in range(40)]
    assert max(len(job) for job in jobs) == 16
    assert [document.id for document in next(job for job in jobs if any(d.id == "20" for d in job))] == ["20"]
