"""MP3 without a gap: exactly the frames that hold the sound, and no header that some players know and others don't.

An encoder puts 1,105 samples of delay before a sound and fills its last frame up. Players that read LAME's tag cut
both away; the mixer behind `@remotion/media` doesn't, so a loop of such a file limps by up to 75 ms a round. Here the
encoder is fed what comes before and after as well, and only the frames in between are kept: every player starts at the
first sample and ends at the last.
"""

import os
import subprocess
from pathlib import Path
from typing import Final

import numpy as np

from sounds.synth import RATE, Signal

FRAME: Final = 1152
_DELAY: Final = 1105  # encoder 576, decoder 529
_LEAD: Final = 4  # frames before the first one that is kept
_TIMEOUT_SECONDS: Final = 60
_BITRATES: Final = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_COMPOSITOR: Final = Path(__file__).resolve().parents[1] / "session_pod/image/node_modules/@remotion"


def encoded(sound: Signal, kbits: int, *, loops: bool) -> bytes:
    """Stereo to MP3; a length that isn't whole frames is filled up with silence. `loops`: before its beginning the
    encoder hears its end."""
    filled = np.pad(sound, ((0, 0), (0, -sound.shape[-1] % FRAME)))
    count = filled.shape[-1] // FRAME
    before, after = _LEAD * FRAME - _DELAY, 4 * FRAME
    if loops:
        around = np.concatenate([filled[:, -before:], filled, filled[:, :after]], axis=1)
    else:
        around = np.pad(filled, ((0, 0), (before, after)))
    options = ["-c:a", "libmp3lame", "-b:a", f"{kbits}k", "-reservoir", "0", "-write_xing", "0", "-id3v2_version", "0"]
    pcm = (np.clip(around.T, -1, 1) * 32767).round().astype("<i2").tobytes()
    data = _ffmpeg(["-f", "s16le", "-ar", str(RATE), "-ac", "2", "-i", "-", *options, "-f", "mp3", "-"], pcm)
    return b"".join(_frames(data)[_LEAD : _LEAD + count])


def decoded(path: Path) -> Signal:
    """Stereo, as Remotion's own ffmpeg hears it."""
    wave = _ffmpeg(["-i", str(path), "-c:a", "pcm_s16le", "-ar", str(RATE), "-ac", "2", "-f", "wav", "-"], b"")
    return np.frombuffer(wave[wave.index(b"data") + 8 :], "<i2").reshape(-1, 2).T / 32768


def _frames(data: bytes) -> list[bytes]:
    frames = []
    position = 0
    while position + 4 <= len(data):
        head = data[position : position + 4]
        if head[0] != 0xFF or head[1] & 0xFE != 0xFA:  # MPEG 1, layer III
            raise ValueError(f"no MP3 frame at byte {position}")
        length = 144_000 * _BITRATES[head[2] >> 4] // RATE + (head[2] >> 1 & 1)
        frames.append(data[position : position + length])
        position += length
    return frames


def _ffmpeg(arguments: list[str], given: bytes) -> bytes:
    (folder,) = _COMPOSITOR.glob("compositor-*")
    done = subprocess.run(
        [folder / "ffmpeg", "-hide_banner", "-loglevel", "error", *arguments],
        input=given,
        capture_output=True,
        check=True,
        timeout=_TIMEOUT_SECONDS,
        env={**os.environ, "LD_LIBRARY_PATH": str(folder)},
    )
    return done.stdout
