"""What a user meets who may not look everywhere; the tests are often run by one who may."""

from __future__ import annotations

import contextlib
import os
import pwd
from collections.abc import Iterator


@contextlib.contextmanager
def as_common_user() -> Iterator[None]:
    """Be somebody whom files with mode 0 are closed to: root becomes nobody for a while.

    Nothing may be imported meanwhile: the project may lie where only root looks.
    """
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(pwd.getpwnam("nobody").pw_uid)
    try:
        yield
    finally:
        os.seteuid(0)
