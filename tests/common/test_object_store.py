"""The bucket on a real storage server, also behind one that fails, loses answers, or takes one write a second."""

import random
import time
from collections.abc import Iterator

import httpx
import pytest
from google.auth.credentials import AnonymousCredentials
from google.cloud.storage import Client

from common.errors import NotFound, ObjectChanged, RateLimited, Unavailable
from common.ids import new_id
from common.object_store import ObjectStore, object_store_from_settings
from common.settings import GoogleSettings
from tests.servers import BUCKET, free_port
from tests.storage_proxy import Fate, StorageProxy, StorageRequest, storage_proxy

CHUNK = 4 * 1024 * 1024


@pytest.fixture
def name() -> str:
    return f"test/{new_id()}/some name ü.bin"


@pytest.fixture
def proxy(storage_url: str) -> Iterator[StorageProxy]:
    with storage_proxy(storage_url) as running:
        yield running


@pytest.fixture
def behind_proxy(proxy: StorageProxy) -> ObjectStore:
    return object_store_from_settings(GoogleSettings(storage_emulator_host=proxy.url))


def test_what_is_put_is_got_with_its_generation(objects: ObjectStore, name: str) -> None:
    generation = objects.put(name, b"one")
    assert objects.get(name) == (b"one", generation)
    assert objects.exists(name)
    assert objects.put(name, b"two") != generation


def test_what_is_not_there_is_not_found(objects: ObjectStore, name: str) -> None:
    with pytest.raises(NotFound):
        objects.get(name)
    with pytest.raises(NotFound):
        objects.stream(name)
    assert not objects.exists(name)
    objects.delete(name)


def test_a_conditional_put_only_replaces_what_was_read(objects: ObjectStore, name: str) -> None:
    generation = objects.put(name, b"one", if_generation_match=0)
    with pytest.raises(ObjectChanged):
        objects.put(name, b"two", if_generation_match=0)
    newer = objects.put(name, b"two", if_generation_match=generation)
    with pytest.raises(ObjectChanged):
        objects.put(name, b"three", if_generation_match=generation)
    assert objects.get(name) == (b"two", newer)


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK + 7, 9 * 1024 * 1024])
def test_an_object_of_any_size_is_streamed_whole(objects: ObjectStore, name: str, size: int) -> None:
    content = random.randbytes(size)
    objects.put(name, content)
    pieces = list(objects.stream(name))
    assert b"".join(pieces) == content
    assert all(len(piece) <= CHUNK for piece in pieces)


def test_a_small_object_is_streamed_in_one_request(
    behind_proxy: ObjectStore, proxy: StorageProxy, objects: ObjectStore, name: str
) -> None:
    objects.put(name, b"small")
    assert b"".join(behind_proxy.stream(name)) == b"small"
    assert proxy.counts == {"GET": 1}


def test_a_folder_is_listed_in_order_over_all_its_pages(objects: ObjectStore) -> None:
    folder = f"test/{new_id()}"
    names = [f"{folder}/{number:02}" for number in range(12)]
    for one in reversed(names):
        objects.put(one, b"")
    assert list(objects.list(f"{folder}/")) == names
    objects.delete(names[0])
    assert list(objects.list(f"{folder}/")) == names[1:]
    assert list(objects.list(f"test/{new_id()}/")) == []


def test_a_signed_url_lets_anyone_write_and_read_this_one_object(objects: ObjectStore, name: str) -> None:
    url = objects.signed_url(name, "PUT", 60, content_type="text/plain")
    with httpx.Client(trust_env=False, timeout=40) as anyone:
        put = anyone.put(url, content=b"mine", headers={"Content-Type": "text/plain"})
        assert put.status_code == 200
        got = anyone.get(objects.signed_url(name, "GET", 60, response_disposition="attachment"))
    assert got.content == b"mine"
    assert objects.get(name)[0] == b"mine"
    assert "X-Goog-Algorithm=GOOG4-RSA-SHA256" in url
    assert "X-Goog-Expires=60" in url


def test_without_a_key_nothing_is_signed() -> None:
    client = Client(project="p", credentials=AnonymousCredentials())  # type: ignore[no-untyped-call]
    with pytest.raises(Unavailable):
        ObjectStore(client, BUCKET).signed_url("a", "GET", 60)


def test_a_failure_that_passes_is_not_noticed(
    behind_proxy: ObjectStore, proxy: StorageProxy, objects: ObjectStore, name: str
) -> None:
    objects.put(name, b"one")
    first: list[Fate] = ["refuse", "refuse"]
    proxy.fate = lambda _: first.pop() if first else "pass"
    assert behind_proxy.get(name)[0] == b"one"


def test_a_failure_that_stays_says_to_try_again(behind_proxy: ObjectStore, proxy: StorageProxy, name: str) -> None:
    proxy.fate = lambda _: "refuse"
    with pytest.raises(Unavailable):
        behind_proxy.get(name)
    assert proxy.counts["GET"] == 5


def test_a_lost_answer_to_a_conditional_put_shows_as_changed(
    behind_proxy: ObjectStore, proxy: StorageProxy, objects: ObjectStore, name: str
) -> None:
    first: list[Fate] = ["lose-answer"]
    proxy.fate = lambda _: first.pop() if first else "pass"
    with pytest.raises(ObjectChanged):
        behind_proxy.put(name, b"mine", if_generation_match=0)
    assert objects.get(name)[0] == b"mine", "so whoever put it has to read before believing"


def test_too_many_writes_wait_a_second_before_the_next_try(
    behind_proxy: ObjectStore, proxy: StorageProxy, name: str
) -> None:
    tries: list[float] = []

    def too_fast_once(_: StorageRequest) -> Fate:
        tries.append(time.monotonic())
        return "too-fast" if len(tries) == 1 else "pass"

    proxy.fate = too_fast_once
    behind_proxy.put(name, b"one")
    assert len(tries) == 2
    assert tries[1] - tries[0] >= 1
    proxy.fate = lambda _: "too-fast"
    with pytest.raises(RateLimited):
        behind_proxy.put(name, b"two")


def test_a_server_that_is_not_there_is_unavailable() -> None:
    nobody = object_store_from_settings(GoogleSettings(storage_emulator_host=f"127.0.0.1:{free_port()}"))
    with pytest.raises(Unavailable):
        nobody.get("a")
