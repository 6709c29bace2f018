"""Pages of our own, and what broken software and hostile people make of pages."""

import random
from collections.abc import Callable

_PARAGRAPHS = (
    "The mayor of Porto opened a new footbridge over the Douro on Friday. “It took nine years,” she told reporters.",
    "Dockers in Mombasa, who had been on strike since Monday, will vote on an offer of the ministry tomorrow.",
    "The regatta was called off after two boats ran aground near Split; nobody was hurt, the coast guard said.",
    "Kenya’s transport minister denied that wages would be cut, and accused the port’s owners of “playing for time”.",
)
_META = """<meta property="og:title" content="Footbridge opens in Porto"><meta name="author" content="Rui Alves">
<meta property="article:published_time" content="2025-03-04T07:00:00Z"><link rel="canonical" href="https://gazette.example/b/1">"""
_JSON_LD = """<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Footbridge opens",
"datePublished": "2025-03-04", "author": {"@type": "Person", "name": "Rui Alves"}}</script>"""
_TABLE = "<table><tr><th>Ferry</th><th>Crew</th></tr><tr><td>Jadran</td><td>14</td></tr></table>"
_ODD_CHARSETS = ("utf-16", "shift_jis", "koi8-r", "windows-1252", "utf-7", "x-none", "big5", "", "utf-8\0")


def seed_page(chance: random.Random) -> bytes:
    """A sound page with an article in it, in one of several makes."""
    paragraphs = [f"<p>{each}</p>" for each in chance.sample(_PARAGRAPHS, 3)]
    body = "\n".join(paragraphs)
    main = chance.choice(
        (
            f"<article><h1>Footbridge opens in Porto</h1><time datetime='2025-03-04'>4 March</time>{body}</article>",
            f"<div id=nav><ul><li><a href=/>Home</a><li><a href=/sport>Sport</a></ul></div><main>{body}{_TABLE}</main>",
            f"<div class='story-body'>{body}<aside>Read more</aside></div><footer>© Harbour Gazette</footer>",
            f"<section><h2>Footbridge</h2>{body}<blockquote>{_PARAGRAPHS[0]}</blockquote></section>",
            body,
        )
    )
    head = "".join(part for part in ("<meta charset=utf-8>", _META, _JSON_LD) if chance.random() < 0.6)
    page = f"<!doctype html><html lang=en><head><title>Footbridge opens in Porto</title>{head}</head><body>{main}</body></html>"
    return page.encode()


def mutate_page(page: bytes, chance: random.Random) -> bytes:
    """The page with one to three things wrong with it."""
    for _ in range(chance.choice((1, 1, 2, 3))):
        page = chance.choice(_MUTATIONS)(page, chance)
    return page


def _at_a_tag(page: bytes, chance: random.Random) -> int:
    places = [at for at, byte in enumerate(page) if byte == 0x3C]
    return chance.choice(places) if places else chance.randrange(len(page) + 1)


def _put_in(page: bytes, chance: random.Random, what: bytes) -> bytes:
    at = _at_a_tag(page, chance)
    return page[:at] + what + page[at:]


def _flip_bytes(page: bytes, chance: random.Random) -> bytes:
    spoilt = bytearray(page)
    for _ in range(chance.choice((1, 5, 100))):
        if spoilt:
            spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
    return bytes(spoilt)


def _cut_off(page: bytes, chance: random.Random) -> bytes:
    return page[: chance.randrange(len(page) + 1)]


def _cut_out(page: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(page) + 1)
    return page[:at] + page[at + chance.choice((1, 20, 300)) :]


def _nest(page: bytes, chance: random.Random) -> bytes:
    tag = chance.choice(
        (b"div", b"b", b"table", b"ul", b"blockquote", b"font", b"span", b"a", b"p", b"svg", b"article")
    )
    depth = chance.choice((10, 300, 5_000, 30_000))
    closed = b"</%s>" % tag * (depth if chance.random() < 0.5 else 0)
    at = _at_a_tag(page, chance)
    return page[:at] + b"<%s>" % tag * depth + page[at:] + closed


def _misnest(page: bytes, chance: random.Random) -> bytes:
    return _put_in(
        page, chance, b"<b><i><p></b><table><p></i><a><a></table></p></body><html><head>" * chance.choice((1, 50))
    )


def _drop_closings(page: bytes, chance: random.Random) -> bytes:
    return page.replace(chance.choice((b"</", b"</p>", b">", b"</title>", b"</script>", b'"')), b"")


def _entities(page: bytes, chance: random.Random) -> bytes:
    odd = (
        b"&#0;",
        b"&#x110000;",
        b"&#xD800;",
        b"&#99999999999999;",
        b"&nosuch;",
        b"&amp" * 500,
        b"&#x;",
        b"&&&",
        b"&#8203;" * 90,
    )
    return page.replace(b" ", chance.choice(odd), chance.choice((1, 40)))


