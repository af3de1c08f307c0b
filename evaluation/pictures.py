"""Pictures compared: by their pixels, at one size."""

from typing import Final

from PIL import Image, ImageChops, ImageStat

COMPARED_WIDTH: Final = 320  # small enough that the edges of letters, which each browser smooths its own way, even out


def difference(one: Image.Image, other: Image.Image) -> float:
    """The mean difference of a pixel's channel, 0 to 255; 255 where the shapes differ."""
    if abs(one.width * other.height - other.width * one.height) > one.height + other.height:
        return 255.0
    size = (COMPARED_WIDTH, max(1, round(COMPARED_WIDTH * one.height / one.width)))
    pair = (picture.resize(size, Image.Resampling.BOX) for picture in (one, other))
    return sum(ImageStat.Stat(ImageChops.difference(*pair)).mean) / 3


def colour_at(picture: Image.Image, x: float, y: float) -> str:
    """#rrggbb at a place given in parts of the width and height; the mean of 3 × 3 pixels."""
    left = min(picture.width - 2, max(1, round(x * picture.width)))
    top = min(picture.height - 2, max(1, round(y * picture.height)))
    mean = ImageStat.Stat(picture.crop((left - 1, top - 1, left + 2, top + 2))).mean
    return "#" + "".join(f"{round(channel):02x}" for channel in mean)


def distance(one: str, other: str) -> int:
    """The largest difference of a channel of two colours."""
    return max(abs(int(one[at : at + 2], 16) - int(other[at : at + 2], 16)) for at in (1, 3, 5))
