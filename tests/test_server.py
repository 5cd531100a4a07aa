"""The server as its clients meet it: a real process, asked over HTTP by ourselves and by clients written by others."""

from __future__ import annotations

import asyncio
import csv
import http.client
import http.server
import io
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from places import ONTOLOGY, ROOT

from benchmarks.protocol import CASES, passes
from hetao_kg.graph.terms import GRAPHS, PREFIXES
from hetao_kg.server.app import failed
from hetao_kg.server.protocol import choose, preferred

CLIENTS = ROOT / "tests" / "clients"
LABELS = "SELECT ?s ?label WHERE { ?s a hetao:Place ; rdfs:label ?label } ORDER BY ?s ?label"
#: Three queries that would run for hours: a cartesian product, a deep path, a regular expression over everything with itself.
HOSTILE = (
    "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "SELECT * WHERE { ?a (!<x:y>|^!<x:z>)* ?b . ?c (!<x:y>|^!<x:z>)* ?d . ?e (!<x:y>|^!<x:z>)* ?f } ORDER BY ?a ?f",
    "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f FILTER(REGEX(STR(?c), CONCAT('(.*a)*(.*b)*', STR(?f)))) }",
)


@dataclass(frozen=True)
class Answer:
    status: int
    media: str
    body: bytes
    headers: dict[str, str]

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def rows(self) -> list[dict[str, dict[str, str]]]:
        assert self.status == 200, self.text
        return json.loads(self.body)["results"]["bindings"]


@dataclass(frozen=True)
class Server:
    """A server and how to ask it."""

    port: int
    process: subprocess.Popen

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
            found = connection.getresponse()
            sent = {name.lower(): value for name, value in found.headers.items()}
            return Answer(found.status, sent.get("content-type", ""), found.read(), sent)
        finally:
            connection.close()

    def query(self, text: str, accept: str = "application/sparql-results+json", **more: str) -> Answer:
        return self.ask("GET", "/sparql?" + urllib.parse.urlencode({"query": text, **more}), Accept=accept)


def start(folder: Path, *options: str) -> Server:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "hetao_kg.cli", "serve", "--kb", str(folder), "--port", str(port), *options]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "HETAO_ONTOLOGY": str(ONTOLOGY)}
    server = Server(port, subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE))
    for _ in range(1200):
        try:
            if server.ask("GET", "/health").status == 200:
                return server
        except OSError:
            assert server.process.poll() is None, server.process.stderr.read().decode()
            time.sleep(0.1)
    raise AssertionError("the server does not start")


@pytest.fixture(scope="module")
def server(kb_folder):
    started = start(kb_folder, "--workers", "3", "--timeout", "4", "--rows", "2000", "--memory", "1024")
    yield started
    started.process.send_signal(signal.SIGTERM)
    assert started.process.wait(30) == 0


# -- the W3C tests of the SPARQL 1.1 Protocol that apply to a read-only service, by their names


def form(**fields: str) -> bytes:
    return urllib.parse.urlencode(fields).encode()


FORM, DIRECT = "application/x-www-form-urlencoded", "application/sparql-query"
ASK = "ASK {}"


def test_query_get(server):
    found = server.query(ASK)
    assert found.status == 200 and json.loads(found.body) == {"head": {}, "boolean": True}


def test_query_post_form(server):
    found = server.ask("POST", "/sparql", form(query=ASK), Content_Type=FORM)
    assert found.status == 200 and json.loads(found.body)["boolean"] is True


def test_query_post_direct(server):
    for content in (DIRECT, f"{DIRECT}; charset=UTF-8"):
        found = server.ask("POST", "/sparql", "SELECT ?s WHERE { ?s rdfs:label '渠務署'@zh-hant }".encode(), Content_Type=content)
        assert len(found.rows) == 1


