"""The documentation says what is so: commands run, examples are the program's own output, paths and options exist.

``python tests/test_docs.py`` writes the present output into the examples of README.md.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from places import ONTOLOGY, ROOT

from hetao_kg import snapshot
from hetao_kg.cli import main

README = (ROOT / "README.md").read_text("utf-8")
CASES = ROOT / "tests" / "relevance" / "cases.toml"
EXAMPLE = re.compile(r"^```console\n\$ (hetao-kg .*)\n((?:.*\n)*?)```$", re.M)


def shell(command: str, kb: Path) -> subprocess.CompletedProcess[str]:
    """``command`` as typed in the project's folder with ``.venv/bin`` on the path."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "HETAO_KB": str(kb)}
    call = ["bash", "-c", command]
    return subprocess.run(call, capture_output=True, encoding="utf-8", cwd=ROOT, env=environment, timeout=300, check=False)


def commands() -> list[str]:
    """Lines of the README's shell blocks that start ``hetao-kg``, or pipe into it, without their remarks."""
    blocks = re.findall(r"^```sh\n(.*?)^```$", README, re.M | re.S)
    return [line.split("   #")[0].strip() for block in blocks for line in block.splitlines() if "hetao-kg" in line]


@pytest.fixture(scope="module")
def corpus_kb(shipped, tmp_path_factory):
    """A knowledge base of corpus/ that the commands may change."""
    folder = tmp_path_factory.mktemp("corpus")
    shutil.copytree(shipped.folder, folder / "kb", ignore=shutil.ignore_patterns(".cache"))
    snapshot.remember(folder / "kb", ROOT / "corpus")
    return folder / "kb"


@pytest.mark.parametrize("number", range(len(EXAMPLE.findall(README))))
def test_examples_are_what_the_program_prints(corpus_kb, number):
    command, printed = EXAMPLE.findall(README)[number]
    assert shell(command, corpus_kb).stdout == printed, f"not so any more: {command} (python tests/test_docs.py writes it anew)"


def test_the_examples_show_an_answer_with_evidence_and_an_honest_no():
    printed = [text for _, text in EXAMPLE.findall(README)]
    assert "「" in printed[0] and re.search(r"^\[(in-force|proposed)\]$", printed[0], re.M)
    assert "沒有說明" in printed[1] and "[" not in printed[1]


@pytest.fixture(scope="module")
def few_cases(tmp_path_factory) -> Path:
    """The head of the relevance cases: that the command works, a few of them show; how well, test_search_relevance.py does."""
    lines = CASES.read_text("utf-8").splitlines()
    first = lines.index("cases = [")
    file = tmp_path_factory.mktemp("cases") / "few.toml"
    file.write_text("\n".join([*lines[first : first + 6], "]"]), "utf-8")
    return file


@pytest.mark.parametrize("command", [c for c in commands() if not {"explore", "serve"} & set(c.split())])
def test_commands_of_the_readme_work(corpus_kb, few_cases, command):
    done = shell(command.replace(str(CASES.relative_to(ROOT)), str(few_cases)), corpus_kb)
    assert done.returncode == 0 and (done.stdout.strip() or done.stderr.endswith(" fits\n")), done.stderr


def test_every_command_is_in_the_readme_and_no_other():
    mentioned = {word for command in commands() for word in re.findall(r"hetao-kg (\w+)", command)}
    assert mentioned == set(main.commands)


def test_every_option_in_the_readme_exists():
    parameters = [parameter for command in main.commands.values() for parameter in command.params]
    options = {option for parameter in parameters for option in parameter.opts + parameter.secondary_opts}
    used = set(re.findall(r"(?<![\w-])--[a-z]+", README.replace("mypy --strict", "")))
    assert used <= options
    assert {"--kb", "--batch", "--format", "--mode", "--predicate", "--status", "--document", "--about", "--model"} <= used


def test_make_targets_in_the_readme_exist():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    assert set(re.findall(r"\bmake ([a-z-]+)", README)) <= targets
    assert README.index("make explore") < README.index("make test") < README.index("## ")
    assert {"explore", "test", "build", "train-model", "clean"} <= targets


def test_make_alone_lists_the_targets():
    done = subprocess.run(["make"], capture_output=True, text=True, cwd=ROOT, check=True)
    assert {line.split()[1] for line in done.stdout.splitlines()} >= {"explore", "test", "build", "train-model", "clean"}


