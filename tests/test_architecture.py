"""The shape of the program, read from its source: imports go one way, and what the design forbids is not there."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from places import ONTOLOGY, ROOT

PACKAGE = ROOT / "hetao_kg"
MODULES = [p for p in [*sorted(PACKAGE.rglob("*.py")), ROOT / "app.py"] if p.exists()]

#: What may be imported by everything behind it; members of one layer do not know one another.
LAYERS = (
    {"errors", "types"},
    {"settings", "text", "beside"},
    {"judgements"},
    {"dictionary"},
    {"segment", "ontology"},
    {"read", "split", "extract", "graph", "search"},
    {"compare", "rows", "snapshot"},
    {"kb"},
    {"derived"},
    {"near", "tables"},
    {"build", "answer", "output", "export", "review"},
    {"evaluate", "server"},
    {"cli", "explorer"},
    {"app"},
)
#: The exceptions, with their reasons in DECISIONS.md: (importer, imported) within one layer.
SIDEWAYS = {("extract", "split"), ("answer", "output")}
#: Libraries that take seconds to load, and the parts that may load them at their top.
HEAVY = {"torch": set(), "sentence_transformers": set(), "transformers": set(), "faiss": set(), "pyshacl": set(), "networkx": set(),
         "streamlit": {"explorer", "app"}, "playwright": set(), "scipy": set()}  # fmt: skip


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def part(path: Path) -> str:
    """The stage a file belongs to: ``search`` for ``hetao_kg/search/fuse.py``."""
    if path.parent == ROOT:
        return path.stem
    inside = path.relative_to(PACKAGE)
    return inside.parts[0].removesuffix(".py")


def name(path: Path) -> str:
    """The module's dotted name."""
    dotted = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    return dotted.removesuffix(".__init__")


def imports(node: ast.AST) -> Iterator[str]:
    """Dotted names that an import statement may load."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        assert node.level == 0, "relative import"
        yield str(node.module)
        yield from (f"{node.module}.{alias.name}" for alias in node.names)


def at_the_top(module: ast.Module) -> Iterator[ast.stmt]:
    """Statements that run when the module is imported; not those under ``if TYPE_CHECKING``, in functions or in methods."""
    todo: list[ast.stmt] = list(module.body)
    while todo:
        node = todo.pop(0)
        yield node
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            todo = [child for child in ast.iter_child_nodes(node) if isinstance(child, ast.stmt)] + todo


def test_every_part_has_a_place_in_the_order():
    placed = set().union(*LAYERS)
    assert {part(path) for path in MODULES} - {"__init__"} - placed == set()


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_imports_go_one_way(path):
    """Wherever the import stands, in a function or for types alone."""
    if part(path) == "__init__":
        assert not [n for n in ast.walk(tree(path)) if isinstance(n, ast.Import | ast.ImportFrom)], "the package itself imports nothing"
        return
    layer = {member: number for number, members in enumerate(LAYERS) for member in members}
    wrong = set()
    for node in ast.walk(tree(path)):
        for imported in imports(node):
            target = imported.split(".")[1] if imported.startswith("hetao_kg.") else "app" if imported == "app" else ""
            own = part(path)
            if target in layer and target != own and layer[target] >= layer[own] and (own, target) not in SIDEWAYS:
                wrong.add(f"{own} imports {target} (line {node.lineno})")
    assert wrong == set()


def test_the_exceptions_are_needed():
    used = {(part(path), imported.split(".")[1]) for path in MODULES for node in ast.walk(tree(path)) for imported in imports(node)
            if imported.startswith("hetao_kg.")}
    assert used >= SIDEWAYS


def test_no_module_imports_itself_round_a_corner():
    """No cycle among the imports that run at import time."""
    known = {name(path): path for path in MODULES}
    edges = {module: {i for node in at_the_top(tree(path)) for i in _loaded(node, known)} for module, path in known.items()}
    done: set[str] = set()

    def visit(module: str, above: tuple[str, ...]) -> None:
        assert module not in above, " -> ".join((*above, module))
        if module not in done:
            for other in sorted(edges[module]):
                visit(other, (*above, module))
            done.add(module)

    for module in sorted(edges):
        visit(module, ())


def _loaded(node: ast.stmt, known: dict[str, Path]) -> Iterator[str]:
    """Modules of ours that an import needs to be ready: ``from a.b import c`` needs a.b.c if that is a module, else a.b."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names if alias.name in known)
    elif isinstance(node, ast.ImportFrom):
        wanted = {f"{node.module}.{alias.name}" if f"{node.module}.{alias.name}" in known else str(node.module) for alias in node.names}
        yield from (module for module in wanted if module in known)


