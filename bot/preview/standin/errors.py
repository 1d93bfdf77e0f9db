"""Refusals as the Bot API words them."""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """A call that Telegram answers with an error.

    code: the HTTP status, which is also the body's error_code.
    parameters: retry_after or migrate_to_chat_id, as in ResponseParameters.
    """

    def __init__(
        self, code: int, description: str, parameters: dict[str, Any] | None = None
    ) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters or {}


def bad_request(reason: str) -> ApiError:
    """Return the 400 for arguments that Telegram does not accept."""
    return ApiError(400, f"Bad Request: {reason}")


def forbidden(reason: str) -> ApiError:
    """Return the 403 for a chat in which the bot may not speak."""
    return ApiError(403, f"Forbidden: {reason}")


def conflict(reason: str) -> ApiError:
    """Return the 409 for two consumers of one bot's updates."""
    return ApiError(409, f"Conflict: {reason}")


def too_many_requests(retry_after: int) -> ApiError:
    """Return the 429 that asks for a pause of whole seconds."""
    return ApiError(
        429, f"Too Many Requests: retry after {retry_after}", {"retry_after": retry_after}
    )
