"""Telegram's side of the edge: updates read, replies rendered, calls made at Telegram's pace."""
