"""`dateline report`: pictures of what a server holds."""

import os
import pty
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from commands import DATELINE, Command

from dateline import Client
from dateline.cli.report import count_events

PNG = b"\x89PNG\r\n\x1a\n"
OF_THREE = ("--filter", 'source = "Coast Gazette"')  # the articles of `stored`: other tests share the server


def test_html_is_one_page_with_every_picture_and_the_articles(
    dateline: Command, server: str, stored: list[str], tmp_path: Path
) -> None:
    done = dateline("report", *OF_THREE, "--server", server, "--out", "report.html")
    assert done.code == 0, done.err
    assert "of 3 articles are in report.html" in done.err
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert re.findall(r'<section id="(\w+)"', page) == ["timeline", "series", "graph", "map", "events", "articles"]
    assert page.count('<article class="read"') == 3
    assert "<img" not in page
    assert "https://" not in page


def test_what_is_alone_is_told_in_the_singular(dateline: Command, server: str, stored: list[str]) -> None:
    asked = ("--filter", f'article = "{stored[0]}" AND type = "CONSULT"', "--server", server)
    assert "1 event of 1 article is in one.svg" in dateline("report", *asked, "--out", "one.svg").err
    assert "1 event is in one.csv" in dateline("export", "events", *asked, "--out", "one.csv").err


def test_words_and_filter_choose_the_events(dateline: Command, server: str, stored: list[str]) -> None:
    def events(*arguments: str) -> str:
        done = dateline("report", *arguments, "--server", server)
        assert done.code == 0, done.err
        [number] = re.findall(r'class="facts">(\d+) event', done.out)
        return str(number)

    assert int(events()) > int(events("three", "consulates")) > 0
    assert events("--filter", 'source = "Nobody"') == "0"
    assert events("xylophone") == "0"


def test_words_tell_among_how_many_events_they_were_looked_for(
    dateline: Command, server: str, stored: list[str]
) -> None:
    with Client(server) as client:
        looked_through = count_events(client, OF_THREE[1])
    done = dateline("report", "three", "consulates", *OF_THREE, "--server", server, "--out", "found.html")
    assert re.search(rf"in found.html, of {looked_through} events looked through\.", done.err)
    assert "looked through" not in dateline("report", *OF_THREE, "--server", server, "--out", "all.html").err


def test_progress_counts_with_the_number_of_events_that_are_read(server: str, stored: list[str]) -> None:
    with Client(server) as client:
        counted = count_events(client, OF_THREE[1])
        assert counted == len(list(client.events.list(OF_THREE[1]))) > 0
    with Client("127.0.0.1:9", timeout=1) as nobody:
        assert count_events(nobody, "") is None


def test_articles_that_are_left_out_are_counted(dateline: Command, server: str, stored: list[str]) -> None:
    page = dateline("report", *OF_THREE, "--articles", "1", "--server", server).out
    assert page.count('<article class="read"') == 1
    assert "The first article; 2 more are left out here." in page
    assert dateline("report", "--articles", "0", "--server", server).out.count('<article class="read"') == 0


@pytest.mark.parametrize("picture", ["timeline", "series", "graph", "map"])
def test_svg_is_one_picture_by_the_name_of_the_file(
    dateline: Command, server: str, stored: list[str], tmp_path: Path, picture: str
) -> None:
    done = dateline("report", "--picture", picture, "--width", "500", "--out", "kept.svg", "--server", server)
    assert done.code == 0, done.err
    root = ET.parse(tmp_path / "kept.svg").getroot()
    assert root.tag == "{http://www.w3.org/2000/svg}svg"


def test_png_is_one_picture_in_a_theme(dateline: Command, server: str, stored: list[str], tmp_path: Path) -> None:
    pytest.importorskip("resvg_py", reason="pip install 'dateline[pictures]'")
    for theme in ("light", "dark"):
        done = dateline("report", "--picture", "map", "--theme", theme, "--out", f"{theme}.png", "--server", server)
        assert done.code == 0, done.err
    light, dark = ((tmp_path / f"{theme}.png").read_bytes() for theme in ("light", "dark"))
    assert light.startswith(PNG)
    assert dark.startswith(PNG)
    assert light != dark


def test_png_without_the_package_says_what_to_install(
    dateline: Command, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    done = dateline("report", "-o", "png", "--server", server)
    assert done.code == 5
    assert "pip install 'dateline[pictures]'" in done.err
    assert done.out == ""


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("-o", "html", "--picture", "map"), "--picture is for svg and png: html holds every picture"),
        (("--out", "report.pdf"), "none of html, svg and png"),
        (("-o", "svg", "--theme", "dark"), "--theme is for png: svg is one picture"),
        (("-o", "svg", "--articles", "3"), "--articles is for html"),
        (("-o", "pdf"), "'pdf'"),
        (("--width", "10"), "320"),
    ],
)
def test_options_that_do_not_go_together_are_refused(dateline: Command, arguments: tuple[str, ...], told: str) -> None:
    done = dateline("report", *arguments)
    assert done.code == 2
    assert told in done.err


def test_a_filter_at_fault_is_pointed_at_and_leaves_the_file_as_it_was(
    dateline: Command, server: str, tmp_path: Path
) -> None:
    (tmp_path / "old.html").write_text("old")
    done = dateline("report", "--filter", "typo =", "--out", "old.html", "--server", server)
    assert done.code == 4
    assert "^" in done.err
    assert (tmp_path / "old.html").read_text() == "old"


def test_a_full_disk_leaves_nothing_half(server: str, stored: list[str], tmp_path: Path) -> None:
    done = subprocess.run(
        ["bash", "-c", f"ulimit -f 4; exec {DATELINE} report --out big.html --server {server}"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 5
    assert "big.html: the disk is full" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_picture_that_is_named_is_svg(dateline: Command, server: str, stored: list[str]) -> None:
    assert dateline("report", "--picture", "graph", "--server", server).out.startswith("<svg ")


def test_a_terminal_is_no_place_for_it() -> None:
    leader, terminal = pty.openpty()
    done = subprocess.run([DATELINE, "report", "-o", "png"], stdout=terminal, stderr=subprocess.PIPE, text=True)
    os.close(terminal)
    os.close(leader)
    assert done.returncode == 2
    assert "--out report.png" in done.stderr


def test_nothing_found_is_a_report_too(dateline: Command, server: str, stored: list[str]) -> None:
    done = dateline("report", "--filter", 'source = "Nobody"', "--server", server)
    assert done.code == 0
    assert 'No events match source = "Nobody".' in done.err
    assert "0 events" in done.out
