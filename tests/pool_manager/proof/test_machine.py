"""One sequence with every kind of event, and a few explored ones, the same in each run; `make bench BENCH=claims`
explores more."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest

from common.models import SessionState
from tests.pool_manager.proof.explore import explore
from tests.pool_manager.proof.machine import FAULTS, NODES, PoolMachine

ONE, TWO, THREE = "project-one", "project-two", "project-three"


@pytest.fixture
def machine(redis_url: str) -> Iterator[PoolMachine]:
    class Machine(PoolMachine):
        checks = 0

    Machine.redis_url = redis_url
    made = Machine()
    made.begin()
    yield made
    made.teardown()


def test_what_must_hold_does_after_every_kind_of_event(machine: PoolMachine) -> None:
    steps: list[Callable[[], object]] = [
        partial(machine.open, ONE, 0),
        partial(machine.open, TWO, 1),
        partial(machine.fall_idle_but_for_one, ONE, "turn", 1),
        machine.empty_redis,
        partial(machine.open, ONE, 1),
        partial(machine.open_and_die, TWO, 0, "patch the pod"),
        partial(machine.look, 1),
        partial(machine.close, TWO, 0, "begin close"),
        partial(machine.look, 1),
        partial(machine.crash_a_container, ONE),
        partial(machine.look, 0),
        partial(machine.open, ONE, 0),
        partial(machine.delete_a_pod_by_hand, ONE),
        partial(machine.look, 1),
        partial(machine.open, THREE, 1),
        partial(machine.be_away_while_somebody_looks, 0),
        *(partial(machine.cordon, node, cordoned=True) for node in NODES),
        partial(machine.look, 0),
        *(partial(machine.cordon, node, cordoned=False) for node in NODES),
        partial(machine.open, THREE, 0),
        partial(machine.scale, 0, 1, stale=True),
        partial(machine.scale, 4, 0, stale=True),
        partial(machine.open, ONE, 0),
        partial(machine.scale_behind_our_back, 0),
        machine.roll_out,
        partial(machine.look, 0),
        partial(machine.open, TWO, 0),
        *(partial(machine.lose_a_node, node, long=node == NODES[0]) for node in NODES),
        partial(machine.look, 0),
        *(partial(machine.disturb_watches, kind) for kind in ("late", "drop", "compact", "prompt")),
        partial(machine.restart, 0),
        *(step for kind in sorted(FAULTS) for step in _amid(machine, kind)),
    ]
    opened = 0
    for step in steps:
        step()
        machine.all_holds()
        found = machine.managers[0].store.active(ONE)
        opened += found is not None and found.state is SessionState.READY
    assert opened > len(steps) / 3, "or little was shown"


def test_what_must_hold_does_whatever_happens_in_whatever_order(redis_url: str) -> None:
    assert explore(redis_url, sequences=4, steps=15) > 40


def _amid(machine: PoolMachine, kind: str) -> Iterator[Callable[[], object]]:
    """A session ends and opens while this goes wrong."""
    yield partial(machine.go_wrong_next_time, kind)
    yield partial(machine.close, ONE, 0, None)
    yield partial(machine.look, 1)
    yield partial(machine.open, ONE, 1)
