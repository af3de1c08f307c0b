"""Beds that leave room for a voice: calm, cinematic, lo-fi, tense."""

import numpy as np

from sounds.music import instruments as play
from sounds.music.score import Score, chord, voiced
from sounds.synth import Random, Signal, band, highpass, lowpass, samples, saturated


def wide_pad(score: Score, at: float, beats: float, notes: list[int], gain: float, dark: float = 1.0) -> None:
    """Each note twice, left and right, with other phases."""
    for note in notes:
        for voice, place in ((0, -0.75), (1, 0.75)):
            score.play("pad", at, play.pad(note, beats * score.beat, dark, voice), gain, place)


def calm(random: Random) -> Signal:
    """Felt piano in broken chords over a wide pad, in C; a few high notes that answer each other."""
    score = Score(random, 24, 32)
    harmony = ["Cmaj9", "Am9", "Fmaj9", "G6", "Em7", "Am7", "Fmaj7", "Gsus4"]
    melody = [
        (0, 79, 3),
        (3, 76, 1),
        (4, 72, 4),
        (8, 77, 2),
        (10, 76, 2),
        (12, 74, 4),
        (16, 79, 2),
        (18, 83, 2),
        (20, 84, 3),
        (23, 79, 1),
        (24, 81, 3),
        (27, 76, 1),
        (28, 74, 4),
    ]
    for bar, name in enumerate(harmony):
        notes = voiced(name, 55)
        wide_pad(score, bar * 4, 4, voiced(name, 60)[:4], 0.8)
        score.play("bass", bar * 4, play.bass(chord(name, 2)[0], score.beat * 3.6, 0.1), 0.9)
        shape = [0, 2, 1, 3, 2, 1, 3, 2]
        for step, index in enumerate(shape):
            note = notes[index % len(notes)] + (12 if index >= len(notes) else 0)
            strength = (0.85, 0.45, 0.55, 0.4, 0.65, 0.4, 0.5, 0.4)[step] * float(random.uniform(0.9, 1.05))
            score.play(
                "piano", bar * 4 + step / 2, play.piano(note, score.beat * 1.5), strength, -0.25 + 0.15 * index, 0.012
            )
    for at, note, beats in melody:
        score.play("lead", at, play.piano(note, beats * score.beat), 0.8, 0.2, 0.015)
        if beats >= 3:
            score.play("bell", at + 1, play.bell(note + 12, 2.0), 0.3, -0.4)
    return score.mixed(
        {"pad": 0.75, "bass": 0.55, "piano": 0.8, "lead": 0.6, "bell": 0.16},
        3.2,
        {"pad": 0.35, "piano": 0.4, "lead": 0.6, "bell": 0.9},
    )


