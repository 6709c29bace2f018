"""ninjs, the news item of the IPTC in JSON, as a row that `documents.document_from_row` reads.

Versions 1, 2 and 3, from anybody; what Dateline itself wrote comes back as it was. An object of somebody else has its
`uri` for an id, the first text among its bodies (else the first in HTML), its headline, and `contentCreated` for the
instant of publication, else `versionCreated` or `firstCreated`. Versions 1 and 2 write the names in small letters, so
letter case is not looked at; version 1 has one headline, and a body for each kind of text (`body_text`, `body_html`).
"""

from collections.abc import Iterable, Iterator

_OWN = "urn:dateline:"
_HTML = ("text/html", "application/xhtml+xml")
_DATES = ("contentcreated", "versioncreated", "firstcreated")


def row_of_ninjs(item: object) -> object:
    """The row that the object means; what is no object is left for whoever reads the row to refuse."""
    if not isinstance(item, dict):
        return item
    item = _small(item)
    uri = str(item.get("uri") or "")
    alternative, told = _by_role(item, "altids"), _by_role(item, "descriptions")
    row: dict[str, object] = {
        "id": alternative.get("documentId") or ("" if uri.startswith(_OWN) else uri),
        "title": next(_values(item, "headlines"), item.get("headline") or item.get("title")),
        "url": alternative.get("url"),
        "source": _first_source(item),
        "published": told.get("publishedDate") or next((item[name] for name in _DATES if item.get(name)), None),
        "publish_tz": told.get("publishTimeZone"),
        "authors": _authors(item),
        "section": next((one.get("name") for one in _objects(item, "subjects") if one.get("rel") == "section"), None),
    }
    bodies = [*_objects(item, "bodies"), *_bodies_of_version_1(item)]
    pages = [body for body in bodies if body.get("contenttype") in _HTML]
    texts = [body for body in bodies if body not in pages]
    if texts:
        row["text"] = texts[0].get("value")
    elif pages:
        row["html"] = pages[0].get("value")
    return {name: value for name, value in row.items() if value}


def _small(item: dict[str, object]) -> dict[str, object]:
    return {name.lower(): value for name, value in item.items()}


def _bodies_of_version_1(item: dict[str, object]) -> Iterator[dict[str, object]]:
    for name, value in item.items():
        if name.startswith("body_") and value:
            yield {"contenttype": "text/html" if "html" in name else "text/plain", "value": value}


def _objects(item: dict[str, object], name: str) -> Iterator[dict[str, object]]:
    parts = item.get(name)
    for part in parts if isinstance(parts, Iterable) and not isinstance(parts, str) else ():
        if isinstance(part, dict):
            yield _small(part)


def _values(item: dict[str, object], name: str) -> Iterator[object]:
    return (part["value"] for part in _objects(item, name) if part.get("value"))


def _by_role(item: dict[str, object], name: str) -> dict[str, object]:
    return {str(part.get("role")): part.get("value") for part in _objects(item, name)}


def _first_source(item: dict[str, object]) -> object:
    """The publisher, else the first source that is no author."""
    told = (*_objects(item, "infosources"), *_objects(item, "infosource"))
    sources = [part for part in told if part.get("role") != "author"]
    publishers = [part for part in sources if part.get("role") == "publisher"]
    return next((part.get("name") for part in [*publishers, *sources]), item.get("copyrightholder"))


def _authors(item: dict[str, object]) -> object:
    """The authors one by one where they are told so, else the byline."""
    named = [part.get("name") for part in _objects(item, "infosources") if part.get("role") == "author"]
    return named or item.get("by") or item.get("byline")
