"""A bucket with a template in it, for the functions."""

from collections.abc import Iterator

import pytest

from common.object_store import ObjectStore, object_store_from_settings
from common.settings import GoogleSettings
from tests.common.git.support import publish_small_template
from tests.servers import gcs_server


@pytest.fixture(scope="session")
def functions_storage() -> Iterator[str]:
    """The base URL of a storage server whose bucket has the template `default`."""
    with gcs_server() as url:
        publish_small_template(object_store_from_settings(GoogleSettings(storage_emulator_host=url)))
        yield url


@pytest.fixture
def objects(functions_storage: str) -> ObjectStore:
    return object_store_from_settings(GoogleSettings(storage_emulator_host=functions_storage))
