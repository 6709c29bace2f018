"""What goes wrong is told in one sentence that says what to do, with the right exit code, whatever it is."""

import ctypes
import json
import os
import resource
import socket
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pytest
import trustme
from commands import DATELINE, TEXT, Command, Outcome
from server_here import serve_here
from terminal import Terminal

from dateline import Client
from dateline_server.services.access.files import write_lines
from dateline_server.services.access.principals import Principal, digest_of, write_line
from dateline_server.services.access.scopes import Scope

ENOUGH = "arrested two men in the port of Bergen on Monday."


@dataclass(frozen=True)
class Places:
    """What the table of bad input speaks of: `{plain}`, `{guarded}`, `{closed}` are addresses, the others files."""

    plain: str
    guarded: str
    closed: str
    ca: str
    other_ca: str
    reader: str


@pytest.fixture(scope="module")
def places(server: str, stored: list[str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Places]:
    """A server in the clear that lets everybody in, one with TLS and a list of whom it lets in, and a port of nobody."""
    folder = tmp_path_factory.mktemp("guarded")
    authority, stranger = trustme.CA(), trustme.CA()
    issued = authority.issue_cert("localhost", "127.0.0.1")
    issued.cert_chain_pems[0].write_to_path(folder / "server.pem")
    issued.private_key_pem.write_to_path(folder / "server.key")
    authority.cert_pem.write_to_path(folder / "ca.pem")
    stranger.cert_pem.write_to_path(folder / "other.pem")
    (folder / "reader.token").write_text("only-reads")
    reader = Principal("reader", frozenset({Scope.READ}))
    write_lines(folder / "access.tsv", [write_line(reader, "token", digest_of("only-reads"))])
    tls = {"tls_cert": str(folder / "server.pem"), "tls_key": str(folder / "server.key")}
    with (
        serve_here(folder, access=str(folder / "access.tsv"), **tls) as guarded,
        socket.socket() as nobody,
    ):
        nobody.bind(("127.0.0.1", 0))
        yield Places(
            plain=server,
            guarded=guarded.address,
            closed=f"127.0.0.1:{nobody.getsockname()[1]}",
            ca=str(folder / "ca.pem"),
            other_ca=str(folder / "other.pem"),
            reader=str(folder / "reader.token"),
        )


def run(
    *arguments: str,
    folder: Path,
    environment: dict[str, str] | None = None,
    before: Callable[[], None] | None = None,
    output: str = "",
) -> Outcome:
    """A command as a process; `output` is the file that its standard output goes to."""
    command = [str(DATELINE), *arguments]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DATELINE_")}
    with open(folder / (output or "stdout"), "wb") as stdout:
        done = subprocess.run(
            command,
            cwd=folder,
            env={**kept, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=subprocess.PIPE,
            preexec_fn=before,
            timeout=120,
            check=False,
        )
    return Outcome(done.returncode, (folder / (output or "stdout")).read_text(), done.stderr.decode())


@dataclass(frozen=True)
class Bad:
    """A command that cannot do what it should: its exit code, and words of the sentence that says so."""

    command: str
    code: int
    words: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)


GUARDED = "--server {guarded} --tls-ca {ca}"
TABLE = {
    "a host that is none": Bad("events --server nowhere.invalid:50051", 5, ("nowhere.invalid:50051", "--server")),
    "an address without a port": Bad("events --server news", 2, ("'news'", "HOST:PORT")),
    "an address of the web": Bad(
        "events --server http://127.0.0.1:50051", 2, ("'http://127.0.0.1:50051'", "HOST:PORT")
    ),
    "a port that is none": Bad("events --server 127.0.0.1:70000", 2, ("127.0.0.1:70000", "65535")),
    "an address in the environment": Bad("events", 2, ("DATELINE_SERVER", "HOST:PORT"), {"DATELINE_SERVER": "news"}),
    "a server that is down": Bad("ingest good.txt --server {closed}", 5, ("{closed}", "dateline serve")),
    "a server that is down, watched": Bad("watch --server {closed}", 5, ("{closed}", "dateline serve")),
    "a server that is down, exported": Bad(
        "export events --out e.csv --server {closed}", 5, ("{closed}", "dateline serve")
    ),
    "a server that is down, asked to read": Bad("parse good.txt --server {closed}", 5, ("another one in --server.",)),
    "an admin port that is down": Bad("admin drain --server {closed}", 5, ("{closed}", "--server or DATELINE_ADMIN.")),
    "a timeout": Bad("parse long.txt --server {plain} --timeout 0.05", 5, ("--timeout",)),
    "in the clear to a server with TLS": Bad("events --server {guarded}", 5, ("TLS", "--tls")),
    "with TLS to a server in the clear": Bad("events --server {plain} --tls-ca {ca}", 5, ("TLS", "--tls")),
    "another authority": Bad("events --server {guarded} --tls-ca {other_ca}", 5, ("certificate", "--tls-ca")),
    "the name of another host": Bad(
        f"events {GUARDED} --server-name news.example", 5, ("certificate", "--server-name")
    ),
    "an authority that is no certificate": Bad("events --server {guarded} --tls-ca good.txt", 4, ("good.txt",)),
    "an authority that is not there": Bad("events --server {guarded} --tls-ca none.pem", 4, ("none.pem",)),
    "a certificate without its key": Bad("events --server {guarded} --client-cert good.txt", 4, ("--client-key",)),
    "no token": Bad(f"events {GUARDED}", 6, ("token", "--token-file")),
    "a wrong token": Bad(f"events {GUARDED}", 6, ("token",), {"DATELINE_TOKEN": "another"}),
    "a token without the scope": Bad(f"ingest good.txt {GUARDED} --token-file {{reader}}", 6, ("ingest",)),
    "a token that is not there": Bad(f"events {GUARDED} --token-file none.token", 4, ("none.token",)),
    "a file without a token": Bad(f"events {GUARDED} --token-file empty.txt", 4, ("empty.txt", "token")),
    "a text in UTF-16 without its mark": Bad(
        "parse wide.txt --server {plain}", 4, ("wide.txt", "--encoding utf-16-le")
    ),
    "a file that is not there": Bad("parse none.txt --server {plain}", 3, ("none.txt",)),
    "a pattern of nothing": Bad("parse *.none --server {plain}", 3, ("*.none",)),
    "a folder": Bad("parse . --server {plain}", 4, ("folder", "./*.txt")),
    "an empty file": Bad("parse empty.txt --server {plain}", 4, ("empty.txt", "empty")),
    "a binary file": Bad("parse binary.txt --server {plain}", 4, ("binary.txt", "binary", "text or HTML")),
    "a huge binary file": Bad("parse huge --server {plain}", 4, ("huge", "binary", "text or HTML")),
    "a huge text": Bad("parse huge.txt --server {plain}", 4, ("huge.txt", "64 MiB")),
    "a text above the limit": Bad("parse large.txt --server {plain}", 4, ("large.txt", "200,000")),
    "a page above the limit": Bad("parse large.html --server {plain}", 4, ("large.html", "at most")),
    "a text in another encoding": Bad("parse latin.txt --server {plain}", 4, ("latin.txt", "--encoding")),
    "an encoding that is none": Bad("parse latin.txt --encoding klingon --server {plain}", 4, ("klingon", "latin-1")),
    "broken gzip": Bad("parse broken.txt.gz --server {plain}", 4, ("broken.txt.gz", "gzip")),
    "broken JSON": Bad("parse broken.json --server {plain}", 4, ("broken.json", "character 9")),
    "JSON of something else": Bad("parse list.json --server {plain}", 4, ("list.json", "object")),
    "no article to show": Bad("show good.txt", 4, ("good.txt", "dateline parse")),
    "a list of no format": Bad("access list --access good.txt", 4, ("good.txt",)),
    "a list in a folder that is a file": Bad("access add desk --scope read --access good.txt/a.tsv", 4, ("good.txt",)),
    "a store that is not there": Bad("store info --store none.db", 3, ("none.db", "dateline serve")),
    "a backup over a file": Bad("store restore --store good.txt good.txt", 5, ("good.txt",)),
    "a day that is none": Bad("parse good.txt --published tomorrow", 2, ("tomorrow", "2025-04-09")),
    "a zone that is none": Bad("parse good.txt --publish-tz Mars/North --server {plain}", 4, ("Mars/North",)),
    "a filter that cannot be read": Bad("events --filter stauts=1 --server {plain}", 4, ("stauts", "status")),
    "a field that is none": Bad("events --select tipe --server {plain}", 4, ("tipe",)),
    "a name of nothing": Bad("get articles/none --server {plain}", 3, ("articles/none",)),
    "a folder that is not there": Bad("export events --out none/e.csv --server {plain}", 4, ("none", "folder")),
    "a checkpoint of something else": Bad("watch --checkpoint good.txt --server {plain}", 4, ("good.txt",)),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files that the table speaks of."""
    folder = tmp_path_factory.mktemp("files")
    folder.chmod(0o777)
    folder.parent.chmod(0o755)
    (folder / "good.txt").write_text(f"Police {ENOUGH}")
    (folder / "empty.txt").write_text(" \n")
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 8)
    (folder / "latin.txt").write_bytes("Der Präsident traf den Minister.".encode("latin-1"))
    (folder / "wide.txt").write_bytes(f"Police {ENOUGH}".encode("utf-16-le"))
    (folder / "broken.txt.gz").write_bytes(b"\x1f\x8b\x08\x00 and no more")
    (folder / "broken.json").write_text('{"text": ')
    (folder / "list.json").write_text("[1, 2")
    (folder / "list.json").write_text("3")
    (folder / "long.txt").write_text("The dockers went on strike. " * 2000)
    (folder / "large.txt").write_text("The dockers went on strike. " * 8000)
    (folder / "large.html").write_text(f"<html><body><p>{'The dockers went on strike. ' * 200_000}</p></body></html>")
    with (folder / "huge").open("wb") as file:
        file.truncate(1024**3)
    with (folder / "huge.txt").open("wb") as file:
        for _ in range(70):
            file.write(b"The dockers went on strike and would not return." * 21846)
    return folder


def assert_told_in_a_sentence(done: Outcome, places: Places, bad: Bad) -> None:
    assert done.code == bad.code, done.err
    if done.err.startswith("{"):
        done = Outcome(done.code, done.out, f"error: {json.loads(done.err)['error']['message']}")
    told = [line for line in done.err.splitlines() if not line.startswith(("  ", "Try `"))]
    assert len(told) == 1, done.err
    assert told[0].startswith("error: ")
    assert told[0].endswith((".", "?"))
    for word in bad.words:
        assert word.format(**vars(places)) in told[0], done.err


@pytest.mark.parametrize("bad", TABLE.values(), ids=TABLE.keys())
def test_it_is_told_in_a_sentence_that_says_what_to_do(
    bad: Bad, places: Places, folder: Path, dateline: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = bad.command.format(**vars(places)).split()
    if "{guarded}" in bad.command or "--tls" in bad.command:  # a process alone shows that gRPC adds nothing of its own
        done = run(*arguments, folder=folder, environment=bad.environment)
    else:
        monkeypatch.chdir(folder)
        for name, value in bad.environment.items():
            monkeypatch.setenv(name, value)
        done = dateline(*arguments)
    assert_told_in_a_sentence(done, places, bad)
    assert done.out == ""


def obey_permissions() -> None:
    """Let root be barred by the permissions of files, as everybody else is."""
    if os.geteuid() == 0:
        for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
            ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP


def test_a_file_that_may_not_be_read(places: Places, folder: Path) -> None:
    (folder / "secret.txt").write_text(f"Police {ENOUGH}")
    (folder / "secret.txt").chmod(0)
    done = run("parse", "secret.txt", "--server", places.plain, folder=folder, before=obey_permissions)
    assert_told_in_a_sentence(done, places, Bad("", 4, ("secret.txt", "permissions")))


def test_a_folder_that_may_not_be_written_to(places: Places, folder: Path) -> None:
    (folder / "closed").mkdir()
    (folder / "closed").chmod(0o555)
    for arguments in ("export events --out closed/e.jsonl", "watch --from start --once --checkpoint closed/c"):
        done = run(*arguments.split(), "--server", places.plain, folder=folder, before=obey_permissions)
        assert_told_in_a_sentence(done, places, Bad("", 4, ("closed", "permissions")))


def at_most(size: int) -> Callable[[], None]:
    """What bars a process from files of more bytes, as a full disk does."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@pytest.mark.parametrize("arguments", ["events --all -o jsonl", "parse three.jsonl --to jsonl", "events -o csv"])
def test_on_a_full_disk_the_output_ends_with_a_whole_record(arguments: str, places: Places, folder: Path) -> None:
    rows = [json.dumps({"id": str(number), "text": TEXT.format(number=number)}) for number in range(3)]
    (folder / "three.jsonl").write_text("\n".join(rows))
    command = [*arguments.split(), "--server", places.plain]
    whole = run(*command, folder=folder).out
    size = len(whole.encode()) * 2 // 3
    done = run(*command, folder=folder, before=at_most(size), output="full")
    assert_told_in_a_sentence(done, places, Bad("", 5, ("disk is full", "make room")))
    assert done.out
    assert whole.startswith(done.out)
    assert done.out.endswith("\n")
    assert len(whole[len(done.out) :].split("\n", 1)[0].encode()) + len(done.out.encode()) >= size


def test_an_export_to_a_full_file_names_standard_output(places: Places, folder: Path) -> None:
    whole = run("export", "events", "--server", places.plain, folder=folder).out
    full = run("export", "events", "--server", places.plain, folder=folder, before=at_most(9000), output="full.jsonl")
    assert_told_in_a_sentence(full, places, Bad("", 5, ("Standard output: the disk is full", "Make room")))
    assert whole.startswith(full.out)
    assert full.out == "" or full.out.endswith("\n")


@pytest.mark.parametrize(
    "arguments", ["events -o table", "events -o md", "show NAME", "info", "watch --from start --once"]
)
def test_a_full_device_is_told(arguments: str, places: Places, stored: list[str], folder: Path) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [DATELINE, *arguments.replace("NAME", stored[0]).split(), "--server", places.plain],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert_told_in_a_sentence(Outcome(done.returncode, "", done.stderr), places, Bad("", 5, ("disk is full",)))


def test_a_checkpoint_on_a_full_disk_is_named_and_leaves_nothing_half(
    places: Places, stored: list[str], folder: Path
) -> None:
    watch = ("watch", "--from", "start", "--once", "--checkpoint", "kept.cursor", "--server", places.plain)
    done = subprocess.run(
        [DATELINE, *watch], cwd=folder, capture_output=True, text=True, preexec_fn=at_most(16), timeout=60, check=False
    )
    assert done.returncode == 5
    assert "kept.cursor: the disk is full" in done.stderr
    assert list(folder.glob("kept.cursor*")) == []


@pytest.mark.parametrize(
    ("command", "code", "words"),
    [
        ("parse - --server {plain} <&-", 4, "Standard input or output is closed"),
        ("list articles --server {plain} >&-", 4, "Standard input or output is closed"),
        ("--version >&-", 4, "Standard input or output is closed"),
        ("export events --out kept.jsonl --server {plain} >&- <&-", 0, "are in kept.jsonl"),
        ("list articles --server {plain} 2>&- >/dev/full", 5, ""),
        ("list articles --server {closed} 2>&- <&- >&-", 5, ""),
    ],
)
def test_a_stream_that_is_closed_is_told(
    command: str, code: int, words: str, places: Places, stored: list[str], folder: Path
) -> None:
    shell = f"exec {DATELINE} {command.format(**asdict(places))}"
    done = subprocess.run(["bash", "-c", shell], cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == code, done.stderr
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == bool(words)


def test_a_broken_line_far_down_is_told_by_its_number(places: Places, folder: Path) -> None:
    lines = [""] * 40_000
    for number in (1, 20_000, 40_000):
        lines[number - 1] = json.dumps({"source": "Fjord Echo", "text": f"The {number} guards {ENOUGH}"})
    after = json.dumps({"source": "Fjord Echo", "text": f"Police {ENOUGH}"})
    (folder / "long.jsonl").write_text("\n".join([*lines, '{"id": "broken", "text":', after]))
    done = run("ingest", "long.jsonl", "--server", places.plain, folder=folder)
    assert done.code == 1
    *before, broken, last = done.out.splitlines()
    assert [line.split()[-1] for line in (*before, last)] == ["CREATED"] * 4
    assert broken == "long.jsonl error MALFORMED_JSON: Line 40001: Not JSON: Expecting value at character 25."
    assert done.err == (
        "1 of 5 documents could not be stored, the first of them: "
        f"{broken} Mend it and run the same command again: what is stored is UNCHANGED then.\n"
    )
    again = run("ingest", "long.jsonl", "--server", places.plain, folder=folder)
    assert [line.split()[-1] for line in again.out.splitlines() if " error " not in line] == ["UNCHANGED"] * 4


NARROW = [
    "--help",
    "events -o table",
    "quotes",
    "stories",
    "show NAME",
    "why NAME e1",
    "revisions NAME",
    "watch --from start --once",
    "actors resolve Solberg",
    "actors -o table",
    "ingest good.txt",
    "list articles --filter source=Nobody",
    "info",
    "doctor",
    "config show --origin",
    "config client --origin",
    "events --filter stauts=1",
]


@pytest.mark.parametrize("arguments", NARROW)
def test_at_forty_columns_no_line_is_cut_or_broken(
    arguments: str, places: Places, stored: list[str], folder: Path
) -> None:
    command = arguments.replace("NAME", stored[0]).split()
    asked = {"DATELINE_SERVER": places.plain, "DATELINE_PAGER": ""}
    terminal = Terminal(*command, columns=40, environment=asked, folder=folder)
    assert terminal.end() in (0, 3, 4)
    long = [line for line in terminal.screen.splitlines() if len(line) > 40 and " " in line.strip()]
    # An example is a command to be copied; only the terminal may break it.
    assert [line for line in long if "dateline " not in line] == []


def test_at_forty_columns_addresses_are_whole_and_errors_in_json_are_one_line(places: Places, folder: Path) -> None:
    shown = Terminal("config", "show", "--origin", columns=40, folder=folder)
    assert shown.end() == 0
    assert "127.0.0.1:50051" in shown.screen
    assert "…" not in shown.screen
    failed = Terminal("get", "articles/none", "-o", "json", "--server", places.plain, columns=40, folder=folder)
    assert failed.end() == 3
    assert json.loads(failed.screen)["error"]["reason"] == "NOT_FOUND"


LOCALES = {
    "C": {"LC_ALL": "C"},
    "C without UTF-8": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "ASCII": {"LC_ALL": "C", "PYTHONIOENCODING": "ascii"},
    "Latin-1": {"PYTHONIOENCODING": "latin-1"},
}


@pytest.mark.parametrize("locale", LOCALES.values(), ids=LOCALES.keys())
def test_in_any_locale_files_are_utf8_and_terminals_get_what_they_can_show(
    locale: dict[str, str], places: Places, folder: Path
) -> None:
    (folder / "naïve.txt").write_text(f"“Ja”, said Zoë Grün of Tromsø. Police {ENOUGH}")
    command = ("parse", "naïve.txt", "--title", "Tromsø", "--server", places.plain)
    usual = run(*command, "-o", "json", folder=folder)
    article = json.loads(usual.out)
    assert (article["title"], "Tromsø" in article["body"]) == ("Tromsø", True)
    assert run(*command, "-o", "json", folder=folder, environment=locale).out == usual.out
    filtered = run("events", "--filter", 'source = "Grün"', "--server", places.plain, folder=folder, environment=locale)
    assert (filtered.code, filtered.err) == (0, "")
    missing = run("parse", "früh.txt", "--server", places.plain, folder=folder, environment=locale)
    assert missing.code in (3, 4)  # 4 where the locale cannot spell the name
    assert missing.err.startswith("error: ")
    terminal = Terminal(*command, environment={"DATELINE_PAGER": "", **locale}, folder=folder)
    assert terminal.end() == 0
    assert "Police" in terminal.screen


def test_a_terminal_of_ascii_alone_is_shown_plainer_marks(places: Places, folder: Path) -> None:
    (folder / "plain.txt").write_text("“Nothing was lost,” Zoë Quill said in Tromsø on Monday.")
    ascii_alone = {"DATELINE_PAGER": "", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    for pager in ("", "cat -u"):
        environment = {**ascii_alone, "DATELINE_PAGER": pager}
        terminal = Terminal("parse", "plain.txt", "--source", "Quay", environment=environment, folder=folder)
        assert terminal.end() == 0
        assert '"Nothing was lost," Zo? Quill said in Troms?' in terminal.screen
        assert "Events -----" in terminal.screen
        assert "--published 2025-04-09 would tell the day." in terminal.screen


def test_a_line_that_cannot_be_queued_is_told_with_its_file(places: Places, folder: Path) -> None:
    (folder / "queued.jsonl").write_text(json.dumps({"text": f"Police {ENOUGH}"}) + "\n{broken\n")
    done = run("ingest", "--queue", "queued.jsonl", "--server", places.plain, folder=folder)
    assert done.code == 1
    assert done.err.startswith("error: queued.jsonl: Line 2: Not JSON: ")


def test_a_file_in_the_middle_of_which_somebody_presses_ctrl_c(places: Places, folder: Path) -> None:
    rows = (json.dumps({"id": str(n), "source": "Quay Times", "text": f"The {n} guards {ENOUGH}"}) for n in range(3000))
    (folder / "long.jsonl").write_text("\n".join(rows))
    terminal = Terminal("ingest", "long.jsonl", environment={"DATELINE_SERVER": places.plain}, folder=folder)
    terminal.read_until("CREATED")
    terminal.press("\x03")
    assert terminal.end() == 130
    said = " ".join(terminal.screen.rpartition("interrupted.")[2].split())
    known, told, _ = said.partition(" documents are known to be stored; run the same command again to go on")
    assert told, said
    shown = terminal.screen.replace("^C", "").count(" CREATED")  # the terminal echoes the key wherever it is
    with Client(places.plain) as client:
        stored = sum(1 for _ in client.articles.list('source = "Quay Times"'))
    assert shown - 1 <= int(known.replace(",", "")) <= stored  # the key may come between a line and its count
