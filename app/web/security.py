"""/.well-known/security.txt (RFC 9116): whom to tell of a weakness, where the city says whom."""

from datetime import UTC, datetime, timedelta

from fastapi import FastAPI
from fastapi.responses import PlainTextResponse

from app.clock import Clock

PATH = "/.well-known/security.txt"
GOOD_FOR = timedelta(days=180)
"""RFC 9116, 2.5.5 recommends less than a year."""


def security_txt(contact: str, now: datetime) -> str:
    """Write the file. Its last day moves on with the clock: it is as true as the running service."""
    expires = (now.astimezone(UTC) + GOOD_FOR).replace(hour=0, minute=0, second=0, microsecond=0)
    return f"Contact: {contact}\nExpires: {expires:%Y-%m-%dT%H:%M:%SZ}\nPreferred-Languages: ja, en\n"


def add_to(app: FastAPI, contact: str | None, clock: Clock) -> None:
    """Add the route where there is a *contact*; without one there is no such page."""
    if contact is None:
        return

    @app.get(PATH, response_class=PlainTextResponse, include_in_schema=False)
    def security() -> str:
        return security_txt(contact, clock())
