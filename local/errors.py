"""The one error of the one-machine composition: something a person must see as one clear line."""


class CannotRun(Exception):
    """`str()` is the line; `output` is what the failed part itself wrote, shown in full below it."""

    def __init__(self, line: str, output: str = "") -> None:
        super().__init__(line)
        self.output = output


class Stopped(CannotRun):
    """Somebody asked to stop before everything was ready."""
