"""Every exception of the project.

NewsledgerError
├── BadMaterial        an article, line or figure: kept in quarantine, the run goes on
└── BadSetup           a table, schema, setting or argument: the run stops
    ├── BadTable
    └── WarehouseBusy  another run is loading, or
        └── HeldOpen   another program has a file of the ledger open
"""

from __future__ import annotations


class NewsledgerError(Exception):
    """Base of all errors that newsledger raises on purpose."""


class BadMaterial(NewsledgerError):
    """Something that cannot be read: `reason` is a stable code, `remedy` says what a person can do.

    line    one-based line in the file, where one line is at fault
    """

    def __init__(self, reason: str, detail: str, remedy: str, line: int | None = None) -> None:
        super().__init__(f"{detail} ({reason}). {remedy}")
        self.reason, self.detail, self.remedy, self.line = reason, detail, remedy, line


class BadSetup(NewsledgerError):
    """Something the person running newsledger has to put right before it can work."""


class BadTable(BadSetup):
    """A row of a data table that does not hold what its column promises."""


class WarehouseBusy(BadSetup):
    """Another run is loading into this warehouse; or a program has a file of it open, see below."""


class HeldOpen(WarehouseBusy):
    """A program that is no run has a file of the ledger open."""
