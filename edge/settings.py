"""The edge's settings, all from the environment, all checked at start."""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, SecretStr, model_validator
from pydantic_settings import NoDecode

from common.models import Plan
from common.prices import SUMMARY_MODEL
from common.settings import OptionalText
from common.task_queue import TaskSettings
from edge.budget_rules import Allowance


def _allowance(value: object) -> object:
    return Allowance.parse(value) if isinstance(value, str) else value


Dollars = Annotated[Allowance, NoDecode, BeforeValidator(_allowance)]
"""`2.50/day` or `60/month`: US dollars that may be spent on the model, by the prices in common/prices.py."""


class EdgeSettings(TaskSettings):
    """`STORYDREAM_` plus the field's name in capitals, unless an alias is given."""

    service: Literal["all", "api", "gateway"] = "all"
    """`api` serves browsers and tasks, `gateway` serves pods (`/pod/v1`), `all` both: one image, two Cloud Run
    services, since model streams want long timeouts and a memory limit of their own."""
    data_dir: Path = Path(".storydream")
    """A folder for caches that may vanish."""
    redis_url: str = "redis://127.0.0.1:6379/0"
    pool_manager_url: str = "http://127.0.0.1:8090"
    history_search: Literal["auto", "words", "meaning", "vectors"] = "auto"
    """How the agent searches a project's past: by words (always there), by meaning (with the sentence model that the
    dependency group `sentences` brings), or by meaning with the vectors kept in Firestore. `auto` is meaning where the
    model is installed, else words. Vectors are for production, where pasts are long."""
    app_origin: str = "http://localhost:8080"
    """Where the front end is served."""
    frontend_dir: Path | None = None
    """The built front end to serve at `/`; unset where Firebase Hosting serves it."""
    preview_domain: OptionalText = None
    """The domain below which each session has a host for its preview and events; unset where they are local."""

    edge_key_file: Path | None = None
    """Ed25519 private key, PEM. Default: keys/edge.pem in the data folder."""
    pool_manager_public_key_file: Path | None = None
    """Checks pod tokens. Default: keys/pool-manager.pub.pem in the data folder."""

    oidc_issuer: str = "https://accounts.google.com"
    oidc_jwks_url: str = "https://www.googleapis.com/oauth2/v3/certs"
    """Who vouches for the callers of `/tasks`, and where its keys are."""

    anthropic_api_key: SecretStr | None = Field(default=None, validation_alias="ANTHROPIC_API_KEY")
    """Never leaves the edge. Without it the model gateway answers 503."""
    anthropic_base_url: str = Field(default="https://api.anthropic.com", validation_alias="ANTHROPIC_BASE_URL")
    anthropic_model: OptionalText = Field(default=None, validation_alias="ANTHROPIC_MODEL")
    """What pods ask for by default; always allowed."""
    allowed_models: Annotated[tuple[str, ...], NoDecode] = ("claude-*", "storydream-*")
    """Patterns (as in a shell) of models that a pod may ask for; a comma-separated list in the environment."""
    summary_model: str = Field(default=SUMMARY_MODEL, validation_alias="ANTHROPIC_SUMMARY_MODEL")
    """The only model that summaries may be asked of."""
    demo_model: bool = False
    """Set by the local composition when no key is given: the UI says so, and no answer costs anything."""

    budget_free: Dollars = Allowance.parse("2/day")
    """What a user of the free plan may spend: about ten turns of Sonnet 5.5, whose steps cost about 2 cents each."""
    budget_pro: Dollars = Allowance.parse("60/month")
    budget_team: Dollars = Allowance.parse("200/month")
    budget_user: Dollars = Allowance.parse("20/day")
    """What anybody may spend, whatever the plan: a month's budget can't burn in one night."""
    budget_project: Dollars = Allowance.parse("40/day")
    """What all members of a project may spend in it together."""
    budget_summary: Dollars = Allowance.parse("0.20/day")
    """What a project's summaries may cost, beside all that; one of 50,000 tokens costs about a cent."""
    budget_reset_hour: int = Field(default=0, ge=0, le=23)
    """When days begin, in UTC; months begin at that hour of their first day."""
    budget_outage: int = Field(default=500_000, ge=0)
    """Micro-dollars that each gateway process lets a user spend while Redis doesn't answer, within the budgets as
    Firestore knows them: some turns can end, and nobody gets much out of an outage. 0: nothing."""
    streams_user: int = Field(default=8, ge=1)
    streams_project: int = Field(default=4, ge=1)
    """Answers of the model at once. A pod makes one, and a summary; more come only from pods that were replaced."""
    streams_max: int = Field(default=224, ge=1)
    """Answers at once in this process; the rest of its threads is kept for everything else that pods ask."""

    asset_mib: int = Field(default=100, ge=1, le=1_024)
    """The largest upload: an archive of a project holds 128 MiB."""
    asset_image_mib: int = Field(default=25, ge=1, le=100)
    """The largest picture or font."""
    asset_room_free: int = Field(default=200, ge=1)
    asset_room_pro: int = Field(default=500, ge=1)
    asset_room_team: int = Field(default=500, ge=1)
    """MiB that a project's files may have together, by its owner's plan: a pod's folder holds 768 MiB in all."""

    firebase_api_key: str = "demo"
    firebase_auth_domain: str = "localhost"
    firebase_app_id: str = "demo"
    """The web app's public identifiers, handed out by `GET /api/config`."""

    idle_minutes: float = Field(default=30, gt=0)
    """After this long without activity or work in flight a session is saved and released."""
    version: str = "0.1.0"

    @model_validator(mode="before")
    @classmethod
    def _split_models(cls, values: object) -> object:
        if isinstance(values, dict):
            for name in ("allowed_models", "STORYDREAM_ALLOWED_MODELS"):
                if isinstance(values.get(name), str):
                    values[name] = tuple(part.strip() for part in values[name].split(",") if part.strip())
        return values

    @model_validator(mode="after")
    def _complete(self) -> Self:
        keys = self.data_dir / "keys"
        self.edge_key_file = self.edge_key_file or keys / "edge.pem"
        self.pool_manager_public_key_file = self.pool_manager_public_key_file or keys / "pool-manager.pub.pem"
        return self

    def asset_room_mib(self, plan: Plan) -> int:
        """What a project of an owner with this plan may hold."""
        return {Plan.FREE: self.asset_room_free, Plan.PRO: self.asset_room_pro, Plan.TEAM: self.asset_room_team}[plan]

    @property
    def threads(self) -> int:
        """Of the one worker: a stream of the model takes one for as long as it runs, and threads are made only when
        they are needed."""
        return self.streams_max + 32 if self.serves_pods else 64

    @property
    def serves_browsers(self) -> bool:
        return self.service in ("all", "api")

    @property
    def serves_pods(self) -> bool:
        return self.service in ("all", "gateway")
