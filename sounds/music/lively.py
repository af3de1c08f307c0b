"""Beds that move: upbeat, corporate, playful, celebratory."""

from sounds.music import instruments as play
from sounds.music.quiet import wide_pad
from sounds.music.score import Score, chord, voiced
from sounds.synth import Random, Signal


def _four_on_the_floor(score: Score, bar: int) -> None:
    """One bar of kick on the beat, open hat off it, and a shaker in sixteenths."""
    for beat in range(4):
        score.play("kick", bar * 4 + beat, play.kick(), 1.0)
        score.play("hats", bar * 4 + beat + 0.5, play.hat(0.075), 0.9, 0.18)
    for step in range(16):
        loud = (0.85, 0.4, 0.62, 0.4)[step % 4] * float(score.random.uniform(0.85, 1.1))
        score.play("shaker", bar * 4 + step / 4, play.shaker(), loud, -0.42, 0.003)


def upbeat(random: Random) -> Signal:
    """Four on the floor in D, plucks in eighths, and a tune that comes in with the second half."""
    score = Score(random, 15, 64)
    harmony = ["D", "A", "Bm", "G"] * 4
    tune = [
        (0, 78),
        (0.75, 81),
        (1.5, 83),
        (2.5, 81),
        (4, 76),
        (4.75, 78),
        (5.5, 81),
        (7, 76),
        (8, 78),
        (8.75, 74),
        (9.5, 78),
        (10.5, 83),
        (12, 81),
        (12.75, 79),
        (13.5, 78),
        (14.5, 76),
        (15.5, 74),
    ]
    for bar, name in enumerate(harmony):
        second = bar >= 8
        notes, root = voiced(name, 62), chord(name, 2)[0]
        wide_pad(score, bar * 4, 4, notes, 0.9 if second else 0.7, 1.6)
        for step in range(8):
            note = notes[(0, 2, 1, 2, 0, 2, 1, 0)[step]]
            accent = 1.0 if step in (0, 3, 6) else 0.6
            score.play("plucks", bar * 4 + step / 2, play.synth_pluck(note), accent, -0.45 if step % 2 else 0.45)
            score.play(
                "bass",
                bar * 4 + step / 2,
                play.bass(root + (12 if step % 2 else 0), score.beat * 0.4, 0.5),
                0.9 if step % 2 == 0 else 0.6,
            )
        for beat in (1, 3):
            score.play("claps", bar * 4 + beat, play.clap(), 0.9, -0.05, 0.002)
        _four_on_the_floor(score, bar)
    for turn in (32, 48):
        for at, note in tune:
            score.play("tune", turn + at, play.synth_pluck(note), 0.8, -0.1)
            score.play("tune", turn + at, play.bell(note, 0.9), 0.7, 0.15)
    for at in (0, 32):
        score.play("crash", at, play.crash(), 0.8, 0.2)
    for step in range(8):
        score.play("claps", 62 + step / 4, play.snare(), 0.4 + step * 0.07, 0.1)
    for bus in ("pad", "plucks", "bass"):
        score.duck(bus, range(64), 0.55 if bus == "pad" else 0.3)
    levels = {
        "pad": 0.55,
        "plucks": 0.5,
        "bass": 0.65,
        "kick": 0.8,
        "hats": 0.11,
        "claps": 0.3,
        "shaker": 0.06,
        "tune": 0.45,
        "crash": 0.1,
    }
    return score.mixed(levels, 1.8, {"pad": 0.25, "plucks": 0.35, "claps": 0.3, "tune": 0.5, "crash": 0.2})


