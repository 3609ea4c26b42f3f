"""What stands in deploy/ beside the program, and must not drift from it: numbers, names, paths and headers."""

import ipaddress
import re

import pytest
import yaml

from app import locales
from app.cli import commands
from app.cli.commands import DRAIN
from app.clock import standing_at
from app.settings import KNOWN, PREFIX, Settings
from app.tally import AT_THE_END
from app.web import standing
from app.web.desk import TOO_LARGE
from app.web.main import create_app
from app.web.private import CSP, HEADERS, UNLESS_SAID, policy
from tests.client import Client
from tests.made_up import NIGHT, phone, resource
from tests.written import ROOT

DEPLOY = ROOT / "deploy"
NGINX = (DEPLOY / "nginx" / "nginx.conf").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]
APPS = {name: each for name, each in SERVICES.items() if name.startswith("app")}
OBJECTS = [each for file in sorted((DEPLOY / "kubernetes").glob("*.yaml")) for each in yaml.safe_load_all(file.read_text(encoding="utf-8"))]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
PORT = int(re.search(r"^EXPOSE (\d+)$", DOCKERFILE, re.MULTILINE)[1])
BODY = Settings.model_fields["body_bytes"].default


def told(name):
    """Give what nginx is told by a directive."""
    return [" ".join(each.split()) for each in re.findall(rf"^\s*{name}\s+([^;]+);", NGINX, re.MULTILINE)]


def of_kind(kind):
    return [each for each in OBJECTS if each["kind"] == kind]


DEPLOYMENT = of_kind("Deployment")[0]["spec"]
POD = DEPLOYMENT["template"]["spec"]
(CONTAINER,) = POD["containers"]


# nginx.


def test_the_body_that_nginx_takes_is_that_of_the_program_and_fits_into_memory():
    assert told("client_max_body_size") == [str(BODY)]
    assert int(told("client_body_buffer_size")[0].removesuffix("k")) * 1024 >= BODY
    assert told("client_body_in_single_buffer") == ["on"]
    assert told("proxy_max_temp_file_size") == ["0"]


def test_the_log_of_nginx_names_nobody_and_nothing_that_was_asked():
    variables = set(re.findall(r"\$(\w+)", told("log_format")[0]))

    assert variables == {"time_iso8601", "method", "status", "request_time", "upstream_addr", "upstream_status"}
    assert told("error_log") == ["stderr emerg"]
    for site in ("site", "site-compose"):
        lines = "".join(each.read_text(encoding="utf-8") for each in (DEPLOY / "nginx" / site).iterdir())
        assert set(re.findall(r"access_log\s+(?:\S+\s+)?(\w+);", lines)) == {"quiet", "off"}
        assert re.findall(r"error_log\s+\S+\s+(\w+);", lines) == ["alert"]


def test_the_address_is_written_anew_and_one_proxy_is_trusted():
    headers = dict(each.split(" ", 1) for each in told("proxy_set_header"))

    assert headers["X-Forwarded-For"] == "$remote_addr"
    assert headers["Forwarded"] == '""'
    assert {each["environment"]["MADOGUCHI_PROXIES"] for each in APPS.values()} == {"1"}
    assert of_kind("ConfigMap")[0]["data"]["MADOGUCHI_PROXIES"] == "1"


def test_a_post_is_tried_at_another_replica():
    assert told("proxy_next_upstream") == ["error timeout non_idempotent"]


def test_the_headers_of_nginx_are_those_of_the_program():
    lines = (DEPLOY / "nginx" / "headers.conf").read_text(encoding="utf-8")
    headers = dict(re.findall(r'^add_header (\S+)\s+"([^"]+)" always;$', lines, re.MULTILINE))
    own = {name: value for name, value in UNLESS_SAID.items() if name != "Cache-Control"}

    assert headers == HEADERS | own | {CSP: policy()}


def test_every_page_that_nginx_names_is_written_and_every_page_written_is_named():
    named = {each.rsplit("/", 1)[1] for each in told("error_page")}

    assert named == {f"{each}.html" for each in (*standing.HTML, 413)} | {f"{each}.json" for each in standing.JSON}


