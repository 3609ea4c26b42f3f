"""What /openapi.json promises is what is answered: asked at random within the contract and beside it, no fault, no answer that is not in it."""

from datetime import datetime

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from pydantic import SecretStr

from app.clock import standing_at
from app.opening import TOKYO
from app.settings import Settings
from app.web.main import create_app
from tests.made_up import bare_content, outcome, phone, question, resource, topic

SITE = create_app(
    bare_content(
        [resource("denwa", phone()), resource("madoguchi", phone(hours="Mo-Fr 09:00-17:00"))],
        topic("rent", question("how", "talk", bad="talk"), outcome("talk", "denwa", "madoguchi"), says=("家賃 払えない",)),
        general=("denwa",),
    ),
    Settings(secret=SecretStr("for-tests-only-not-a-secret")),
    standing_at(datetime(2026, 11, 20, 14, 0, tzinfo=TOKYO)),
)
SCHEMA = schemathesis.openapi.from_asgi("/openapi.json", SITE)
EXAMPLES = 60
"""For each operation; the same ones each time."""


@SCHEMA.parametrize()
@settings(max_examples=EXAMPLES, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_answer_is_in_the_contract(case):
    case.call_and_validate()


@pytest.mark.parametrize("path", ["/api/v1/ask", "/api/v1/talk"])
def test_problems_are_documented_as_they_are_sent(path):
    answers = SCHEMA.raw_schema["paths"][path]["post"]["responses"]

    assert set(answers) == {"200", "400", "413", "422", "429"}
    assert all(set(answers[code]["content"]) == {"application/problem+json"} for code in answers if code != "200")
