"""Settings from the environment and a `.env` file, wrong ones named in one line each."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Annotated, Any, Literal, cast
from urllib.parse import urlsplit

from dotenv import dotenv_values
from platformdirs import user_data_path
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

PREFIX = "MULAI_"

# Most characters of a line about the operator; three of them stand below what /data tells. Chosen.
_LONGEST_LINE = 200
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class SettingsError(Exception):
    """A setting cannot be used; the message has a line for each."""


# The form of a token. Others are refused, because only this form is removed from logs.
TOKEN_PATTERN = re.compile(r"[0-9]{5,}:[A-Za-z0-9_-]{20,}")


def _token(value: SecretStr) -> SecretStr:
    if not TOKEN_PATTERN.fullmatch(value.get_secret_value()):
        raise ValueError("a token as @BotFather gives it: digits, a colon and 35 letters")
    return value


def _address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("the part of the address before /bot<token>/, such as https://host")
    return value.rstrip("/")


def _webhook(value: str | None) -> str | None:
    if value is None:
        return None
    parts = urlsplit(value)
    local = parts.scheme == "http" and parts.hostname in _LOOPBACK
    if not parts.hostname or not (parts.scheme == "https" or local):
        raise ValueError("an address that Telegram reaches, such as https://host/telegram")
    return value


def _projector(value: str | None) -> str | None:
    if value is None:
        return None
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("the address before /w/, such as http://192.168.1.10:8080 or https://host")
    return value.rstrip("/")


def _secret(value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
    if value is None:
        if info.data.get("webhook_url"):
            raise ValueError("1 to 256 of A-Z a-z 0-9 _ -, because MULAI_WEBHOOK_URL is set")
        return None
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", value.get_secret_value()):
        raise ValueError("1 to 256 of A-Z a-z 0-9 _ -")
    return value


def _password(value: SecretStr | None) -> SecretStr | None:
    if value is not None and not 12 <= len(value.get_secret_value()) <= 200:
        raise ValueError("a password of 12 to 200 characters")
    return value


def _dsn(value: SecretStr) -> SecretStr:
    parts = urlsplit(value.get_secret_value())
    if parts.scheme not in {"http", "https"} or not parts.username or not parts.path.strip("/"):
        raise ValueError("the DSN that Sentry gives, such as https://key@host/1")
    return value


def _database(value: str) -> str:
    expected = (
        "an address such as sqlite+aiosqlite:////var/lib/mulai/mulai.sqlite3 "
        "or postgresql+asyncpg://mulai:password@host/mulai"
    )
    try:
        url = make_url(value)
    except ArgumentError:
        raise ValueError(expected) from None
    if url.drivername not in {"sqlite+aiosqlite", "postgresql+asyncpg"}:
        raise ValueError(expected)
    return value


def _folder(value: Path | None) -> Path | None:
    # Not Path.is_dir, which raises where one may not look.
    if value is not None and not os.path.isdir(value):  # noqa: PTH112
        raise ValueError("a folder that exists and can be read")
    return value


def _ids(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    words = value.replace(",", " ").split()
    if not all(word.isdecimal() for word in words):
        raise ValueError("Telegram user ids (whole numbers) separated by commas")
    return frozenset(map(int, words))


def _groups(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    words = value.replace(",", " ").split()
    if not all(re.fullmatch(r"-[0-9]+", word) for word in words):
        raise ValueError("Telegram group ids (such as -1001234567890) separated by commas")
    return frozenset(map(int, words))


def _line_told(value: str) -> str:
    if len(value) > _LONGEST_LINE or not all(map(str.isprintable, value)):
        raise ValueError(f"one line of at most {_LONGEST_LINE} characters")
    return value.strip()


def _curators(value: Any) -> Any:
    if isinstance(value, str) and not re.fullmatch(r"-[0-9]+", value.strip()):
        raise ValueError("the Telegram id of one group (such as -1001234567890)")
    return value


def _port(value: Any) -> Any:
    if not (str(value).isdecimal() and int(value) <= 65535):
        raise ValueError("a whole number from 0 to 65535")
    return value


def _web_port(value: Any) -> Any:
    if value is not None and not (str(value).isdecimal() and 1 <= int(value) <= 65535):
        raise ValueError("a whole number from 1 to 65535")
    return value


def _days(value: Any) -> Any:
    # A hundred years: dates cannot be computed without limit.
    if not (str(value).isdecimal() and 1 <= int(value) <= 36525):
        raise ValueError("a whole number of days from 1 to 36525")
    return value


def _default_database() -> str:
    return f"sqlite+aiosqlite:///{user_data_path('mulai') / 'mulai.sqlite3'}"


class Settings(BaseSettings):
    """What an operator may set; each is the environment variable MULAI_<NAME>."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", extra="ignore", frozen=True, env_ignore_empty=True
    )

    telegram_token: Annotated[SecretStr, AfterValidator(_token)] | None = None
    telegram_api_url: Annotated[str, AfterValidator(_address)] = "https://api.telegram.org"
    webhook_url: Annotated[str | None, AfterValidator(_webhook)] = None
    # Validated even if it is not set: an address needs one.
    webhook_secret: Annotated[SecretStr | None, AfterValidator(_secret)] = Field(
        default=None, validate_default=True
    )
    projector_url: Annotated[str | None, AfterValidator(_projector)] = None
    web_host: str = "127.0.0.1"
    web_port: Annotated[int | None, BeforeValidator(_web_port)] = None
    database_url: Annotated[str, AfterValidator(_database)] = Field(
        default_factory=_default_database
    )
    knowledge_dir: Annotated[Path | None, AfterValidator(_folder)] = None
    local_dir: Annotated[Path | None, AfterValidator(_folder)] = None
    admins: Annotated[frozenset[int], NoDecode, BeforeValidator(_ids)] = frozenset()
    groups: Annotated[frozenset[int], NoDecode, BeforeValidator(_groups)] = frozenset()
    curators_chat: Annotated[int | None, BeforeValidator(_curators)] = None
    curators_password: Annotated[SecretStr | None, AfterValidator(_password)] = None
    curators_language: Literal["id", "en"] = "id"
    operator_name: Annotated[str, AfterValidator(_line_told)] = ""
    operator_contact: Annotated[str, AfterValidator(_line_told)] = ""
    operator_legal_basis: Annotated[str, AfterValidator(_line_told)] = ""
    semantic: Literal["on", "off"] = "on"
    keep_days: Annotated[int, BeforeValidator(_days)] = 365
    keep_votes_days: Annotated[int, BeforeValidator(_days)] = 30
    keep_questions_days: Annotated[int, BeforeValidator(_days)] = 180
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["text", "json"] = "text"
    sentry_dsn: Annotated[SecretStr, AfterValidator(_dsn)] | None = None
    cli_language: Literal["id", "en"] | None = None
    preview_port: Annotated[int, BeforeValidator(_port)] = 8081


