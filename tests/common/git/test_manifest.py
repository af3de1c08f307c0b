"""A manifest is one JSON line, a pack and its index, and comes through storage and `/activate` unchanged."""

import json

import pytest

from common.errors import UpstreamFailed
from common.git.manifest import MAIN, Manifest, ManifestLine, TemplateRef

SHA = "a" * 40
LINE = ManifestLine(
    epoch=3,
    refs={MAIN: SHA},
    base="b" * 40,
    template=TemplateRef(id="default", head="c" * 40, packs=["pack-" + "1" * 40]),
    packs=["pack-" + "2" * 40],
)


def test_what_is_built_is_read_back() -> None:
    built = Manifest.build(LINE, b"PACK\n\n", b"index\n")
    read = Manifest.parse(built.data, 7)
    assert (read.tail_pack, read.tail_index, read.head, read.epoch) == (b"PACK\n\n", b"index\n", SHA, 3)
    assert read.all_packs == ["pack-" + "1" * 40, "pack-" + "2" * 40]
    assert read.generation == 7
    again = Manifest.from_snapshot(read.snapshot())
    assert again == read


def test_the_line_is_the_contract() -> None:
    first = Manifest.build(LINE, b"xy").data.split(b"\n", 1)[0]
    contract = {"v", "epoch", "refs", "base", "template", "packs", "tailLength"}
    added = {"largePacks", "coldPacks", "rescuePacks", "settled"}
    assert set(json.loads(first)) == contract | added
    assert json.loads(first)["tailLength"] == 2


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b"\xff", b"[]\n", Manifest.build(LINE, b"long tail").data[:-5], b'{"v":2}\n'],
)
def test_what_is_no_manifest_is_refused(data: bytes) -> None:
    with pytest.raises(UpstreamFailed):
        Manifest.parse(data, 1)
