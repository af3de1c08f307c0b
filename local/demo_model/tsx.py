"""TSX by its syntax tree: elements with their attributes, literals, imports; and changes as exact pieces for `edit`."""

import html
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import tree_sitter_typescript
from tree_sitter import Language, Node, Parser

_LANGUAGE: Final = Language(tree_sitter_typescript.language_tsx())
_NEEDS_BRACES: Final = frozenset('"&\\<>{}\n')
_NEEDS_ESCAPES: Final = frozenset("'\\\n")
_ESCAPED: Final = re.compile(r"\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)", re.DOTALL)
_ESCAPES: Final = {"n": "\n", "t": "\t", "r": "\r", "\n": ""}
_GROW: Final = 8  # bytes: how much more of its surroundings a piece takes until it is unique


class CannotEdit(Exception):
    """The source isn't written in a way that the demo model knows; `str()` says what it looked for."""


@dataclass(frozen=True)
class Edit:
    """One call of the `edit` tool: `old` occurs exactly once in the file."""

    old: str
    new: str


@dataclass(frozen=True)
class Change:
    """The bytes from `start` to `end` become `new`."""

    start: int
    end: int
    new: str


@dataclass(frozen=True)
class Literal:
    """A text written in the source. `name`: the attribute, key or variable that holds it; `jsx`: as `name="…"`;
    `quote`: what it stands in."""

    name: str
    value: str
    start: int
    end: int
    jsx: bool
    quote: str = '"'

    def becomes(self, value: str) -> Change:
        plain = self.quote == "'" and not _NEEDS_ESCAPES & set(value)
        code = f"'{value}'" if plain else _js_text(value)
        return Change(self.start, self.end, jsx_text(value) if self.jsx else code)


@dataclass(frozen=True)
class Attribute:
    """`value` is None unless it is a plain number; `start` and `end` hold the whole `name={…}`."""

    name: str
    value: float | None
    start: int
    end: int


@dataclass(frozen=True)
class Element:
    """`start` to `end` with its children, `opening` the end of its opening tag."""

    name: str
    attributes: dict[str, Attribute]
    literals: tuple[Literal, ...]
    children: tuple["Element", ...]
    start: int
    opening: int
    end: int

    def text(self, name: str) -> str | None:
        return next((literal.value for literal in self.literals if literal.name == name), None)

    def inside(self) -> Iterator["Element"]:
        """All elements below this one, in the order of the source."""
        for child in self.children:
            yield child
            yield from child.inside()


@dataclass(frozen=True)
class Import:
    names: tuple[str, ...]
    module: str
    start: int
    end: int


@dataclass
class Tsx:
    """One parsed file. Raises CannotEdit when it doesn't parse."""

    path: str
    text: str
    roots: tuple[Element, ...] = field(init=False)
    imports: tuple[Import, ...] = field(init=False)
    literals: tuple[Literal, ...] = field(init=False)

    def __post_init__(self) -> None:
        self._bytes = self.text.encode()
        tree = Parser(_LANGUAGE).parse(self._bytes).root_node
        if tree.has_error:
            raise CannotEdit(f"code without mistakes in {self.path}")
        self.roots = tuple(_elements(tree))
        self.imports = tuple(_imports(tree))
        self.literals = tuple(_literals(tree))

    def elements(self) -> Iterator[Element]:
        for root in self.roots:
            yield root
            yield from root.inside()

    def first(self, name: str) -> Element:
        """Raises CannotEdit."""
        found = next((element for element in self.elements() if element.name == name), None)
        if found is None:
            raise CannotEdit(f"an element <{name}> in {self.path}")
        return found

    def number(self, element: Element, name: str) -> int:
        """A whole number written as `name={12}`. Raises CannotEdit."""
        attribute = element.attributes.get(name)
        if attribute is None or attribute.value is None:
            raise CannotEdit(f"{name}={{…}} on <{element.name}> as a plain number in {self.path}")
        return int(attribute.value)

    def with_numbers(self, element: Element, values: dict[str, int]) -> list[Change]:
        """Number attributes set; those that aren't there are put after the element's name. Raises CannotEdit."""
        changes = []
        for name, value in values.items():
            if name in element.attributes:
                if self.number(element, name) != value:
                    attribute = element.attributes[name]
                    changes.append(Change(attribute.start, attribute.end, f"{name}={{{value}}}"))
            else:
                after_name = element.start + 1 + len(element.name.encode())
                changes.append(Change(after_name, after_name, f" {name}={{{value}}}"))
        return changes

    def piece(self, start: int, end: int) -> str:
        return self._bytes[start:end].decode()

    def line_of(self, start: int, end: int) -> tuple[int, int]:
        """The same piece with the whole lines that it stands on, when nothing else stands there."""
        left = self._bytes.rfind(b"\n", 0, start) + 1
        right = self._bytes.find(b"\n", end) + 1 or len(self._bytes)
        alone = not self._bytes[left:start].strip() and not self._bytes[end:right].strip()
        return (left, right) if alone else (start, end)

    def indent(self, start: int) -> str:
        """The white space that the line of `start` begins with."""
        left = self._bytes.rfind(b"\n", 0, start) + 1
        line = self._bytes[left:start].decode()
        return line[: len(line) - len(line.lstrip())]

    def edits(self, changes: Sequence[Change]) -> list[Edit]:
        """The changes one after the other from the end, each with as much around it as makes it unique then."""
        edits = []
        now = self._bytes
        for change in sorted(changes, key=lambda change: (change.start, change.end), reverse=True):
            start, end, new = change.start, change.end, change.new.encode()
            left, right = start, end
            while left == right or (now.count(now[left:right]) > 1 and (left > 0 or right < len(now))):
                left, right = max(0, left - _GROW), min(len(now), right + _GROW)
            left, right = _whole_characters(now, left, right)
            edits.append(Edit(now[left:right].decode(), (now[left:start] + new + now[end:right]).decode()))
            now = now[:start] + new + now[end:]
        return [edit for edit in edits if edit.old != edit.new]