def test_heavy_libraries_load_only_when_used():
    wrong = [f"{name(path)}:{node.lineno} {imported}" for path in MODULES for node in at_the_top(tree(path)) for imported in imports(node)
             if part(path) not in HEAVY.get(imported.split(".")[0], {part(path)})]
    assert wrong == []


@pytest.mark.parametrize("code", [
    "import hetao_kg.cli",
    "import hetao_kg.search, hetao_kg.text, hetao_kg.read, hetao_kg.split",
    "import hetao_kg.answer, hetao_kg.kb, hetao_kg.build",
])  # fmt: skip
def test_importing_the_library_loads_nothing_heavy(code):
    """In a fresh process, so that no other test's imports count."""
    heavy = ["torch", "sentence_transformers", "transformers", "streamlit", "pyshacl", "faiss", "networkx"]
    code = f"{code}; import sys; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


def test_every_library_it_imports_is_declared():
    """Not only installed because another one needs it."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    declared = [*told["dependencies"], *told["optional-dependencies"]["ocr"]]
    names = {re.split("[=;]", d)[0].lower().replace("_", "-") for d in declared}
    homes = packages_distributions()
    used = {i.split(".")[0] for path in MODULES for node in ast.walk(tree(path)) for i in imports(node)} - {"hetao_kg"}
    installed = {library: {d.lower().replace("_", "-") for d in homes.get(library, ())} for library in used}
    assert {library for library, found in installed.items() if found and not found & names} == set()


def test_only_settings_reads_the_environment():
    pattern = re.compile(r"environ\.get\(|environ\[[^\]]+\](?!\s*=[^=])|getenv\(")
    assert [name(p) for p in MODULES if part(p) != "settings" and pattern.search(p.read_text("utf-8"))] == []


def test_what_flows_is_frozen():
    """Every data class of types is frozen and slotted."""
    from hetao_kg import types

    classes = [c for c in vars(types).values() if isinstance(c, type) and c.__module__.startswith("hetao_kg.types.")]
    assert len(classes) >= 12
    for found in classes:
        assert found.__dataclass_params__.frozen and hasattr(found, "__slots__"), found.__name__


def test_no_clock_and_no_chance_in_what_is_built():
    """A knowledge base is a function of its input: stages import neither the clock nor randomness."""
    stages = {"read", "split", "extract", "graph", "kb", "build", "text", "segment", "ontology"}
    banned = {"time", "random", "uuid", "secrets", "socket", "platform", "getpass"}
    loaded = {(name(p), i) for p in MODULES if part(p) in stages for node in ast.walk(tree(p)) for i in imports(node)}
    assert [(module, i) for module, i in sorted(loaded) if i.split(".")[0] in banned] == []
    clocks = re.compile(r"datetime\.now|datetime\.today|date\.today|utcnow")
    assert [name(p) for p in MODULES if part(p) in stages and clocks.search(p.read_text("utf-8"))] == []


def test_only_the_segmenter_and_its_dictionary_know_jieba():
    """Its module-level functions load the whole dictionary and share one global state."""
    loaders = {name(p) for p in MODULES for node in ast.walk(tree(p)) for i in imports(node) if i.split(".")[0] == "jieba"}
    assert loaders == {"hetao_kg.dictionary", "hetao_kg.segment"}


def test_names_say_what_a_module_is_for():
    vague = {"utils", "util", "helpers", "helper", "common", "manager", "base", "misc", "core"}
    assert [name(p) for p in MODULES if p.stem in vague] == []


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_what_is_public_is_explained(path):
    """Modules, public classes and public functions have docstrings."""
    module = tree(path)
    missing = [] if ast.get_docstring(module) or not module.body else ["the module"]
    for owner in [module, *(n for n in module.body if isinstance(n, ast.ClassDef) and not n.name.startswith("_"))]:
        named = [n for n in owner.body if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)]
        missing += [n.name for n in named if not n.name.startswith("_") and not ast.get_docstring(n)]
    assert missing == []


def test_the_command_line_knows_the_predicates_of_the_ontology():
    """Written once more in cli/graph.py so that --help need not read the ontology; held equal here."""
    from hetao_kg.cli.graph import PREDICATES
    from hetao_kg.graph import schema

    assert sorted(PREDICATES) == list(schema.read(ONTOLOGY / "hetao.ttl").predicates)