def corporate(random: Random) -> Signal:
    """Muted strings, piano and a steady foot in G: confident, never in the way; each four bars add something."""
    score = Score(random, 18, 64)
    harmony = ["G", "D", "Em7", "Cadd9"] * 3 + ["Am7", "Cadd9", "G", "Dsus4"]
    phrases = [
        (32, 74, 1.5),
        (33.5, 79, 0.5),
        (34, 78, 2),
        (36, 76, 1.5),
        (37.5, 74, 0.5),
        (38, 69, 2),
        (40, 71, 1),
        (41, 74, 1),
        (42, 79, 2),
        (44, 76, 3),
        (48, 76, 1.5),
        (49.5, 79, 0.5),
        (50, 81, 2),
        (52, 79, 1.5),
        (53.5, 76, 0.5),
        (54, 74, 2),
        (56, 74, 1),
        (57, 78, 1),
        (58, 83, 2),
        (60, 81, 3),
    ]
    for bar, name in enumerate(harmony):
        part = bar // 4
        notes, root = voiced(name, 55), chord(name, 2)[0]
        for step in range(8):
            note = [*notes, notes[0] + 12][(0, 2, 1, 2, 3, 2, 1, 2)[step] % (len(notes) + 1)]
            score.play(
                "strings",
                bar * 4 + step / 2,
                play.pluck(note + 12, score.beat * 0.3),
                1.0 if step % 4 == 0 else 0.65,
                -0.5,
                0.005,
            )
            score.play("strings", bar * 4 + step / 2 + 0.25, play.pluck(note, score.beat * 0.2), 0.5, 0.5, 0.005)
        for note in voiced(name, 60):
            score.play("piano", bar * 4, play.piano(note, score.beat * 2.4), 0.8, 0.15, 0.008)
            score.play("piano", bar * 4 + 2.5, play.piano(note, score.beat * 1.2), 0.5, 0.15, 0.008)
        score.play("bass", bar * 4, play.bass(root, score.beat * 2.3, 0.25), 0.9)
        score.play("bass", bar * 4 + 2.5, play.bass(root, score.beat * 1.3, 0.25), 0.7)
        if part >= 1:
            wide_pad(score, bar * 4, 4, voiced(name, 62)[:3], 0.6 + 0.15 * part, 1.2)
            for beat in range(4):
                score.play("kick", bar * 4 + beat, play.kick(0.4), 1.0 if beat % 2 == 0 else 0.55)
        for step in range(8 if part >= 1 else 4):
            gap = 0.5 if part >= 1 else 1
            score.play("shaker", bar * 4 + step * gap, play.shaker(), 0.9 if step % 2 else 0.55, 0.35, 0.004)
        if part >= 2:
            for beat in (1, 3):
                score.play("claps", bar * 4 + beat, play.snap(), 0.9, -0.1, 0.003)
                score.play("claps", bar * 4 + beat, play.clap(), 0.4, 0.1, 0.003)
    for at, note, beats in phrases:
        score.play("lead", at, play.piano(note, beats * score.beat), 0.9, -0.1, 0.008)
        score.play("lead", at, play.bell(note, 1.2), 0.3, 0.3)
    score.duck("pad", range(16, 64), 0.3)
    levels = {
        "strings": 0.55,
        "piano": 0.55,
        "bass": 0.6,
        "pad": 0.42,
        "kick": 0.55,
        "shaker": 0.05,
        "claps": 0.16,
        "lead": 0.45,
    }
    return score.mixed(levels, 2.0, {"strings": 0.35, "piano": 0.3, "pad": 0.3, "claps": 0.35, "lead": 0.5})


def playful(random: Random) -> Signal:
    """Pizzicato that walks, a marimba with something to say, wood and fingers."""
    score = Score(random, 16, 48)
    harmony = ["C", "Am", "F", "G7", "C", "Am", "Dm", "G7", "F", "G", "C6", "G7"]
    tune = [
        [(0, 76), (0.5, 79), (1, 84), (2, 83), (2.5, 79), (3, 76)],
        [(0.5, 81), (1, 84), (1.5, 83), (2, 81), (3, 76)],
        [(0, 77), (0.5, 81), (1, 84), (1.5, 81), (2, 79), (2.5, 77)],
        [(0, 74), (0.5, 77), (1, 83), (2, 79), (3.5, 77)],
        [(0, 76), (0.5, 79), (1, 84), (2, 88), (2.5, 84), (3, 79)],
        [(0.5, 81), (1, 84), (1.5, 88), (2, 86), (3, 84)],
        [(0, 77), (0.5, 81), (1, 86), (1.5, 84), (2, 81), (3, 77)],
        [(0, 79), (0.5, 83), (1, 86), (2, 83), (2.5, 81), (3, 79)],
        [(0, 81), (1, 77), (1.5, 79), (2, 81), (3, 84)],
        [(0, 83), (1, 79), (1.5, 81), (2, 83), (3, 86)],
        [(0, 88), (0.5, 84), (1, 79), (1.5, 84), (2, 76), (3, 72)],
        [(1, 67), (1.5, 71), (2, 74), (2.5, 77), (3, 79), (3.5, 83)],
    ]
    for bar, name in enumerate(harmony):
        tones = chord(name, 2)
        for beat, step in enumerate((0, 2, 1, 2)):
            low = tones[step] if beat % 2 == 0 else tones[0] - 5 if beat == 3 else tones[step]
            score.play("bass", bar * 4 + beat, play.pizzicato(low), 1.0 if beat % 2 == 0 else 0.7, -0.1, 0.005)
            for note in voiced(name, 60)[:3]:
                score.play("chords", bar * 4 + beat + 0.5, play.pizzicato(note), 0.7, 0.35, 0.008)
        for at, note in tune[bar]:
            score.play("tune", bar * 4 + at, play.mallet(note, 0.8), 0.9, -0.2, 0.008)
            if bar >= 4:
                score.play("bells", bar * 4 + at, play.bell(note + 12, 0.8), 0.5, 0.4, 0.006)
        for at in (1, 3):
            score.play("fingers", bar * 4 + at, play.snap(), 0.9, 0.15, 0.004)
        for at, loud in ((0, 0.8), (0.75, 0.5), (1.5, 0.7), (2.5, 0.6), (3.25, 0.5)):
            score.play("wood", bar * 4 + at, play.wood(), loud, -0.5, 0.004)
        for at in (0, 2):
            score.play("kick", bar * 4 + at, play.kick(0.2), 0.9)
        for step in range(8):
            score.play("shaker", bar * 4 + step / 2, play.shaker(), 0.5 + 0.4 * (step % 2), 0.5, 0.004)
    levels = {
        "bass": 0.7,
        "chords": 0.45,
        "tune": 0.75,
        "bells": 0.12,
        "fingers": 0.16,
        "wood": 0.16,
        "kick": 0.45,
        "shaker": 0.04,
    }
    return score.mixed(
        levels, 1.2, {"bass": 0.12, "chords": 0.3, "tune": 0.35, "bells": 0.6, "fingers": 0.3, "wood": 0.3}
    )