def cli_language(environment: Mapping[str, str] | None = None) -> Literal["id", "en"]:
    """The language of the command line: as it is set, else the locale's, else English.

    Help must come whatever is wrong elsewhere, so `.env` is not read.
    """
    environment = os.environ if environment is None else environment
    if (chosen := environment.get(f"{PREFIX}CLI_LANGUAGE")) in {"id", "en"}:
        return cast('Literal["id", "en"]', chosen)
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    locale = next((environment[name] for name in names if environment.get(name)), "")
    return "id" if re.match(r"id([_.@]|$)", locale) else "en"


# If these are misspelt the harm is not seen: people's data would be kept longer than was decided,
# or a server would show the preview to everybody.
_MUST_BE_RIGHT = frozenset(
    {
        "MULAI_TELEGRAM_TOKEN",
        "MULAI_KEEP_DAYS",
        "MULAI_KEEP_VOTES_DAYS",
        "MULAI_KEEP_QUESTIONS_DAYS",
    }
)
# What compose.yaml takes from the same file.
_OF_OTHERS = frozenset({"MULAI_HOST", "MULAI_POSTGRES_PASSWORD"})
# Least likeness, 0 to 1, of two names of which one may be meant for the other, and what a shared
# word adds to it. Chosen.
_ALIKE, _SAME_WORD = 0.7, 0.3


@dataclass(frozen=True, slots=True)
class UnknownSetting:
    """A variable MULAI_... that is no setting.

    nearest: the setting that is most likely meant, "" if none is like it.
    """

    name: str
    nearest: str

    def __str__(self) -> str:
        return f"{self.name} is no setting" + (f"; expected {self.nearest}" if self.nearest else "")


def read_settings(**given: Any) -> Settings:
    """The settings of this process; `given` ones win. Raises SettingsError."""
    try:
        settings = Settings(**given)
        unknown = unknown_settings()
    except ValidationError as error:
        lines = (_line(dict(detail)) for detail in error.errors())
        raise SettingsError("\n".join(lines)) from None
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text in UTF-8"
        raise SettingsError(
            f".env in the working directory cannot be read ({why}); "
            "let the user who runs this read it, or start in another folder"
        ) from None
    given_ones = {PREFIX + name.upper() for name in settings.model_fields_set}
    harmful = [it for it in unknown if it.nearest in _MUST_BE_RIGHT - given_ones]
    if harmful:
        raise SettingsError("\n".join(map(str, harmful)))
    return settings


def unknown_settings() -> tuple[UnknownSetting, ...]:
    """The variables MULAI_... of the environment and of `.env` that are no settings, by name."""
    known = [PREFIX + name.upper() for name in Settings.model_fields]
    strange = sorted({name.upper() for name in _names()} - {*known, *_OF_OTHERS})
    return tuple(UnknownSetting(name, _nearest(name, known)) for name in strange)


def _names() -> Iterator[str]:
    file = Settings.model_config.get("env_file")
    written = dotenv_values(str(file)) if file else {}
    return (name for name in (*os.environ, *written) if name.upper().startswith(PREFIX))


def _nearest(name: str, known: list[str]) -> str:
    def alike(other: str) -> float:
        one, two = name.removeprefix(PREFIX), other.removeprefix(PREFIX)
        same_words = set(one.split("_")) & set(two.split("_"))
        return SequenceMatcher(None, one, two).ratio() + _SAME_WORD * len(same_words)

    best = max(known, key=alike)
    return best if alike(best) >= _ALIKE else ""


def _line(detail: dict[str, Any]) -> str:
    name = PREFIX + str(detail["loc"][0]).upper()
    expected = str(detail["msg"]).removeprefix("Value error, ")
    if detail["type"] == "literal_error":
        expected = "one of " + detail["ctx"]["expected"]
    if detail["input"] is None:
        return f"{name} is not set; expected {expected}"
    hidden = name.endswith(("_TOKEN", "_SECRET", "_PASSWORD", "_DSN"))
    # A database may have a password, and that may hold any character.
    given = re.sub(r":(?!//).*@", ":***@", str(detail["input"]), flags=re.DOTALL)
    holds = "(hidden)" if hidden else repr(given)
    return f"{name} holds {holds}; expected {expected}"
