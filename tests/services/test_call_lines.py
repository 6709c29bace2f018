"""The log lines of calls: the same whichever way they are written."""

import json
from collections.abc import Iterator

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import CapturingLogger, capture_logs

from dateline_server.services.call_lines import CallLines, EndedCall

METHOD = "/dateline.v1.ArticleService/GetArticle"
text = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
calls = st.builds(
    EndedCall,
    method=st.just(METHOD),
    code=st.sampled_from(["OK", "NOT_FOUND"]),
    seconds=st.floats(0, 100),
    ended=st.floats(1.8e9, 1.9e9),
    peer=text,
    request_id=text,
    principal=text,
    reason=st.sampled_from(["", "NOT_FOUND"]),
)


@pytest.fixture(scope="module")
def printed() -> Iterator[CapturingLogger]:
    before = structlog.get_config()
    printer = CapturingLogger()
    structlog.configure(logger_factory=lambda *_: printer)
    yield printer
    structlog.configure(**before)


def write(call: EndedCall, *, json: bool) -> None:
    lines = CallLines(json=json)
    lines._ended.append(call)
    lines.write()


@given(call=calls)
def test_a_line_of_json_says_what_structlog_is_told(call: EndedCall, printed: CapturingLogger) -> None:
    printed.calls.clear()
    write(call, json=True)
    with capture_logs() as told:
        write(call, json=False)
    [line] = printed.calls
    [expected] = told
    expected["level"] = expected.pop("log_level")
    assert json.loads(line.args[0]) == expected
    assert line.args[0] == json.dumps(expected, ensure_ascii=False)