def cinematic(random: Random) -> Signal:
    """An ostinato of strings in D minor that grows through drums and horns, and falls back to where it began."""
    score = Score(random, 30, 32)
    harmony = ["Dm", "Bb", "F", "C", "Gm", "Bb", "Dm", "Asus4"]
    growth = [0.42, 0.5, 0.6, 0.7, 0.82, 0.95, 1.0, 0.62]
    theme = [
        (0, 69, 2),
        (2, 74, 2),
        (4, 77, 3),
        (7, 74, 1),
        (8, 72, 2),
        (10, 69, 2),
        (12, 67, 4),
        (16, 70, 2),
        (18, 74, 2),
        (20, 77, 2),
        (22, 79, 2),
        (24, 81, 3),
        (27, 77, 1),
        (28, 76, 2),
        (30, 74, 2),
    ]
    for bar, (name, strength) in enumerate(zip(harmony, growth, strict=True)):
        low, notes = chord(name, 2), voiced(name, 50)
        wide_pad(score, bar * 4, 4, voiced(name, 57)[:3], strength, 0.8)
        for note, place in ((low[0] - 12, -0.1), (low[0], 0.1), (low[2], 0.35)):
            score.play("low", bar * 4, play.strings(note, score.beat * 4, 0, 0.25), strength, place)
        for step in range(16):
            accent = 1.0 if step % 4 == 0 else 0.6 if step % 2 == 0 else 0.42
            note = [*notes, notes[0] + 12][(0, 2, 1, 2, 3, 2, 1, 2)[step % 8] % (len(notes) + 1)]
            sound = play.strings(note + 12, score.beat * 0.2, step % 2, 0.02)
            score.play("ostinato", bar * 4 + step / 4, sound, accent * strength, -0.4, 0.008)
        for at, pitch, loud in ((0, 58.0, 1.0), (1.5, 66.0, 0.5), (2, 62.0, 0.7), (3, 66.0, 0.45), (3.5, 70.0, 0.6)):
            if bar >= 2 or at == 0:
                score.play("drums", bar * 4 + at, play.taiko(pitch), loud * strength, (at - 1.5) / 5, 0.006)
        if bar in (4, 5, 6):
            for note in chord(name, 3):
                score.play("horns", bar * 4, play.brass(note, score.beat * 3.6, bar % 2), strength, 0.3)
    for at, note, beats in theme:
        for voice, place in ((0, -0.2), (1, 0.4)):
            score.play("theme", at, play.strings(note, beats * score.beat, voice, 0.18), growth[int(at // 4)], place)
    for bar in (4, 6):
        score.play("air", bar * 4, play.crash(), 0.7)
    levels = {"pad": 0.5, "low": 0.75, "ostinato": 0.55, "drums": 0.75, "horns": 0.4, "theme": 0.6, "air": 0.12}
    return score.mixed(
        levels, 3.8, {"pad": 0.3, "low": 0.25, "ostinato": 0.35, "drums": 0.35, "horns": 0.5, "theme": 0.6, "air": 0.3}
    )


def lofi(random: Random) -> Signal:
    """Two-five-one on an electric piano, a lazy beat, dust on the record."""
    score = Score(random, 24, 32)
    harmony = ["Dm9", "G9", "Cmaj9", "Am9", "Fmaj9", "Em7", "Dm9", "Gsus4"]
    tune = [
        (0.5, 76),
        (1.5, 74),
        (2, 77),
        (4.67, 74),
        (6, 71),
        (8.5, 79),
        (9.5, 76),
        (10, 74),
        (12.67, 72),
        (14, 76),
        (16.5, 81),
        (17.5, 79),
        (18, 76),
        (20.67, 79),
        (22, 74),
        (24.5, 77),
        (26, 76),
        (26.67, 74),
        (28.5, 72),
        (30, 74),
    ]
    for bar, name in enumerate(harmony):
        notes = voiced(name, 55)
        root = chord(name, 2)[0]
        for at, beats, loud in ((0, 1.4, 0.9), (1.67, 0.6, 0.55), (2.67, 1.2, 0.7)):
            for index, note in enumerate(notes):
                strum = index * 0.012 / score.beat
                score.play(
                    "keys",
                    bar * 4 + at + strum,
                    play.electric_piano(note, beats * score.beat),
                    loud,
                    -0.3 + 0.15 * index,
                    0.008,
                )
        for at, step, beats in ((0, 0, 1.5), (1.67, 0, 0.3), (2, 7, 0.8), (3.67, 12, 0.3)):
            score.play("bass", bar * 4 + at, play.bass(root + step, beats * score.beat, 0.2), 0.9, 0, 0.006)
        for at in (0, 1.67, 2.5) if bar % 2 == 0 else (0, 0.67, 2.67):
            score.play("kick", bar * 4 + at, play.kick(0.3), 0.95, 0, 0.004)
        for at in (1, 3):
            score.play("snare", bar * 4 + at + 0.03, lowpass(play.snare(), 5_200), 0.9, 0.05, 0.006)
        for step in range(8):
            late = 0.17 if step % 2 else 0.0  # swung: the second eighth comes as a triplet's third
            loud = 0.8 if step % 2 == 0 else 0.45
            score.play(
                "hats",
                bar * 4 + step / 2 + late,
                play.hat(0.03 if step != 7 else 0.09),
                loud * float(random.uniform(0.75, 1)),
                0.3,
                0.006,
            )
    for at, note in tune:
        score.play("tune", at, play.mallet(note, score.beat), 0.8, -0.15, 0.02)
    score.duck("keys", [bar * 4 for bar in range(8)], 0.25)
    levels = {"keys": 0.9, "bass": 0.7, "kick": 0.7, "snare": 0.42, "hats": 0.13, "tune": 0.42}
    music = score.mixed(levels, 1.6, {"keys": 0.25, "snare": 0.3, "tune": 0.6})
    worn = saturated(lowpass(music, 6_500, 2, ring=True) * 2, 1.2) / 2
    return worn + _dust(random, worn)


def _dust(random: Random, music: Signal) -> Signal:
    """Crackle and the hiss of the groove, 30 dB below the music."""
    length = music.shape[1]
    crackle = (random.random((2, length)) < 0.00035) * random.standard_normal((2, length)) * 6
    groove = band(crackle + 0.05 * random.standard_normal((2, length)), 700, 7_000)
    return np.asarray(groove / np.sqrt(np.mean(groove**2)) * np.sqrt(np.mean(music**2)) * 0.032)


def tense(random: Random) -> Signal:
    """A pulse that doesn't stop, a clock, and strings that rub against it by a half-step."""
    score = Score(random, 20, 48)
    roots = [38, 38, 38, 38, 34, 34, 36, 36, 38, 38, 39, 37]
    strength = [0.5, 0.55, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0, 1.0, 0.8]
    cluster = [
        (62, 69),
        (62, 70),
        (63, 69),
        (62, 68),
        (62, 65),
        (58, 65),
        (60, 67),
        (60, 66),
        (62, 69),
        (63, 70),
        (63, 67),
        (61, 68),
    ]
    for bar, (root, loud) in enumerate(zip(roots, strength, strict=True)):
        for step in range(16):
            accent = (1.0, 0.45, 0.6, 0.45)[step % 4] * (1.15 if step in (0, 6, 12) else 1)
            octave = 12 if step in (6, 14) else 0
            score.play(
                "pulse",
                bar * 4 + step / 4,
                play.bass(root + octave, score.beat * 0.17, 1.2),
                accent * (0.6 + 0.4 * loud),
                0.15 * (-1) ** step,
            )
        for note in cluster[bar]:
            for voice, place in ((0, -0.7), (1, 0.7)):
                score.play("strings", bar * 4, play.strings(note, score.beat * 4, voice, 0.8), loud, place)
        wide_pad(score, bar * 4, 4, [root + 12, root + 19], loud, 0.6)
        for step in range(8):
            score.play(
                "clock", bar * 4 + step / 2, play.hat(0.012), 0.9 if step % 2 == 0 else 0.5, 0.35 if step % 2 else -0.35
            )
        hits = ((0, 52.0, 1.0), (2.75, 60.0, 0.5), (3.5, 56.0, 0.7)) if bar % 2 else ((0, 52.0, 1.0),)
        for at, pitch, hit in hits:
            score.play("drums", bar * 4 + at, play.taiko(pitch), hit * loud)
        if bar >= 6:
            for at in (1.5, 3.25):
                score.play(
                    "far",
                    bar * 4 + at,
                    play.synth_pluck(root + 36 + (1 if at > 3 else 0)),
                    loud * 0.7,
                    0.5 if at > 2 else -0.5,
                )
    rise = (
        highpass(random.standard_normal((2, samples(score.beat * 8))) * 0.1, 2_500)
        * np.linspace(0, 1, samples(score.beat * 8)) ** 3
    )
    score.play("rise", 40, rise)
    levels = {"pulse": 0.8, "strings": 0.38, "pad": 0.4, "clock": 0.1, "drums": 0.75, "far": 0.22, "rise": 0.1}
    return score.mixed(
        levels, 2.8, {"pulse": 0.08, "strings": 0.5, "pad": 0.3, "clock": 0.25, "drums": 0.35, "far": 0.9}
    )
