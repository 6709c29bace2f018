"""Shows Dateline at work: a server on a free port with an empty store, the sample articles, and the client's views of them.

Run by `make demo`. Every line that starts with `$` can be typed by hand while a server runs.
"""

import os
import shlex
import signal
import subprocess
import sys
import tempfile
from importlib import resources
from pathlib import Path

DATELINE = Path(sys.executable).with_name("dateline")
LISTENING = "listening on "


def main() -> int:
    """Run the whole demonstration; 0 when every command did what it should."""
    with tempfile.TemporaryDirectory(prefix="dateline-demo-") as folder:
        log_path = Path(folder) / "server.log"
        with log_path.open("w") as log:
            print("Starting a server (it loads the language model first) …", flush=True)
            server = subprocess.Popen(
                [DATELINE, "serve", "--listen", "127.0.0.1:0", "--store", Path(folder) / "demo.db"],
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert server.stdout is not None
        try:
            first = server.stdout.readline()
            if not first.startswith(LISTENING):
                print(log_path.read_text(), file=sys.stderr)
                return 1
            address = first.removeprefix(LISTENING).strip()
            print(f"{first}", flush=True)
            failures = run_client({**os.environ, "DATELINE_SERVER": address})
        finally:
            server.send_signal(signal.SIGTERM)
            stopped = server.wait(30)
        print(f"\nThe server has stopped ({'cleanly' if stopped == 0 else f'exit code {stopped}'}).")
        print("Run one yourself: .venv/bin/dateline serve --store news.db")
        return 1 if failures or stopped else 0


def run_client(environment: dict[str, str]) -> int:
    """The number of client commands that failed."""
    folder = Path(str(resources.files("dateline_server.samples")))
    files = [*sorted(folder.glob("*.json")), *sorted(folder.glob("retold/*.json"))]
    failures = 0
    names: dict[str, str] = {}
    for title, arguments in (
        ("Read and store the sample articles", ["ingest", *map(str, files)]),
        ("Who did what to whom, when, where, and who says so", ["events", "--limit", "15", "-o", "table"]),
        (
            "Events that only a source asserts",
            ["events", "--filter", 'status = "CLAIMED"', "--limit", "5", "-o", "table"],
        ),
        ("Who is in the news", ["actors", "--limit", "12", "-o", "table"]),
        ("Who said what", ["quotes", "--limit", "8", "-o", "table"]),
        ("What several articles tell of", ["stories", "-o", "text"]),
        ("Their articles, and what these do not agree on", ["stories", "show", "stories", "-o", "text"]),
        ("One article with its claims marked", ["show", "articles", "-o", "text"]),
    ):
        arguments[1:] = [names.get(word, word) for word in arguments[1:]]
        shown = shlex.join(["dateline", *(Path(word).name if word.startswith("/") else word for word in arguments)])
        print(f"\n── {title}\n$ {shown}", flush=True)
        done = subprocess.run([DATELINE, *arguments], env=environment, stdout=subprocess.PIPE, text=True, check=False)
        print(done.stdout, end="", flush=True)
        for word in done.stdout.split():
            kind, slash, _ = word.partition("/")
            if slash and kind in ("articles", "stories"):
                names.setdefault(kind, word)  # the first one that is printed
        failures += done.returncode != 0
    return failures


if __name__ == "__main__":
    sys.exit(main())
