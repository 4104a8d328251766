"""The faults that leave the vendor's part out: errors, hangs and cuts, and answers a script gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provider_simulator.call import Call, CutError
from provider_simulator.conversation import Answer, ToolCall
from provider_simulator.faults import CallTool, Cut, Fault, FixedReply, Hang, Html, Status
from provider_simulator.vendors.base import VendorError
from provider_simulator.web import HTML, ClientWatch, Headers

if TYPE_CHECKING:
    from provider_simulator.entry import Ending

PAGE = (
    b"<html>\r\n<head><title>%d %s</title></head>\r\n<body>\r\n<center><h1>%d %s</h1></center>\r\n"
    b"<hr><center>cloudflare</center>\r\n</body>\r\n</html>\r\n"
)


async def play_without_answer(call: Call, fault: Fault) -> Ending | None:
    """Play the faults that come before the vendor has looked at the request."""
    match fault:
        case Status():
            error = VendorError(fault.status, fault.message, fault.error_type, fault.error_code)
            await call.refuse(error, status_headers(fault))
            return "error"
        case Html():
            title = (fault.status, b"Bad Gateway") * 2
            await call.answer(fault.status, PAGE % title, [HTML])
            return "error"
        case Cut(after_tokens=None):
            raise CutError
        case Hang():
            async with ClientWatch(call.exchange):
                await call.silence()
    return None


def status_headers(fault: Status) -> Headers:
    headers: Headers = []
    if fault.retry_after is not None:
        text = f"{fault.retry_after:g}" if isinstance(fault.retry_after, float) else fault.retry_after
        headers.append((b"retry-after", text.encode("latin-1", "replace")))
    if fault.should_retry is not None:
        headers.append((b"x-should-retry", b"true" if fault.should_retry else b"false"))
    return headers


def scripted_answer(fault: Fault, nonce: str) -> Answer | None:
    match fault:
        case FixedReply(tokens=int(size)):
            return Answer(" ".join(["token"] * size))
        case FixedReply(text=str(text)):
            return Answer(text)
        case CallTool():
            return Answer(tool_calls=(ToolCall(f"call_{nonce}", fault.name, fault.arguments),))
    return None
