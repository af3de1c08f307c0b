"""Pieces of a message to the model."""

import base64
from typing import Any

Json = dict[str, Any]


def words(text: str) -> Json:
    return {"type": "text", "text": text}


def image(media_type: str, data: bytes) -> Json:
    encoded = base64.b64encode(data).decode()
    return {"type": "image", "source": {"type": "base64", "media_type": media_type, "data": encoded}}


def from_user(*content: Json) -> Json:
    return {"role": "user", "content": list(content)}
