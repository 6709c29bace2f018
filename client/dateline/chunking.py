"""Documents that share a message of a call which keeps them and reads none: as many as it may hold."""

from dateline.v1.document_pb2 import Document

MAX_DOCUMENTS = 256
MAX_BYTES = 2 * 1024 * 1024


class Chunk:
    """The documents of one message: at most 256, unless one alone has more at most 2 MiB, and no id twice."""

    def __init__(self) -> None:
        self.documents: list[Document] = []
        self._size = 0
        self._ids: set[str] = set()

    def takes(self, document: Document) -> bool:
        """Whether there is room for the document."""
        if not self.documents:
            return True
        fits = len(self.documents) < MAX_DOCUMENTS and self._size + document.ByteSize() <= MAX_BYTES
        return fits and document.id not in self._ids

    def add(self, document: Document) -> None:
        """One document more."""
        self.documents.append(document)
        self._size += document.ByteSize()
        if document.id:
            self._ids.add(document.id)
