"""public/assets.json is anybody's text: what it names is fetched only for the project's own uploads folder."""

import json
from typing import Any

import pytest

from common.asset_models import ASSETS_FILE
from common.errors import TooLarge
from edge.standalone.uploads import UPLOADS_MAX, Upload, listed_uploads

ID = "asset-0001"


def _listed(listed: Any, *paths: str) -> tuple[list[Upload], dict[str, str]]:
    uploads = listed_uploads(json.dumps(listed).encode(), paths)
    return uploads.wanted, uploads.unusable


def _entry(**changes: Any) -> dict[str, Any]:
    return {"assetId": ID, "size": 3, "md5": "x", "type": "image/png", **changes}


def test_uploads_are_wanted_where_the_project_serves_them() -> None:
    wanted, unusable = _listed({"a.png": _entry(), "deep/notes für.txt": _entry(type="text/plain", more=1)})
    assert wanted == [
        Upload("public/uploads/a.png", ID, 3, media=True),
        Upload("public/uploads/deep/notes für.txt", ID, 3, media=False),
    ]
    assert unusable == {}


@pytest.mark.parametrize(
    "name", ["../x", "/etc/passwd", "a/../../x", "", ".", "a\\b", ".git/config", "a\nb", "x" * 300]
)
def test_a_name_that_leaves_the_folder_is_refused(name: str) -> None:
    wanted, unusable = _listed({name: _entry()})
    assert wanted == []
    assert list(unusable) == [f"public/uploads/{name}"]


@pytest.mark.parametrize(
    "described",
    [None, 3, [], {}, _entry(assetId="../other/uploads/a"), _entry(size=-1), _entry(size=1.5), {"assetId": ID}],
)
def test_an_entry_that_names_no_upload_of_ours_is_refused(described: Any) -> None:
    wanted, unusable = _listed({"a.png": described})
    assert (wanted, list(unusable)) == ([], ["public/uploads/a.png"])


def test_an_upload_never_takes_the_place_of_another_file() -> None:
    own = ["public/uploads/kept.png", "public/uploads/folder/x.png"]
    wanted, unusable = _listed(
        {"kept.png": _entry(), "folder": _entry(), "kept.png/x": _entry(), "a": _entry(), "a/b": _entry()}, *own
    )
    assert [upload.path for upload in wanted] == ["public/uploads/a"]
    assert len(unusable) == 4


@pytest.mark.parametrize("assets", [b"", b"{", b"[]", b"null", b"\xff", b'{"a":' * 100_000])
def test_a_list_that_is_none_names_nothing_and_says_so(assets: bytes) -> None:
    uploads = listed_uploads(assets, [])
    assert (uploads.wanted, list(uploads.unusable)) == ([], [ASSETS_FILE])


def test_more_uploads_than_can_be_fetched_are_refused() -> None:
    with pytest.raises(TooLarge, match=str(UPLOADS_MAX)):
        _listed({f"{number}.png": _entry() for number in range(UPLOADS_MAX + 1)})
