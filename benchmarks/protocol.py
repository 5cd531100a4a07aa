"""The W3C tests of the SPARQL 1.1 Protocol: ``python benchmarks/protocol.py KB`` writes ``benchmarks/results/protocol.md``.

The requests are those of the test suite (https://w3c.github.io/rdf-tests/sparql/sparql11/protocol/), written anew: the path is the
endpoint's, and the suite's data sets are graphs that the server has, since it loads no others. Nothing is fetched.
"""

from __future__ import annotations

import argparse
import http.client
import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).parent.parent))

from hetao_kg.graph.terms import GRAPHS, HETAO

HOME = Path(__file__).resolve().parent
FORM, DIRECT, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
#: Graphs in place of the suite's, with the class of something in each.
STATEMENTS, EVIDENCE, DOCUMENTS = (str(GRAPHS[name]) for name in ("statements", "evidence", "documents"))
_SAID, _SHOWN = f"?a a <{HETAO.Statement}>", f"?b a <{HETAO.Evidence}>"
_BOTH = f"ASK {{ {_SAID} . {_SHOWN} }}"
_NAMED = f"ASK {{ GRAPH ?g {{ {_SAID} }} GRAPH ?h {{ {_SHOWN} }} }}"
_DEFAULT = [("default-graph-uri", STATEMENTS), ("default-graph-uri", EVIDENCE)]
_NAMES = [("named-graph-uri", STATEMENTS), ("named-graph-uri", EVIDENCE)]
_ANY = [("default-graph-uri", DOCUMENTS)]


@dataclass(frozen=True)
class Case:
    """A test: its request, and what it wants: ``boolean``, ``rows``, ``triples``, or ``refused`` (4xx)."""

    name: str
    method: str
    parameters: list[tuple[str, str]]
    body: bytes | None
    content: str
    wants: str


def _get(name: str, parameters: list[tuple[str, str]], wants: str) -> Case:
    return Case(name, "GET", parameters, None, "", wants)


def _post(name: str, parameters: list[tuple[str, str]], body: str, wants: str, content: str = DIRECT, encoding: str = "utf-8") -> Case:
    return Case(name, "POST", parameters, body.encode(encoding), content, wants)


CASES = (
    _post("query_post_form", _ANY, urlencode({"query": "ASK {}"}), "boolean", FORM),
    _get("query_dataset_default_graphs_get", [("query", _BOTH), *_DEFAULT], "boolean"),
    _post("query_dataset_default_graphs_post", _DEFAULT, _BOTH, "boolean"),
    _post("query_dataset_named_graphs_post", _NAMES, _NAMED, "boolean"),
    _get("query_dataset_named_graphs_get", [("query", _NAMED), *_NAMES], "boolean"),
    _post("query_dataset_full", [*_ANY, *_NAMES], f"ASK {{ ?c a <{HETAO.Document}> {_NAMED[6:]}", "boolean"),
    _post("query_multiple_dataset", _NAMES, _NAMED.replace("ASK", f"ASK FROM <{DOCUMENTS}>"), "boolean"),
    _get("query_get", [("query", "ASK {}"), *_ANY], "boolean"),
    _post("query_content_type_select", _ANY, "SELECT (1 AS ?value) {}", "rows"),
    _post("query_content_type_ask", _ANY, "ASK {}", "boolean"),
    _post("query_content_type_describe", _ANY, "DESCRIBE <http://example.org/>", "triples"),
    _post("query_content_type_construct", _ANY, "CONSTRUCT { <s> <p> 1 } WHERE {}", "triples"),
    _post("query_post_direct", _ANY, "ASK {}", "boolean"),
    Case("bad_query_method", "PUT", [("query", "ASK {}")], None, "", "refused"),
    _get("bad_multiple_queries", [("query", "ASK {}"), ("query", "SELECT * {}")], "refused"),
    _post("bad_query_wrong_media_type", [], "ASK {}", "refused", "text/plain"),
    _post("bad_query_missing_form_type", [], urlencode({"query": "ASK {}"}), "refused", ""),
    _post("bad_query_missing_direct_type", [], "ASK {}", "refused", ""),
    _post("bad_query_non_utf8", [], "ASK {}", "refused", DIRECT, "utf-16"),
    _get("bad_query_syntax", [("query", "ASK {")], "refused"),
    _get("bad_update_get", [("update", "CLEAR NAMED")], "refused"),
    _post("bad_multiple_updates", [], urlencode([("update", "CLEAR NAMED"), ("update", "CLEAR DEFAULT")]), "refused", FORM),
    _post("bad_update_wrong_media_type", [], "CLEAR NAMED", "refused", "text/plain"),
    _post("bad_update_missing_form_type", [], urlencode({"update": "CLEAR NAMED"}), "refused", ""),
    _post("bad_update_non_utf8", [], "CLEAR NAMED", "refused", UPDATE, "utf-16"),
    _post("bad_update_syntax", [], urlencode({"update": "CLEAR XYZ"}), "refused", FORM),
    _post("bad_update_dataset_conflict", [("using-named-graph-uri", EVIDENCE)], "DELETE { ?s ?p ?o } USING <x:y> WHERE { ?s ?p ?o }",
          "refused", UPDATE),
)  # fmt: skip
#: Tests whose updates are to succeed; the service takes none.
UPDATES = ("update_dataset_default_graph", "update_dataset_default_graphs", "update_dataset_named_graphs", "update_dataset_full",
           "update_post_form", "update_post_direct", "update_base_uri")
_MEDIA = {"boolean": "sparql-results", "rows": "sparql-results", "triples": "turtle"}


def passes(case: Case, ask: Callable[[str, str, bytes | None, str], tuple[int, str, bytes]]) -> bool:
    """Whether the endpoint does what a test wants; ``ask`` takes method, path, body and media type, and gives status, media type, body."""
    query = f"?{urlencode(case.parameters)}" if case.parameters else ""
    status, media, body = ask(case.method, f"/sparql{query}", case.body, case.content)
    if case.wants == "refused":
        return 400 <= status < 500
    true = case.wants != "boolean" or status != 200 or json.loads(body)["boolean"] is True
    return status == 200 and _MEDIA[case.wants] in media and true


def main() -> None:
    """Runs the tests and writes the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kb", type=Path)
    given = parser.parse_args()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-m", "hetao_kg.cli", "serve", "--kb", str(given.kb), "--port", str(port), "--workers", "2"])

    def ask(method: str, path: str, body: bytes | None, content: str) -> tuple[int, str, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request(method, path, body, {"Content-Type": content} if content else {})
        answer = connection.getresponse()
        return answer.status, answer.headers.get("content-type", ""), answer.read()

    while True:
        try:
            if ask("GET", "/health", None, "")[0] == 200:
                break
        except OSError:
            assert server.poll() is None, "the server does not start"
        time.sleep(0.5)
    found = [(case.name, passes(case, ask)) for case in CASES]
    server.terminate()
    lines = [f"| `{name}` | {'passes' if good else 'fails'} |" for name, good in found]
    lines += [f"| `{name}` | does not apply: the service is read-only |" for name in UPDATES]
    text = f"""# The W3C tests of the SPARQL 1.1 Protocol

`python benchmarks/protocol.py KB`: of the {len(CASES) + len(UPDATES)} tests of the suite {len(CASES)} apply to a read-only service,
and {sum(good for _, good in found)} pass. The requests are the suite's, with graphs of ours in place of its data.

| test | |
|---|---|
""" + "\n".join(lines) + "\n"
    (HOME / "results" / "protocol.md").write_text(text, "utf-8")
    print(text)


if __name__ == "__main__":
    main()
