"""Label selectors (equality and set based) and field selectors, read from a query or from a LabelSelector object."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.pool_manager.kube.errors import bad_request
from tests.pool_manager.kube.resources import Json

_IN_SET = re.compile(r"^(?P<key>\S+)\s+(?P<how>in|notin)\s*\((?P<values>[^)]*)\)$")
_EQUALS = re.compile(r"^(?P<key>[^\s=!]+)\s*(?P<how>==|=|!=)\s*(?P<value>\S*)$")
_EXISTS = re.compile(r"^(?P<not>!?)\s*(?P<key>[^\s=!()]+)$")


@dataclass(frozen=True)
class Requirement:
    """`how` is in, notin, exists or missing. As in the real one, notin also takes what has no such label."""

    key: str
    how: str
    values: frozenset[str] = frozenset()

    def matches(self, labels: Mapping[str, str]) -> bool:
        value = labels.get(self.key)
        if self.how == "in":
            return value in self.values
        if self.how == "notin":
            return value not in self.values
        return (value is not None) == (self.how == "exists")


@dataclass(frozen=True)
class Selector:
    """All requirements together; the empty one takes everything."""

    labels: tuple[Requirement, ...] = ()
    fields: tuple[tuple[str, str, bool], ...] = field(default=())
    """Path, value, and whether it must equal it."""

    def matches(self, body: Json) -> bool:
        labels = body["metadata"].get("labels") or {}
        return all(requirement.matches(labels) for requirement in self.labels) and all(
            (_field(body, path) == value) == equal for path, value, equal in self.fields
        )

    def exact_labels(self) -> list[tuple[str, str]]:
        """Labels whose one value is required: what an index can answer."""
        return [(one.key, next(iter(one.values))) for one in self.labels if one.how == "in" and len(one.values) == 1]

    def __bool__(self) -> bool:
        return bool(self.labels or self.fields)


def parse_selector(labels: str, fields: str, known_fields: Callable[[str], bool]) -> Selector:
    """Raises ApiError 400 for what can't be read, and for fields that the resource can't be selected by."""
    return Selector(tuple(_requirement(text) for text in _split(labels)), _fields(fields, known_fields))


def matching_labels(selector: Json | None) -> Selector:
    """Of a LabelSelector object. None takes nothing in the real API; callers must check for it."""
    selector = selector or {}
    exact = [Requirement(key, "in", frozenset([value])) for key, value in (selector.get("matchLabels") or {}).items()]
    how = {"In": "in", "NotIn": "notin", "Exists": "exists", "DoesNotExist": "missing"}
    sets = [
        Requirement(one["key"], how[one["operator"]], frozenset(one.get("values") or ()))
        for one in selector.get("matchExpressions") or ()
    ]
    return Selector((*exact, *sets))


def _split(text: str) -> list[str]:
    """At commas outside of parentheses."""
    return [part.strip() for part in re.split(r",(?![^(]*\))", text) if part.strip()]


def _requirement(text: str) -> Requirement:
    if found := _IN_SET.match(text):
        values = frozenset(value.strip() for value in found["values"].split(","))
        return Requirement(found["key"], found["how"], values)
    if found := _EQUALS.match(text):
        return Requirement(found["key"], "notin" if found["how"] == "!=" else "in", frozenset([found["value"]]))
    if found := _EXISTS.match(text):
        return Requirement(found["key"], "missing" if found["not"] else "exists")
    raise bad_request(f"unable to parse requirement: {text!r}")


def _fields(text: str, known: Callable[[str], bool]) -> tuple[tuple[str, str, bool], ...]:
    wanted = []
    for part in _split(text):
        found = _EQUALS.match(part)
        if found is None:
            raise bad_request(f"invalid selector: {part!r}; can't understand it")
        if not known(found["key"]):
            raise bad_request(f"field label not supported: {found['key']}")
        wanted.append((found["key"], found["value"], found["how"] != "!="))
    return tuple(wanted)


def _field(body: Json, path: str) -> str:
    value: Any = body
    for part in path.split("."):
        value = (value or {}).get(part)
    return "" if value is None else str(value)