def tree() -> list[str]:
    """Paths of the tree the README shows."""
    block = re.search(r"## The tree\n\n```\n(.*?)```", README, re.S)
    found, folder = [], ""
    for line in block[1].splitlines():
        names = line[:28].split()
        folder = names[0] if not line.startswith(" ") else folder
        found += [name if not line.startswith(" ") else folder + name for name in names]
    return found


def test_the_tree_is_there():
    assert [path for path in tree() if not (ROOT / path).exists()] == []


def test_nothing_is_missing_from_the_tree():
    """Every stage, every file a domain person edits, every folder of the project."""
    passing = {"kb", "build", "dist", "data", "docs", "hetao_kg.egg-info", "__pycache__"}
    folders = {p.name + "/" for p in ROOT.iterdir() if p.is_dir() and p.name not in passing and not p.name.startswith(".")}
    aside = {"__init__.py", "py.typed", "__pycache__"}
    inside = [p for folder in (ROOT / "hetao_kg", ONTOLOGY) for p in folder.iterdir() if p.name not in aside]
    named = {p.relative_to(ROOT).as_posix() + ("/" if p.is_dir() else "") for p in inside}
    assert (folders | named) - set(tree()) == set()


def test_the_ontology_page_is_that_of_the_ontology():
    from hetao_kg.graph.page import page

    told = page(ONTOLOGY)
    assert (ROOT / "docs" / "ontology.md").read_text("utf-8") == told, "stale: python -m hetao_kg.graph.page"
    assert all(f"### `hetao:{p}`" in told for p in ("approves", "holdsPost")) and told.count("\n> ") >= 10


def test_links_lead_somewhere():
    for page in ("README.md", "CHANGELOG.md", "DECISIONS.md", "corpus/README.md"):
        text = (ROOT / page).read_text("utf-8")
        targets = [t for t in re.findall(r"\]\(([^)#\s]+)", text) if not t.startswith("http")]
        assert [t for t in targets if not ((ROOT / page).parent / t).exists()] == [], page


def test_registries_named_in_the_readme_exist():
    from hetao_kg.export import EXPORTERS
    from hetao_kg.graph.results import FORMATS
    from hetao_kg.read import READERS
    from hetao_kg.search import EMBEDDERS

    assert all(f"`{name}`" in README for name in ("READERS", "FORMATS", "EMBEDDERS", "EXPORTERS"))
    assert {".txt", ".md"} <= set(READERS) and {"json", "table"} <= set(FORMATS) and "default" in EMBEDDERS
    assert all(f"`{form}`" in README for form in EXPORTERS)


def test_licence_and_citation_are_there():
    licence = (ROOT / "LICENSE").read_text("utf-8")
    assert "Apache License" in licence and "Version 2.0, January 2004" in licence and "END OF TERMS AND CONDITIONS" in licence
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    citation = (ROOT / "CITATION.cff").read_text("utf-8")
    assert project["license"] == "Apache-2.0" and "license: Apache-2.0" in citation
    assert f"version: {project['version']}" in citation, "one version everywhere"
    assert project["version"] == __import__("hetao_kg").__version__
    assert (ROOT / "hetao_kg" / "py.typed").exists()


def test_every_dependency_is_pinned():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    listed = [*project["dependencies"], *(d for extra in project["optional-dependencies"].values() for d in extra)]
    assert [d for d in listed if not re.fullmatch(r"[\w.-]+==[\w.]+(; sys_platform [!=]= '\w+')?", d)] == []
    torch = next(d for d in listed if d.startswith("torch=="))
    assert f"install -q {torch}" in (ROOT / "Makefile").read_text("utf-8"), "the Makefile installs the torch that pyproject.toml names"


def test_the_changelog_keeps_its_form():
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert text.startswith("# Changelog") and "## [Unreleased]" in text
    assert set(re.findall(r"^### (.*)$", text, re.M)) <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def test_decisions_are_numbered_and_say_what_was_considered():
    text = (ROOT / "DECISIONS.md").read_text("utf-8")
    parts = re.split(r"^## ", text, flags=re.M)[1:]
    assert [int(part.split(".")[0]) for part in parts] == list(range(1, len(parts) + 1))
    assert len(parts) >= 8


def write_examples() -> None:
    """The present output into the examples of README.md."""
    import tempfile

    from hetao_kg.build import build

    with tempfile.TemporaryDirectory() as folder:
        kb = Path(folder) / "kb"
        build(ROOT / "corpus", kb, ONTOLOGY)
        text = EXAMPLE.sub(lambda m: f"```console\n$ {m[1]}\n{shell(m[1], kb).stdout}```", README)
    (ROOT / "README.md").write_text(text, "utf-8")


if __name__ == "__main__":
    write_examples()