@pytest.mark.parametrize(("query", "accept", "media"), [
    ("SELECT (1 AS ?value) {}", "application/sparql-results+json", "application/sparql-results+json"),
    ("ASK {}", "application/sparql-results+xml", "application/sparql-results+xml"),
    ("DESCRIBE ent:hk-dsd", "application/rdf+xml", "application/rdf+xml"),
    ("CONSTRUCT { <s> <p> 1 } WHERE {}", "text/turtle", "text/turtle; charset=utf-8"),
], ids=["select", "ask", "describe", "construct"])  # fmt: skip
def test_query_content_type(server, query, accept, media):
    found = server.query(query.replace("<s> <p>", "<http://e/s> <http://e/p>"), accept)
    assert (found.status, found.media) == (200, media)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_w3c_protocol(server, case):
    """The suite's own requests; what is not passed is named with its reason."""
    def ask(method, path, body, content):
        found = server.ask(method, path, body, **({"Content_Type": content} if content else {}))
        return found.status, found.media, found.body

    assert passes(case, ask)


def test_relative_iris_are_ours(server):
    assert json.loads(server.query("ASK { <entity/hk-dsd> rdfs:label ?name }").body)["boolean"] is True


GRAPH = {name: str(iri) for name, iri in GRAPHS.items()}


def test_query_dataset_default_graph(server):
    query = "ASK { ?s a hetao:Statement }"
    for uri, there in ((GRAPH["statements"], True), (GRAPH["evidence"], False)):
        assert json.loads(server.query(query, **{"default-graph-uri": uri}).body)["boolean"] is there


@pytest.mark.parametrize("how", ["get", "post_form", "post_direct"])
def test_query_dataset_default_graphs(server, how):
    query = "ASK { ?s hetao:evidence ?e . ?e oa:hasSelector ?x }"
    given = [("default-graph-uri", GRAPH["statements"]), ("default-graph-uri", GRAPH["evidence"])]
    for part, there in ((given, True), (given[:1], False)):
        address = "/sparql?" + urllib.parse.urlencode(part)
        if how == "get":
            found = server.ask("GET", f"{address}&{urllib.parse.urlencode({'query': query})}")
        elif how == "post_direct":
            found = server.ask("POST", address, query.encode(), Content_Type=DIRECT)
        else:
            found = server.ask("POST", "/sparql", urllib.parse.urlencode([*part, ("query", query)]).encode(), Content_Type=FORM)
        assert json.loads(found.body)["boolean"] is there


@pytest.mark.parametrize("how", ["get", "post"])
def test_query_dataset_named_graphs(server, how):
    query = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }"
    given = [("query", query), ("named-graph-uri", GRAPH["statements"]), ("named-graph-uri", GRAPH["truthy"])]
    text = urllib.parse.urlencode(given)
    found = server.ask("GET", f"/sparql?{text}") if how == "get" else server.ask("POST", "/sparql", text.encode(), Content_Type=FORM)
    assert {row["g"]["value"] for row in found.rows} == {GRAPH["statements"], GRAPH["truthy"]}
    assert server.query("SELECT * WHERE { ?s ?p ?o } LIMIT 1", **{"named-graph-uri": GRAPH["truthy"]}).rows == []


def test_query_dataset_full(server):
    query = "ASK { ?s a hetao:Statement GRAPH ?g { ?e a hetao:Evidence } FILTER NOT EXISTS { ?any a hetao:Evidence } }"
    found = server.query(query, **{"default-graph-uri": GRAPH["statements"], "named-graph-uri": GRAPH["evidence"]})
    assert json.loads(found.body)["boolean"] is True


