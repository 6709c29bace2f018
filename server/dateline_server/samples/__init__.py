"""Sample articles that ship with Dateline: invented people and outlets in real countries, for trying it out.

Nothing in them happened. They are our own words and may be copied freely.
"""

from importlib.resources import files

from google.protobuf.json_format import Parse

from dateline.v1.document_pb2 import Document

_FOLDER = files("dateline_server.samples")


def sample_documents() -> list[Document]:
    """The sample articles as plain text, in the order of their ids; each has a title, source, URL and publication day."""
    names = sorted(entry.name for entry in _FOLDER.iterdir() if entry.name.endswith(".json"))
    return [Parse((_FOLDER / name).read_text(encoding="utf-8"), Document()) for name in names]


def retold_documents() -> list[Document]:
    """Reports of other papers, each a few sentences, of what the sample articles tell: with other numbers, and denials."""
    entries = sorted((_FOLDER / "retold").iterdir(), key=lambda entry: entry.name)
    return [Parse(entry.read_text(encoding="utf-8"), Document()) for entry in entries]


def sample_page() -> Document:
    """One of the articles as the web page on which it stood: HTML with navigation, advertisements and footer."""
    return Document(id="nepal-landslide-page", html=(_FOLDER / "nepal-landslide.html").read_bytes())
