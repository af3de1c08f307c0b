"""Prints the JSON Schema of everything on the wire; the front end's types are generated from it (`make generate`)."""

import json
import sys

from pydantic.json_schema import models_json_schema

from common import asset_models, chat_models, models, picture_models, sharing_models, version_models


def wire_schema() -> dict[str, object]:
    """One schema document with a definition a model, as the models are written to the wire."""
    kinds = [
        kind
        for module in (asset_models, chat_models, models, picture_models, sharing_models, version_models)
        for kind in vars(module).values()
        if isinstance(kind, type)
        and issubclass(kind, models.Model | models.Stored)
        and kind.__module__ == module.__name__
    ]
    concrete = [kind for kind in kinds if kind not in (models.Model, models.Stored)]
    _, schema = models_json_schema([(kind, "serialization") for kind in concrete], title="Wire")
    definitions = schema["$defs"]
    for name, definition in definitions.items():
        definition.pop("additionalProperties", None)
        definition["title"] = name
        for member in definition.get("properties", {}).values():
            member.pop("title", None)  # else every string becomes a named type of its own
            if "$ref" in member:
                member.pop("default", None)  # else the generator copies the type
    return {
        "title": "Wire",
        "type": "object",
        "properties": {name: {"$ref": f"#/$defs/{name}"} for name in definitions},
        "required": sorted(definitions),
        "additionalProperties": False,
        "$defs": definitions,
    }


if __name__ == "__main__":
    json.dump(wire_schema(), sys.stdout, indent=2)
