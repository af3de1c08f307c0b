"""A bad setting ends the start with its variable's name; an emulator can't be on in production."""

from pathlib import Path

import pytest

from common.settings import GoogleSettings, load, read_key
from functions.main import FunctionSettings


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STORYDREAM_BUCKET", "my-bucket")
    monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", "")
    settings = load(GoogleSettings)
    assert settings.bucket == "my-bucket"
    assert settings.firestore_emulator_host is None


def test_a_bad_setting_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("STORYDREAM_LOG_LEVEL", "LOUD")
    with pytest.raises(SystemExit) as ended:
        load(GoogleSettings)
    assert ended.value.code == 2
    assert "STORYDREAM_LOG_LEVEL" in capsys.readouterr().err


@pytest.mark.parametrize(
    "variable", ["FIREBASE_AUTH_EMULATOR_HOST", "FIRESTORE_EMULATOR_HOST", "STORAGE_EMULATOR_HOST"]
)
def test_no_service_starts_on_cloud_run_with_an_emulator(
    variable: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("K_SERVICE", "api")
    monkeypatch.setenv(variable, "127.0.0.1:1")
    with pytest.raises(SystemExit):
        load(GoogleSettings)
    assert variable in capsys.readouterr().err


def test_a_missing_key_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"gone\.pem"):
        read_key(tmp_path / "gone.pem")


def test_the_functions_emulator_is_told_from_cloud_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("K_SERVICE", "project_created")
    monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", "127.0.0.1:1")
    with pytest.raises(SystemExit):
        load(FunctionSettings)
    monkeypatch.setenv("FUNCTIONS_EMULATOR", "true")
    assert load(FunctionSettings).firestore_emulator_host == "127.0.0.1:1"
