"""Read an image's width and height from its first bytes: PNG, GIF and JPEG."""

from __future__ import annotations

import struct

from provider_simulator.conversation import Image

PNG = b"\x89PNG\r\n\x1a\n"
START_OF_FRAME = {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}


def image(media_type: str, data: bytes) -> Image:
    width, height = dimensions(data)
    return Image(media_type, len(data), width, height)


def media_type_of(data: bytes) -> str | None:
    """Name the format the bytes are really in, or None where they are no image the vendors take."""
    if data.startswith(PNG):
        return "image/png"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if data.startswith(b"\xff\xd8"):
        return "image/jpeg"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "image/webp"
    return None


def dimensions(data: bytes) -> tuple[int | None, int | None]:
    """Give width and height in pixels, or two Nones where the bytes do not tell."""
    try:
        if data.startswith(PNG):
            return struct.unpack(">II", data[16:24])
        if data.startswith((b"GIF87a", b"GIF89a")):
            return struct.unpack("<HH", data[6:10])
        if data.startswith(b"\xff\xd8"):
            return jpeg_dimensions(data)
    except (struct.error, IndexError):
        pass
    return None, None


def jpeg_dimensions(data: bytes) -> tuple[int | None, int | None]:
    """Walk the segments up to the frame header, which holds the size."""
    at = 2
    while at + 9 <= len(data):
        marker = data[at + 1]
        if marker in START_OF_FRAME:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + int.from_bytes(data[at + 2 : at + 4])
    return None, None
