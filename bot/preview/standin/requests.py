"""The fields and files of a Bot API request."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from bot.preview.standin.arguments import Upload


async def read_request(request: Request) -> tuple[dict[str, Any], dict[str, Upload]]:
    """Return the fields and the files of a request, from its address and its body.

    ValueError if the body is not what its content type says.
    """
    fields: dict[str, Any] = dict(request.query_params)
    body = await request.body()
    kind = request.headers.get("content-type", "")
    if kind.startswith("application/json"):
        return fields | dict(json.loads(body or b"{}")), {}
    if kind.startswith("multipart/form-data"):
        more, files = _multipart(kind, body)
        return fields | more, files
    return fields | dict(parse_qsl(body.decode(), keep_blank_values=True)), {}


def _multipart(kind: str, body: bytes) -> tuple[dict[str, str], dict[str, Upload]]:
    boundary = re.search(r'boundary="?([^";]+)', kind)
    if boundary is None:
        raise ValueError("multipart without a boundary")
    fields: dict[str, str] = {}
    files: dict[str, Upload] = {}
    parts = (b"\r\n" + body).split(b"\r\n--" + boundary[1].encode())
    for part in parts[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        headers = head.decode()
        name = _parameter("name", headers)
        file_name = _parameter("filename", headers)
        if file_name is None:
            fields[name or ""] = content.decode()
        else:
            files[name or ""] = Upload(file_name, _type(headers), content)
    return fields, files


def _parameter(name: str, headers: str) -> str | None:
    found = re.search(rf'[;\s]{name}="([^"]*)"', headers)
    return found[1] if found else None


def _type(headers: str) -> str:
    found = re.search(r"^content-type:\s*(\S+)", headers, re.IGNORECASE | re.MULTILINE)
    return found[1] if found else "application/octet-stream"
