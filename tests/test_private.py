"""The log and the metrics: enough to run the service, nothing of anybody."""

import json
import logging
import re
import socket
import subprocess
import sys
import time
from contextlib import closing

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from app.clock import standing_at
from app.settings import HOME, Settings
from app.tally import Tally
from app.web import fault, trace
from app.web.main import create_app
from tests.made_up import NIGHT, bare_content, outcome, phone, resource, topic

pytestmark = pytest.mark.anyio
MARKED = "ぜったいにのこらない"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
GOOD = f"00-{TRACE}-00f067aa0ba902b7-01"


def made_up():
    return bare_content([resource("line", phone())], topic("money", outcome("talk", "line")), general=("line",))


def site(clock=None, counted=None, **more):
    return create_app(made_up(), Settings(secret=SecretStr("for-tests-only-not-a-secret"), **more), clock or standing_at(NIGHT), counted=counted)


def client(app):
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test")


def lines(caplog):
    return [json.loads(each.getMessage()) for each in caplog.records if each.name == "madoguchi.request"]


# The trace.


def headers(*written):
    return [(b"traceparent", each.encode()) for each in written]


@pytest.mark.parametrize("written", [GOOD, GOOD.replace("-01", "-00"), "cc" + GOOD[2:], "cc" + GOOD[2:] + "-what-comes"])
def test_a_trace_by_the_grammar_is_read(written):
    assert trace.read(headers(written)).id == TRACE


@pytest.mark.parametrize(
    "written",
    [
        "",
        GOOD.upper(),
        "ff" + GOOD[2:],
        GOOD + "-more",
        GOOD + " ",
        " " + GOOD,
        GOOD + "\n",
        "0" + GOOD,
        GOOD.replace(TRACE, "0" * 32),
        GOOD.replace("00f067aa0ba902b7", "0" * 16),
        GOOD.replace(TRACE, TRACE[:-1]),
        GOOD.replace(TRACE, TRACE[:-1] + "g"),
        GOOD.replace("-", "_"),
        "cc" + GOOD[2:] + "more",
        f"00-{MARKED}-00f067aa0ba902b7-01",
    ],
)
def test_what_is_against_the_grammar_is_no_trace(written):
    assert trace.read(headers(written)) is None


def test_two_traces_are_none():
    assert trace.read(headers(GOOD, GOOD)) is None
    assert trace.read([]) is None


@given(st.binary(max_size=80))
def test_whatever_is_sent_is_a_trace_of_hexadecimal_letters_or_none(written):
    found = trace.read([(b"TraceParent", written)])

    assert found is None or re.fullmatch(r"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}", str(found))


async def test_the_trace_stands_in_the_line_and_is_carried_on(caplog):
    with caplog.at_level(logging.INFO):
        async with client(site()) as asking:
            known = await asking.get("/about", headers={"traceparent": "cc" + GOOD[2:] + "-x"})
            strange = await asking.get("/about", headers={"traceparent": "00-" + "x" * 32})
    first, second = lines(caplog)

    assert (first["trace"], known.headers["traceparent"]) == (TRACE, GOOD)
    assert "trace" not in second
    assert "traceparent" not in strange.headers


# Errors.


def broken():
    raise ValueError(MARKED)


async def test_an_error_is_told_by_its_type_and_place_alone(caplog, capfd):
    with caplog.at_level(logging.DEBUG):
        async with client(site(broken)) as asking:
            answer = await asking.post("/", data={"text": MARKED}, headers={"traceparent": GOOD})
    told = next(each for each in lines(caplog) if each["event"] == "error")

    assert answer.status_code == 500
    assert "119" in answer.text
    assert (told["type"], told["trace"]) == ("ValueError", TRACE)
    assert any(re.fullmatch(r"app/web/form\.py:\d+ answer", each) for each in told["at"])
    assert MARKED not in caplog.text + "".join(capfd.readouterr())


def test_of_several_errors_the_first_is_told():
    def fail():
        raise ExceptionGroup(MARKED, [ExceptionGroup(MARKED, [KeyError(MARKED)]), ValueError(MARKED)])

    with pytest.raises(ExceptionGroup) as failed:
        fail()

    assert fault.type_of(failed.value) == "KeyError"
    assert MARKED not in "".join(fault.places(failed.value))


RUN = f"""
import os, sys
import uvicorn
from tests.test_private import broken, site
from app.cli.commands import _log_to_stdout
_log_to_stdout()
uvicorn.run(site(broken), host="127.0.0.1", port=int(sys.argv[1]), access_log=False, log_level="warning", server_header=False)
# {MARKED[:0]}
"""


def test_a_real_server_prints_nothing_of_a_request_that_failed():
    with closing(socket.socket()) as asked:
        asked.bind(("127.0.0.1", 0))
        port = asked.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-c", RUN, str(port)], cwd=HOME, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz")
        answer = httpx.post(f"http://127.0.0.1:{port}/", data={"text": MARKED}, headers={"user-agent": "marked-agent"})
    finally:
        server.terminate()
        printed = server.communicate(timeout=20)[0]

    assert answer.status_code == 500
    assert '"type": "ValueError"' in printed
    assert "Traceback" not in printed
    assert MARKED not in printed
    assert "marked-agent" not in printed


def wait_for(address):
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            return httpx.get(address)
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError(address)


# Metrics.


async def test_metrics_are_off_unless_asked_for():
    async with client(site()) as asking:
        assert (await asking.get("/metrics")).status_code == 404


async def test_metrics_tell_how_the_service_is_doing():
    counted = Tally()
    async with client(site(counted=counted, metrics=True)) as asking:
        await asking.post("/", data={"text": "zzz"})
        await asking.post("/", data={"topic": "money"})
        await asking.get("/nowhere")
        told = await asking.get("/metrics")

    assert told.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert told.headers["cache-control"] == "no-store"
    assert "frame-ancestors 'none'" in told.headers["content-security-policy"]
    for line in [
        'madoguchi_requests_total{method="POST",route="/",status="200"} 2.0',
        'madoguchi_requests_total{method="GET",route="none",status="404"} 1.0',
        'madoguchi_request_seconds_count{route="/"} 2.0',
        'madoguchi_turns_total{end="unsure"} 1.0',
        'madoguchi_turns_total{end="advising"} 1.0',
        'madoguchi_content_info{version="made-up"} 1.0',
        "madoguchi_counts_waiting 0.0",
        "madoguchi_counts_lost_total 0.0",
        "madoguchi_database_errors_total 0.0",
    ]:
        assert line in told.text.splitlines()


async def test_nothing_that_a_resident_sends_is_in_the_metrics_or_the_log(caplog):
    marked = "marked-word"
    with caplog.at_level(logging.DEBUG):
        async with client(site(metrics=True)) as asking:
            await asking.post("/", data={"text": marked, "topic": marked, "look": marked, "door": marked, "tried": f"{marked}/missed"})
            await asking.get(f"/{marked}?{marked}={marked}", headers={"referer": marked, "user-agent": marked, "traceparent": marked})
            await asking.request("MARKED-WORD", "/")
            await asking.post("/api/v1/talk", json={"event": {"topic": marked}})
            told = await asking.get("/metrics")
    ours = [each.getMessage() for each in caplog.records if each.name.startswith("madoguchi")]

    assert marked not in told.text.lower()
    assert marked not in "".join(ours).lower()
    assert 'method="other"' in told.text