def _laughs(page: bytes, chance: random.Random) -> bytes:
    rows = b"".join(b'<!ENTITY l%d "%s">' % (level + 1, b"&l%d;" % level * 10) for level in range(12))
    kind = chance.choice(
        (b"html", b'html SYSTEM "file:///etc/passwd"', b'html PUBLIC "-//X" "http://127.0.0.1:9/x.dtd"')
    )
    return b"<?xml version='1.0'?><!DOCTYPE %s [<!ENTITY l0 'ha'>%s]>" % (kind, rows) + page.replace(
        b"Friday", b"&l12;&x;"
    )


def _huge_attribute(page: bytes, chance: random.Random) -> bytes:
    value = chance.choice((b"x", b"\xe2\x82\xac", b"a=b&", b"../")) * chance.choice((1_000, 300_000))
    return _put_in(page, chance, b'<p class="%s" id="%s">' % (value, value[:90]))


def _many_attributes(page: bytes, chance: random.Random) -> bytes:
    return _put_in(page, chance, b"<p %s>" % b" ".join(b"a%d=%d" % (n, n) for n in range(chance.choice((50, 20_000)))))


def _charset(page: bytes, chance: random.Random) -> bytes:
    declared = chance.choice(_ODD_CHARSETS).encode()
    return (
        _put_in(page, chance, b"<meta charset='%s'>" % declared)
        if chance.random() < 0.7
        else b"<?xml encoding='%s'?>" % declared + page
    )


def _encoded(page: bytes, chance: random.Random) -> bytes:
    return page.decode(errors="replace").encode(
        chance.choice(("utf-16", "utf-16-be", "utf-32", "utf-7", "cp500")), "replace"
    )


def _marks_of_order(page: bytes, chance: random.Random) -> bytes:
    return chance.choice((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\x00\x00\xfe\xff", b"\x1f\x8b\x08")) + page


def _nuls(page: bytes, chance: random.Random) -> bytes:
    return page.replace(
        chance.choice((b"<", b" ", b"p", b">")), chance.choice((b"\0", b"\x01", b"\x1b", b"\x0b", b"\xff")) + b"<", 30
    )


def _script(page: bytes, chance: random.Random) -> bytes:
    odd = (
        b"<script>document.write('<p>' + '</scr' + 'ipt>')",
        b"<style>p { content: '</style' } /*",
        b"<script><!-- <script> </script>",
        b"<noscript><p>Turn on scripts.</noscript><template><p>Hidden.",
        b"<textarea><p>Typed.</p>",
        b"<plaintext>",
        b"<svg><foreignObject><p>Drawn.</p><style><!--</style>-->",
        b"<math><mtext><table><mglyph><style>",
        b"<iframe srcdoc='<p>Framed.</p>'>",
        b"<base href='javascript:alert(1)'><a href='javascript:x'>",
    )
    return _put_in(page, chance, chance.choice(odd))


def _comments(page: bytes, chance: random.Random) -> bytes:
    odd = (
        b"<!--",
        b"-->",
        b"<!-- -- > --!>",
        b"<!-->",
        b"<!" + b"-" * 50_000,
        b"<![CDATA[",
        b"]]>",
        b"<?php echo 1 ?>",
        b"<!x" * 900,
    )
    return _put_in(page, chance, chance.choice(odd))


def _structured_data(page: bytes, chance: random.Random) -> bytes:
    odd = (
        b'{"@graph": [' * chance.choice((3, 5_000)),
        b'{"datePublished": "9999-99-99", "headline": null, "author": [[[]], 7]}',
        b'{"datePublished": 1e999, "articleBody": ' + b"9" * 6_000 + b"}",
        b'[{"@type": {}}, "x", {"author": {"name": {"name": 1}}}]',
        b'"\\ud800"',
    )
    return _put_in(page, chance, b"<script type=application/ld+json>%s</script>" % chance.choice(odd))


def _metadata(page: bytes, chance: random.Random) -> bytes:
    odd = (
        b"<time datetime='9999-12-31T99:99'>",
        b"<meta property=article:published_time content='-1-1-1'>",
        b"<meta property=article:published_time content='%s'>" % (b"2025-" * 9_000),
        b"<title>" + b"x" * 100_000 + b"</title>",
        b"<meta name=author content='%s'>" % (b"A. B; " * 9_000),
        b"<link rel=canonical href='http://[::1'>",
        b"<html lang='%s'>" % (b"q" * 900),
        b"<meta property=og:site_name content='\xff\xfe'>",
    )
    return _put_in(page, chance, chance.choice(odd))


def _long(page: bytes, chance: random.Random) -> bytes:
    unit = chance.choice(
        (b"<p>The ferry left.</p>", b"word ", b"<br>", b"\n", b"<a href=x>y</a>", b"<td>", b"&lt;", b". ")
    )
    return _put_in(page, chance, unit * chance.choice((200, 1_000)))


def _repeat(page: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(page) + 1)
    return page[:at] + page[at : at + 400] * chance.choice((2, 40)) + page[at:]


_MUTATIONS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    *(_flip_bytes, _cut_off, _cut_out, _nest, _misnest, _drop_closings, _entities, _laughs, _huge_attribute),
    *(_many_attributes, _charset, _encoded, _marks_of_order, _nuls, _script, _comments, _structured_data),
    *(_metadata, _long, _repeat),
)