def test_what_is_for_staff_is_closed():
    for path in ("/metrics", "/readyz"):
        assert re.search(rf"location = {path} {{\s*return 404;", NGINX)


# What is written for nginx.


@pytest.fixture
def pages(tmp_path, bare):
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "style.old.css").write_text("of an older program")
    standing.write(tmp_path, bare([resource("a", phone())]), locales.read(ROOT / "locales", None), Settings(secret="only-for-this-test"))
    return tmp_path


@pytest.mark.parametrize("code", [*standing.HTML, 413])
def test_a_page_for_nginx_holds_the_numbers_and_names_only_files_that_are_there(pages, code):
    html = (pages / f"{code}.html").read_text(encoding="utf-8")

    assert all(number in html for number in ("tel:110", "tel:119", "tel:0120279338", 'id="exit"'))
    assert all((pages / name).is_file() for name in re.findall(r'"/(static/[^"]+)"', html))


def test_what_is_too_large_for_nginx_leads_to_the_start_as_behind_it(pages):
    html = (pages / "413.html").read_text(encoding="utf-8")

    assert TOO_LARGE in html
    assert 'name="text"' in html


def test_files_of_an_older_program_stay_and_nothing_half_is_left(pages):
    assert (pages / "static" / "style.old.css").is_file()
    assert not list(pages.rglob(".*"))


# The compose file.


@pytest.mark.parametrize("name", SERVICES)
def test_each_service_may_do_as_little_as_it_can(name):
    service = SERVICES[name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert "no-new-privileges:true" in service["security_opt"]
    assert "mem_limit" in service
    assert not service.get("privileged")


@pytest.mark.parametrize("name", SERVICES)
def test_each_image_has_a_version(name):
    assert re.fullmatch(r"[a-z/]+:(\d+(\.\d+)+|\$\{MADOGUCHI_VERSION:\?[^}]+\})", SERVICES[name]["image"])


def test_only_nginx_is_open_to_the_outside():
    assert [name for name, each in SERVICES.items() if "ports" in each] == ["nginx"]
    assert [name for name, each in SERVICES.items() if "outside" in each.get("networks", ())] == ["nginx"]
    assert all(COMPOSE["networks"][name]["internal"] for name in ("inside", "stores"))


def test_nginx_asks_the_replicas_where_they_are():
    upstream = (DEPLOY / "nginx" / "site-compose" / "http.conf").read_text(encoding="utf-8")
    addresses = [each["networks"]["inside"]["ipv4_address"] for each in APPS.values()]
    (subnet,) = COMPOSE["networks"]["inside"]["ipam"]["config"]

    assert re.findall(r"server ([\d.]+):(\d+) ", upstream) == [(each, str(PORT)) for each in addresses]
    assert all(ipaddress.ip_address(each) in ipaddress.ip_network(subnet["subnet"]) for each in addresses)
    assert len(addresses) == 3


def test_no_secret_has_a_value():
    text = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")

    assert re.findall(r"\$\{(?!\w+:\?)[^}]*\}", text) == []
    assert not of_kind("Secret")
    assert not any("SECRET" in name or "DATABASE" in name for name in of_kind("ConfigMap")[0]["data"])


def test_valkey_keeps_nothing_on_disk():
    command = SERVICES["valkey"]["command"]

    assert command[command.index("--save") + 1] == ""
    assert command[command.index("--appendonly") + 1] == "no"


# Settings, ports, paths and times.


def settings_named():
    yield from (name for each in SERVICES.values() for name in each.get("environment", ()))
    yield from (name for each in of_kind("ConfigMap") for name in each["data"])
    yield from (each["name"] for each in CONTAINER["env"])


def test_every_setting_that_is_named_is_one():
    ours = {each for each in settings_named() if each.startswith(PREFIX)}

    assert {each.removeprefix(PREFIX).lower() for each in ours} <= KNOWN
    assert "MADOGUCHI_SECRET" in ours


def test_the_size_of_a_body_is_the_same_everywhere():
    assert {each["environment"]["MADOGUCHI_BODY_BYTES"] for each in APPS.values()} == {str(BODY)}
    assert of_kind("ConfigMap")[0]["data"]["MADOGUCHI_BODY_BYTES"] == str(BODY)


def test_probes_ask_what_is_there(bare):
    probes = [CONTAINER[each]["httpGet"] for each in ("startupProbe", "readinessProbe", "livenessProbe")]

    assert [each["path"] for each in probes] == ["/readyz", "/readyz", "/healthz"]
    assert {each["port"] for each in probes} == {"http"}
    assert [each["containerPort"] for each in CONTAINER["ports"]] == [PORT]
    client = Client(create_app(bare([resource("a", phone())]), Settings(secret="only-for-this-test"), standing_at(NIGHT)))

    assert {client.get(each["path"]).status_code for each in probes} == {200}


def test_stopping_has_time_to_answer_and_to_write_the_counts():
    (sleep,) = map(int, re.findall(r"sleep\((\d+)\)", " ".join(CONTAINER["lifecycle"]["preStop"]["exec"]["command"])))
    root = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]["madoguchi"]

    assert POD["terminationGracePeriodSeconds"] > sleep + DRAIN + AT_THE_END
    assert all(int(each["stop_grace_period"].removesuffix("s")) > DRAIN + AT_THE_END for each in (*APPS.values(), root))


