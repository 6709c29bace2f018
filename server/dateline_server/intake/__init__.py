"""From bytes, text or HTML to a document with a body and a publication day."""
