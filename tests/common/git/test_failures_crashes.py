"""A process may end at any of its writes: nothing is lost, nothing is half done, and the next one finishes it."""

from collections.abc import Iterator

import pytest

from tests.common.git.crashes import CHANGES, Scene, overtaken
from tests.common.git.limits import small_limits


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with pytest.MonkeyPatch.context() as patch:
        small_limits(patch)
        yield Scene(tmp_path_factory.mktemp("scene"))


def test_the_scene_has_all_there_is(scene: Scene) -> None:
    manifest = scene.another(scene.objects).manifest(scene.project_id)
    fields = manifest.fields
    assert all((manifest.tail_pack, fields.packs, fields.large_packs, fields.cold_packs, fields.rescue_packs))
    garbage = set(scene.objects.list(f"repos/{scene.project_id}/repo.git/objects/pack/"))
    assert len(garbage) > 2 * len({*fields.packs, *fields.rescue_packs})


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_that_ends_at_any_write_is_done_wholly_or_not_at_all(scene: Scene, change: str) -> None:
    findings = scene.crashed(change)
    assert findings.problems == []
    assert findings.kills >= 1


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_whose_answer_was_lost_and_that_others_built_on_is_done_once(scene: Scene, change: str) -> None:
    assert overtaken(scene, change).problems == []
