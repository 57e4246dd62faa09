"""The promises of the design, kept by reading the source."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parent.parent
APPS = ["accounts", "exercises", "patients", "prescriptions"]
PERSONAL = {"Patient", "Episode", "Assessment", "Plan", "PlanItem", "Completion", "CheckIn", "Alert", "WayIn", "Helper"}
SCOPES = {"treated_by", "owned_by", "visible_to", "readable_by", "registered_with", "followed_by"}
CODE = sorted(
    path for app in (*APPS, "config") for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts
)


def parts_of(path):
    """The names of a file's folders under the root, and its own: the folder of the checkout says nothing."""
    return {*path.relative_to(ROOT).parts, path.stem}


EDGES = [path for path in CODE if {"views", "api", "fhir"} & parts_of(path) and "accounts" not in parts_of(path)]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def name_of(path):
    return str(path.relative_to(ROOT)) if isinstance(path, Path) else str(path)


def functions(tree):
    return [node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]


def test_imports_look_one_way():
    result = subprocess.run(
        [Path(sys.executable).with_name("lint-imports")], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout


def test_foreign_keys_look_one_way():
    order = {app: number for number, app in enumerate(APPS)}
    backwards = [
        f"{model.__name__}.{field.name} -> {field.related_model.__name__}"
        for app in APPS
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and order[field.related_model._meta.app_label] > order[app]
    ]
    assert backwards == []


def outermost(node, parents):
    """The longest chain of attributes and calls that `node` begins: `Plan.objects.treated_by(user)`."""
    while isinstance(parents.get(node), (ast.Attribute, ast.Call)) and parents[node] is not None:
        parent = parents[node]
        if isinstance(parent, ast.Call) and parent.func is not node:
            break
        node = parent
    return node


def ways_round_the_door(source):
    """Lines where a model of a person's data is queried without a scope verb right after its manager."""
    tree = ast.parse(source)
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    found = []
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Name) and node.id in PERSONAL):
            continue
        parent = parents.get(node)
        if isinstance(parent, ast.Attribute) and parent.attr == "objects":
            chain = ast.unparse(outermost(node, parents))
            if not re.search(r"\.(" + "|".join(SCOPES) + r")\(", chain) and not scoped_by_parent(chain):
                found.append((node.lineno, chain))
        elif handed_to_a_shortcut(parent) or assigned_to_a_view(parent):
            found.append((node.lineno, ast.unparse(parent)))
    return found


def handed_to_a_shortcut(node):
    shortcuts = {"get_object_or_404", "get_list_or_404"}
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") in shortcuts


def assigned_to_a_view(node):
    names = {"model", "queryset"}
    return isinstance(node, ast.Assign) and any(getattr(target, "id", "") in names for target in node.targets)


def scoped_by_parent(chain):
    """Rows of an object that was itself reached through the door: `.filter(plan=plan)`, `.filter(pk=…).exists()`."""
    through = r"\.filter\(((item__)?plan=|superseded_by=|episode=|episode__patient=|item__plan__in=|pk=facts)"
    return re.search(through, chain) is not None


@pytest.mark.parametrize("path", EDGES, ids=name_of)
def test_views_and_api_reach_people_only_through_the_door(path):
    assert ways_round_the_door(path.read_text()) == []


@pytest.mark.parametrize(
    "way_round",
    [
        "Plan.objects.get(pk=pk)",
        "Patient.objects.filter(name=name)",
        "get_object_or_404(Plan, pk=pk)",
        "class V:\n    queryset = Plan.objects.all()",
        "class V:\n    model = Patient",
        "Plan.objects.select_related('episode').get(pk=pk)",
    ],
)
def test_the_door_test_sees_ways_round(way_round):
    assert len(ways_round_the_door(way_round)) == 1


def test_the_door_test_lets_the_door_pass():
    assert ways_round_the_door("Plan.objects.treated_by(user).get(pk=pk)") == []
    assert ways_round_the_door("Plan.objects.for_reading().owned_by(user)") == []


CLOCKLESS = [
    path
    for path in CODE
    if "prescriptions" in path.parts
    and ({"safety", "actions"} & set(path.parts) or path.stem in {"schedule", "suggestion", "sheet", "day"})
]


@pytest.mark.parametrize("path", CLOCKLESS, ids=name_of)
def test_nothing_below_the_views_asks_the_clock(path):
    calls = [
        ast.unparse(node.func)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    ]
    assert [
        call
        for call in calls
        if call.split(".")[-1] in {"now", "today", "utcnow", "localdate"}
        and call.split(".")[0] in {"timezone", "datetime", "date"}
    ] == []


def test_actions_take_keywords_and_say_by_whom():
    offenders = []
    for path in CODE:
        if "actions" in path.parts and path.stem != "steps" and "prescriptions" in path.parts:
            for node in ast.parse(path.read_text()).body:
                if isinstance(node, ast.FunctionDef) and any("atomic" in ast.unparse(d) for d in node.decorator_list):
                    names = [argument.arg for argument in node.args.kwonlyargs]
                    if node.args.args or "by" not in names:
                        offenders.append(f"{path.stem}.{node.name}")
    assert offenders == []


@pytest.mark.parametrize("path", CODE, ids=name_of)
def test_files_and_functions_fit_their_room(path):
    text = path.read_text()
    assert len(text.splitlines()) <= 300
    assert [f.name for f in functions(ast.parse(text)) if f.end_lineno - f.lineno + 1 > 50] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_templates_are_short_and_free_of_inline_code_and_outside_hosts(path):
    text = path.read_text()
    assert len(text.splitlines()) <= 100
    assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|hx-on|https?://(?!www\.w3\.org)", text) == []


def test_both_dark_lists_of_the_theme_are_alike():
    theme = (ROOT / "static" / "theme.css").read_text()
    chosen = re.search(r"\[data-bs-theme=dark\] \{(.*?)\n\}", theme, re.DOTALL)[1]
    device = re.search(r":root:not\(\[data-bs-theme\]\) \{(.*?)\n\} \}", theme, re.DOTALL)[1]
    assert chosen.split() == device.split()


def test_rules_have_docstrings():
    undocumented = [
        f"{path.stem}.{function.name}"
        for path in CODE
        if {"safety", "actions"} & set(path.parts) or path.stem in {"schedule", "suggestion", "sheet"}
        for function in ast.parse(path.read_text()).body
        if isinstance(function, ast.FunctionDef)
        and not function.name.startswith("_")
        and not ast.get_docstring(function)
    ]
    assert undocumented == []
