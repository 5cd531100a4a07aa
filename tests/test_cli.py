"""The command line as a user meets it: every command, the shapes of its JSON, and one clear line for every mistake."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
import rdflib
from places import ROOT

from hetao_kg.cli import main

COMMANDS = sorted(main.commands)
LANGUAGES = {"zh-Hant": "哪些機構審批污水處理？", "zh-Hans": "哪些机构审批污水处理？", "en": "Which bodies approve sewage treatment?"}
NOT_SAID = ["月球基地由誰負責興建？", "Who designed the Sydney Opera House?", "哪些机构审批航天器发射？"]

STATUSES = {"in-force", "completed", "planned", "proposed", "negated"}
KINDS = {"Institution", "Policy", "Field", "Place", "Person", "Date", "Amount"}


# -- shapes: a type, a set of allowed values, a list of one shape, or a dict of shapes; fields may be added, never renamed

EVIDENCE = {"document": str, "quote": str, "start": int, "end": int, "section": [str]}
HIT = {"document": str, "section": [str], "text": str, "start": int, "end": int, "score": float, "why": dict}
VALUE = (str, int, float, type(None))
ITEM = {"label": str, "labels": [str], "type": KINDS - {"Amount"} | {"Figure"}, "iri": str, "status": STATUSES, "value": VALUE,
        "evidence": [EVIDENCE]}  # fmt: skip
ANSWER = {"id": str, "question": str, "language": set(LANGUAGES), "answered": bool, "answers": [ITEM], "passages": [HIT], "sparql": str,
          "interpretation": str}  # fmt: skip
RESULTS = {"id": str, "query": str, "results": [HIT]}
MENTION = {"start": int, "end": int, "surface": str, "type": KINDS, "canonical": str, "labels": [str], "iri": str, "value": VALUE}
MENTIONS = {"id": str, "mentions": [MENTION]}
END = {"label": str, "labels": [str], "type": KINDS, "iri": str}
STATEMENT = {"id": str, "subject": END, "predicate": str, "object": END, "status": STATUSES, "date": (str, type(None)),
             "amount": (dict, type(None)), "note": (str, type(None)), "confidence": float,
             "evidence": [{**EVIDENCE, "cue": (str, type(None))}]}  # fmt: skip


def check(found, shape, where="$"):
    """Asserts that ``found`` has ``shape``."""
    if isinstance(shape, dict):
        assert isinstance(found, dict) and set(shape) <= set(found), f"{where}: {set(shape) - set(found)} missing"
        for key, inner in shape.items():
            check(found[key], inner, f"{where}.{key}")
    elif isinstance(shape, list):
        assert isinstance(found, list), where
        for n, item in enumerate(found):
            check(item, shape[0], f"{where}[{n}]")
    elif isinstance(shape, set):
        assert found in shape, f"{where}: {found!r}"
    else:
        assert isinstance(found, shape), f"{where}: {found!r}"


def rows(done: subprocess.CompletedProcess[str]) -> list[dict]:
    """The JSON lines of a command that ended well."""
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def lines(*given: dict) -> str:
    """JSON Lines for a batch."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in given)


def ending(iri: str) -> str:
    """``hk-dsd`` of an entity's IRI."""
    return iri.rsplit("/", 1)[-1]


@pytest.fixture(scope="module")
def asked(run, kb_folder):
    """Answers to every question used below, by id, from one batch."""
    others = {"when": "《智慧供水藍圖》何時發布？", "sign": "谁签署了《东江流域调水协议》？"}
    questions = {**LANGUAGES, **others, **{str(n): q for n, q in enumerate(NOT_SAID)}}
    given = [{"id": i, "question": q} for i, q in questions.items()]
    found = rows(run("ask", "--batch", "-", "--kb", kb_folder, stdin=lines(*given)))
    assert [row["id"] for row in found] == list(questions)
    return {row["id"]: row for row in found}


# -- help


def test_help_lists_the_commands():
    assert set(COMMANDS) >= {"build", "ask", "search", "statements", "annotate", "sparql", "validate", "explore"}
    assert [c for c in COMMANDS if not (main.commands[c].help or "").strip().endswith(".")] == []


