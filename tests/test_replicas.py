"""Three replicas behind the real nginx, with a real PostgreSQL and Redis: whatever is killed, no resident notices. The full size is `make faults`."""

import shutil
import subprocess

import pytest

from bench.faults import cases
from bench.faults.cases import RATE, Size
from bench.faults.parts import SHIPPED, MissingError, tool
from bench.faults.town import Plan, town
from tests.folders import small_root
from tests.parts import missing


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Build one town for all; the tests go from what mends itself to what does not."""
    content = small_root(tmp_path_factory.mktemp("content") / "content")
    try:
        with town(Plan(content=content, settings={"RATE": f"{RATE}/hour"})) as made:
            yield made
    except MissingError as error:
        missing(str(error))


def bad(rows):
    return [(row.what, row.seen) for row in rows if not row.good]


def test_each_address_is_counted_by_itself_and_by_all_replicas_together(site):
    assert bad(cases.rates(site, Size())) == []


def test_nginx_closes_what_is_ours_and_refuses_what_is_too_large_with_our_page(site):
    assert bad(cases.alive(site, Size())) == []


def test_a_database_that_stops_costs_no_talk_and_no_count(site):
    assert bad(cases.database(site, Size(talks=40, turns=4, pause=1, first=100))) == []


def test_a_redis_that_is_killed_or_hangs_costs_no_talk(site):
    assert bad(cases.redis(site, Size(talks=40, turns=4, pause=1, first=200))) == []


def test_a_replica_that_is_killed_costs_no_talk(site):
    assert bad(cases.replicas(site, Size(talks=40, turns=4, pause=1, first=300))) == []


def test_when_all_are_dead_nginx_shows_our_page_with_the_numbers(site):
    assert bad(cases.dead(site, Size())) == []


@pytest.mark.parametrize("name", ["site", "site-compose"])
def test_the_configuration_as_shipped_is_one_for_nginx(name, tmp_path):
    shutil.copytree(SHIPPED, tmp_path / "nginx")
    site = tmp_path / "nginx" / name
    for file in site.iterdir():
        own = file.read_text().replace("/tmp/", f"{tmp_path}/").replace("/var/log/nginx", str(tmp_path)).replace("/run/", f"{tmp_path}/")  # noqa: S108
        # Certificates and users are the operator's.
        lines = [line.replace(" ssl ", " ") for line in own.splitlines() if not line.startswith(("ssl_", "user "))]
        file.write_text("\n".join(lines))
    if name != "site":
        shutil.rmtree(tmp_path / "nginx" / "site")
        site.rename(tmp_path / "nginx" / "site")
    try:
        done = subprocess.run(
            [tool("nginx"), "-t", "-p", tmp_path, "-e", "stderr", "-c", tmp_path / "nginx" / "nginx.conf"],
            capture_output=True,
            text=True,
            check=False,
        )
    except MissingError as error:
        missing(str(error))

    assert done.returncode == 0, done.stderr
    assert "warn" not in done.stderr
