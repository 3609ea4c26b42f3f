"""The trace of a request, as the W3C writes it (https://www.w3.org/TR/trace-context/, 3.2 and 4): read strictly, passed on, made by others only."""

import re
from collections.abc import Iterable
from typing import NamedTuple

HEADER = b"traceparent"
_GRAMMAR = re.compile(rb"(?P<version>[0-9a-f]{2})-(?P<trace>[0-9a-f]{32})-(?P<parent>[0-9a-f]{16})-(?P<flags>[0-9a-f]{2})(?P<more>-.*)?", re.DOTALL)
_FIRST = b"00"


class Trace(NamedTuple):
    """Which of all requests everywhere this one belongs to; tells nothing of who asked."""

    id: str
    parent: str
    flags: str

    def __str__(self) -> str:
        """Write it in version 00, the one that we know."""
        return f"00-{self.id}-{self.parent}-{self.flags}"


def read(headers: Iterable[tuple[bytes, bytes]]) -> Trace | None:
    """Give the trace of a request with these *headers*; None where there is none, more than one, or one against the grammar.

    Version ff is none; version 00 has nothing behind its flags, later ones may. An id of zeros only is none.
    """
    written = [value for name, value in headers if name.lower() == HEADER]
    found = _GRAMMAR.fullmatch(written[0]) if len(written) == 1 else None
    if found is None or found["version"] == b"ff" or (found["version"] == _FIRST and found["more"]):
        return None
    known = int(found["trace"], 16) and int(found["parent"], 16)
    return Trace(*(found[name].decode() for name in ("trace", "parent", "flags"))) if known else None
