"""The change feed: the log of the store, followed once and told to everyone who watches."""
