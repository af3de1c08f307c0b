"""Prints the description of what browsers call; the front end's client is generated from it (`make generate`)."""

import json
import sys

from flask_openapi3.models.info import Info
from flask_openapi3.openapi import OpenAPI

from edge.answers import VersionConverter
from edge.app import BROWSER, describe
from edge.routes import health


def browser_description() -> dict[str, object]:
    """The OpenAPI document of the browser's routes, made without any service behind them."""
    app = OpenAPI("edge", info=Info(title="StoryDream", version="generated"), doc_ui=False, static_folder=None)
    app.url_map.converters["version"] = VersionConverter
    for blueprint in (health.bp, *BROWSER):
        app.register_api(blueprint)
    return describe(app)


if __name__ == "__main__":
    json.dump(browser_description(), sys.stdout, indent=2, sort_keys=True)