@pytest.mark.parametrize(("name", "method", "path", "body", "content", "status"), [
    ("bad_query_method", "PUT", "/sparql?query=ASK%20%7B%7D", b"", "", 405),
    ("bad_multiple_queries", "GET", "/sparql?query=ASK%20%7B%7D&query=SELECT%20%2A%20%7B%7D", None, "", 400),
    ("bad_query_wrong_media_type", "POST", "/sparql", b"ASK {}", "text/plain", 415),
    ("bad_query_missing_form_type", "POST", "/sparql", form(query=ASK), "", 415),
    ("bad_query_missing_direct_type", "POST", "/sparql", b"ASK {}", "", 415),
    ("bad_query_non_utf8", "POST", "/sparql", "ASK {}".encode("utf-16"), DIRECT, 400),
    ("bad_query_syntax", "GET", "/sparql?query=ASK%20%7B", None, "", 400),
    ("bad_query_missing", "GET", "/sparql?other=1", None, "", 400),
    ("bad_form_non_utf8", "GET", "/sparql?query=%ff%fe", None, "", 400),
    ("bad_query_twice", "POST", "/sparql?query=ASK%20%7B%7D", b"ASK {}", DIRECT, 400),
    ("bad_charset", "POST", "/sparql", b"ASK {}", f"{DIRECT}; charset=gbk", 415),
    ("bad_update_form", "POST", "/sparql", form(update="DROP ALL"), FORM, 403),
    ("bad_update_direct", "POST", "/sparql", b"DROP ALL", "application/sparql-update", 403),
    ("bad_update_as_query", "POST", "/sparql", b"DROP ALL", DIRECT, 403),
    ("bad_graph", "GET", "/sparql?query=ASK%20%7B%7D&default-graph-uri=http%3A%2F%2Fexample.org%2F", None, "", 400),
    ("bad_format", "GET", "/sparql?query=ASK%20%7B%7D&format=doc", None, "", 400),
    ("too_large", "POST", "/sparql", b"#" * (1 << 21), DIRECT, 413),
])  # fmt: skip
def test_bad_requests(server, name, method, path, body, content, status):
    found = server.ask(method, path, body, **({"Content_Type": content} if content else {}))
    assert found.status == status, (name, found.text)
    assert found.status == 405 or (found.text.endswith("\n") and found.text.count("\n") == 1), "one line"


# -- formats