def loaded_by(arguments: list[str], modules: list[str]) -> list[str]:
    """What a command prints in a fresh process, then which of ``modules`` it has loaded."""
    call = f"main({arguments!r}, standalone_mode=False)"
    code = f"import sys; from hetao_kg.cli import main; {call}; print([m for m in {modules} if m in sys.modules])"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT).stdout.splitlines()


def test_help_loads_only_what_it_needs():
    """Speed is kept by not loading: neither the heavy libraries nor anything that reads a dictionary or an index."""
    heavy = ["torch", "sentence_transformers", "transformers", "streamlit", "faiss", "jieba", "rdflib", "numpy", "opencc", "pyshacl"]
    assert loaded_by(["--help"], heavy)[-1] == "[]"


def test_a_search_loads_neither_torch_nor_sentence_transformers(kb_folder):
    heavy = ["torch", "sentence_transformers", "transformers", "streamlit", "pyshacl", "bm25s"]
    for command in (["search", "食水"], ["ask", LANGUAGES["en"]]):
        printed = loaded_by([*command, "--kb", str(kb_folder)], heavy)
        assert len(printed) > 3 and printed[-1] == "[]"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_and_takes_kb(run, command):
    done = run(command, "--help")
    assert done.returncode == 0 and "--kb" in done.stdout


# -- build


def test_build_prints_progress_apart_from_its_summary(run, water, tmp_path):
    done = run("build", water, "--kb", tmp_path / "kb")
    assert done.returncode == 0 and "read blueprint-2023.md" in done.stderr
    summary = {line.split()[0]: line.split()[1] for line in done.stdout.splitlines()}
    assert summary["documents"] == "5" and summary["problems"] == "0"
    assert int(summary["statements"]) == sum(int(summary.get(status, 0)) for status in STATUSES) > 20


# -- ask


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_groups_by_status_and_quotes(asked, kb, language):
    found = asked[language]
    check(found, ANSWER)
    assert found["answered"] and found["language"] == language
    named = {status: {ending(a["iri"]) for a in found["answers"] if a["status"] == status} for status in STATUSES}
    assert (named["in-force"], named["proposed"]) == ({"hk-dsd"}, {"hk-epd"})
    assert not {"hk-wsd", "devb"} & (named["completed"] | named["planned"])
    for e in (e for a in found["answers"] for e in a["evidence"]):
        assert kb.documents[e["document"]].text[e["start"]:e["end"]] == e["quote"]
    assert all(a["evidence"] for a in found["answers"])


def test_three_languages_give_the_same_answers(asked):
    answers = [[(a["iri"], a["status"], a["evidence"]) for a in asked[language]["answers"]] for language in LANGUAGES]
    assert sorted(answers[0], key=str) == sorted(answers[1], key=str) == sorted(answers[2], key=str)


def test_the_sparql_printed_with_an_answer_runs(run, asked, kb_folder):
    done = run("sparql", asked["en"]["sparql"], "--format", "json", "--kb", kb_folder)
    assert done.returncode == 0 and json.loads(done.stdout)["results"]["bindings"]


@pytest.mark.parametrize("number", range(len(NOT_SAID)))
def test_what_the_corpus_does_not_say_is_an_answer(asked, number):
    found = asked[str(number)]
    check(found, ANSWER)
    assert (found["answered"], found["answers"]) == (False, [])


def test_a_date_is_as_exact_as_the_text(asked):
    assert [a["value"] for a in asked["when"]["answers"]][:1] == ["2023-04"]


def test_both_parties_signed(asked):
    assert {ending(a["iri"]) for a in asked["sign"]["answers"]} == {"mwr", "gd-gov"}


def test_ask_prints_for_people_too(run, kb_folder):
    done = run("ask", LANGUAGES["zh-Hant"], "--kb", kb_folder)
    assert done.returncode == 0 and "「渠務署負責審批污水處理」" in done.stdout
    headings = [line for line in done.stdout.splitlines() if line.startswith("[")]
    assert set(headings) >= {"[in-force]", "[proposed]"} and len(headings) == len(set(headings)), "one heading a status"


