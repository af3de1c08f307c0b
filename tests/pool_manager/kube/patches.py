"""The three kinds of patch: JSON merge, strategic merge, and JSON patch. None changes what it is given."""

from typing import Any

from tests.pool_manager.kube.errors import ApiError, bad_request, patch_rejected
from tests.pool_manager.kube.resources import Json

MERGE = "application/merge-patch+json"
STRATEGIC = "application/strategic-merge-patch+json"
JSON_PATCH = "application/json-patch+json"

_MERGE_KEYS = {
    "ownerReferences": "uid",
    "containers": "name",
    "initContainers": "name",
    "containerStatuses": "name",
    "volumes": "name",
    "env": "name",
    "conditions": "type",
    "taints": "key",
    "volumeMounts": "mountPath",
}
"""Lists that a strategic patch merges member by member, with the member's key; others are replaced whole."""
_SETS = frozenset({"finalizers"})
"""Lists of plain values that a strategic patch adds to."""


def apply_patch(content_type: str, body: Json, patch: Any) -> Json:
    """Raises ApiError: 415 for another kind of patch, 400 or 422 for one that can't be applied."""
    if content_type == JSON_PATCH:
        if not isinstance(patch, list):
            raise bad_request("json: cannot unmarshal object into Go value of type jsonpatch.Patch")
        return _json_patch(body, patch)
    if not isinstance(patch, dict):
        raise bad_request("a patch must be an object")
    if content_type == MERGE:
        merged: Json = merge(body, patch)
        return merged
    if content_type == STRATEGIC:
        return _strategic(body, patch)
    raise ApiError(415, "UnsupportedMediaType", f"the body of the request was in an unknown format: {content_type}")


def merge(old: Any, patch: Any) -> Any:
    """RFC 7396. What isn't mentioned is shared with `old`."""
    if not isinstance(patch, dict):
        return patch
    new = dict(old) if isinstance(old, dict) else {}
    for key, value in patch.items():
        if value is None:
            new.pop(key, None)
        else:
            new[key] = merge(new.get(key), value)
    return new


def _strategic(old: Any, patch: Json) -> Json:
    how = patch.get("$patch")
    if how == "delete":
        return {}
    new = dict(old) if isinstance(old, dict) and how != "replace" else {}
    for key, value in patch.items():
        if key == "$patch" or key.startswith(("$setElementOrder/", "$retainKeys")):
            continue
        if key.startswith("$deleteFromPrimitiveList/"):
            name = key.partition("/")[2]
            new[name] = [one for one in new.get(name) or [] if one not in value]
        elif value is None:
            new.pop(key, None)
        elif isinstance(value, dict):
            new[key] = _strategic(new.get(key), value)
        elif isinstance(value, list) and key in _MERGE_KEYS:
            new[key] = _merge_list(new.get(key) or [], value, _MERGE_KEYS[key])
        elif isinstance(value, list) and key in _SETS:
            new[key] = [*(new.get(key) or []), *(one for one in value if one not in (new.get(key) or []))]
        else:
            new[key] = value
    return new


def _merge_list(old: list[Json], patch: list[Json], merge_key: str) -> list[Json]:
    if any(item.get("$patch") == "replace" for item in patch):
        return [item for item in patch if item.get("$patch") != "replace"]
    merged = {item.get(merge_key): item for item in old}
    for item in patch:
        if merge_key not in item:
            raise bad_request(f"map does not contain key {merge_key}: a strategic patch needs it")
        if item.get("$patch") == "delete":
            merged.pop(item[merge_key], None)
        else:
            merged[item[merge_key]] = _strategic(merged.get(item[merge_key]), item)
    return list(merged.values())


def _json_patch(body: Json, operations: list[Json]) -> Json:
    document: Any = body
    for operation in operations:
        try:
            document = _operate(document, operation)
        except (KeyError, IndexError, TypeError, ValueError) as error:
            raise patch_rejected() from error
    if not isinstance(document, dict):
        raise patch_rejected()
    return document


def _operate(document: Any, operation: Json) -> Any:
    kind, path = operation["op"], _pointer(operation["path"])
    if kind == "test":
        if _at(document, path) != operation["value"]:
            raise ValueError("test failed")
        return document
    if kind == "remove":
        return _changed(document, path, "remove", None)
    if kind in ("add", "replace"):
        return _changed(document, path, kind, operation["value"])
    source = _pointer(operation["from"])
    value = _at(document, source)
    if kind == "move":
        document = _changed(document, source, "remove", None)
    elif kind != "copy":
        raise ValueError(kind)
    return _changed(document, path, "add", value)


def _pointer(text: str) -> list[str]:
    if text and not text.startswith("/"):
        raise ValueError(text)
    return [part.replace("~1", "/").replace("~0", "~") for part in text.split("/")[1:]]


def _at(document: Any, path: list[str]) -> Any:
    for part in path:
        document = document[int(part)] if isinstance(document, list) else document[part]
    return document


def _changed(document: Any, path: list[str], how: str, value: Any) -> Any:
    """A copy with one place changed."""
    if not path:
        return value
    part, rest = path[0], path[1:]
    if isinstance(document, list):
        copy: Any = list(document)
        index = len(copy) if part == "-" else int(part)
        if rest:
            copy[index] = _changed(copy[index], rest, how, value)
        elif how == "add":
            if index > len(copy):
                raise IndexError(index)
            copy.insert(index, value)
        elif how == "remove":
            del copy[index]
        else:
            copy[index] = value
        return copy
    copy = dict(document)
    if rest:
        copy[part] = _changed(copy[part], rest, how, value)
    elif how == "remove":
        del copy[part]
    elif how == "replace" and part not in copy:
        raise KeyError(part)
    else:
        copy[part] = value
    return copy