@pytest.mark.parametrize(("accept", "media"), [
    ("application/sparql-results+json", "application/sparql-results+json"), ("application/json", "application/json"),
    ("application/sparql-results+xml", "application/sparql-results+xml"), ("text/csv", "text/csv; charset=utf-8"),
    ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8"), ("*/*", "application/sparql-results+json"),
    ("text/turtle, text/csv;q=0.4", "text/csv; charset=utf-8"),
])  # fmt: skip
def test_rows_are_equal_in_every_format(server, kb, accept, media):
    found = server.query(LABELS, accept)
    assert (found.status, found.media) == (200, media)
    wanted = [[row[0].value, row[1].value] for row in kb.store.query(LABELS).rows]
    if "csv" in media:
        read = list(csv.reader(io.StringIO(found.text, newline="")))[1:]
    elif "json" in media:
        read = [[row["s"]["value"], row["label"]["value"]] for row in found.rows]
    else:
        form = pyoxigraph.QueryResultsFormat.XML if "xml" in media else pyoxigraph.QueryResultsFormat.TSV
        read = [[row["s"].value, row["label"].value] for row in pyoxigraph.parse_query_results(found.body, form)]
    assert read == wanted and len(wanted) > 5


@pytest.mark.parametrize(("accept", "parser"), [
    ("text/turtle", "turtle"), ("application/ld+json", "json-ld"), ("application/n-triples", "nt"), ("application/rdf+xml", "xml"),
])  # fmt: skip
def test_triples_are_equal_in_every_format(server, kb, accept, parser):
    query = "CONSTRUCT { ?s rdfs:label ?l ; hetao:confidence ?n } WHERE { ?s rdfs:label ?l . ?st rdf:subject ?s ; hetao:confidence ?n }"
    read = rdflib.Graph().parse(data=server.query(query, accept).body, format=parser)
    rows = {tuple(term.value for term in row) for row in kb.store.query(query).rows}
    assert {tuple(map(str, triple)) for triple in read} == rows and len(rows) > 5


def test_what_cannot_be_written_is_406(server):
    assert server.query(LABELS, "image/png").status == 406
    assert server.query(LABELS, "text/turtle").status == 406
    assert server.query("CONSTRUCT WHERE { ?s a hetao:Place }", "text/csv").status == 406
    assert server.query(LABELS, "*/*", format="turtle").status == 406
    assert server.query(LABELS, "image/png", format="csv").media.startswith("text/csv"), "what is named goes first"


@given(st.lists(st.tuples(st.sampled_from(["a/b", "a/c", "d/e", "a/*", "*/*"]), st.sampled_from(["1", "0.5", "0", "0.51"]))))
def test_negotiation_takes_one_of_the_best(wishes):
    offers = ["a/b", "a/c", "d/e"]
    found = preferred(", ".join(f"{media};q={weight}" for media, weight in wishes), offers)

    def weight(offer: str) -> float:
        for kind in (offer, offer[0] + "/*", "*/*"):
            said = [float(w) for media, w in wishes if media == kind]
            if said:
                return max(said)
        return 0.0

    best = max(map(weight, offers))
    assert (found is None) == (best == 0) and (found is None or weight(found) == best)


@pytest.mark.parametrize(("accept", "media"), [
    ("*", "a/b"), ("text/html, *; q=.2, */*; q=.2", "a/b"), ("D/E ; Q=0.9", "d/e"), ("d/e;charset=utf-8;q=1.000, */*;q=0.1", "d/e"),
    (",,;;q=1", None), ("d/e;q=high", None), ("*/*;q=0", None), ("x" * 5000, None),
])  # fmt: skip
def test_odd_headers_are_read_as_far_as_they_can_be(accept, media):
    assert preferred(accept, ["a/b", "d/e"]) == media


def test_no_wish_is_any(server):
    assert server.query(LABELS, "").status == server.ask("GET", "/sparql", Accept="").status == 200
    assert server.ask("GET", "/id/entity/hk-dsd", Accept="").status == 200


def test_the_first_format_is_json_for_rows_and_turtle_for_triples():
    assert (choose(False, "*/*")[0], choose(True, "*/*")[0]) == ("json", "turtle")


# -- nothing is fetched, read from disk or written


def test_no_query_reaches_out(server):
    """A server of our own stands where the queries point, and nobody comes."""
    asked = []

    class Listener(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(404)
            self.end_headers()

        do_POST = do_GET

    listener = http.server.HTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=listener.serve_forever, daemon=True).start()
    there = f"http://127.0.0.1:{listener.server_port}/x"
    here = (ROOT / "README.md").as_uri()
    for query in (f"SELECT * WHERE {{ SERVICE <{there}> {{ ?s ?p ?o }} }}", f"SELECT * FROM <{there}> WHERE {{ ?s ?p ?o }}",
                  f"SELECT * FROM NAMED <{here}> WHERE {{ GRAPH ?g {{ ?s ?p ?o }} }}", f"LOAD <{there}>", f"LOAD <{here}>",
                  f"SELECT * WHERE {{ SERVICE SILENT <{there}> {{ ?s ?p ?o }} }}", f"INSERT DATA {{ <{there}> <{there}> 1 }}",
                  f"ASK {{ S\\u0045RVICE <{there}> {{ ?s ?p ?o }} }}"):  # fmt: skip
        assert server.query(query).status in {400, 403}, query
        assert server.ask("POST", "/sparql", form(update=query), Content_Type=FORM).status == 403
    for graph in (there, here):
        for name in ("default-graph-uri", "named-graph-uri"):
            assert server.query("SELECT * WHERE { ?s ?p ?o }", **{name: graph}).status == 400
    time.sleep(0.2)
    listener.shutdown()
    assert asked == []


# -- limits


def test_a_query_that_takes_too_long_is_ended(server):
    found = server.query(HOSTILE[0])
    assert found.status == 504 and "more than 4 seconds" in found.text
    assert server.query(ASK).status == 200


def test_too_many_rows_are_refused_not_cut(server):
    for query, accept in (("SELECT * WHERE { ?s ?p ?o }", "*/*"), ("CONSTRUCT WHERE { ?s ?p ?o }", "*/*")):
        found = server.query(query, accept)
        assert found.status == 500 and "more than 2,000 rows" in found.text
    assert len(server.query("SELECT * WHERE { ?s ?p ?o } LIMIT 2000").rows) == 2000


def test_a_query_that_takes_too_much_memory_loses_its_worker_only(server):
    """Sorting a product of all triples with themselves needs gigabytes at once."""
    query = "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . BIND(CONCAT(STR(?c), STR(?f), STR(RAND())) AS ?g) } ORDER BY ?g"
    assert server.query(query).status in {500, 503, 504}
    assert server.query(ASK).status == 200


def test_others_are_served_while_hostile_queries_run(server):
    """More heavy queries than there are workers, each of them ended; light ones in between all get their answers."""
    with ThreadPoolExecutor(16) as clients:
        heavy = [clients.submit(server.query, query) for query in HOSTILE * 3]
        time.sleep(0.2)
        light = [clients.submit(server.query, LABELS) for _ in range(12)]
        assert {found.result().status for found in light} == {200}
        assert {found.result().status for found in heavy} <= {500, 503, 504}
    metrics = server.ask("GET", "/metrics").text
    assert re.search(r'hetao_kg_ended_total\{why="(late|crowded)"\} \d', metrics)


def test_a_client_that_goes_away_frees_its_worker(server):
    for _ in range(6):
        connection = http.client.HTTPConnection("127.0.0.1", server.port)
        connection.request("GET", "/sparql?" + urllib.parse.urlencode({"query": HOSTILE[0]}))
        connection.close()
    assert server.query(ASK).status == 200


# -- what is here


def test_the_endpoint_describes_itself(server, kb):
    """Service description and VoID, with the numbers of the graph."""
    read = rdflib.Graph().parse(data=server.ask("GET", "/sparql").body, format="turtle")
    sd, void = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#"), rdflib.Namespace("http://rdfs.org/ns/void#")
    (service,) = read.subjects(rdflib.RDF.type, sd.Service)
    assert str(service) == f"http://127.0.0.1:{server.port}/sparql" == str(read.value(service, sd.endpoint))
    assert sd.SPARQL11Query in set(read.objects(service, sd.supportedLanguage)) and len(set(read.objects(service, sd.resultFormat))) == 7
    (dataset,) = read.subjects(rdflib.RDF.type, void.Dataset)
    assert int(read.value(dataset, void.triples)) == len(kb.nquads.read_bytes().splitlines())
    assert {str(g) for n in read.objects(dataset, sd.namedGraph) for g in read.objects(n, sd.name)} == set(GRAPH.values())
    assert [str(f) for f in read.objects(service, sd.extensionFunction)] == [PREFIXES["hetao"] + "similarity"]
    assert server.ask("GET", "/.well-known/void", Accept="application/ld+json").media == "application/ld+json"


def test_the_address_is_what_was_said_and_not_what_a_request_names(server, run, kb_folder):
    for path in ("/sparql", "/.well-known/void"):
        for named in ("evil.example", "x>y", "a\" b"):
            found = server.ask("GET", path, Host=named, X_Forwarded_Host=named, Accept="text/turtle")
            assert found.status == 200 and named not in found.text and f"http://127.0.0.1:{server.port}/sparql" in found.text
    assert "evil" not in server.ask("GET", "/sparql", Host="evil.example", Accept="text/html").headers["location"]
    for wrong in ("example.org", "ftp://example.org", "https://a/?b", "https://a/#b", "https://a b/"):
        done = run("serve", "--address", wrong, "--kb", kb_folder)
        assert done.returncode == 2 and "no address of a server" in done.stderr and done.stderr.count("\n") == 1


def test_the_address_given_is_described(kb_folder):
    behind = start(kb_folder, "--workers", "2", "--address", "https://data.example.org/hetao")
    try:
        text = behind.ask("GET", "/sparql").text
    finally:
        behind.process.terminate()
        behind.process.wait(30)
    assert "https://data.example.org/hetao/sparql" in text and "127.0.0.1" not in text


def test_a_browser_is_led_to_the_query_page(server):
    found = server.ask("GET", "/sparql", Accept="text/html,application/xhtml+xml,*/*;q=0.8")
    assert found.status == 303 and found.headers["location"] == "./"
    page = server.ask("GET", "/").text
    assert "default" not in page or "<script src" not in page
    data = json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.S)[1])
    assert len(data["examples"]) >= 25 and data["prefixes"] == PREFIXES
    outside = re.sub(r'<script type="application/json".*?</script>', "", page, flags=re.S)
    assert not re.search(r'(?:src|href)="https?://|url\(|@import|<link', outside), "the page asks nobody else"
    assert server.query(data["examples"][0]["query"]).status == 200


