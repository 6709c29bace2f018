"""The spaCy pass: from a document to its tokens, tags, syntax and names."""
