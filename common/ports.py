"""Whether a port of this machine is free for a server that browsers will find by a name of `localhost`."""

import socket


def is_free(port: int) -> bool:
    """Whether 127.0.0.1:port can be bound now and nothing answers on IPv6: browsers try ::1 first for `localhost`
    and `{sessionId}.localhost`, and a stranger there would be taken for us."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as probe:
        probe.settimeout(0.2)
        return probe.connect_ex(("::1", port)) != 0