def test_a_single_call_prints_the_same_object_as_a_batch(run, asked, kb_folder):
    done = run("ask", LANGUAGES["en"], "--kb", kb_folder, "--format", "json")
    assert {**json.loads(done.stdout), "id": "en"} == asked["en"]


# -- search


@pytest.mark.parametrize("mode", ["hybrid", "lexical", "dense"])
def test_search_ranks_passages(run, kb, kb_folder, mode):
    given = [{"id": "1", "query": "再生水使用指引"}, {"id": "2", "question": "water reuse plants"}]
    found = rows(run("search", "--batch", "-", "--mode", mode, "-k", "4", "--kb", kb_folder, stdin=lines(*given)))
    assert [row["id"] for row in found] == ["1", "2"]
    for row in found:
        check(row, RESULTS)
        assert 0 < len(row["results"]) <= 4
        scores = [r["score"] for r in row["results"]]
        assert scores == sorted(scores, reverse=True)
        spans = sorted((r["document"], r["start"], r["end"]) for r in row["results"])
        assert all(a[0] != b[0] or a[2] <= b[1] for a, b in pairwise(spans)), "no two results overlap"
        assert [r for r in row["results"] if kb.documents[r["document"]].text[r["start"]:r["end"]] != r["text"]] == []
        assert max(len(r["text"]) for r in row["results"]) <= 500
    assert found[0]["results"][0]["document"] == "minutes-2022"


def test_both_scripts_search_alike(run, kb_folder):
    given = [{"id": "t", "query": "環境保護署審批污水處理"}, {"id": "s", "query": "环境保护署审批污水处理"}]
    one, other = rows(run("search", "--batch", "-", "--kb", kb_folder, stdin=lines(*given)))
    assert one["results"] == other["results"]


# -- annotate


def test_annotate_finds_links_and_values(run, kb_folder):
    text = "🚰 渠务署与環境保護署於2024年3月簽署協議，涉資181億3,500萬元。"
    found = rows(run("annotate", "--batch", "-", "--kb", kb_folder, stdin=lines({"id": "a", "text": text})))[0]
    check(found, MENTIONS)
    assert all(text[m["start"]:m["end"]] == m["surface"] for m in found["mentions"]), "offsets count code points"
    known = {m["surface"]: (m["type"], m["canonical"], m["value"]) for m in found["mentions"]}
    assert known["渠务署"] == ("Institution", "渠務署", None)
    assert known["2024年3月"] == ("Date", "2024-03", "2024-03")
    assert known["181億3,500萬元"][::2] == ("Amount", 18135000000)


def test_annotate_with_a_document_knows_its_short_forms_and_its_date(run, kb_folder):
    given = [{"id": "1", "text": "《藍圖》於去年發布。", "document": "blueprint-2023"}, {"id": "2", "text": "《藍圖》於去年發布。"}]
    with_it, without = rows(run("annotate", "--batch", "-", "--kb", kb_folder, stdin=lines(*given)))
    assert {m["canonical"] for m in with_it["mentions"]} == {"智慧供水藍圖", "2022"}
    assert "智慧供水藍圖" not in {m["canonical"] for m in without["mentions"]}


def test_annotate_with_a_document_alone_gives_what_it_mentions(run, kb_folder, kb):
    found = json.loads(run("annotate", "--document", "blueprint-2023", "--format", "json", "--kb", kb_folder).stdout)["mentions"]
    text = kb.documents["blueprint-2023"].text
    assert [(m["start"], m["end"]) for m in found] == [(m.start, m.end) for m in kb.mentions["blueprint-2023"]]
    assert found and all(text[m["start"] : m["end"]] == m["surface"] for m in found)


# -- statements


@pytest.fixture(scope="module")
def said(run, kb_folder):
    """Every statement, as printed."""
    return rows(run("statements", "--kb", kb_folder))


