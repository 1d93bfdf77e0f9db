"""Votes as they are stored: each sealed under the key of its workshop.

Once the key is erased nothing can be read of them, wherever copies of the rows are left: in free
pages of a file, a log, a backup that has no key. HMAC-SHA256 of a fresh random number is used once
as a pad: an answer fits into one block, so this needs no cipher and no further package. It keeps
answers secret, no more: who can write into the database could exchange whole votes anyway.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from typing import Final

# Bytes of a key, of the random number before each sealed answer, and of what is sealed: answers are
# filled up to it, so that none is told by its length.
_KEY: Final = 32
_NONCE: Final = 16
_BLOCK: Final = 32


def new_key() -> str:
    """A key, as it is stored."""
    return secrets.token_hex(_KEY)


def seal(option: str, place: str, key: str) -> str:
    """An answer sealed for one place: whose it is, to which question and round.

    Raises ValueError for an answer of more than 32 bytes; no option of the content has as many.
    """
    plain = option.encode()
    if len(plain) > _BLOCK:
        raise ValueError(option)
    nonce = secrets.token_bytes(_NONCE)
    return base64.b64encode(nonce + _padded(plain.ljust(_BLOCK, b"\0"), nonce, place, key)).decode()


def unseal(sealed: str, place: str, key: str) -> str:
    """The answer that was sealed for a place with this key."""
    whole = base64.b64decode(sealed)
    nonce, block = whole[:_NONCE], whole[_NONCE:]
    return _padded(block, nonce, place, key).rstrip(b"\0").decode()


def _padded(block: bytes, nonce: bytes, place: str, key: str) -> bytes:
    pad = hmac.digest(bytes.fromhex(key), nonce + place.encode(), "sha256")
    return bytes(one ^ other for one, other in zip(block, pad, strict=True))
