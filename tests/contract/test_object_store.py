"""What a bucket promises to who keeps repositories in it: the storage server that tests run, and the one in memory."""

import random
from datetime import timedelta
from itertools import pairwise

import pytest

from common.errors import NotFound, ObjectChanged
from common.ids import new_id
from common.object_store import ObjectStore, object_store_from_settings
from common.settings import GoogleSettings
from tests.memory_storage import Call, MemoryObjects
from tests.servers import gcs_server


@pytest.fixture(scope="module", params=["server", "memory"])
def objects(request: pytest.FixtureRequest):  # type: ignore[no-untyped-def]
    if request.param == "memory":
        yield MemoryObjects()
        return
    with gcs_server() as url:
        yield object_store_from_settings(GoogleSettings(storage_emulator_host=url))


@pytest.fixture
def folder() -> str:
    return f"test/{new_id()}"


def test_what_is_put_is_got_whole_and_in_parts(objects: ObjectStore, folder: str) -> None:
    content = random.randbytes(5 * 1024 * 1024)
    generation = objects.put(f"{folder}/a", content)
    assert objects.get(f"{folder}/a") == (content, generation)
    assert b"".join(objects.stream(f"{folder}/a")) == content
    assert [objects.get_range(f"{folder}/a", start, 10) for start in (0, 77, len(content) - 3, len(content))] == [
        content[:10],
        content[77:87],
        content[-3:],
        b"",
    ]
    assert objects.exists(f"{folder}/a")


def test_every_put_gives_another_generation_and_a_conditional_one_only_replaces_what_was_read(
    objects: ObjectStore, folder: str
) -> None:
    first = objects.put(f"{folder}/a", b"one", if_generation_match=0)
    with pytest.raises(ObjectChanged):
        objects.put(f"{folder}/a", b"two", if_generation_match=0)
    second = objects.put(f"{folder}/a", b"one", if_generation_match=first)
    assert second != first
    with pytest.raises(ObjectChanged):
        objects.put(f"{folder}/a", b"three", if_generation_match=first)
    assert objects.get(f"{folder}/a") == (b"one", second)


def test_what_is_not_there_is_not_found_and_can_be_deleted(objects: ObjectStore, folder: str) -> None:
    for ask in (objects.get, objects.stream, lambda name: objects.get_range(name, 0, 1)):
        with pytest.raises(NotFound):
            ask(f"{folder}/a")
    with pytest.raises(NotFound):
        objects.copy(f"{folder}/a", f"{folder}/b")
    with pytest.raises(ObjectChanged):
        objects.put(f"{folder}/a", b"", if_generation_match=1)
    assert not objects.exists(f"{folder}/a")
    objects.delete(f"{folder}/a")
    objects.delete(f"{folder}/a", if_generation_match=1)


def test_a_list_is_in_order_and_tells_size_generation_and_age(objects: ObjectStore, folder: str) -> None:
    names = [f"{folder}/{name}" for name in ("b", "a/2", "a/1")]
    generations = {name: objects.put(name, name.encode()) for name in names}
    found = list(objects.list_objects(f"{folder}/"))
    assert [item.name for item in found] == sorted(names)
    assert {item.name: item.generation for item in found} == generations
    assert [item.size for item in found] == [len(item.name) for item in found]
    ages = [next(item.updated for item in found if item.name == name) for name in names]
    assert all(older <= newer for older, newer in pairwise(ages))
    objects.put(names[0], b"")
    again = {item.name: item for item in objects.list_objects(f"{folder}/")}
    assert again[names[0]].updated >= ages[-1], "what is put anew is young again"


def test_a_copy_is_an_object_of_its_own(objects: ObjectStore, folder: str) -> None:
    objects.put(f"{folder}/a", b"one")
    objects.copy(f"{folder}/a", f"{folder}/b")
    objects.delete(f"{folder}/a")
    assert objects.get(f"{folder}/b")[0] == b"one"
    assert list(objects.list(f"{folder}/")) == [f"{folder}/b"]


def test_a_conditional_delete_takes_only_what_was_seen() -> None:
    """In memory, as in Cloud Storage; fake-gcs-server deletes whatever is there."""
    objects = MemoryObjects()
    seen = objects.put("a", b"one")
    objects.put("a", b"one")
    with pytest.raises(ObjectChanged):
        objects.delete("a", if_generation_match=seen)
    assert objects.exists("a")


def test_the_bucket_in_memory_has_a_clock_of_its_own_and_tells_of_each_call() -> None:
    objects, heard = MemoryObjects(), list[Call]()
    objects.after = heard.append
    objects.put("a", b"")
    objects.pass_time(timedelta(days=2))
    objects.put("b", b"")
    first, second = objects.list_objects("")
    assert second.updated - first.updated > timedelta(days=2)
    assert [(call.verb, call.name, call.writes) for call in heard] == [
        ("put", "a", True),
        ("put", "b", True),
        ("list", "", False),
    ]
    objects.copied().delete("a")
    assert objects.another_client().exists("a")
    objects.another_client().delete("a")
    assert not objects.exists("a")
