"""News articles in, a ledger of figures, dates and names out.

The library runs without Prefect: `flows` builds on it, never the other way round.
"""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("newsledger")
except PackageNotFoundError:  # running from a source tree that is not installed
    __version__ = "0"

__all__ = ["__version__"]
