"""A real bucket a run, and what is needed to be a pod of a project in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from common.git.store import GitStore
from common.object_store import ObjectStore, object_store_from_settings
from common.settings import GoogleSettings
from tests.common.git.support import publish_small_template
from tests.servers import gcs_server
from tests.storage_proxy import StorageProxy, storage_proxy


@pytest.fixture(scope="session")
def storage_url() -> Iterator[str]:
    """The base URL of a storage server with a bucket, and the template `default` in it."""
    with gcs_server() as url:
        publish_small_template(object_store_from_settings(GoogleSettings(storage_emulator_host=url)))
        yield url


@pytest.fixture
def objects(storage_url: str) -> ObjectStore:
    return object_store_from_settings(GoogleSettings(storage_emulator_host=storage_url))


@pytest.fixture
def store(objects: ObjectStore, tmp_path: Path) -> GitStore:
    return GitStore(objects, tmp_path / "cache")


@pytest.fixture
def proxy(storage_url: str) -> Iterator[StorageProxy]:
    """In front of the same storage."""
    with storage_proxy(storage_url) as running:
        yield running


@pytest.fixture
def behind_proxy(proxy: StorageProxy, tmp_path: Path) -> GitStore:
    settings = GoogleSettings(storage_emulator_host=proxy.url)
    return GitStore(object_store_from_settings(settings), tmp_path / "behind-proxy")
