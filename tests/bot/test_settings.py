"""What operators may set, and the one line they get for each wrong value."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import SettingsError, read_settings, unknown_settings
from tests.bot.common_user import as_common_user

TOKEN = "123456789:abcdefghijklmnopqrstuvwxyz-ABCDEFGH"


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of the machine that runs the tests gets in."""
    for name in ("TOKEN", "API_URL"):
        monkeypatch.delenv(f"MULAI_TELEGRAM_{name}", raising=False)
    for name in ("DATABASE_URL", "KNOWLEDGE_DIR", "ADMINS", "LOG_LEVEL", "LOG_FORMAT"):
        monkeypatch.delenv(f"MULAI_{name}", raising=False)
    monkeypatch.delenv("MULAI_PREVIEW_PORT", raising=False)
    monkeypatch.chdir(tmp_path)


def refused() -> str:
    with pytest.raises(SettingsError) as caught:
        read_settings()
    return str(caught.value)


def test_nothing_needs_to_be_set() -> None:
    settings = read_settings()
    assert settings.telegram_token is None
    assert settings.telegram_api_url == "https://api.telegram.org"
    assert settings.database_url.endswith("mulai.sqlite3")
    assert settings.admins == frozenset()


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("TELEGRAM_API_URL", "api.telegram.org", "the part of the address before /bot<token>/"),
        ("TELEGRAM_API_URL", "http://", "the part of the address before /bot<token>/"),
        ("DATABASE_URL", "mulai.sqlite3", "an address such as sqlite+aiosqlite:///"),
        ("DATABASE_URL", "mysql://host/db", "an address such as sqlite+aiosqlite:///"),
        ("KNOWLEDGE_DIR", "/no/such/folder", "a folder that exists"),
        ("ADMINS", "rina, budi", "Telegram user ids (whole numbers) separated by commas"),
        ("ADMINS", "-5", "Telegram user ids (whole numbers) separated by commas"),
        ("LOG_LEVEL", "LOUD", "one of 'DEBUG', 'INFO', 'WARNING' or 'ERROR'"),
        ("LOG_FORMAT", "xml", "one of 'text' or 'json'"),
        ("PREVIEW_PORT", "eighty", "a whole number from 0 to 65535"),
        ("PREVIEW_PORT", "65536", "a whole number from 0 to 65535"),
        ("PREVIEW_PORT", "-1", "a whole number from 0 to 65535"),
    ],
)
def test_a_wrong_value_gets_one_line_with_name_value_and_what_is_expected(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, expected: str
) -> None:
    monkeypatch.setenv(f"MULAI_{name}", value)
    (line,) = refused().splitlines()
    assert line.startswith(f"MULAI_{name} holds '{value}'; expected {expected}")


@pytest.mark.parametrize(
    "value", ["secret", "123:short", "123456789:has a space in what is secret", f"{TOKEN}\n"]
)
def test_a_wrong_token_is_never_repeated(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("MULAI_TELEGRAM_TOKEN", value)
    (line,) = refused().splitlines()
    assert line.startswith("MULAI_TELEGRAM_TOKEN holds (hidden); expected a token as @BotFather")
    assert value.partition(":")[2].strip() not in line or ":" not in value


@pytest.mark.parametrize("password", ["hush", "hush/hush", "hu@hush", "hush:hush=="])
def test_a_password_in_a_wrong_address_is_never_repeated(
    monkeypatch: pytest.MonkeyPatch, password: str
) -> None:
    monkeypatch.setenv("MULAI_DATABASE_URL", f"postgresql://mulai:{password}@host/mulai")
    (line,) = refused().splitlines()
    assert line.startswith("MULAI_DATABASE_URL holds 'postgresql://mulai:***@host/mulai'; expected")
    assert "hush" not in line


def test_every_wrong_value_gets_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MULAI_ADMINS", "x")
    monkeypatch.setenv("MULAI_PREVIEW_PORT", "x")
    assert [line.split()[0] for line in refused().splitlines()] == [
        "MULAI_ADMINS",
        "MULAI_PREVIEW_PORT",
    ]


def test_a_file_named_env_is_read_and_the_environment_wins(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text(f"MULAI_TELEGRAM_TOKEN={TOKEN}\nMULAI_ADMINS=1\n")
    monkeypatch.setenv("MULAI_ADMINS", "7, 8 9")
    settings = read_settings()
    assert settings.telegram_token is not None
    assert settings.telegram_token.get_secret_value() == TOKEN
    assert settings.admins == {7, 8, 9}


def test_an_empty_value_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MULAI_TELEGRAM_TOKEN", "")
    assert read_settings().telegram_token is None


def test_settings_shown_do_not_show_the_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MULAI_TELEGRAM_TOKEN", TOKEN)
    assert TOKEN not in repr(read_settings())


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("MULAI_LOGLEVEL", "MULAI_LOG_LEVEL"),
        ("mulai_projector", "MULAI_PROJECTOR_URL"),
        ("MULAI_GROUP", "MULAI_GROUPS"),
        ("MULAI_QQQ", ""),
    ],
)
def test_a_name_that_is_no_setting_is_told_with_the_nearest_that_is_one(
    monkeypatch: pytest.MonkeyPatch, name: str, nearest: str
) -> None:
    monkeypatch.setenv(name, "hush")
    read_settings()
    (unknown,) = unknown_settings()
    assert (unknown.name, unknown.nearest) == (name.upper(), nearest)
    assert str(unknown).startswith(f"{name.upper()} is no setting")


