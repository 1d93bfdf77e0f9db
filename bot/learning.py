"""Learning the phrasings in a process of its own, which takes a minute or two and half a gigabyte.

In the process that serves it would slow down every answer meanwhile, and its memory would stay.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import structlog

log = structlog.get_logger()

_CODE = "from bot.learning import learn; import sys; learn(*sys.argv[1:])"
# So that it takes what answers leave over, where there are any. Chosen.
_NICE = 10


class Learner:
    """Learns what a content folder says, and a local one over it; what was learnt is kept in files.

    semantic: whether by meaning too.
    """

    def __init__(self, folder: Path | None, local: Path | None, semantic: bool) -> None:
        given = (folder or "", local or "", "on" if semantic else "")
        self._command = [sys.executable, "-c", _CODE, *map(str, given)]
        self._guard = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self.closed = False

    def learn(self, *, gently: bool) -> None:
        """Wait until it is learnt; a failure is told in the log, and leaves it to the caller.

        gently: with what answers leave of the processor.
        """
        command = [*self._command, "gently" if gently else ""]
        log.info("learning the phrasings apart, which takes a minute or two")
        try:
            with self._guard:
                if self.closed:
                    return
                # What it prints is log: standard output is for a command's answer.
                self._process = subprocess.Popen(command, stdout=2)  # noqa: S603 # our own
            code = self._process.wait()
        except OSError as error:
            log.warning("the phrasings are learnt here", reason=str(error))
            return
        if code and not self.closed:
            log.warning("the phrasings are learnt here", reason=f"the learner ended with {code}")
        if not code:
            log.info("learnt")

    def close(self) -> None:
        """End what is being learnt; nothing is learnt from then on."""
        with self._guard:
            self.closed = True
            if self._process and self._process.poll() is None:
                self._process.terminate()


def learn(folder: str, local: str, semantic: str, gently: str) -> None:
    """Learn here. folder, local: "" for none. semantic: "" for words alone. gently: "" for not."""
    from knowledge.base import open_knowledge

    os.nice(_NICE if gently else 0)
    where = [Path(name) if name else None for name in (folder, local)]
    open_knowledge(where[0], bool(semantic), where[1]).prepare()
