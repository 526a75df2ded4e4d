"""Preloaded by the fork server of the kill tests: all that loads import late is there and warm in the processes that it forks."""

import markdown_it
import py3langid
import pyarrow.dataset
import trafilatura.settings
import yaml
from loads import read_all

from extract.ingest import readers
from extract.records import Article

__all__ = ["markdown_it", "py3langid", "pyarrow", "trafilatura", "yaml"]

readers()
read_all([Article(id="a", revision="0" * 16, text="Rents rose 6.5% to $5 million in May 2023, Minister Ana Berg said.")])
