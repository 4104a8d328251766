"""Read a message's content: plain text, or parts of text and images."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from provider_simulator import images
from provider_simulator.conversation import Image
from provider_simulator.vendors.openai.errors import invalid, missing, wrong_type, wrong_value

PARTS = ("text", "image_url", "input_audio", "refusal", "file")
BAD_IMAGE = (
    "You uploaded an unsupported image. Please make sure your image is below 20 MB in size and is of one the "
    "following formats: ['png', 'jpeg', 'gif', 'webp']."
)


def read(value: Any, where: str) -> tuple[str, tuple[Image, ...]]:  # noqa: ANN401 any JSON value
    if isinstance(value, str):
        return value, ()
    if not isinstance(value, list):
        raise wrong_type(where, "one of a string or array of objects", value)
    texts: list[str] = []
    pictures: list[Image] = []
    for place, part in enumerate(value):
        read_part(part, f"{where}[{place}]", texts, pictures)
    return "\n".join(texts), tuple(pictures)


def read_part(part: Any, where: str, texts: list[str], pictures: list[Image]) -> None:  # noqa: ANN401 any JSON value
    if not isinstance(part, dict):
        raise wrong_type(where, "an object", part)
    kind = part.get("type")
    if kind not in PARTS:
        raise missing(f"{where}.type") if kind is None else wrong_value(f"{where}.type", kind, PARTS)
    if kind in ("input_audio", "file"):
        raise invalid(
            f"The provider simulator reads text and images, not '{kind}'.", where, "unsupported_parameter"
        )
    if kind == "image_url":
        pictures.append(picture(part.get("image_url"), f"{where}.image_url"))
    elif not isinstance(part.get(kind), str):
        raise (
            wrong_type(f"{where}.{kind}", "a string", part[kind])
            if kind in part
            else missing(f"{where}.{kind}")
        )
    else:
        texts.append(part[kind])


def picture(value: Any, where: str) -> Image:  # noqa: ANN401 any JSON value
    """Read a data: URL; a picture at another address is not fetched, as nothing here leaves the machine."""
    url = value.get("url") if isinstance(value, dict) else None
    if not isinstance(url, str):
        raise (
            wrong_type(where, "an object", value) if not isinstance(value, dict) else missing(f"{where}.url")
        )
    if not url.startswith("data:"):
        if url.startswith(("http://", "https://")):
            return Image("image", 0)
        raise invalid(
            f"Invalid image URL: '{url[:60]}'. Expected a valid URL, but got a value with an invalid format.",
            where,
            "invalid_value",
        )
    try:
        data = base64.b64decode(url.partition(",")[2], validate=True)
    except binascii.Error:
        raise invalid("Invalid base64 image_url.", where, "invalid_base64") from None
    media_type = images.media_type_of(data)
    if media_type is None:
        raise invalid(BAD_IMAGE, where, "invalid_image_format")
    return images.image(media_type, data)
