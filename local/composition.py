"""Which services make up the product on one machine, and what each is told: the one place that wires them."""

import sys
from collections.abc import Mapping
from pathlib import Path

from common.tokens import generate_key_pair
from local import firebase
from local.binaries import fake_gcs_server, valkey_server
from local.service import Service, all_of, answers, listens
from local.settings import ROOT, LocalSettings

BUCKET = "storydream-data"
QUEUE = f"projects/{firebase.PROJECT_ID}/locations/us-central1/queues/storydream"
PORT_NAMES = ("redis", "storage", "tasks", "tasks-keys", "demo-model", "pool-manager", "gateway", *firebase.PORT_NAMES)
HOST = "127.0.0.1"
DEMO_MODEL = "storydream-demo"

_GUNICORN = (sys.executable, "-m", "gunicorn", "--no-control-socket")


class Composition:
    """The services of one run. `ports` has a port for each of PORT_NAMES."""

    def __init__(
        self, settings: LocalSettings, data: Path, ports: Mapping[str, int], node: str, jar: Path | None
    ) -> None:
        self._settings = settings
        self._data = data
        self._ports = ports
        self._node = node
        self._jar = jar
        self.exporter = firebase.Exporter(data / "emulators", ports["hub"])
        self.demo = settings.anthropic_api_key is None

    @property
    def url(self) -> str:
        """What a person opens; also the origin that may embed previews."""
        return f"http://localhost:{self._settings.port}"

    def services(self) -> list[Service]:
        """In the order in which they start; they stop in reverse."""
        services = [self._redis(), self._storage(), self._firebase(), self._tasks(), self._pool_manager()]
        if self.demo:
            services.append(self._demo_model())
        return [*services, self._gateway(), self._edge()]

    def make_keys(self) -> None:
        """The two key pairs, on the first run."""
        for name in ("edge", "pool-manager"):
            private, public = self._key(name), self._public_key(name)
            if not (private.exists() and public.exists()):
                private.unlink(missing_ok=True)
                generate_key_pair(private, public)

    def shared_environment(self) -> dict[str, str]:
        """Where the emulators and our own services are; no secret."""
        at = self._at
        return {
            "STORYDREAM_PROJECT_ID": firebase.PROJECT_ID,
            "GOOGLE_CLOUD_PROJECT": firebase.PROJECT_ID,
            "STORYDREAM_BUCKET": BUCKET,
            "STORYDREAM_DATA_DIR": str(self._data),
            "STORYDREAM_REDIS_URL": f"redis://{at('redis')}/0",
            "STORAGE_EMULATOR_HOST": f"http://{at('storage')}",
            "DISABLE_GCS_PYTHON_CLIENT_OTEL_BUCKET_METADATA": "1",
            "FIRESTORE_EMULATOR_HOST": at("firestore"),
            "FIREBASE_AUTH_EMULATOR_HOST": at("auth"),
            "STORYDREAM_TASKS_ADDRESS": at("tasks"),
            "STORYDREAM_TASKS_QUEUE": QUEUE,
            "STORYDREAM_OIDC_ISSUER": f"http://{at('tasks-keys')}",
            "STORYDREAM_OIDC_JWKS_URL": f"http://{at('tasks-keys')}/jwks",
            "STORYDREAM_APP_ORIGIN": self.url,
            "STORYDREAM_EDGE_URL": f"http://{HOST}:{self._settings.port}",
            "STORYDREAM_GATEWAY_URL": f"http://{at('gateway')}",
            "STORYDREAM_POOL_MANAGER_URL": f"http://{at('pool-manager')}",
            "STORYDREAM_EDGE_PUBLIC_KEY_FILE": str(self._public_key("edge")),
            "STORYDREAM_POOL_MANAGER_PUBLIC_KEY_FILE": str(self._public_key("pool-manager")),
            **self._models(),
        }

    def _models(self) -> dict[str, str]:
        """Pods ask for them, the gateway lets them through. The demo model goes by its own name, which has no price."""
        if self.demo:
            return {"ANTHROPIC_MODEL": DEMO_MODEL, "ANTHROPIC_SUMMARY_MODEL": DEMO_MODEL}
        chosen = {
            "ANTHROPIC_MODEL": self._settings.anthropic_model,
            "ANTHROPIC_SUMMARY_MODEL": self._settings.anthropic_summary_model,
        }
        return {variable: model for variable, model in chosen.items() if model is not None}

    def edge_key(self) -> bytes:
        """The edge's private key: draining the pool manager is asked in the edge's name."""
        return self._key("edge").read_bytes()

    def _at(self, name: str) -> str:
        return f"{HOST}:{self._ports[name]}"

    def _key(self, name: str) -> Path:
        return self._data / "keys" / f"{name}.pem"

    def _public_key(self, name: str) -> Path:
        return self._data / "keys" / f"{name}.pub.pem"

    def _redis(self) -> Service:
        port = self._ports["redis"]
        options = {"bind": HOST, "port": str(port), "dir": str(self._data / "redis"), "save": "", "appendonly": "no"}
        options["set-proc-title"] = "no"  # a title is written over the environment, where the run id must stay readable
        argv = [str(valkey_server()), *(part for name, value in options.items() for part in (f"--{name}", value))]
        return Service("redis", "Redis (Valkey)", argv, port, listens(port))

    def _storage(self) -> Service:
        port, root = self._ports["storage"], self._data / "storage"
        (root / BUCKET).mkdir(parents=True, exist_ok=True)
        url = f"http://{self._at('storage')}"
        argv = [str(fake_gcs_server()), "-scheme", "http", "-host", HOST, "-port", str(port)]
        argv += ["-backend", "filesystem", "-filesystem-root", str(root), "-external-url", url]
        argv += [
            "-public-host",
            self._at("storage"),
            "-cors-headers",
            "content-type,x-goog-content-length-range,x-goog-if-generation-match",
        ]
        return Service("storage", "Cloud Storage", argv, port, answers(port, "/storage/v1/b"))

    def _firebase(self) -> Service:
        folder = self._data / "firebase"
        firebase.lay_out(folder, self._ports)
        return Service(
            "firebase",
            "Firebase (Auth, Firestore, Functions)",
            firebase.arguments(self._node, self._data / "emulators"),
            self._ports["firestore"],
            answers(self._ports["functions"], "/backends", firebase.triggers_loaded),
            env=firebase.environment(folder, self._jar),
            cwd=folder,
            stop_seconds=15,
            before_stop=self.exporter.export,
        )

    def _tasks(self) -> Service:
        port = self._ports["tasks"]
        argv = [sys.executable, "-m", "local.cloud_tasks", "--port", str(port)]
        argv += [
            "--keys-port",
            str(self._ports["tasks-keys"]),
            "--folder",
            str(self._data / "tasks"),
            "--queue",
            QUEUE,
        ]
        return Service("tasks", "Cloud Tasks", argv, port, all_of(listens(port), listens(self._ports["tasks-keys"])))

    def _demo_model(self) -> Service:
        port = self._ports["demo-model"]
        argv = [sys.executable, "-m", "local.demo_model", "--port", str(port), "--pace", str(self._settings.demo_pace)]
        return Service("demo-model", "Demo model", argv, port, answers(port, "/healthz"))

    def _pool_manager(self) -> Service:
        port = self._ports["pool-manager"]
        return Service(
            "pool-manager",
            f"Pool manager ({self._settings.pool_size} warm pods)",
            [*_GUNICORN, *_config("pool_manager"), "--bind", self._at("pool-manager"), "pool_manager.main:app"],
            port,
            answers(port, "/readyz"),
            env={
                "STORYDREAM_POOL_SIZE": str(self._settings.pool_size),
                "STORYDREAM_POOL_MANAGER_KEY_FILE": str(self._key("pool-manager")),
            },
            after=("redis",),
            stop_seconds=20,
            leaves_children=True,
        )

    def _gateway(self) -> Service:
        return self._edge_process("gateway", "Gateway (/pod/v1)", self._ports["gateway"], "gateway")

    def _edge(self) -> Service:
        return self._edge_process("edge", "Edge and web app", self._settings.port, "all")

    def _edge_process(self, name: str, title: str, port: int, blueprints: str) -> Service:
        env = {
            "STORYDREAM_SERVICE": blueprints,
            "STORYDREAM_FRONTEND_DIR": str(ROOT / "frontend/dist"),
            "STORYDREAM_EDGE_KEY_FILE": str(self._key("edge")),
            **self._model(),
        }
        return Service(
            name,
            title,
            [*_GUNICORN, *_config("edge"), "--graceful-timeout", "5", "--bind", f"{HOST}:{port}", "edge.main:app"],
            port,
            answers(port, "/readyz"),
            env=env,
            after=("redis", "storage"),
            stop_seconds=15,
        )

    def _model(self) -> dict[str, str]:
        if self._settings.anthropic_api_key is None:
            url = f"http://{self._at('demo-model')}"
            return {"STORYDREAM_DEMO_MODEL": "1", "ANTHROPIC_BASE_URL": url, "ANTHROPIC_API_KEY": "demo"}
        given = {"ANTHROPIC_API_KEY": self._settings.anthropic_api_key}
        if self._settings.anthropic_base_url:
            given["ANTHROPIC_BASE_URL"] = self._settings.anthropic_base_url
        return given


def _config(package: str) -> list[str]:
    return ["--config", str(ROOT / package / "gunicorn.conf.py")]