def test_a_request_that_never_ends_does_not_hold_up_the_end(monkeypatch):
    told = {}
    monkeypatch.setattr(commands, "_log_to_stdout", lambda: None)
    monkeypatch.setattr("app.web.main.make", lambda: None)
    monkeypatch.setattr(commands.uvicorn, "run", lambda _site, **given: told.update(given))
    commands.serve()

    assert told["timeout_graceful_shutdown"] == DRAIN


# Kubernetes.


def test_a_pod_may_do_as_little_as_it_can():
    user = int(re.search(r"^USER (\d+):", DOCKERFILE, re.MULTILINE)[1])

    assert POD["securityContext"] == {"runAsNonRoot": True, "runAsUser": user, "runAsGroup": user, "seccompProfile": {"type": "RuntimeDefault"}}
    assert CONTAINER["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert POD["automountServiceAccountToken"] is False


def test_kubernetes_adds_no_setting_that_we_do_not_know():
    assert of_kind("Service")[0]["metadata"]["name"].startswith("madoguchi")
    assert POD["enableServiceLinks"] is False  # MADOGUCHI_PORT and others would stop the start


def test_an_upgrade_never_leaves_fewer_replicas():
    (budget,) = of_kind("PodDisruptionBudget")

    assert DEPLOYMENT["strategy"]["rollingUpdate"]["maxUnavailable"] == 0
    assert 1 < budget["spec"]["minAvailable"] < DEPLOYMENT["replicas"] == 3


def test_all_that_selects_finds_the_pods():
    labels = DEPLOYMENT["template"]["metadata"]["labels"]
    selectors = [
        DEPLOYMENT["selector"]["matchLabels"],
        next(each for each in of_kind("Service") if each["metadata"]["name"] == "madoguchi")["spec"]["selector"],
        of_kind("PodDisruptionBudget")[0]["spec"]["selector"]["matchLabels"],
        of_kind("NetworkPolicy")[0]["spec"]["podSelector"]["matchLabels"],
        POD["topologySpreadConstraints"][0]["labelSelector"]["matchLabels"],
    ]

    assert all(each == labels for each in selectors)


# The image.


def test_the_image_has_all_that_the_program_reads_and_nothing_else():
    let_in = {line.removeprefix("!") for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line.startswith("!")}
    content = {each.name for each in ROOT.glob("[!.]*.yaml")} - {"compose.yaml"}

    assert content | {"app", "cities", "intents", "locales", "static", "templates"} <= let_in
    assert {each.split("/")[0] for each in let_in} <= content | {
        "app",
        "cities",
        "intents",
        "locales",
        "static",
        "templates",
        "requirements",
        "LICENSE",
    }