def test_things_resolve_as_html_and_as_rdf(server):
    html = server.ask("GET", "/id/entity/hk-dsd", Accept="text/html,*/*;q=0.8")
    assert html.status == 200 and html.media.startswith("text/html") and "<h1>渠務署</h1>" in html.text
    thing = rdflib.URIRef(PREFIXES["ent"] + "hk-dsd")
    for accept, parser in (("text/turtle", "turtle"), ("application/ld+json", "json-ld"), ("application/n-triples", "nt")):
        found = server.ask("GET", "/id/entity/hk-dsd", Accept=accept)
        assert (thing, None, None) in rdflib.Graph().parse(data=found.body, format=parser) and "Accept" in found.headers["vary"]
    for path in ("/id/entity/nothing", "/id/%3Cscript%3E", "/id/"):
        for accept in ("text/html", "text/turtle"):
            assert server.ask("GET", path, Accept=accept).status == 404


def test_links_of_a_page_lead_somewhere(server):
    page = server.ask("GET", "/id/entity/hk-dsd", Accept="text/html").text
    links = set(re.findall(r'href="((?:\.\./)+id/[^"]+)"', page))
    assert len(links) > 3
    for link in links:
        path = urllib.parse.urlparse(urllib.parse.urljoin("http://x/id/entity/hk-dsd", link)).path
        assert server.ask("GET", path, Accept="text/html").status == 200, path


