"""Small sounds for things that are pressed, switched, typed and appear."""

from functools import partial

from sounds.effects.impacts import drop, struck
from sounds.recipe import Recipe
from sounds.synth import (
    Random,
    Signal,
    band,
    curve,
    decay,
    glide,
    mixed,
    noise,
    placed,
    reverberant,
    room,
    sine,
    swept,
)


def _tick(random: Random, low: float, high: float, tau: float) -> Signal:
    return band(noise(random, 0.05), low, high) * decay(0.05, tau, 0.0003)


def _near(random: Random, dry: Signal) -> Signal:
    """In a small room, so that it doesn't sound like a machine's beep."""
    return reverberant(dry, room(random, 0.22, 0.6, 0.004), 0.1)


def soft(random: Random) -> Signal:
    return _near(random, mixed((0, 0.7, _tick(random, 900, 4_200, 0.005)), (0, 0.6, struck(((640, 1, 0.012),), 0.08))))


def hard(random: Random) -> Signal:
    dry = mixed(
        (0, 1, _tick(random, 1_800, 9_000, 0.003)), (0, 0.5, struck(((1_450, 1, 0.008), (2_900, 0.5, 0.005)), 0.06))
    )
    return _near(random, dry)


def double(random: Random) -> Signal:
    return _near(random, mixed((0, 0.8, hard(random)), (0.11, 1, hard(random))))


def tap_wood(random: Random) -> Signal:
    dry = mixed(
        (0, 0.8, struck(((520, 1, 0.03), (1_130, 0.5, 0.018), (1_990, 0.3, 0.01)), 0.16)),
        (0, 0.4, _tick(random, 700, 5_000, 0.004)),
    )
    return _near(random, dry)


def bubble(random: Random) -> Signal:
    rise = sine(glide(0.12, (0, 380), (1, 1_150)), 0.12) * curve(0.12, (0, 0), (0.12, 1), (1, 0), power=1.6)
    return _near(random, mixed((0, 0.8, rise), (0, 0.12, _tick(random, 400, 2_500, 0.006))))


def pop(random: Random, low: float, high: float, seconds: float) -> Signal:
    """A cork, small or large: pressure that lets go upwards."""
    body = sine(glide(seconds, (0, low), (0.25, high), (1, high * 0.9)), seconds) * decay(seconds, seconds / 4, 0.002)
    breath = band(noise(random, seconds), high * 0.8, high * 4) * decay(seconds, seconds / 10)
    return _near(random, mixed((0, 1, body), (0, 0.45, breath)))


def toggle(random: Random, first: float, second: float) -> Signal:
    """Two notes with a mechanical edge: up is on, down is off."""
    layers = []
    for start, pitch in ((0.0, first), (0.07, second)):
        note = struck(((pitch, 1, 0.04), (pitch * 2, 0.25, 0.025), (pitch * 3, 0.08, 0.015)), 0.22)
        layers += [(start, 0.7, note), (start, 0.3, _tick(random, 1_500, 7_000, 0.002))]
    return _near(random, mixed(*layers))


def key(random: Random, weight: float = 1.0) -> Signal:
    """A key goes down, and comes up again a little later and softer."""
    pitch = float(random.uniform(0.92, 1.08)) * weight
    down = mixed(
        (0, 0.9, _tick(random, 1_100, 6_500, 0.005)),
        (0.001, 0.7, struck(((310 * pitch, 1, 0.018), (760 * pitch, 0.5, 0.01)), 0.1)),
    )
    up = _tick(random, 2_200, 8_000, 0.003)
    return _near(random, mixed((0, 1, down), (0.075, 0.28, up)))


def typing(random: Random) -> Signal:
    """Nine keys as a hand types them, and the space bar."""
    layers = []
    start = 0.0
    for count in range(10):
        last = count == 9
        stroke = key(random, 0.7 if last else 1.0)
        layers.append(
            (start, float(random.uniform(0.7, 1.0)), placed(stroke.mean(axis=0), float(random.uniform(-0.4, 0.4))))
        )
        start += float(random.uniform(0.075, 0.15))
    return mixed(*layers)


def hover(random: Random) -> Signal:
    return mixed(
        (0, 0.6, struck(((2_350, 1, 0.007), (3_520, 0.4, 0.005)), 0.05)), (0, 0.25, _tick(random, 3_000, 9_000, 0.002))
    )


def shutter(random: Random) -> Signal:
    """Mirror up, curtain, mirror down."""
    up = mixed((0, 0.9, _tick(random, 900, 7_000, 0.007)), (0, 0.7, drop(0.09, 320, 150, 0.02)))
    curtain = swept(noise(random, 0.06), glide(0.06, (0, 2_500), (1, 6_000)), 0.5) * curve(
        0.06, (0, 0), (0.5, 1), (1, 0)
    )
    down = mixed((0, 1, _tick(random, 700, 6_000, 0.009)), (0, 0.8, drop(0.1, 260, 120, 0.025)))
    spring = struck(((2_130, 0.3, 0.03), (3_370, 0.2, 0.02)), 0.12)
    return _near(random, mixed((0, 0.9, up), (0.03, 0.5, curtain), (0.1, 1, down), (0.1, 0.18, placed(spring, 0.3))))


_recipe = partial(Recipe, category="clicks & UI")

SOUNDS = [
    _recipe("click-soft", "Soft click", ("button", "subtle"), soft),
    _recipe("click-hard", "Hard click", ("button", "mouse", "crisp"), hard),
    _recipe("click-double", "Double click", ("mouse", "desktop"), double),
    _recipe("tap-wood", "Wooden tap", ("organic", "list item", "count"), tap_wood),
    _recipe("tap-bubble", "Bubble tap", ("playful", "message", "soft"), bubble),
    _recipe("pop-small", "Small pop", ("appear", "playful", "bullet"), partial(pop, low=420, high=980, seconds=0.12)),
    _recipe("pop-big", "Big pop", ("appear", "cork", "playful"), partial(pop, low=160, high=440, seconds=0.22)),
    _recipe("toggle-on", "Toggle on", ("switch", "confirm", "up"), partial(toggle, first=659.3, second=987.8)),
    _recipe("toggle-off", "Toggle off", ("switch", "cancel", "down"), partial(toggle, first=880, second=587.3)),
    _recipe("key-press", "Key press", ("keyboard", "typing", "letter"), key),
    _recipe("typing-burst", "Typing", ("keyboard", "text", "code"), typing),
    _recipe("hover-tick", "Tick", ("subtle", "counter", "scroll"), hover),
    _recipe("camera-shutter", "Camera shutter", ("photo", "snapshot", "flash"), shutter),
]
