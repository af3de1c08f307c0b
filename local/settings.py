"""The settings of `make run`, from the environment; the only file here that reads it."""

import os
from collections.abc import Mapping
from pathlib import Path

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from common.settings import CommonSettings, OptionalText

ROOT = Path(__file__).resolve().parent.parent


class LocalSettings(CommonSettings):
    """What a person may choose; everything else is worked out."""

    model_config = SettingsConfigDict(env_prefix="STORYDREAM_", extra="ignore", populate_by_name=True)

    port: int = Field(default=8080, ge=1, le=65535)
    """Where the app answers, on 127.0.0.1 only."""
    data_dir: Path = ROOT / ".storydream"
    """All that is kept between runs: projects, accounts, logs, keys."""
    pool_size: int = Field(default=2, ge=1, le=32)
    """Warm pods kept ready; each takes about 250 MB."""
    demo_pace: float = Field(default=1.0, ge=0, le=10)
    """How slowly the demo model speaks: 1 is about the pace of a real model, 0 (in tests) without any pause."""
    anthropic_api_key: OptionalText = Field(default=None, validation_alias="ANTHROPIC_API_KEY")
    """Without it the demo model answers."""
    anthropic_base_url: OptionalText = Field(default=None, validation_alias="ANTHROPIC_BASE_URL")
    anthropic_model: OptionalText = Field(default=None, validation_alias="ANTHROPIC_MODEL")
    anthropic_summary_model: OptionalText = Field(default=None, validation_alias="ANTHROPIC_SUMMARY_MODEL")


_NOT_INHERITED = ("ANTHROPIC_", "GOOGLE_APPLICATION_CREDENTIALS", "CLOUDSDK_", "K_SERVICE", "FIREBASE_")
_LOCAL_HOSTS = "127.0.0.1,localhost,.localhost"


def inherited_environment(environment: Mapping[str, str] | None = None) -> dict[str, str]:
    """What every service gets of our own environment: services' own settings (STORYDREAM_…) too, but no secret and
    nothing that could point at a real cloud."""
    source = os.environ if environment is None else environment
    kept = {key: value for key, value in source.items() if not key.startswith(_NOT_INHERITED)}
    proxies = ",".join(filter(None, (source.get("NO_PROXY", ""), _LOCAL_HOSTS)))
    return {**kept, "NO_PROXY": proxies, "no_proxy": proxies}
