"""Exports as their readers meet them: each format read back by a program that is not ours, and nothing lost on the way."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
from pathlib import Path

import networkx
import pyarrow.parquet
import pyoxigraph
import pytest
import rdflib
from lxml import etree
from places import ROOT

from hetao_kg.errors import QueryError
from hetao_kg.export import EXPORTERS, FOLDERS, export, gexf, neo4j
from hetao_kg.export.selection import Selection, choose
from hetao_kg.graph.terms import PREFIXES
from hetao_kg.graph.view import EDGE, NODE, KnowledgeGraph, days
from hetao_kg.kb import select

#: What every edge must keep, in whatever format.
KEPT = ("predicate", "status", "date", "amount", "quote", "document", "page")
CLIENTS = ROOT / "tests" / "clients"
#: How the ids of nodes begin that are neither entities nor dates.
FOUND = ("figure:", "proposal:")


@pytest.fixture(scope="module")
def whole(kb):
    return choose(kb)


@pytest.fixture(scope="module")
def made(whole):
    """Every format of the whole knowledge base."""
    return {form: write(whole) for form, write in EXPORTERS.items()}


def edges_by_id(kb):
    """What each edge should say, from the statements themselves."""
    found = {}
    for s in kb.statements:
        first = s.evidence[0]
        amount = " ".join(p for p in (s.amount.bound, s.amount.value, s.amount.unit) if p) if s.amount else ""
        found[s.id] = {"predicate": s.predicate, "status": s.status, "date": s.date, "amount": amount, "quote": first.quote.text,
                       "document": first.quote.document, "page": first.page}  # fmt: skip
    assert len(found) > 20 and any(e["amount"] for e in found.values()) and any(e["date"] for e in found.values())
    return found


def kept(row) -> dict:
    """The part of an edge that must be kept, numbers as numbers; what a format leaves out when empty is empty."""
    return {name: int(row.get(name) or 0) if name == "page" else row.get(name) or "" for name in KEPT}


# -- all formats


def test_every_format_writes_what_its_sort_says(made):
    assert {form for form, data in made.items() if not isinstance(data, bytes)} == FOLDERS
    assert all(made.values())


@pytest.mark.parametrize("form", EXPORTERS)
def test_equal_input_gives_equal_bytes_in_another_process(run, kb_folder, made, tmp_path, form):
    done = run("export", form, tmp_path / "out", "--kb", kb_folder, seed="7")
    assert done.returncode == 0, done.stderr
    data = made[form]
    found = (tmp_path / "out").read_bytes() if isinstance(data, bytes) else {p.name: p.read_bytes() for p in (tmp_path / "out").iterdir()}
    assert found == data


def test_conditions_are_those_of_statements(run, kb, kb_folder, tmp_path):
    done = run("export", "csv", tmp_path / "out", "--status", "proposed", "--about", "環境保護署", "--kb", kb_folder)
    assert done.returncode == 0, done.stderr
    rows = table(tmp_path / "out" / "edges.csv")
    assert {row["id"] for row in rows} == {s.id for s in select(kb, None, "proposed", None, "環境保護署")} != set()


@pytest.mark.parametrize(("arguments", "says"), [
    (("nothing", "out"), "is not one of 'turtle'"), (("csv", "file"), "csv is a folder"), (("gexf", "folder"), "gexf is one file"),
    (("gexf", "file/below"), "cannot be written"), (("csv", "out", "--document", "nothing"), "there is no document"),
])  # fmt: skip
def test_mistakes_are_told_in_one_line(run, kb_folder, tmp_path, arguments, says):
    (tmp_path / "file").write_text("x")
    (tmp_path / "folder").mkdir()
    form, out, *more = arguments
    done = run("export", form, tmp_path / out, *more, "--kb", kb_folder)
    assert done.returncode == 2 and says in done.stderr and done.stderr.count("\n") == 1


def test_a_failing_export_leaves_what_was_there(whole, tmp_path, monkeypatch):
    out = tmp_path / "graph.gexf"
    out.write_text("before")
    monkeypatch.setitem(EXPORTERS, "gexf", lambda selection: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        export("gexf", whole, out)
    assert out.read_text() == "before" and list(tmp_path.iterdir()) == [out]


# -- RDF


def quads(data: bytes, form: pyoxigraph.RdfFormat) -> set:
    return set(pyoxigraph.parse(data, form))


def test_quads_are_the_graph_that_was_built(kb, made):
    built = quads(kb.nquads.read_bytes(), pyoxigraph.RdfFormat.N_QUADS)
    assert quads(made["nquads"], pyoxigraph.RdfFormat.N_QUADS) == built == quads(made["trig"], pyoxigraph.RdfFormat.TRIG)
    assert {q.triple for q in quads(made["turtle"], pyoxigraph.RdfFormat.TURTLE)} == {q.triple for q in built}
    assert made["nquads"].splitlines() == sorted(made["nquads"].splitlines())


def test_turtle_and_trig_are_read_by_rdflib_too(kb, made):
    union = {tuple(map(str, q.triple)) for q in quads(kb.nquads.read_bytes(), pyoxigraph.RdfFormat.N_QUADS)}
    read = rdflib.Graph().parse(data=made["turtle"], format="turtle").serialize(format="nt", encoding="utf-8")
    assert {tuple(map(str, t.triple)) for t in quads(read, pyoxigraph.RdfFormat.N_TRIPLES)} == union
    dataset = rdflib.Dataset()
    dataset.parse(data=made["trig"], format="trig")
    assert len(list(dataset.quads())) == len(made["nquads"].splitlines())


def test_json_ld_through_a_processor_is_equal_to_the_quads(made):
    """PyLD knows nothing of us: its expansion to N-Quads is the graph, to the last literal."""
    from pyld import jsonld

    data = json.loads(made["jsonld"])
    assert data["@context"]["hetao"] == "https://w3id.org/hetao-kg/ontology#"
    text = jsonld.to_rdf(data, {"format": "application/n-quads"})
    assert quads(text.encode(), pyoxigraph.RdfFormat.N_QUADS) == quads(made["nquads"], pyoxigraph.RdfFormat.N_QUADS)
    compact = jsonld.compact(jsonld.expand(data), data["@context"])
    again = jsonld.to_rdf(compact, {"format": "application/n-quads"})
    assert quads(again.encode(), pyoxigraph.RdfFormat.N_QUADS) == quads(made["nquads"], pyoxigraph.RdfFormat.N_QUADS)


def test_triple_terms_say_what_the_statements_say(kb, made):
    """RDF 1.2: asked with a triple term, a store gives every statement with its status."""
    store = pyoxigraph.Store()
    store.load(made["rdf12"], pyoxigraph.RdfFormat.TRIG)
    query = "SELECT ?st ?p ?status WHERE { ?st rdf:reifies <<( ?s ?p ?o )>> ; hetao:status/skos:notation ?status }"
    rows = store.query(query, use_default_graph_as_union=True, prefixes=PREFIXES)
    found = {tuple(row[n].value.rsplit("/", 1)[-1] for n in range(3)) for row in rows}
    assert found == {(s.id, f"ontology#{s.predicate}", s.status) for s in kb.statements}
    assert not store.query("ASK { ?st a hetao:Statement ; rdf:subject ?s }", use_default_graph_as_union=True, prefixes=PREFIXES)


def test_a_part_of_the_graph_is_a_sound_graph(kb, tmp_path):
    """What is chosen is written by the same code as the whole, and the shapes find nothing missing."""
    from hetao_kg.graph.validate import validate

    chosen = tuple(select(kb, status="proposed"))
    data = EXPORTERS["nquads"](Selection(kb, chosen, False))
    (tmp_path / "part.nq").write_bytes(data)
    home = kb.ontology.folder
    assert validate(tmp_path / "part.nq", {d.id: d.text for d in kb.documents.values()}, home / "shapes.ttl", home / "hetao.ttl") == []
    statement = "https://w3id.org/hetao-kg/id/statement/"
    said = set(re.findall(rf"^<{statement}([^>]+)>", data.decode(), re.M))
    assert said == {s.id for s in chosen}
    assert quads(data, pyoxigraph.RdfFormat.N_QUADS) <= quads(kb.nquads.read_bytes(), pyoxigraph.RdfFormat.N_QUADS)


@pytest.mark.parametrize("conditions", [{"status": "planned"}, {"status": "proposed"}, {"document": "first"}, {"document": "last"}])
def test_figures_and_proposals_are_chosen_as_statements_are(ferry, tmp_path, conditions):
    """A part is in the whole, complete by the shapes, and says of figures and proposals what fits and no more."""
    from hetao_kg.graph.validate import validate

    kb = ferry
    ends = {"first": min(kb.documents), "last": max(kb.documents)}
    selection = choose(kb, **{name: ends.get(value, value) for name, value in conditions.items()})
    data = EXPORTERS["nquads"](selection)
    (tmp_path / "part.nq").write_bytes(data)
    home = kb.ontology.folder
    assert validate(tmp_path / "part.nq", {d.id: d.text for d in kb.documents.values()}, home / "shapes.ttl", home / "hetao.ttl") == []
    assert quads(data, pyoxigraph.RdfFormat.N_QUADS) <= quads(kb.nquads.read_bytes(), pyoxigraph.RdfFormat.N_QUADS)
    for space, listed in (("figure", selection.figures), ("proposal", selection.proposals)):
        assert set(re.findall(rf"^<https://w3id.org/hetao-kg/id/{space}/([^>]+)>", data.decode(), re.M)) == {one.id for one in listed}
    if "status" in conditions:
        assert {one.status for one in (*selection.figures, *selection.proposals)} <= {conditions["status"]}


def test_no_condition_chooses_everything_and_a_relation_no_figures(ferry):
    every, one = choose(ferry), choose(ferry, predicate="establishes")
    assert every.whole and set(every.figures) == set(ferry.figures) and set(every.proposals) == set(ferry.proposals) and every.proposals
    assert one.statements and not one.figures and not one.proposals and not one.whole


# -- graphs


def test_graphml_is_read_by_networkx_and_igraph(kb, made, tmp_path):
    path = tmp_path / "graph.graphml"
    path.write_bytes(made["graphml"])
    wanted = edges_by_id(kb)
    read = networkx.read_graphml(path, force_multigraph=True)
    assert {key: kept(said) for *_, key, said in read.edges(keys=True, data=True) if ":" not in key} == wanted
    igraph = pytest.importorskip("igraph")
    graph = igraph.Graph.Read_GraphML(str(path))
    said = {edge["iri"].rsplit("/", 1)[-1]: kept(edge.attributes()) for edge in graph.es if "/statement/" in edge["iri"]}
    assert graph.is_directed() and said == wanted
    assert {v["id"]: v["label"] for v in graph.vs} == {n: said["label"] for n, said in read.nodes(data=True)}


def test_gexf_is_read_by_networkx(kb, made):
    read = networkx.read_gexf(io.BytesIO(made["gexf"]), version="1.3")
    assert {said["id"]: kept(said) for *_, said in read.edges(data=True) if ":" not in said["id"]} == edges_by_id(kb)
    graph = KnowledgeGraph(list(kb.entities.values()), kb.statements).to_networkx()
    assert {n: label for n, label in read.nodes(data="label") if not n.startswith(FOUND)} == dict(graph.nodes(data="label"))
    dated = [said for *_, said in read.edges(data=True) if said.get("date_from")]
    assert dated and all(said["start"] == said["date_from"] for said in dated)
    assert all("viz" in said for _, said in read.nodes(data=True)), "a colour for every kind"


@pytest.mark.parametrize("source", ["kb", "ferry"])
def test_gexf_is_valid_by_its_schema(request, source):
    kb = request.getfixturevalue(source)
    schema = etree.RelaxNG(etree.parse(ROOT / "tests" / "data" / "schemas" / "gexf-1.3.rng"))
    tree = etree.fromstring(EXPORTERS["gexf"](choose(kb)))
    schema.assertValid(tree)
    del tree.find(".//{*}edge").attrib["source"]
    assert not schema.validate(tree), "the schema finds what is amiss"


def test_gexf_keeps_the_rules_that_no_schema_tells(made):
    """Attributes are declared, values are of their types, ids exist, dates are dates."""
    tree = etree.fromstring(made["gexf"])
    space, viz = "{http://gexf.net/1.3}", "{http://gexf.net/1.3/viz}"
    assert tree.tag == space + "gexf" and tree.get("version") == "1.3"
    graph = tree.find(space + "graph")
    assert dict(graph.attrib) == {"defaultedgetype": "directed", "mode": "dynamic", "timeformat": "date", "timerepresentation": "interval"}
    assert [child.tag for child in graph] == [space + "attributes"] * 2 + [space + "nodes", space + "edges"]
    declared = {a.get("class"): {i.get("id"): i.get("type") for i in a} for a in graph.iterfind(space + "attributes")}
    assert {kind for types in declared.values() for kind in types.values()} <= {"string", "integer", "double"}
    nodes = [n.get("id") for n in graph.find(space + "nodes")]
    edges = [e.get("id") for e in graph.find(space + "edges")]
    assert len(set(nodes)) == len(nodes) and len(set(edges)) == len(edges)
    number = {"integer": r"-?\d+", "double": r"-?\d+(\.\d+)?(e-?\d+)?", "string": r"(?s).*"}
    for sort, allowed in (("node", {"id", "label"}), ("edge", {"id", "source", "target", "label", "start", "end"})):
        for item in graph.find(f"{space}{sort}s"):
            assert set(item.attrib) <= allowed and [child.tag for child in item] == [space + "attvalues", viz + "color"]
            assert sort == "node" or {item.get("source"), item.get("target")} <= set(nodes)
            for value in item.find(space + "attvalues"):
                assert re.fullmatch(number[declared[sort][value.get("for")]], value.get("value"))
            start, end = item.get("start", ""), item.get("end", "9999-12-31")
            assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", day) for day in (start or end, end)) and start <= end
            assert all(0 <= int(item.find(viz + "color").get(c)) <= 255 for c in "rgb")


@pytest.mark.parametrize(("date", "wanted"), [
    ("2017", ("2017-01-01", "2017-12-31")), ("2016-02", ("2016-02-01", "2016-02-29")), ("2017-01-03", ("2017-01-03", "2017-01-03")),
    ("2009/2011-06", ("2009-01-01", "2011-06-30")), ("2009/", ("2009-01-01", "")), ("../2025", ("", "2025-12-31")), ("", ("", "")),
    ("soon", ("", "")), ("2017-02-30", ("", "")),
])  # fmt: skip
def test_dates_become_days(date, wanted):
    assert days(date) == wanted


def test_characters_that_xml_cannot_hold_are_replaced():
    assert gexf.writable("a\x0cb\ud800c\u2028") == "a\ufffdb\ufffdc\u2028"


def test_cytoscape_json_holds_every_edge(kb, made):
    data = json.loads(made["cytoscape"])["elements"]
    assert {e["data"]["id"].removeprefix("statement:"): kept(e["data"]) for e in data["edges"]} == edges_by_id(kb)
    nodes = {n["data"]["id"] for n in data["nodes"]}
    assert nodes >= {end for e in data["edges"] for end in (e["data"]["source"], e["data"]["target"])}
    assert len(nodes & {e["data"]["id"] for e in data["edges"]}) == 0


def in_node(package: str, code: str, path: Path) -> list[list[str]]:
    """What ``code`` prints as JSON, run beside the packages that others wrote."""
    if not shutil.which("node") or not (CLIENTS / "node_modules" / package).exists():
        pytest.skip("needs node and: npm ci --prefix tests/clients")
    command = ["node", "-e", code, str(path)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", cwd=CLIENTS, timeout=60, check=True)
    return json.loads(done.stdout)


def test_gexf_is_read_by_graphology(ferry, tmp_path):
    """The reader of Gephi Lite and sigma.js."""
    (tmp_path / "graph.gexf").write_bytes(EXPORTERS["gexf"](choose(ferry)))
    code = """const {MultiDirectedGraph} = require('graphology');
    const g = require('graphology-gexf').parse(MultiDirectedGraph, require('fs').readFileSync(process.argv[1], 'utf8'));
    console.log(JSON.stringify([
      g.mapEdges((e, said, from, to) => [e, from, to, said.predicate, said.status, said.quote]),
      g.mapNodes((n, said) => [n, said.kind, said.label, said.color.slice(0, 4)])]))"""
    edges, nodes = in_node("graphology-gexf", code, tmp_path / "graph.gexf")
    read = networkx.read_gexf(tmp_path / "graph.gexf", version="1.3")
    assert {tuple(e) for e in edges} == {(d["id"], a, b, d["predicate"], d["status"], d["quote"]) for a, b, d in read.edges(data=True)}
    assert {tuple(n) for n in nodes} == {(n, d["kind"], d["label"], "rgb(") for n, d in read.nodes(data=True)}


def test_cytoscape_json_is_loaded_by_cytoscape_js(kb, made, tmp_path):
    (tmp_path / "graph.json").write_bytes(made["cytoscape"])
    code = """const c = require('cytoscape')({headless: true, elements: JSON.parse(require('fs').readFileSync(process.argv[1])).elements});
    console.log(JSON.stringify(c.edges().map(e => [e.id(), e.source().id(), e.target().id(), e.data('quote')])))"""
    found = in_node("cytoscape", code, tmp_path / "graph.json")
    wanted = {(f"statement:{s.id}", s.subject, s.object, s.evidence[0].quote.text) for s in kb.statements}
    assert {tuple(row) for row in found} == wanted


def test_figures_and_proposals_are_rows_and_nodes(ferry):
    """With what analysts ask of them, in tables and in the network, and joined to what they name."""
    selection = choose(ferry)
    rows = {name: table(EXPORTERS["csv"](selection)[f"{name}.csv"]) for name in ("figures", "proposals")}
    read = networkx.read_graphml(io.BytesIO(EXPORTERS["graphml"](selection)), force_multigraph=True)
    assert len(rows["figures"]) == len(ferry.figures) > 0 and len(rows["proposals"]) == len(ferry.proposals) > 0
    for f, row in zip(selection.figures, rows["figures"], strict=True):
        first, node = f.evidence[0], read.nodes[f"figure:{f.id}"]
        assert (row["id"], row["status"], row["date"], row["value"], row["unit"]) == (f.id, f.status, f.date, f.value.value, f.value.unit)
        assert (row["quote"], row["document"]) == (first.quote.text, first.quote.document) == (node["quote"], node["document"])
        assert row["page"] == str(first.page or "") and node["value"] == float(f.value.value) and node["kind"] == "Figure"
        assert [(end, said["predicate"]) for _, end, said in read.out_edges(f"figure:{f.id}", data=True)] == (
            [(f.about, "about")] if f.about else [])
    for p, row in zip(selection.proposals, rows["proposals"], strict=True):
        node = read.nodes[f"proposal:{p.id}"]
        assert (row["title"], row["status"], row["quote"]) == (p.title, p.status, p.evidence.quote.text) == (
            node["title"], node["status"], node["quote"])
        ends = {end for _, end, said in read.out_edges(f"proposal:{p.id}", data=True) if said["predicate"] == "addressee"}
        assert ends == set(p.addressees) & ferry.entities.keys()
    assert all(said["label"] and said["kind"] for _, said in read.nodes(data=True)), "every end of an edge is a node with a name"


@pytest.mark.parametrize("conditions", [{"status": "planned"}, {"predicate": "establishes"}])
def test_conditions_hold_for_figures_and_proposals_in_tables_and_networks(ferry, conditions):
    selection = choose(ferry, **conditions)
    wanted = {f"figure:{f.id}" for f in selection.figures} | {f"proposal:{p.id}" for p in selection.proposals}
    files = EXPORTERS["csv"](selection)
    rows = {f"{name[:-1]}:{row['id']}" for name in ("figures", "proposals") for row in table(files[f"{name}.csv"])}
    read = networkx.read_gexf(io.BytesIO(EXPORTERS["gexf"](selection)), version="1.3")
    assert {n for n in read if n.startswith(FOUND)} == rows == wanted


# -- tables


def table(source: Path | bytes) -> list[dict[str, str]]:
    data = source if isinstance(source, bytes) else source.read_bytes()
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_csv_and_parquet_hold_the_same_rows(kb, made):
    for name in ("nodes", "edges", "evidence", "figures", "proposals"):
        rows = table(made["csv"][f"{name}.csv"])
        read = pyarrow.parquet.read_table(io.BytesIO(made["parquet"][f"{name}.parquet"]))
        again = [{k: "" if v is None else str(v) for k, v in row.items()} for row in read.to_pylist()]
        for row in (*again, *rows):
            row.update({k: str(float(v)) for k, v in row.items() if k == "value"})
        assert again == rows and (rows or name not in {"nodes", "edges", "evidence"})
    assert all(row["page"] != "0" for name in ("edges", "evidence") for row in table(made["csv"][f"{name}.csv"]))
    assert {row["id"]: kept(row) for row in table(made["csv"]["edges.csv"])} == edges_by_id(kb)
    quotes = [(s.id, e.quote.start, e.quote.text) for s in kb.statements for e in s.evidence]
    assert [(r["statement"], int(r["start"]), r["quote"]) for r in table(made["csv"]["evidence.csv"])] == quotes
    types = {field.name: str(field.type) for field in pyarrow.parquet.read_table(io.BytesIO(made["parquet"]["edges.parquet"])).schema}
    assert (types["page"], types["confidence"], types["quote"]) == ("int64", "double", "string")


def test_neo4j_headers_keep_the_rules_of_the_bulk_import(kb, made):
    """One ``:ID``, ``:LABEL``, ``:START_ID``, ``:END_ID`` and ``:TYPE``; names with a type that Neo4j has; ends that exist."""
    field = re.compile(r"(?P<name>\w*)(:(?P<type>ID|LABEL|START_ID|END_ID|TYPE|long|double))?")
    files = {name: table(made["neo4j"][f"{name}.csv"]) for name in ("nodes", "edges")}
    types = {name: [field.fullmatch(column)["type"] for column in rows[0]] for name, rows in files.items()}
    assert types["nodes"].count("ID") == types["nodes"].count("LABEL") == 1
    assert [types["edges"].count(t) for t in ("START_ID", "END_ID", "TYPE")] == [1, 1, 1]
    ids = [row["id:ID"] for row in files["nodes"]]
    assert len(set(ids)) == len(ids) and {end for e in files["edges"] for end in (e[":START_ID"], e[":END_ID"])} <= set(ids)
    assert {row[":LABEL"].split(";")[1] for row in files["nodes"]} == {"Hetao"}
    assert all(re.fullmatch(r"[A-Z]+(_[A-Z]+)*", e[":TYPE"]) for e in files["edges"])
    assert {e["id"]: kept({k.split(":")[0]: v for k, v in e.items()}) for e in files["edges"]} == edges_by_id(kb)
    for scripted in ("nodes.csv", "edges.csv"):
        assert scripted.encode() in made["neo4j"]["import.sh"] and scripted.encode() in made["neo4j"]["load.cypher"]
    columns = {column for rows in files.values() for column in rows[0]}
    assert set(re.findall(rb"row\.`([^`]+)`", made["neo4j"]["load.cypher"])) <= {c.encode() for c in columns}


def test_predicates_become_relationship_types():
    assert [neo4j.relation(p) for p in ("partOf", "approves", "cooperatesWith")] == ["PART_OF", "APPROVES", "COOPERATES_WITH"]


# -- the page


def test_the_page_holds_the_graph_and_asks_nobody(kb, made):
    page = made["html"].decode()
    data = json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.S)[1])
    assert {e["iri"].rsplit("/", 1)[-1]: kept(e) for e in data["edges"]} == edges_by_id(kb)
    assert all(set(word) == {"en", "zh-hans", "zh-hant"} for words in data["words"].values() for word in words.values())
    outside = re.sub(r'<script type="application/json".*?</script>', "", page, flags=re.S)
    assert "default-src 'none'" in outside and not re.search(r"https?://|@import|url\(", outside)
    assert "</script" not in json.dumps(data, ensure_ascii=False) or page.count("</script") == 2


def test_attributes_are_explained(whole):
    _, node = next(iter(whole.graph.nodes(data=True)))
    _, _, edge = next(iter(whole.graph.edges(data=True)))
    assert (set(node), set(edge)) == (set(NODE), set(EDGE))


def test_nothing_chosen_is_an_empty_graph_in_every_format(kb):
    nothing = Selection(kb, (), False)
    for form, write in EXPORTERS.items():
        assert write(nothing), form
    with pytest.raises(QueryError):
        select(kb, document="nothing")