def celebratory(random: Random) -> Signal:
    """Brass that answers itself, claps on every backbeat, bells on top: confetti, in F."""
    score = Score(random, 15, 64)
    harmony = ["F", "C", "Dm", "Bb", "F", "C", "Bb", "C"] * 2
    call = ((0, 0.6), (0.75, 0.35), (1.5, 0.9))
    answer = ((0, 0.35), (0.5, 0.35), (1, 0.6), (2.5, 0.35), (3, 0.8))
    tune = [
        (0, 77, 1),
        (1, 81, 0.5),
        (1.5, 84, 1.5),
        (3, 81, 1),
        (4, 79, 1.5),
        (5.5, 76, 0.5),
        (6, 79, 2),
        (8, 77, 1),
        (9, 81, 0.5),
        (9.5, 86, 1.5),
        (11, 84, 1),
        (12, 82, 1.5),
        (13.5, 81, 0.5),
        (14, 79, 2),
        (16, 81, 1),
        (17, 84, 0.5),
        (17.5, 89, 1.5),
        (19, 86, 1),
        (20, 84, 2),
        (22, 79, 2),
        (24, 82, 1),
        (25, 86, 1),
        (26, 89, 2),
        (28, 88, 1.5),
        (29.5, 86, 0.5),
        (30, 84, 2),
    ]
    for bar, name in enumerate(harmony):
        notes, root = voiced(name, 58), chord(name, 2)[0]
        wide_pad(score, bar * 4, 4, voiced(name, 65), 0.8, 1.8)
        for at, beats in answer if bar % 2 else call:
            for index, note in enumerate(notes):
                score.play(
                    "brass",
                    bar * 4 + at,
                    play.brass(note, beats * score.beat, index % 2),
                    0.9,
                    -0.5 + 0.4 * index,
                    0.006,
                )
        for step in range(8):
            score.play(
                "bass",
                bar * 4 + step / 2,
                play.bass(root + (0, 0, 12, 0, 7, 0, 12, 7)[step], score.beat * 0.42, 0.6),
                0.9 if step % 2 == 0 else 0.65,
            )
        for beat in (1, 3):
            score.play("claps", bar * 4 + beat, play.clap(), 1.0, -0.2, 0.004)
            score.play("claps", bar * 4 + beat, play.snare(), 0.7, 0.1)
        _four_on_the_floor(score, bar)
    for turn in (0, 32):
        for at, note, beats in tune:
            score.play("bells", turn + at, play.bell(note + 12, 1.2), 0.8, 0.3)
            score.play("tune", turn + at, play.brass(note, beats * score.beat * 0.9, turn // 32), 0.8, 0.1, 0.004)
    for at in (0, 16, 32, 48):
        score.play("crash", at, play.crash(), 0.9 if at % 32 == 0 else 0.5, -0.2)
    for step in range(12):
        score.play("claps", 61 + step / 4, play.snare(), 0.3 + step * 0.06, 0.05)
    for bus in ("pad", "bass"):
        score.duck(bus, range(64), 0.5 if bus == "pad" else 0.25)
    levels = {
        "pad": 0.45,
        "brass": 0.5,
        "bass": 0.6,
        "kick": 0.75,
        "hats": 0.1,
        "claps": 0.35,
        "shaker": 0.05,
        "bells": 0.25,
        "tune": 0.42,
        "crash": 0.13,
    }
    return score.mixed(
        levels, 1.9, {"pad": 0.25, "brass": 0.35, "claps": 0.35, "bells": 0.5, "tune": 0.4, "crash": 0.2}
    )
