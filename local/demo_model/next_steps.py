"""What could be asked for next: requests that the demo model knows, about the video as it is now."""

from collections.abc import Sequence
from typing import Final

from local.demo_model.understanding import understand
from local.demo_model.video import Video
from local.demo_model.wishes import AddMusic, ChangeMusic, Wish

STEPS_MAX: Final = 3
_ALWAYS: Final = (
    "Make the background navy",
    "Add a closing scene that says “See you soon”",
    "Make the accent colour coral",
    "Make the video 12 seconds long",
)


def next_steps(video: Video, done: Sequence[Wish]) -> list[str]:
    """Up to three, none of a kind that has just been done: who changed a colour may want music now."""
    width, height = video.size
    sound = "Make the music quieter" if video.music else "Add calm music"
    shape = "Make it 9:16" if width >= height else "Make it 16:9"
    just = {_kind(wish) for wish in done}
    offered = [
        request for request in (sound, shape, *_ALWAYS) if just.isdisjoint(map(_kind, understand(request).wishes))
    ]
    return offered[:STEPS_MAX]


def _kind(wish: Wish) -> type:
    """Whatever is done to the music is one kind."""
    return AddMusic if isinstance(wish, ChangeMusic) else type(wish)
