"""The bundled sounds: that the files are what the catalogue says, sound as they should, and come from the script."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from session_pod.agent.tools.sounds import SOUNDS_DIR, catalogue
from sounds.__main__ import RECIPES, rendered
from sounds.mastering import loudest, loudness
from sounds.mp3 import FRAME, decoded, encoded
from sounds.synth import RATE, Signal, sine

TOTAL_BYTES_MAX = 6_000_000
FPS = 30


@pytest.fixture(scope="module")
def heard() -> dict[str, Signal]:
    """Every file as Remotion's decoder hears it."""
    return {sound.id: decoded(SOUNDS_DIR / sound.file) for sound in catalogue()}


def test_the_catalogue_tells_of_every_file_and_every_recipe() -> None:
    entries: list[dict[str, Any]] = json.loads((SOUNDS_DIR / "catalogue.json").read_text())
    files = {path.name: path.stat().st_size for path in SOUNDS_DIR.glob("*.mp3")}
    assert {entry["file"]: entry["bytes"] for entry in entries} == files
    assert sum(files.values()) <= TOTAL_BYTES_MAX
    for entry, recipe in zip(entries, RECIPES, strict=True):
        assert (entry["id"], entry["name"], entry["category"]) == (recipe.id, recipe.name, recipe.category)
        assert (entry["tags"], entry["loops"], entry["kind"]) == (list(recipe.tags), recipe.loops, recipe.kind)
        assert (entry.get("bpm"), entry.get("beats")) == (recipe.bpm, recipe.beats)
    assert "CC0" in (SOUNDS_DIR / "LICENCE.md").read_text()


def test_there_are_59_effects_in_five_categories_and_music_of_eight_moods() -> None:
    effects = [sound for sound in catalogue() if sound.kind == "effect"]
    music = [sound for sound in catalogue() if sound.kind == "music"]
    assert len(effects) == 59
    assert len({sound.category for sound in effects}) == 5
    assert len(music) == len({sound.tags[0] for sound in music}) == 8


def test_no_sound_clips_leans_or_is_off_centre(heard: dict[str, Signal]) -> None:
    for name, sound in heard.items():
        assert 0.2 < np.abs(sound).max() < 10 ** (-1 / 20), name
        assert abs(sound.mean()) < 2e-3, name
        left, right = (sound**2).mean(axis=1)
        assert abs(10 * np.log10(left / right)) < 5, name


def test_every_sound_is_about_as_loud_as_the_others(heard: dict[str, Signal]) -> None:
    for sound in catalogue():
        level = loudness(heard[sound.id]) if sound.loops else loudest(heard[sound.id])
        assert (-17 if sound.kind == "music" else -18.5) < level < (-15 if sound.kind == "music" else -14), sound.id


def test_files_hold_the_sound_and_nothing_around_it(heard: dict[str, Signal]) -> None:
    for sound in catalogue():
        assert heard[sound.id].shape[1] % FRAME == 0
        assert heard[sound.id].shape[1] / RATE == pytest.approx(sound.seconds, abs=0.001)


def test_beats_fall_on_pictures_and_beds_last_whole_beats() -> None:
    for sound in catalogue():
        if sound.bpm is None or sound.beats is None:
            continue
        beat_frames = 60 / sound.bpm * FPS
        assert beat_frames == int(beat_frames), sound.id
        assert sound.seconds == pytest.approx(sound.beats * beat_frames / FPS, abs=0.001), sound.id
        assert 20 <= sound.seconds <= 40


def test_a_loop_starts_over_without_a_click(heard: dict[str, Signal]) -> None:
    """What is heard across the seam is no sharper than what is heard anywhere else."""
    for sound in catalogue():
        if not sound.loops:
            continue
        whole = heard[sound.id]
        edges = np.abs(np.diff(np.concatenate([whole[:, -64:], whole[:, :64]], axis=1), 2, axis=1)).max()
        elsewhere = np.quantile(np.abs(np.diff(whole, 2, axis=1)), 0.999)
        assert edges <= max(elsewhere, 0.02), sound.id


def test_music_has_bass_middle_and_treble_and_isnt_the_same_all_along(heard: dict[str, Signal]) -> None:
    for sound in catalogue():
        if sound.kind != "music":
            continue
        whole = heard[sound.id]
        power = np.abs(np.fft.rfft(whole.mean(axis=0))) ** 2
        frequencies = np.fft.rfftfreq(whole.shape[1], 1 / RATE)
        parts = [
            10 * np.log10(power[(frequencies >= low) & (frequencies < high)].sum() / power.sum())
            for low, high in ((30, 150), (150, 1_000), (1_000, 5_000), (5_000, 15_000))
        ]
        assert all(part > floor for part, floor in zip(parts, (-14, -8, -22, -40), strict=True)), (sound.id, parts)
        seconds = whole[:, : whole.shape[1] // RATE * RATE].reshape(2, -1, RATE)
        assert np.ptp(10 * np.log10((seconds**2).mean(axis=(0, 2)))) > 2, sound.id
        assert np.corrcoef(whole[0], whole[1])[0, 1] < 0.9, sound.id


@pytest.mark.parametrize("name", ["swish-short", "kick-deep", "toggle-on", "heartbeat", "coin"])
def test_the_script_makes_these_files(name: str, heard: dict[str, Signal]) -> None:
    recipe = next(recipe for recipe in RECIPES if recipe.id == name)
    made = rendered(recipe)
    there = heard[name][:, : made.shape[1]]
    assert np.corrcoef(made.ravel(), there.ravel())[0, 1] > 0.9


def test_an_encoded_sound_starts_with_its_first_sample(tmp_path: Path) -> None:
    tone = np.stack([sine(441, 0.2)] * 2) * 0.5
    (tmp_path / "tone.mp3").write_bytes(encoded(tone, 128, loops=True))
    back = decoded(tmp_path / "tone.mp3")
    assert back.shape[1] == -(-tone.shape[1] // FRAME) * FRAME
    middle = slice(2_000, 6_000)
    assert np.abs(back[:, middle] - tone[:, middle]).max() < 0.05
