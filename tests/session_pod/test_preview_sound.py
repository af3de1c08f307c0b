"""Playing where the browser's audio clock, which Remotion's Player waits for, stands still."""

import time

from tests.session_pod.framed import App


def _stop_the_clock(app: App, until: str) -> None:
    """The browser's sound stands still while it "runs", as it does where it is stopped while it starts."""
    app.page.frames[1].evaluate(
        """(until) => {
          window.stops = 0;
          const { getOutputTimestamp, suspend } = AudioContext.prototype;
          AudioContext.prototype.suspend = function () {
            window.stops += 1;
            return suspend.call(this);
          };
          AudioContext.prototype.getOutputTimestamp = function () {
            return until === 'stopped' && window.stops > 0
              ? getOutputTimestamp.call(this)
              : { contextTime: 0, performanceTime: 0 };
          };
        }""",
        until,
    )


def _hear_it_move(app: App) -> None:
    first = app.hear("frame")
    while (now := app.hear("frame"))["frame"] == first["frame"]:
        pass
    assert now["playing"]


def test_it_plays_on_where_the_sounds_clock_has_stopped(app: App) -> None:
    _stop_the_clock(app, until="stopped")
    app.skip()
    app.tell(type="play")
    app.hear("frame", playing=True)
    _hear_it_move(app)
    told = app.page.evaluate("heard.filter((message) => message.type === 'frame' || message.type === 'muted')")
    played = [message.get("playing") for message in told]
    assert all(played[played.index(True) :]), told  # what it did about it is nobody's business


def test_where_no_sound_may_play_the_picture_does(app: App) -> None:
    _stop_the_clock(app, until="never")
    app.tell(type="play")
    app.hear("muted", 60)
    _hear_it_move(app)


def test_what_is_played_in_the_instant_it_is_marked_keeps_its_clock(app: App) -> None:
    """Chromium's clock may stand still for ever when it is stopped while it starts."""
    app.page.frames[1].evaluate(
        """() => {
          window.starts = 0;
          const { resume } = AudioContext.prototype;
          AudioContext.prototype.resume = function () {
            window.starts += 1;
            return resume.call(this);
          };
        }"""
    )
    rounds = 40
    app.page.evaluate(
        """async (rounds) => {
          const wait = (ms) => new Promise((done) => setTimeout(done, ms));
          for (let round = 0; round < rounds; round += 1) {
            tell({ type: 'range', range: { from: 10, to: 100 + round } });
            await wait(round % 8);
            tell({ type: 'play' });
            await wait(60);
            tell({ type: 'pause' });
            await wait(40);
          }
        }""",
        rounds,
    )
    app.tell(type="seek", frame=33)
    app.hear("frame", frame=33, playing=False)
    assert app.page.frames[1].evaluate("window.starts") == rounds


def test_it_stays_paused_where_that_is_asked_for_while_it_starts_anew(app: App) -> None:
    _stop_the_clock(app, until="stopped")
    app.skip()
    app.tell(type="play")
    app.hear("frame", playing=True)
    app.page.frames[1].wait_for_function("window.stops > 0", polling=10)
    app.tell(type="pause")
    app.hear("frame", playing=False)
    paused = app.page.evaluate("heard.length")
    time.sleep(1)
    assert not any(message.get("playing") for message in app.page.evaluate(f"heard.slice({paused})"))
