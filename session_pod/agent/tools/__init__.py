"""The tools that the model may use on the project; `schemas.json` is what it is told about them."""