def test_statements_are_printed_one_a_line(said, kb):
    for row in said:
        check(row, STATEMENT)
        assert all(kb.documents[e["document"]].text[e["start"]:e["end"]] == e["quote"] for e in row["evidence"])
    assert len(said) == len(kb.statements) == len({row["id"] for row in said})


def test_an_amount_is_a_plain_number(said):
    assert [r["amount"]["value"] for r in said if r["amount"]] == [680_000_000]


@pytest.mark.parametrize(("options", "fits"), [
    (["--predicate", "approves"], lambda r: r["predicate"] == "approves"),
    (["--status", "negated"], lambda r: r["status"] == "negated"),
    (["--document", "minutes-2022"], lambda r: any(e["document"] == "minutes-2022" for e in r["evidence"])),
    (["--about", "渠务署"], lambda r: "渠務署" in (r["subject"]["label"], r["object"]["label"])),
    (["--about", "Drainage Services Department", "--predicate", "approves"],
     lambda r: r["subject"]["label"] == "渠務署" and r["predicate"] == "approves"),
])  # fmt: skip
def test_statements_are_filtered(run, kb_folder, said, options, fits):
    found = rows(run("statements", *options, "--kb", kb_folder))
    assert found == [row for row in said if fits(row)] != []


# -- sparql and validate


SELECT = "SELECT ?a ?b WHERE { ?a hetao:approves ?b }"


def test_sparql_prints_every_format(run, kb_folder, tmp_path):
    as_json = json.loads(run("sparql", SELECT, "--format", "json", "--kb", kb_folder).stdout)["results"]["bindings"]
    as_csv = list(csv.DictReader(io.StringIO(run("sparql", SELECT, "--format", "csv", "--kb", kb_folder).stdout)))
    as_xml = ElementTree.fromstring(run("sparql", SELECT, "--format", "xml", "--kb", kb_folder).stdout)
    assert [{k: v["value"] for k, v in row.items()} for row in as_json] == as_csv
    assert len(list(as_xml.iter("{http://www.w3.org/2005/sparql-results#}result"))) == len(as_csv) > 0
    query = tmp_path / "q.rq"
    query.write_text("CONSTRUCT { ?a hetao:approves ?b } WHERE { ?a hetao:approves ?b }", "utf-8")
    done = run("sparql", "--file", query, "--format", "turtle", "--kb", kb_folder)
    assert len(rdflib.Graph().parse(data=done.stdout, format="turtle")) == len(as_csv)
    assert "ent:hk-dsd" in run("sparql", SELECT, "--kb", kb_folder).stdout


def test_validate_finds_nothing_in_a_sound_knowledge_base(run, kb_folder):
    done = run("validate", "--kb", kb_folder)
    assert done.returncode == 0 and done.stdout.strip().endswith("0 problems")


# -- mistakes