def test_other_sites_may_ask(server):
    found = server.ask("GET", "/sparql?query=ASK%20%7B%7D", Origin="https://example.org")
    assert found.headers["access-control-allow-origin"] == "*"
    preflight = server.ask("OPTIONS", "/sparql", Origin="https://example.org", Access_Control_Request_Method="POST",
                           Access_Control_Request_Headers="content-type")  # fmt: skip
    assert preflight.status == 200 and "POST" in preflight.headers["access-control-allow-methods"]


def test_health_and_metrics(server):
    assert json.loads(server.ask("GET", "/health").body)["ok"] is True
    metrics = server.ask("GET", "/metrics").text
    assert re.search(r'^hetao_kg_requests_total\{status="200"\} [1-9]', metrics, re.M)
    assert all(re.fullmatch(r'# TYPE \w+ \w+|\w+(\{\w+="[^"]+"\})? [\d.]+', line) for line in metrics.splitlines())


# -- as a remote store


def test_every_published_query_is_answered_alike_by_a_remote_store(server, kb):
    from hetao_kg.graph import library
    from hetao_kg.graph.remote import RemoteStore

    remote = RemoteStore(f"http://127.0.0.1:{server.port}/sparql")
    for example in library.examples(ONTOLOGY):
        assert remote.query(example.query) == kb.store.query(example.query), example.name
    for query in ("ASK { ?s a hetao:Place }", "DESCRIBE ent:hk-dsd", "SELECT ?x ?y WHERE { VALUES (?x ?y) { (1 UNDEF) ('a'@en 2.50) } }"):
        assert remote.query(query) == kb.store.query(query)


@pytest.mark.parametrize(("store", "query", "says"), [
    ("sparql:http://127.0.0.1:9/sparql", "ASK {}", "does not answer"), ("sparql:ftp://x", "ASK {}", "no address"),
    ("sparql:{there}/health", "ASK {{}}", "405"), ("sparql:{there}/sparql", HOSTILE[0], "more than 4 seconds"),
])  # fmt: skip
def test_a_remote_store_tells_mistakes_in_one_line(run, server, store, query, says):
    done = run("sparql", query.replace("{{}}", "{}"), "--store", store.format(there=f"http://127.0.0.1:{server.port}"))
    assert done.returncode == 2 and says in done.stderr and done.stderr.count("\n") == 1


def test_similarity_is_computed_where_the_query_runs(kb_folder, kb):
    """The index is opened in the worker, within its memory; what it says is what the knowledge base says."""
    query = """SELECT ?passage (hetao:similarity(?passage, "污水渠由誰管理？") AS ?score)
    WHERE { ?evidence hetao:passage ?passage } ORDER BY DESC(?score) ?passage"""
    patient = start(kb_folder, "--workers", "2", "--timeout", "60")
    try:
        answer = patient.query(query)
    finally:
        patient.process.terminate()
        patient.process.wait(30)
    wanted = [[term.value for term in row] for row in kb.store.query(query).rows]
    assert [[row["passage"]["value"], row["score"]["value"]] for row in answer.rows] == wanted and wanted


# -- its life


