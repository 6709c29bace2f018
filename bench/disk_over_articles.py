"""What a full store takes on the disk over the bytes of its articles."""

from bench.stores import FullStore


def measure(store: FullStore) -> dict[str, float]:
    """`disk_over_articles`, and `store_articles_per_second`: how fast it was filled, everything indexed at the end."""
    return {
        "disk_over_articles": store.disk_bytes / store.filling.article_bytes,
        "store_articles_per_second": store.filling.articles / store.filling.seconds,
    }
