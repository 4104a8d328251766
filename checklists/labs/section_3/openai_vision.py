"""An image is a part of a message's content, beside the text: an address, or the bytes in a data URL.

Run it: course lab T3.2.4-02
Break it: cut the last bytes off the picture before it is encoded, or call it `image/jpeg`.
"""

import base64
import struct
import zlib

from openai import OpenAI

from course.labs.kit import provider


def png(width: int, height: int) -> bytes:
    """Draw a grey picture: a PNG is a signature and a few checked chunks."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress((b"\0" + b"\x80" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def main() -> None:
    picture = base64.b64encode(png(64, 48)).decode()
    content = [
        {"type": "text", "text": "Describe this picture"},
        {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{picture}"}},
    ]
    with OpenAI() as client:
        answer = client.chat.completions.create(
            model="gpt-4.1-mini", messages=[{"role": "user", "content": content}]
        )
    print(answer.choices[0].message.content)
    sent = provider().only().body["messages"][0]["content"]
    print([part["type"] for part in sent], sent[1]["image_url"]["url"][:40] + "…")


if __name__ == "__main__":
    main()
