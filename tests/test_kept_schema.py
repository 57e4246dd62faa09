"""A change of the API that would break a client fails here; what only adds to it passes."""

import json
from copy import deepcopy

import pytest

from tests.kept_schema import KEPT, breaks, current

PATHS = "/api/v1/plans/"
ONE = "/api/v1/plans/{id}/"


@pytest.fixture(scope="module")
def kept():
    return json.loads(KEPT.read_text())


@pytest.fixture
def changed(kept):
    return deepcopy(kept)


def shape(document, name):
    return document["components"]["schemas"][name]


def test_nothing_that_clients_rely_on_is_gone(kept):
    """To promise something new, run `make keep-schema`; what is listed here would break a client."""
    assert breaks(kept, current()) == []


def test_the_kept_copy_knows_every_call_there_is(kept):
    """New calls are promised from the day they are there: run `make keep-schema`."""
    calls = {(path, method) for path, methods in current()["paths"].items() for method in methods}
    assert calls == {(path, method) for path, methods in kept["paths"].items() for method in methods}


def drop_path(document):
    del document["paths"][ONE]


def drop_method(document):
    del document["paths"][ONE]["patch"]


def drop_field(document):
    del shape(document, "PlanOut")["properties"]["ends_on"]
    shape(document, "PlanOut")["required"].remove("ends_on")


def drop_nested_field(document):
    del shape(document, "Dose")["properties"]["sets"]


def make_field_optional(document):
    shape(document, "PlanOut")["required"].remove("ends_on")


def make_answer_nullable(document):
    shape(document, "PlanOut")["properties"]["ends_on"]["type"] = ["string", "null"]


def change_type(document):
    shape(document, "PlanOut")["properties"]["version"]["type"] = "string"


def add_word_to_answers(document):
    shape(document, "PlanStatus")["enum"].append("lost")


def require_field(document):
    shape(document, "PlanInRequest")["required"].append("method")


def require_new_field(document):
    shape(document, "ReasonInRequest")["properties"]["code"] = {"type": "string"}
    shape(document, "ReasonInRequest")["required"].append("code")


def drop_request_field(document):
    del shape(document, "PlanInRequest")["properties"]["note"]


def narrow_bound(document):
    shape(document, "DoseInRequest")["properties"]["sets"]["maximum"] = 9


def add_bound(document):
    shape(document, "PlanInRequest")["properties"]["note"]["minLength"] = 1


def narrow_type(document):
    shape(document, "PlanInRequest")["properties"]["review_on"]["type"] = "string"


def narrow_words(document):
    shape(document, "Method")["enum"].remove("norbekov")


def drop_parameter(document):
    found = document["paths"][PATHS]["get"]["parameters"]
    found.remove(next(each for each in found if each["name"] == "updated_since"))


def require_parameter(document):
    document["paths"][PATHS]["get"]["parameters"][0]["required"] = True


def drop_status(document):
    del document["paths"][PATHS]["post"]["responses"]["201"]


BREAKING = [
    *(drop_path, drop_method, drop_field, drop_nested_field, make_field_optional, make_answer_nullable, change_type),
    *(add_word_to_answers, require_field, require_new_field, drop_request_field, narrow_bound, add_bound, narrow_type),
    *(narrow_words, drop_parameter, require_parameter, drop_status),
]


@pytest.mark.parametrize("change", BREAKING, ids=lambda change: change.__name__)
def test_a_breaking_change_is_named(kept, changed, change):
    change(changed)
    assert breaks(kept, changed) != []


def add_path(document):
    document["paths"]["/api/v1/news/"] = deepcopy(document["paths"]["/api/v1/me/"])


def add_answer_field(document):
    shape(document, "PlanOut")["properties"]["colour"] = {"type": "string"}
    shape(document, "PlanOut")["required"].append("colour")


def add_optional_field(document):
    shape(document, "PlanInRequest")["properties"]["colour"] = {"type": "string"}


def widen_bound(document):
    shape(document, "DoseInRequest")["properties"]["sets"]["maximum"] = 20


def drop_bound(document):
    del shape(document, "PlanInRequest")["properties"]["note"]["maxLength"]


def add_parameter(document):
    extra = {"in": "query", "name": "colour", "schema": {"type": "string"}}
    document["paths"][PATHS]["get"]["parameters"].append(extra)


def add_status(document):
    document["paths"][PATHS]["get"]["responses"]["206"] = {"description": "A part"}


def rename_shape(document):
    text = json.dumps(document).replace('schemas/Dose"', 'schemas/Dosis"').replace('"Dose"', '"Dosis"')
    document.clear()
    document.update(json.loads(text))


COMPATIBLE = [
    add_path,
    add_answer_field,
    add_optional_field,
    widen_bound,
    drop_bound,
    add_parameter,
    add_status,
    rename_shape,
]


@pytest.mark.parametrize("change", COMPATIBLE, ids=lambda change: change.__name__)
def test_an_addition_passes(kept, changed, change):
    change(changed)
    assert breaks(kept, changed) == []