def test_names_in_the_file_are_looked_at_too_and_those_of_the_composition_are_known(
    tmp_path: Path,
) -> None:
    (tmp_path / ".env").write_text(
        "MULAI_HOST=a.id\nMULAI_POSTGRES_PASSWORD=hush\nMULAI_ADMIN=1\nOTHER=2\n"
    )
    assert [unknown.nearest for unknown in unknown_settings()] == ["MULAI_ADMINS"]


@pytest.mark.parametrize(
    ("misspelt", "right", "value"),
    [
        ("MULAI_TELEGRAM_TOKN", "MULAI_TELEGRAM_TOKEN", TOKEN),
        ("MULAI_TOKEN", "MULAI_TELEGRAM_TOKEN", TOKEN),
        ("MULAI_KEEP_DAY", "MULAI_KEEP_DAYS", "30"),
        ("MULAI_KEEP_VOTE_DAYS", "MULAI_KEEP_VOTES_DAYS", "7"),
    ],
)
def test_a_misspelt_token_or_retention_stops_the_start_unless_the_right_one_is_set(
    monkeypatch: pytest.MonkeyPatch, misspelt: str, right: str, value: str
) -> None:
    monkeypatch.setenv(misspelt, value)
    assert refused() == f"{misspelt} is no setting; expected {right}"
    monkeypatch.setenv(right, value)
    read_settings()
    assert [unknown.name for unknown in unknown_settings()] == [misspelt]


def test_a_file_that_may_not_be_read_gets_one_line(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("MULAI_ADMINS=1\n")
    (tmp_path / ".env").chmod(0)
    tmp_path.chmod(0o755)
    with as_common_user():
        (line,) = refused().splitlines()
    assert line.startswith(".env in the working directory cannot be read (Permission denied);")


def test_a_file_that_is_no_text_gets_one_line(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"MULAI_ADMINS=\xff\xfe\n")
    (line,) = refused().splitlines()
    assert line.startswith(".env in the working directory cannot be read (it is no text in UTF-8);")


def test_a_working_directory_that_may_not_be_looked_into_gets_one_line(tmp_path: Path) -> None:
    tmp_path.chmod(0)
    try:
        with as_common_user():
            (line,) = refused().splitlines()
    finally:
        tmp_path.chmod(0o700)
    assert line.startswith(".env in the working directory cannot be read (Permission denied);")


def test_a_folder_that_may_not_be_looked_into_is_a_wrong_value(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    closed = tmp_path / "closed"
    (closed / "content").mkdir(parents=True)
    closed.chmod(0)
    tmp_path.chmod(0o755)
    monkeypatch.setenv("MULAI_KNOWLEDGE_DIR", str(closed / "content"))
    with as_common_user():
        (line,) = refused().splitlines()
    closed.chmod(0o700)
    assert line.endswith("expected a folder that exists and can be read")


@pytest.mark.parametrize("value", ["a" * 201, "two\nlines"])
def test_what_is_told_of_the_operator_is_one_line(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("MULAI_OPERATOR_NAME", value)
    with pytest.raises(SettingsError, match="one line of at most 200"):
        read_settings()
