"""An address as a QR code, for a projector and the phones in front of it."""

from __future__ import annotations

import io

# Pixels of the code. Chosen: enough for the last row of a hall; Telegram shrinks photos beyond
# 1,280.
_PIXELS = 1000
# The white edge that readers need, in modules; 4 is what the standard (ISO/IEC 18004) asks for.
_QUIET_ZONE = 4


def code(address: str) -> bytes:
    """The code as a PNG, square, 600 to 1,000 pixels wide for addresses up to 500 characters.

    Level M: it can still be read if a seventh of it is hidden. Raises ValueError for an empty one.
    """
    if not address:
        raise ValueError("a code needs an address")
    import segno  # imported here, because few conversations need it

    made = segno.make_qr(address, error="m", boost_error=False)
    across = made.symbol_size(border=_QUIET_ZONE)[0]
    picture = io.BytesIO()
    # Whole pixels for each module: its edges stay sharp.
    made.save(picture, kind="png", border=_QUIET_ZONE, scale=max(1, _PIXELS // across))
    return picture.getvalue()
