"""The command line: thin wrappers; what a command does lives in the library. Heavy modules load inside the commands."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Literal

import click

from hetao_kg import __version__
from hetao_kg.errors import CorpusError, HetaoError, QueryError
from hetao_kg.settings import Settings

if TYPE_CHECKING:
    from hetao_kg.kb import KnowledgeBase
    from hetao_kg.types import AnswerItem

Row = dict[str, Any]
Mode = Literal["hybrid", "lexical", "dense"]
_PREDICATES = ("approves", "issues", "signs", "establishes", "funds", "operates", "partOf", "locatedIn", "cooperatesWith", "supports",
               "focusesOn", "targets", "holdsPost", "renamedTo", "abbreviates")
_STATUSES = ("in-force", "completed", "planned", "proposed", "negated")


#: A question or query of more characters is a slip of the hand, not a question.
_LONGEST = 2_000


class _Group(click.Group):
    """One line for a user's mistake, status 2; a defect of ours keeps its traceback and status 1."""

    def main(self, *args: Any, **options: Any) -> Any:  # noqa: ANN401
        """As click's, but every mistake is told in one line."""
        standalone = options.pop("standalone_mode", True)
        try:
            status = super().main(*args, **{**options, "standalone_mode": False})
        except click.exceptions.NoArgsIsHelpError as error:
            error.show()
            status = 2
        except click.UsageError as error:
            status = _told(f"{error.format_message().rstrip('.')} (see {error.ctx.command_path if error.ctx else 'hetao-kg'} --help)")
        except click.ClickException as error:
            status = _told(error.format_message())
        except HetaoError as error:
            status = _told(str(error))
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            status = 0
        except click.Abort:
            _told("stopped")
            status = 130
        if standalone:
            sys.exit(status if isinstance(status, int) else 0)
        return status


def _told(what: str) -> int:
    click.echo(f"hetao-kg: {' '.join(what.split())}", err=True)
    return 2


kb_option = click.option("--kb", "folder", type=click.Path(path_type=Path), help="Folder that `build` wrote (default: kb).")
batch_option = click.option("--batch", type=click.File(encoding="utf-8"), help="One JSON object a line in (- is stdin), one a line out.")
format_option = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How one result is printed.")
_count = click.IntRange(min=1)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="hetao-kg")
def main() -> None:
    """A knowledge graph and semantic search over Chinese policy documents."""


def _open(folder: Path | None) -> KnowledgeBase:
    from hetao_kg.kb import KnowledgeBase

    settings = Settings.from_environment()
    return KnowledgeBase(folder or settings.kb, settings.ontology)


def _batch(lines: IO[str], field: tuple[str, ...], answer: Callable[[Row, str], Row]) -> None:
    """``answer`` for each line; ``field`` names where its text may stand."""
    for number, row, text in _rows(lines, field):
        try:
            found = answer(row, text)
        except HetaoError as error:
            raise QueryError(f"line {number} of the batch: {error}") from error
        _print_json({"id": row.get("id", ""), **found})


def _rows(lines: IO[str], field: tuple[str, ...]) -> Iterator[tuple[int, Row, str]]:
    number = 0
    try:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            row = json.loads(line)
            text = next(row[name] for name in field if name in row)
            if not isinstance(text, str):
                raise QueryError(f"line {number} of the batch: {field[0]} is not text", "put it in quotation marks")
            yield number, row, _encodable(text)
    except UnicodeDecodeError:
        raise QueryError(f"the batch is not UTF-8 text after line {number}", "save it as UTF-8") from None
    except (ValueError, StopIteration, RuntimeError, TypeError):
        example = json.dumps({"id": "1", field[0]: "…"}, ensure_ascii=False)
        raise QueryError(f"line {number} of the batch is no JSON object with {' or '.join(field)}", f"give lines like {example}") from None