def jsx_text(text: str) -> str:
    """A text as the value of a JSX attribute."""
    return f"{{{_js_text(text)}}}" if _NEEDS_BRACES & set(text) else f'"{text}"'


def _js_text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _whole_characters(data: bytes, left: int, right: int) -> tuple[int, int]:
    while left > 0 and data[left] & 0xC0 == 0x80:
        left -= 1
    while right < len(data) and data[right] & 0xC0 == 0x80:
        right += 1
    return left, right


def _elements(node: Node) -> Iterator[Element]:
    """The outermost elements in a node; fragments are looked through."""
    for child in node.children:
        if child.type in ("jsx_element", "jsx_self_closing_element"):
            opening = child.child(0) if child.type == "jsx_element" else child
            name = None if opening is None else opening.child_by_field_name("name")
            if opening is not None and name is not None:
                yield _element(child, opening, _text(name))
                continue
        yield from _elements(child)


def _element(node: Node, opening: Node, name: str) -> Element:
    attributes = {}
    for part in opening.children:
        if part.type == "jsx_attribute" and part.child(0) is not None:
            attribute = _attribute(part)
            attributes[attribute.name] = attribute
    inner = () if node is opening else tuple(_elements(node))
    literals = tuple(_literals(opening))
    return Element(name, attributes, literals, inner, node.start_byte, opening.end_byte, node.end_byte)


def _attribute(node: Node) -> Attribute:
    name = _text(node.children[0])
    value = node.children[-1]
    number = value.named_child(0) if value.type == "jsx_expression" and value.named_child_count == 1 else None
    try:
        plain = float(_text(number)) if number is not None else None
    except ValueError:
        plain = None
    return Attribute(name, plain, node.start_byte, node.end_byte)


def _imports(tree: Node) -> Iterator[Import]:
    for node in tree.children:
        source = node.child_by_field_name("source") if node.type == "import_statement" else None
        if source is not None:
            names = re.search(r"\{([^}]*)\}", _text(node))
            listed = [] if names is None else [name.strip() for name in names.group(1).split(",") if name.strip()]
            yield Import(tuple(listed), _plain(_text(source)), node.start_byte, node.end_byte)


def _literals(node: Node, name: str = "") -> Iterator[Literal]:
    for child in node.children:
        if child.type == "import_statement":
            continue
        if child.type == "string" or (child.type == "template_string" and "${" not in _text(child)):
            jsx = node.type == "jsx_attribute"
            value = html.unescape(_text(child)[1:-1]) if jsx else _plain(_text(child))
            yield Literal(name, value, child.start_byte, child.end_byte, jsx, _text(child)[0])
        elif child.type == "jsx_expression" and node.type == "jsx_attribute" and _is_text(child.named_child(0)):
            yield Literal(name, _plain(_text(child.named_children[0])), child.start_byte, child.end_byte, jsx=True)
        else:
            yield from _literals(child, _name_of(child) or name)


def _name_of(node: Node) -> str | None:
    holder = {"jsx_attribute": None, "pair": "key", "variable_declarator": "name"}
    if node.type not in holder:
        return None
    by = holder[node.type]
    named = node.child(0) if by is None else node.child_by_field_name(by)
    return None if named is None else _text(named)


def _is_text(node: Node | None) -> bool:
    return node is not None and (node.type == "string" or (node.type == "template_string" and "${" not in _text(node)))


def _plain(written: str) -> str:
    def escape(found: re.Match[str]) -> str:
        what = found.group(1)
        return chr(int(what[1:], 16)) if len(what) > 1 else _ESCAPES.get(what, what)

    return _ESCAPED.sub(escape, written[1:-1])


def _text(node: Node) -> str:
    return "" if node.text is None else node.text.decode()
