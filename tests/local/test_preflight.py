"""Everything that can be wrong before the start is one clear line."""

import socket
import sys
from pathlib import Path

import pytest

from local import ports, preflight
from local.errors import CannotRun


def test_one_data_folder_takes_one_run_at_a_time_and_the_second_is_told_who_has_it(tmp_path: Path) -> None:
    first = preflight.DataFolder(tmp_path / "data")
    first.claim("http://localhost:8080")
    with pytest.raises(CannotRun, match=r"already runs on .*process \d+, http://localhost:8080"):
        preflight.DataFolder(tmp_path / "data")
    first.close()
    preflight.DataFolder(tmp_path / "data").close()


def test_a_data_folder_that_can_not_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotRun, match="can't be used"):
        preflight.DataFolder(tmp_path / "file" / "data")


def test_a_full_disk_is_named_before_anything_starts(tmp_path: Path) -> None:
    preflight.check_disk(tmp_path)
    with pytest.raises(CannotRun, match="MB are free"):
        preflight.check_disk(tmp_path, minimum=2**62)


def test_a_busy_port_is_named_with_the_way_out(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(CannotRun, match=f"Port {port} is in use.*STORYDREAM_PORT"):
            preflight.check_port(port)
    preflight.check_port(port)


def test_ports_are_kept_for_the_next_run_while_they_are_free(tmp_path: Path) -> None:
    memory = tmp_path / "ports.json"
    first = ports.choose(("redis", "edge"), memory)
    assert ports.choose(("redis", "edge"), memory) == first
    assert all(port < 32768 for port in first.values())
    with socket.create_server(("127.0.0.1", first["redis"])):
        again = ports.choose(("redis", "edge"), memory)
    assert again["edge"] == first["edge"]
    assert again["redis"] != first["redis"]


def test_a_memory_that_holds_nonsense_is_replaced(tmp_path: Path) -> None:
    memory = tmp_path / "ports.json"
    memory.write_text('{"redis": "many", "edge": 80}')
    assert ports.choose(("redis", "edge"), memory)["edge"] >= ports.LOWEST


def test_a_node_that_is_too_old_or_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match=r"Node\.js is missing"):
        preflight.find_node(str(tmp_path))
    old = tmp_path / "node"
    old.write_text(f"#!{sys.executable}\nprint('v16.3.0')\n")
    old.chmod(0o755)
    with pytest.raises(CannotRun, match=r"v16\.3\.0 is too old"):
        preflight.find_node(str(tmp_path))
    assert Path(preflight.find_node()).name == "node"