def _encodable(text: str) -> str:
    """``text`` with a question mark for each half of a broken character, which no encoding can write; of the same length."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _print_json(row: Row, indent: int | None = None) -> None:
    click.echo(_encodable(json.dumps(row, ensure_ascii=False, indent=indent)))


def _one(given: str | None, what: str, longest: int | None = _LONGEST) -> str:
    if given is None or not given.strip():
        raise QueryError(f"the {what} is empty", f"give one: hetao-kg … \"{what}\"")
    if longest and len(given) > longest:
        raise QueryError(f"the {what} has {len(given):,} characters", f"the most is {longest:,}: ask for one thing")
    return _encodable(given)


@main.command()
@click.argument("corpus", type=click.Path(path_type=Path), default=Path("corpus"))
@kb_option
@click.option("--model", default="default", show_default=True, help="default, corpus, or any SentenceTransformer by name or path.")
def build(corpus: Path, folder: Path | None, model: str) -> None:
    """Read every document under CORPUS and write the knowledge base."""
    from hetao_kg.build import build as run

    settings = Settings.from_environment()
    summary = run(corpus, folder or settings.kb, settings.ontology, model, lambda line: click.echo(line, err=True))
    click.echo(f"documents   {summary.documents} ({summary.read_again} read again)")
    click.echo(f"passages    {summary.passages}\nentities    {summary.entities}\nstatements  {sum(summary.statements.values())}")
    for status, count in summary.statements.items():
        click.echo(f"  {status:10}{count}")
    click.echo(f"problems    {len(summary.problems)}")
    for problem in summary.problems:
        click.echo(f"  {problem.where}: {problem.what}" + (f" ({problem.hint})" if problem.hint else ""))


@main.command()
@click.argument("question", required=False)
@kb_option
@batch_option
@format_option
@click.option("-k", type=click.IntRange(min=0), default=5, show_default=True, help="Passages shown below the answers.")
def ask(question: str | None, folder: Path | None, batch: IO[str] | None, form: str, k: int) -> None:
    """Answer QUESTION from the graph, with evidence; say so when the corpus does not say."""
    from hetao_kg import output
    from hetao_kg.answer import ask as run

    kb = _open(folder)
    if batch:
        _batch(batch, ("question", "query"), lambda row, text: output.answer(run(kb, text, k), row.get("id", "")))
        return
    answer = run(kb, _one(question, "question"), k)
    if form == "json":
        _print_json(output.answer(answer), indent=1)
        return
    click.echo(answer.interpretation)
    for status in dict.fromkeys(item.status for item in answer.answers):
        click.echo(f"\n[{status}]")
        for item in answer.answers:
            if item.status == status:
                _print_item(item)
    if answer.passages:
        click.echo("\nPassages:")
    for hit in answer.passages:
        quote = hit.passage.quote
        click.echo(f"  {hit.score:.2f} {quote.document} {quote.start}: {' '.join(quote.text.split())[:90]}…")


def _print_item(item: AnswerItem) -> None:
    value = " ".join(v for v in (item.value, item.unit) if v) if item.value != item.label else ""
    click.echo(f"- {item.label}" + (f" ({value})" if value else ""))
    for e in item.evidence[:2]:
        click.echo(f"    「{e.quote.text}」")
        where = [e.quote.document, " › ".join(e.section[-2:]), f"{e.quote.start}–{e.quote.end}"]
        click.echo("      " + ", ".join(part for part in where if part))


@main.command()
@click.argument("query", required=False)
@kb_option
@batch_option
@format_option
@click.option("-k", type=_count, default=10, show_default=True, help="How many passages.")
@click.option("--mode", type=click.Choice(["hybrid", "lexical", "dense"]), default="hybrid", show_default=True)
def search(query: str | None, folder: Path | None, batch: IO[str] | None, form: str, k: int, mode: Mode) -> None:
    """Rank passages for QUERY."""
    from hetao_kg import output
    from hetao_kg.answer.retrieve import search as run

    kb = _open(folder)

    def found(text: str) -> Row:
        return {"query": text, "results": [output.hit(h) for h in run(kb, text, k, mode)]}

    if batch:
        _batch(batch, ("query", "question"), lambda row, text: found(text))
        return
    result = found(_one(query, "query"))
    if form == "json":
        _print_json({"id": "", **result}, indent=1)
        return
    for row in result["results"]:
        section = " › ".join(row["section"][-2:])
        click.echo(f"{row['score']:.3f}  {row['document']}  {section}  [{row['start']}–{row['end']}]\n{row['text']}\n")


@main.command()
@click.argument("text", required=False)
@kb_option
@batch_option
@format_option
@click.option("--document", help="Use the short forms and the date of this document.")
def annotate(text: str | None, folder: Path | None, batch: IO[str] | None, form: str, document: str | None) -> None:
    """Find and link the names, dates and amounts in TEXT."""
    from hetao_kg import output
    from hetao_kg.kb import annotate as run

    kb = _open(folder)

    def found(text: str, document: object) -> Row:
        mentions, entities = run(kb, text, None if document is None else str(document))
        return {"mentions": [output.mention(m, entities) for m in mentions]}

    if batch:
        _batch(batch, ("text",), lambda row, text: found(text, row.get("document")))
        return
    result = found(_one(text, "text", None), document)
    if form == "json":
        _print_json({"id": "", **result}, indent=1)
        return
    for m in result["mentions"]:
        meant = f" → {m['canonical']}" if m["canonical"] != m["surface"] else ""
        click.echo(f"{m['start']:5}–{m['end']:<5} {m['type']:12} {m['surface']}{meant}")


@main.command()
@kb_option
@click.option("--predicate", type=click.Choice(_PREDICATES))
@click.option("--status", type=click.Choice(_STATUSES))
@click.option("--document", help="Only what this document says.")
@click.option("--about", help="Only statements about this name, in any script.")
@click.option("--format", "form", type=click.Choice(["json", "text"]), default="json", show_default=True)
def statements(folder: Path | None, predicate: str | None, status: str | None, document: str | None, about: str | None, form: str) -> None:
    """Print every statement, one a line."""
    from hetao_kg import output
    from hetao_kg.kb import select

    kb = _open(folder)
    found = select(kb, predicate, status, document, about)
    if not found:
        click.echo("no statement fits", err=True)
    for s in found:
        row = output.statement(s, kb.entities)
        if form == "json":
            _print_json(row)
            continue
        said = f"[{s.status}] {row['subject']['label']} {s.predicate} {row['object']['label']}" + (f" ({s.date})" if s.date else "")
        click.echo(f"{said}  「{s.evidence[0].quote.text}」 {s.evidence[0].quote.document}")


@main.command()
@click.argument("query", required=False)
@kb_option
@click.option("--file", "path", type=click.Path(path_type=Path), help="Read the query from this file.")
@click.option("--format", "form", type=click.Choice(["table", "json", "csv", "xml", "turtle"]), default="table", show_default=True)
def sparql(query: str | None, folder: Path | None, path: Path | None, form: str) -> None:
    """Run a SPARQL query on the graph."""
    from hetao_kg.graph.results import FORMATS

    if path:
        try:
            query = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            why = getattr(error, "strerror", None) or "not UTF-8"
            raise QueryError(f"{path} cannot be read: {why}", "give the path of a .rq file") from error
    click.echo(FORMATS[form](_open(folder).store.query(_one(query, "query", None))), nl=False)


@main.command()
@kb_option
def validate(folder: Path | None) -> None:
    """Check the graph by SHACL and every quotation against its document."""
    from hetao_kg.graph.validate import validate as run

    kb = _open(folder)
    home = Settings.from_environment().ontology
    problems = run(kb.nquads, {d.id: d.text for d in kb.documents.values()}, home / "shapes.ttl", home / "hetao.ttl")
    for problem in problems:
        click.echo(f"{problem.where}: {problem.what}" + (f" ({problem.hint})" if problem.hint else ""))
    quotes = sum(len(s.evidence) for s in kb.statements)
    click.echo(f"{len(kb.statements)} statements, {quotes} quotations checked, {len(problems)} problems")
    if problems:
        sys.exit(1)


@main.command()
@kb_option
@click.option("--corpus", type=click.Path(path_type=Path), help="The corpus of the knowledge base: whoever opens the page may add to it.")
@click.option("--host", default="localhost", show_default=True, help="Address to serve at; 0.0.0.0 lets other machines in.")
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True)
@click.option("--headless/--browser", default=False, help="Do not open a browser window.")
def explore(folder: Path | None, corpus: Path | None, host: str, port: int, headless: bool) -> None:
    """Open the explorer in the browser."""
    kb = _open(folder)
    app = Path(__file__).resolve().parent.parent / "app.py"
    environment = {**os.environ, "HETAO_KB": str(kb.folder.resolve())}
    if corpus and not corpus.is_dir():
        raise CorpusError(f"{corpus} is not a folder", "give the folder that the knowledge base was built from, or leave --corpus out")
    if corpus:
        environment["HETAO_CORPUS"] = str(corpus.resolve())
    options = ["--server.port", str(port), "--server.headless", str(headless).lower(), "--browser.gatherUsageStats", "false"]
    options += ["--server.address", host]
    os.chdir(app.parent)  # where Streamlit looks for .streamlit/config.toml
    os.execvpe(sys.executable, [sys.executable, "-m", "streamlit", "run", str(app), *options], environment)


@main.command()
@click.argument("document")
@click.option("--corpus", type=click.Path(path_type=Path), default=Path("corpus"), show_default=True, help="The folder that holds it.")
@click.option("--raw", is_flag=True, help="Print the source as it stands in the file.")
@click.option("--places", is_flag=True, help="Put page, line and offset before each block.")
def show(document: str, corpus: Path, raw: bool, places: bool) -> None:
    """Print DOCUMENT (its id or file name) as it was read, with its headings."""
    from hetao_kg.read import show as reading

    found = reading.find(corpus, document)
    if raw:
        click.echo(reading.raw(corpus, found))
        return
    for line in reading.lines(found, places):
        click.echo(line)


if __name__ == "__main__":
    main(prog_name="hetao-kg")