def mistake(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """Asserts one clear line on stderr that contains ``words``, nothing on stdout, status 2."""
    assert done.returncode == 2, (done.returncode, done.stdout, done.stderr)
    assert len(done.stderr.splitlines()) == 1 and done.stderr.startswith("hetao-kg: "), done.stderr
    assert "Traceback" not in done.stderr and done.stdout == ""
    assert all(word in done.stderr for word in words), done.stderr
    assert len(done.stderr) < 400


@pytest.mark.parametrize(("arguments", "words"), [
    (["ask", ""], ["empty"]),
    (["ask", "  \n "], ["empty"]),
    (["ask"], ["empty"]),
    (["ask", "水" * 10_000], ["10,000", "characters"]),
    (["search", ""], ["empty"]),
    (["search", "水" * 10_000], ["10,000", "characters"]),
    (["search", "x", "--mode", "psychic"], ["psychic", "hybrid"]),
    (["search", "x", "-k", "0"], ["0"]),
    (["annotate", " "], ["empty"]),
    (["annotate", "水", "--document", "nowhere"], ["nowhere", "minutes-2022"]),
    (["sparql", ""], ["empty"]),
    (["sparql", "SELECT ?a WHERE { ?a "], ["syntax", "line 1"]),
    (["sparql", "DELETE WHERE { ?a ?b ?c }"], ["read-only"]),
    (["sparql", "SELECT * { SERVICE <http://127.0.0.1/> { ?a ?b ?c } }"], ["SERVICE"]),
    (["sparql", SELECT, "--format", "turtle"], ["turtle", "CONSTRUCT"]),
    (["sparql", "--file", "nowhere.rq"], ["nowhere.rq"]),
    (["statements", "--predicate", "likes"], ["likes", "approves"]),
    (["statements", "--status", "maybe"], ["maybe", "in-force"]),
    (["statements", "--document", "nowhere"], ["nowhere", "minutes-2022"]),
    (["ask", "--batch", "nowhere.jsonl"], ["nowhere.jsonl"]),
    (["ask", "one", "two"], ["two"]),
    (["validate", "--loudly"], ["--loudly"]),
    (["prophesy"], ["prophesy"]),
    (["--loudly"], ["--loudly"]),
], ids=lambda value: "-".join(v[:24] for v in value if v.isascii() and v.isprintable())[:60] or "-")  # fmt: skip
def test_a_mistake_gets_one_line(run, kb_folder, arguments, words):
    mistake(run(*arguments, HETAO_KB=str(kb_folder)), *words)


@pytest.mark.parametrize("command", [c for c in COMMANDS if c != "build"])
def test_a_missing_knowledge_base_gets_one_line(run, tmp_path, command):
    needed = {"sparql": [SELECT], "ask": ["誰"], "search": ["水"], "annotate": ["水"], "export": ["csv", tmp_path / "out"], "show": ["x"]}
    arguments = needed.get(command, [])
    mistake(run(command, *arguments, "--kb", tmp_path / "none"), "no knowledge base", "hetao-kg build")


def test_a_knowledge_base_of_an_older_format_gets_one_line(run, kb_folder, tmp_path):
    folder = Path(shutil.copytree(kb_folder, tmp_path / "kb"))
    manifest = next(folder.glob("snapshot-*")) / "manifest.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_text("utf-8")), "format": 0}), "utf-8")
    mistake(run("ask", "誰", "--kb", folder), "format 0", "hetao-kg build")


@pytest.mark.parametrize("name", [
    "statements.jsonl", "documents.jsonl", "passages.jsonl", "entities.jsonl", "mentions.jsonl", "graph.nq", "index/index.json",
    "index/vectors.faiss", "manifest.json",
])  # fmt: skip
@pytest.mark.parametrize("damage", ["gone", "half"])
def test_a_damaged_knowledge_base_gets_one_line(run, kb_folder, tmp_path, name, damage):
    folder = Path(shutil.copytree(kb_folder, tmp_path / "kb", ignore=shutil.ignore_patterns(".cache")))
    path = next(folder.glob("snapshot-*")) / name
    data = path.read_bytes()
    path.unlink()
    if damage == "half":
        path.write_bytes(data[:len(data) // 2])
    command = ["sparql", SELECT] if name == "graph.nq" else ["search", "水"] if name.startswith("index") else ["ask", LANGUAGES["en"]]
    mistake(run(*command, "--kb", folder), "build")


def test_an_empty_folder_gets_one_line(run, tmp_path):
    (tmp_path / "empty").mkdir()
    mistake(run("build", tmp_path / "empty", "--kb", tmp_path / "kb"), "nothing to read", "empty")
    mistake(run("build", tmp_path / "none", "--kb", tmp_path / "kb"), "none")
    (tmp_path / "file").write_text("x", "utf-8")
    mistake(run("build", tmp_path / "file", "--kb", tmp_path / "kb"), "file")


def test_a_place_that_cannot_be_written_gets_one_line(run, water, tmp_path):
    """Below a file, so that it holds for root too."""
    (tmp_path / "file").write_text("x", "utf-8")
    done = run("build", water, "--kb", tmp_path / "file" / "kb")
    assert done.returncode == 2 and done.stderr.splitlines()[-1].startswith("hetao-kg: ") and "Traceback" not in done.stderr


def test_a_model_that_is_not_there_gets_one_line(run, water, tmp_path):
    done = run("build", water, "--kb", tmp_path / "kb", "--model", tmp_path / "no-model")
    assert done.returncode == 2 and done.stderr.splitlines()[-1].startswith("hetao-kg: ") and "Traceback" not in done.stderr
    assert not list((tmp_path / "kb").glob("snapshot-*")) and not list((tmp_path / "kb").glob("making-*"))


def test_a_malformed_sources_file_gets_one_line(run, corpus, tmp_path):
    (corpus / "sources.toml").write_text("[blueprint-2023\ntitle = ", "utf-8")
    mistake(run("build", corpus, "--kb", tmp_path / "kb"), "sources.toml")


@pytest.mark.parametrize(("stdin", "words"), [
    ("{", ["line 1"]),
    ('{"id": "1", "question": "誰"}\n[1]\n', ["line 2"]),
    ('{"id": "1"}', ["line 1", "question"]),
    ('{"id": "1", "question": 7}', ["line 1"]),
    ('{"id": "1", "question": " "}', ["line 1", "empty"]),
])  # fmt: skip
def test_a_bad_line_of_a_batch_is_named(run, kb_folder, stdin, words):
    done = run("ask", "--batch", "-", "--kb", kb_folder, stdin=stdin)
    assert done.returncode == 2 and len(done.stderr.splitlines()) == 1 and "Traceback" not in done.stderr
    assert all(word in done.stderr for word in words), done.stderr


@pytest.mark.parametrize("command", ["ask", "search", "annotate"])
def test_a_bad_line_does_not_stop_a_batch(run, kb_folder, command):
    good = [json.dumps({"id": str(n), "question": "誰審批食水？", "text": "水務署"}) for n in (1, 2)]
    done = run(command, "--batch", "-", "--kb", kb_folder, stdin="\n".join([good[0], "[", '{"id": 3}', good[1]]) + "\n")
    assert done.returncode == 2
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["1", "2"]
    told = done.stderr.splitlines()
    assert len(told) == 2 and "line 2" in told[0] and "line 3" in told[1]


@pytest.mark.parametrize("text", [
    "\ud800水", "水\x00務", "\u202e水務署", "👩‍👩‍👧 審批", "?", "。。。", "SELECT ?s", "'\"\\ 水 }", "a" * 1999, "\t\n水",
], ids=range(10))  # fmt: skip
def test_strange_text_is_text(run, kb_folder, text):
    """Surrogates, control characters, quotation marks: answered like any other, never a traceback."""
    given = json.dumps({"id": "1", "question": text, "text": text}) + "\n"
    for command in ("ask", "search", "annotate"):
        done = run(command, "--batch", "-", "--kb", kb_folder, stdin=given)
        assert done.returncode == 0, (command, done.stderr[-600:])
        assert json.loads(done.stdout)["id"] == "1"


def test_a_reader_that_leaves_is_no_error(kb_folder):
    """``hetao-kg statements | head -1``."""
    command = f'"{sys.executable}" -m hetao_kg.cli statements --kb "{kb_folder}" | head -1'
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, cwd=ROOT, check=False)
    assert len(done.stdout.splitlines()) == 1 and done.stderr == ""


def test_problems_are_counted_while_the_rest_is_built(run, corpus, tmp_path):
    (corpus / "photo.txt").write_bytes(bytes(range(256)) * 40)
    (corpus / "link.txt").symlink_to(corpus / "nowhere.txt")
    (corpus / "closed.txt").write_text("水務署", "utf-8")
    (corpus / "closed.txt").chmod(0)
    done = run("build", corpus, "--kb", tmp_path / "kb")
    assert done.returncode == 0 and "Traceback" not in done.stderr
    assert "photo.txt: " in done.stdout and "link.txt: " in done.stdout
    counted = int(next(line for line in done.stdout.splitlines() if line.startswith("problems")).split()[1])
    assert counted in (2, 3), "root reads every file, others do not read closed.txt"
