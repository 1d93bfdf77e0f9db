"""Settings of those who operate the bot: a wrong one is told in one line."""

from __future__ import annotations

import pytest

from bot.settings import Settings, SettingsError, read_settings

SECRET = "a-Secret_1"


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """No `.env` file of the folder that the tests run in."""
    monkeypatch.setitem(Settings.model_config, "env_file", None)


@pytest.mark.parametrize(
    "url",
    [
        "https://mulai.example.go.id/telegram",
        "https://mulai.example.go.id:8443",
        "http://127.0.0.1:80",
    ],
)
def test_a_webhook_is_reached_by_https_or_on_this_machine(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MULAI_WEBHOOK_URL", url)
    monkeypatch.setenv("MULAI_WEBHOOK_SECRET", SECRET)
    assert read_settings().webhook_url == url


@pytest.mark.parametrize(
    "url", ["http://example.org", "example.org", "https://", "ftp://example.org"]
)
def test_another_address_for_the_webhook_is_refused(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MULAI_WEBHOOK_URL", url)
    monkeypatch.setenv("MULAI_WEBHOOK_SECRET", SECRET)
    with pytest.raises(SettingsError) as told:
        read_settings()
    assert str(told.value) == (
        f"MULAI_WEBHOOK_URL holds {url!r}; "
        "expected an address that Telegram reaches, such as https://host/telegram"
    )


def test_a_webhook_needs_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MULAI_WEBHOOK_URL", "https://example.org")
    with pytest.raises(SettingsError, match="MULAI_WEBHOOK_SECRET is not set; expected 1 to 256"):
        read_settings()


@pytest.mark.parametrize("secret", ["with space", "x" * 257, "rahasia!"])
def test_a_secret_that_telegram_refuses_is_refused_and_not_shown(
    secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MULAI_WEBHOOK_SECRET", secret)
    with pytest.raises(SettingsError) as told:
        read_settings()
    assert str(told.value).startswith("MULAI_WEBHOOK_SECRET holds (hidden); expected 1 to 256")


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http"])
def test_a_port_is_a_port(port: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MULAI_WEB_PORT", port)
    with pytest.raises(SettingsError, match=f"^MULAI_WEB_PORT holds '{port}'; expected a whole"):
        read_settings()


@pytest.mark.parametrize("name", ["MULAI_KEEP_DAYS", "MULAI_KEEP_QUESTIONS_DAYS"])
@pytest.mark.parametrize("days", ["0", "-1", "for ever", "1.5", "99999"])
def test_days_are_days(name: str, days: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, days)
    with pytest.raises(SettingsError, match=f"^{name} holds '{days}'; expected a whole number"):
        read_settings()


def test_groups_are_listed_by_their_ids(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MULAI_GROUPS", "-1001234567890, -42")
    assert read_settings().groups == {-1001234567890, -42}


@pytest.mark.parametrize("groups", ["12", "-", "@grup", "-1 2"])
def test_what_is_no_group_is_refused(groups: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MULAI_GROUPS", groups)
    with pytest.raises(SettingsError, match=f"^MULAI_GROUPS holds '{groups}'; expected Telegram"):
        read_settings()


@pytest.mark.parametrize(
    "url", ["http://192.168.1.10:8080", "https://mulai.example.go.id/", "https://host/mulai"]
)
def test_the_projector_may_be_in_the_halls_own_network(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MULAI_PROJECTOR_URL", url)
    assert read_settings().projector_url == url.rstrip("/")


@pytest.mark.parametrize("url", ["192.168.1.10:8080", "ftp://host", "https://", "http://host/?a=1"])
def test_another_address_for_the_projector_is_refused(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MULAI_PROJECTOR_URL", url)
    with pytest.raises(SettingsError, match=r"MULAI_PROJECTOR_URL holds .* the address before /w/"):
        read_settings()
