"""Settings that more than one service needs; each service's own `settings.py` builds on these and reads nothing else.

Every setting comes from the environment, is checked at start, and a bad one is named with its variable.
"""

import sys
from pathlib import Path
from typing import Annotated, Literal, NoReturn, Self, TypeVar

from pydantic import BeforeValidator, Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


def _blank_is_absent(value: object) -> object:
    return None if value == "" else value


OptionalText = Annotated[str | None, BeforeValidator(_blank_is_absent)]


class CommonSettings(BaseSettings):
    """Base of every service's settings: `STORYDREAM_` plus the field's name, unless an alias is given."""

    model_config = SettingsConfigDict(env_prefix="STORYDREAM_", extra="ignore", populate_by_name=True)

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    k_service: OptionalText = Field(default=None, validation_alias="K_SERVICE")
    """Set by Cloud Run itself. While it is set, no emulator may be in use."""

    @property
    def in_production(self) -> bool:
        return self.k_service is not None

    @model_validator(mode="after")
    def _no_emulator_in_production(self) -> Self:
        if self.in_production:
            for variable in ("FIREBASE_AUTH_EMULATOR_HOST", "FIRESTORE_EMULATOR_HOST", "STORAGE_EMULATOR_HOST"):
                if getattr(self, variable.lower(), None):
                    raise ValueError(f"{variable} is set on Cloud Run: an emulator accepts forged tokens")
        return self


class GoogleSettings(CommonSettings):
    """Where Firestore, Cloud Storage and Auth are."""

    project_id: str = "demo-storydream"
    """The Google Cloud project; ids beginning with `demo-` never reach a real one."""
    bucket: str = "storydream-data"
    """Holds repos/, assets/, templates/ and rescue/."""
    signing_key_file: Path | None = None
    """A service account's JSON key that signs URLs of the bucket. Needed where URLs are handed out; for the storage
    emulator, which checks none, one is made up."""
    storage_emulator_host: OptionalText = Field(default=None, validation_alias="STORAGE_EMULATOR_HOST")
    firestore_emulator_host: OptionalText = Field(default=None, validation_alias="FIRESTORE_EMULATOR_HOST")
    firebase_auth_emulator_host: OptionalText = Field(default=None, validation_alias="FIREBASE_AUTH_EMULATOR_HOST")


Kind = TypeVar("Kind", bound=CommonSettings)


def load(kind: type[Kind]) -> Kind:
    """The settings of a service from the environment; ends the process with one line a bad variable."""
    try:
        return kind()
    except ValidationError as error:
        _refuse(kind, error)


def _refuse(kind: type[CommonSettings], error: ValidationError) -> NoReturn:
    for problem in error.errors():
        name = str(problem["loc"][0]) if problem["loc"] else kind.__name__
        field = kind.model_fields.get(name)
        variable = name if field is None or name.isupper() else f"STORYDREAM_{name.upper()}"
        sys.stderr.write(f"storydream: {variable}: {problem['msg']}\n")
    raise SystemExit(2)


def read_key(path: Path) -> bytes:
    """The PEM of a key file. Raises ValueError naming the file when it can't be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise ValueError(f"the key file {path} can't be read: {error.strerror}") from error
