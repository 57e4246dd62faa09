"""Changes a module's code in place: one comparison, number, connective or word at a time."""

import ast
import copy
import gc
import sys
import types
from dataclasses import dataclass

SWAPS = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}


@dataclass(frozen=True)
class Cut:
    """One change: where it is, what it does in words, and how it changes a copy of that node."""

    line: int
    inside: str  # the function, or the constant of the module
    what: str
    number: int  # of the node, in the order of the walk
    way: tuple


def parsed(module):
    with open(module.__file__, encoding="utf-8") as file:
        return ast.parse(file.read(), module.__file__)


def cuts_of(module):
    """Every Cut of the functions and constants of `module`."""
    tree = parsed(module)
    silent, inside = _silent(tree), _owners(tree)
    found = []
    for number, node in enumerate(ast.walk(tree)):
        if id(node) not in silent:
            place = getattr(node, "lineno", 0), inside.get(id(node), "")
            found += [Cut(*place, what, number, way) for what, way in _ways(node)]
    return found


def _owners(tree):
    """id of a node -> the innermost function it stands in, or the constant it makes."""
    owners = {}
    for constant in tree.body:
        if isinstance(constant, ast.Assign):
            owners |= {id(node): ast.unparse(constant.targets[0]) for node in ast.walk(constant)}
    for function in ast.walk(tree):  # outer functions come first
        if isinstance(function, ast.FunctionDef):
            owners |= {id(node): function.name for node in ast.walk(function)}
    return owners


def _silent(tree):
    """Nodes that are no behaviour of their own: decorators, defaults, annotations, calls of gettext, docstrings."""
    roots = []
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            roots += node.decorator_list
        if isinstance(node, ast.FunctionDef):
            roots += [node.args, *([node.returns] if node.returns else [])]
        if isinstance(node, ast.AnnAssign):
            roots.append(node)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("_", "gettext_lazy", "rule"):
            roots.append(node)
    return {id(each) for root in roots for each in ast.walk(root)}


def _ways(node):
    """(words, way) of each change `node` admits."""
    if isinstance(node, ast.Compare):
        for index, operator in enumerate(node.ops):
            swapped = SWAPS[type(operator)]
            yield f"{type(operator).__name__} becomes {swapped.__name__}", ("compare", index)
    elif isinstance(node, ast.BoolOp):
        yield f"{type(node.op).__name__} becomes its opposite", ("connective",)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "not is dropped", ("plain",)
    elif isinstance(node, ast.If | ast.IfExp) and not isinstance(node.test, ast.Compare | ast.BoolOp | ast.UnaryOp):
        yield "condition is negated", ("negated",)
    elif isinstance(node, ast.Constant) and type(node.value) in (int, float):
        yield f"{node.value} becomes {node.value + 1}", ("number", 1)
        yield f"{node.value} becomes {node.value - 1}", ("number", -1)
    elif isinstance(node, ast.Tuple | ast.Set | ast.List) and len(node.elts) > 1:
        for index, each in enumerate(node.elts):
            if isinstance(each, ast.Constant) and isinstance(each.value, str):
                yield f"{each.value!r} is left out", ("element", index)
    elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "has":
        for index, each in enumerate(node.args):
            yield f"{ast.unparse(each)} is left out", ("argument", index)


def _change(node, way):
    kind, *more = way
    if kind == "compare":
        node.ops[more[0]] = SWAPS[type(node.ops[more[0]])]()
    elif kind == "connective":
        node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    elif kind == "negated":
        node.test = ast.UnaryOp(ast.Not(), node.test)
    elif kind == "number":
        node.value += more[0]
    elif kind == "element":
        del node.elts[more[0]]
    elif kind == "argument":
        del node.args[more[0]]


class _Plain(ast.NodeTransformer):
    """Drops one `not`."""

    def __init__(self, node):
        self.node = node

    def visit(self, node):
        return node.operand if node is self.node else self.generic_visit(node)


def perform(module, cut):
    """Change `module` as it lives in this process. Returns True if any code or constant became another."""
    tree = copy.deepcopy(parsed(module))
    node = list(ast.walk(tree))[cut.number]
    if cut.way == ("plain",):
        tree = _Plain(node).visit(tree)
    else:
        _change(node, cut.way)
    ast.fix_missing_locations(tree)
    return _new_code(module, tree) | _new_constants(module, tree)


def _new_code(module, tree):
    table = {}
    _collect(compile(tree, module.__file__, "exec"), table)
    changed = False
    # `isinstance` would wake lazy objects
    for function in [each for each in gc.get_objects() if type(each) is types.FunctionType]:
        old = function.__code__
        new = table.get((old.co_qualname, old.co_firstlineno)) if old.co_filename == module.__file__ else None
        if new is not None and new != old:
            function.__code__ = new
            changed = True
    return changed


def _collect(code, table):
    for each in code.co_consts:
        if isinstance(each, types.CodeType):
            table[each.co_qualname, each.co_firstlineno] = each
            _collect(each, table)


def _new_constants(module, tree):
    """Evaluate again what the module assigns and what is made of it; the new value takes the old one's place."""
    before = {ast.dump(node) for node in parsed(module).body}
    changed = set()
    for node in tree.body:
        if not isinstance(node, ast.Assign):
            continue
        made_of = {each.id for each in ast.walk(node.value) if isinstance(each, ast.Name)}
        if ast.dump(node) not in before or made_of & changed:
            value = eval(compile(ast.Expression(node.value), module.__file__, "eval"), vars(module))  # noqa: S307
            changed |= _assign(module, node.targets[0], value)
    return bool(changed)


def _assign(module, target, value):
    """Put `value` where `target` was; the names that changed."""
    names = [each.id for each in target.elts] if isinstance(target, ast.Tuple) else [target.id]
    values = value if isinstance(target, ast.Tuple) else [value]
    for name, each in zip(names, values, strict=True):
        _replace(name, vars(module)[name], each)
    return set(names)


def _replace(name, old, new):
    """Where `name` stands for `old`, in any module, it stands for `new`."""
    for module in list(sys.modules.values()):
        if type(module) is types.ModuleType and vars(module).get(name) is old:
            setattr(module, name, new)
