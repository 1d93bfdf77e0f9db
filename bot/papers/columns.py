"""How broad the columns of a table are."""

from __future__ import annotations

from bot.papers.composing import OfficeBlock

# A column is given room by so many characters at most.
_BROAD = 90
# Centimetres of a broad letter, and of the space beside the text of a cell.
_LETTER, _BESIDE = 0.22, 0.45


def column_shares(block: OfficeBlock, whole: float) -> tuple[float, ...]:
    """The width of each column in centimetres; where nothing else is said there is room for its
    longest word, the rest by what stands in it.
    """
    if block.widths:
        return tuple(whole * width / sum(block.widths) for width in block.widths)
    columns = list(zip(block.columns, *block.rows, strict=True))
    least = [_BESIDE + _LETTER * max(map(_longest_word, column)) for column in columns]
    needs = [min(_BROAD, max(1, *map(len, column))) for column in columns]
    rest = max(0.0, whole - sum(least))
    shares = [room + rest * need / sum(needs) for room, need in zip(least, needs, strict=True)]
    return tuple(whole * share / sum(shares) for share in shares)


def _longest_word(text: str) -> int:
    return max(map(len, text.split()), default=0)