def test_it_stops_when_told_after_what_is_under_way(kb_folder):
    server = start(kb_folder, "--workers", "2", "--timeout", "3")
    with ThreadPoolExecutor(1) as client:
        asked = client.submit(server.query, HOSTILE[0])
        time.sleep(0.5)
        server.process.send_signal(signal.SIGTERM)
        assert asked.result().status == 504, "the query under way gets its answer"
    assert server.process.wait(30) == 0


def test_a_rebuilt_knowledge_base_is_taken_up(corpus, tmp_path):
    from hetao_kg.build import build

    build(corpus, tmp_path / "kb", ONTOLOGY)
    server = start(tmp_path / "kb", "--workers", "2")
    count = "SELECT (COUNT(?d) AS ?n) WHERE { ?d a hetao:Document }"
    try:
        assert server.query(count).rows[0]["n"]["value"] == "5"
        next(iter(sorted(corpus.glob("note*")))).unlink()
        build(corpus, tmp_path / "kb", ONTOLOGY)
        assert server.query(count).rows[0]["n"]["value"] == "4"
    finally:
        server.process.terminate()
        server.process.wait(30)


def test_a_missing_knowledge_base_is_told_in_one_line(run, tmp_path):
    done = run("serve", "--kb", tmp_path / "nothing")
    assert done.returncode == 2 and "there is no knowledge base" in done.stderr and done.stderr.count("\n") == 1


# -- clients that others wrote


def test_sparqlwrapper(server, kb):
    from SPARQLWrapper import CSV, JSON, JSONLD, POST, TURTLE, XML, SPARQLWrapper

    client = SPARQLWrapper(f"http://127.0.0.1:{server.port}/sparql")
    wanted = [row[1].value for row in kb.store.query(LABELS).rows]
    prefixes = "".join(f"PREFIX {name}: <{space}>\n" for name, space in PREFIXES.items())
    client.setQuery(prefixes + LABELS)
    client.setReturnFormat(JSON)
    assert [row["label"]["value"] for row in client.query().convert()["results"]["bindings"]] == wanted
    client.setMethod(POST)
    client.setReturnFormat(XML)
    assert [node.firstChild.data for node in client.query().convert().getElementsByTagName("literal")] == wanted
    client.setReturnFormat(CSV)
    assert len(client.query().convert().splitlines()) == len(wanted) + 1
    client.setQuery(prefixes + "CONSTRUCT { ?s rdfs:label ?l } WHERE { ?s a hetao:Place ; rdfs:label ?l }")
    for wished in (TURTLE, JSONLD):
        client.setReturnFormat(wished)
        found = client.query().convert()
        graph = found if isinstance(found, rdflib.Graph) else rdflib.Graph().parse(data=found, format="turtle")
        assert sorted(map(str, graph.objects())) == sorted(wanted)


def test_comunica(server, kb):
    """The JavaScript engine asks the endpoint by itself: it reads the service description first, then sends parts of its query."""
    if not shutil.which("node") or not (CLIENTS / "node_modules" / "@comunica").exists():
        pytest.skip("needs node and: npm ci --prefix tests/clients")
    code = """const { QueryEngine } = require('@comunica/query-sparql');
    new QueryEngine().queryBindings(process.argv[1], { sources: [{ type: 'sparql', value: process.argv[2] }] })
      .then(s => s.toArray()).then(rows => console.log(JSON.stringify(rows.map(r => r.get('label').value))));"""
    query = "".join(f"PREFIX {name}: <{space}>\n" for name, space in PREFIXES.items()) + LABELS
    command = ["node", "-e", code, query, f"http://127.0.0.1:{server.port}/sparql"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", cwd=CLIENTS, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [row[1].value for row in kb.store.query(LABELS).rows]


def test_work_that_was_cancelled_failed_and_does_not_raise_again():
    async def nothing():
        return 1

    async def wrong():
        raise ValueError

    async def tell():
        tasks = [asyncio.ensure_future(work) for work in (nothing(), wrong(), asyncio.sleep(60), asyncio.sleep(60))]
        tasks[2].cancel()
        await asyncio.wait(tasks[:3])
        told = [failed(task) for task in tasks]
        tasks[3].cancel()
        return told

    with ThreadPoolExecutor(1) as apart:  # a browser that another test opened runs its loop in this thread
        assert apart.submit(asyncio.run, tell()).result() == [False, True, True, False]
