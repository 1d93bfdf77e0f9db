"""What goes wrong, one row of the matrix each: how it is done, and what is seen of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from random import Random

from tests.matrix import damage, disks, machines, network
from tests.matrix.rooms import Kind, Room

# Where a fault can be: what cannot be, and why.
_ON_SERVERS = "a file of SQLite's; what a server keeps is in its keeper's hands"
_NO_NETWORK = "SQLite is a file, no network lies between"


@dataclass(frozen=True)
class Fault:
    """A kind of fault.

    strikes: makes it, calls what it is given once it is there, and undoes it.
    people, operator: what they see of it. log: the words of the bots' log that tell the operator;
    "" where nothing is told because nothing need be done.
    doubles: whether a reply may be said again. asks_again: whether people must ask again.
    not_on_sqlite, not_on_servers: why it has no meaning there.
    """

    name: str
    strikes: Callable[[Room, Random, Callable[[], None]], Awaitable[None]]
    people: str
    operator: str
    log: str = ""
    doubles: bool = False
    asks_again: bool = False
    not_on_sqlite: str = ""
    not_on_servers: str = ""

    def senseless(self, kind: Kind) -> str:
        """Why it has no meaning on a kind of database; "" where it has one."""
        return self.not_on_sqlite if kind.is_sqlite else self.not_on_servers


FAULTS = (
    Fault(
        "SIGKILL",
        machines.killed,
        "now and then a reply twice",
        "the restarts",
        doubles=True,
    ),
    Fault(
        "SIGSTOP, a hang",
        machines.stopped,
        "answers come when it goes on, or from the other replica; a reply perhaps twice",
        "nothing in the log of a bot that hangs; `/healthz` does not answer",
        doubles=True,
    ),
    Fault(
        "clock 400 days ahead",
        machines.ahead,
        "nothing",
        "`much would be deleted; is the clock right? waiting a day`, and a line of `mulai doctor`",
        log="much would be deleted; is the clock right",
    ),
    Fault("clock a day behind", machines.behind, "nothing", "a line of `mulai doctor`"),
    Fault(
        "network to Telegram silent",
        network.silent,
        "answers come when it is back; a reply perhaps twice",
        "`network trouble`, `updates could not be fetched` or `Telegram is silent`",
        log="network trouble|could not be fetched|silent|board",
        doubles=True,
    ),
    Fault("network to Telegram slow", network.slow, "answers come late", "nothing"),
    Fault(
        "Telegram refuses, 4xx",
        network.refused,
        "no answer to what was refused; who asks again gets it, a board comes by itself",
        "`call refused` or `board refused`, with Telegram's reason",
        log="call refused|board refused",
        asks_again=True,
    ),
    Fault(
        "Telegram fails, 5xx",
        network.failing,
        "answers come when it is back",
        "`network trouble` or `updates could not be fetched`",
        log="network trouble|could not be fetched|board",
    ),
    Fault(
        "Telegram says 429",
        network.flooded,
        "answers come after the wait",
        "`told to wait`",
        log="told to wait",
    ),
    Fault(
        "calls of Telegram hang",
        network.hanging,
        "answers come when the calls are given up and made again; a reply perhaps twice",
        "`network trouble`",
        log="network trouble",
        doubles=True,
    ),
    Fault(
        "disk full",
        disks.full,
        "answers come when there is room",
        "`database refuses`, `updates could not be fetched`, `update not kept`",
        log=disks.TOLD,
        doubles=True,
    ),
    Fault(
        "I/O error at the n-th write",
        disks.broken_write,
        "answers come a moment later",
        "the same",
        log=disks.TOLD,
        doubles=True,
    ),
    Fault(
        "write-ahead log removed",
        damage.log_removed,
        "nothing",
        "`the database's log was removed while the bot runs; begun anew`",
        log="log was removed",
        not_on_servers=_ON_SERVERS,
    ),
    Fault(
        "page flipped",
        damage.page_flipped,
        "answers come when the database is repaired or restored",
        "the bot does not start and says `database disk image is malformed`; `mulai doctor` says "
        "`FAIL database` and to restore a backup",
        log="malformed",
        doubles=True,
        not_on_servers=_ON_SERVERS,
    ),
    Fault(
        "lock held",
        damage.locked,
        "answers come when it lets go",
        "on SQLite `database is locked`; on a server nothing",
    ),
    Fault(
        "network to the database silent",
        network.database_silent,
        "answers come when it is back, or from the other replica",
        "`database refuses`, `the other replicas cannot be seen`",
        doubles=True,
        not_on_sqlite=_NO_NETWORK,
    ),
    Fault(
        "network to the database slow",
        network.database_slow,
        "answers come late",
        "nothing",
        not_on_sqlite=_NO_NETWORK,
    ),
)
