"""The explorer without a browser: what a page draws for an address."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from hetao_kg.errors import QueryError
from hetao_kg.explorer import PAGES, queries, texts
from hetao_kg.explorer.pages.statements import VIEWS

HOME = Path(__file__).resolve().parents[2]


@pytest.fixture
def app(kb_folder, monkeypatch):
    """Draws the explorer for an address over the small knowledge base."""
    monkeypatch.setenv("HETAO_KB", str(kb_folder))

    def draw(**params):
        made = AppTest.from_file(str(HOME / "app.py"), default_timeout=30)
        for name, value in params.items():
            made.query_params[name] = value
        return made.run()

    return draw


def html(made):
    """Everything the page draws as HTML."""
    return "\n".join(part.proto.body for part in made.get("html"))


@pytest.mark.parametrize("page", PAGES)
def test_every_page_draws(app, page):
    made = app(page=page, lang="en")
    assert not made.exception
    assert texts.say("error.ours", "en") not in html(made)


@pytest.mark.parametrize("language", texts.LANGUAGES)
@pytest.mark.parametrize("view", VIEWS)
def test_every_view_of_statements_draws_and_downloads(app, kb, view, language):
    made = app(page="statements", view=view, lang=language)
    assert not made.exception and texts.say("error.ours", language) not in html(made)
    assert f"{len(getattr(kb, view)):,}" in html(made)
    none = app(page="statements", view=view, lang=language, find="zzzz")
    assert "hk-notice" in html(none) and not none.exception


def test_figures_of_one_measure_are_drawn_by_their_size(app):
    made = html(app(page="statements", view="figures", lang="en"))
    widths = [float(w) for w in re.findall(r'hk-barfill[^>]*style="width:([0-9.]+)%"', made)]
    assert len(widths) > 1 and max(widths) == 100.0 and min(widths) > 0


def test_an_unknown_page_and_language_are_the_first_ones(app):
    made = app(page="nonsense", lang="tlh")
    assert not made.exception
    assert texts.say("ask.title", "en") in html(made)


def test_typing_a_question_answers_it(app):
    made = app(lang="en")
    assert '<article class="hk-answer"' not in html(made)
    made.text_input(key="q").set_value("哪些機構審批藥品上市？").run()
    assert '<article class="hk-answer"' in html(made)


@pytest.mark.parametrize("question", ["   ", "?", "。", "x" * 2000, "\x00\x07", "<b>", "{0} %s {kb}", "𠮷" * 50])
def test_strange_questions_leave_no_trace_back(app, question):
    made = app(lang="en", q=question)
    assert not made.exception
    assert texts.say("error.ours", "en") not in html(made)


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_without_a_knowledge_base_it_says_how_to_build_one(app, tmp_path, monkeypatch, language):
    made_folder = tmp_path / "none & <b>"
    monkeypatch.setenv("HETAO_KB", str(made_folder))
    made = AppTest.from_file(str(HOME / "app.py"), default_timeout=30)
    made.query_params["lang"] = language
    made.run()
    assert not made.exception
    assert texts.say("missing.title", language) in html(made)
    assert "hetao-kg build corpus" in html(made) and "<b>" not in html(made).replace("<b></b>", "")


def test_a_damaged_knowledge_base_is_one_clear_line(kb_folder, tmp_path, monkeypatch):
    broken = tmp_path / "kb"
    shutil.copytree(kb_folder, broken)
    for path in broken.glob("snapshot-*/manifest.json"):
        path.write_text("{")
    monkeypatch.setenv("HETAO_KB", str(broken))
    made = AppTest.from_file(str(HOME / "app.py"), default_timeout=30)
    made.query_params["lang"] = "en"
    made.run()
    assert not made.exception
    assert texts.say("error.user", "en") in html(made) and "build it again" in html(made)


def test_a_new_build_is_shown_without_starting_again(kb_folder, tmp_path, monkeypatch):
    copy = tmp_path / "kb"
    shutil.copytree(kb_folder, copy)
    monkeypatch.setenv("HETAO_KB", str(copy))
    made = AppTest.from_file(str(HOME / "app.py"), default_timeout=60)
    made.query_params["lang"], made.query_params["page"] = "en", "documents"
    assert "evil" in html(made.run())
    from hetao_kg.build import build
    from hetao_kg.settings import Settings

    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "one.txt").write_text("香港特區政府在2024年設立河套香港園區公司。", "utf-8")
    build(corpus, copy, Settings.from_environment().ontology, "corpus", lambda line: None)
    after = html(made.run())
    assert "evil" not in after and "one" in after


def test_a_query_that_takes_too_much_is_ended(kb_folder):
    every = " ".join(f"?s{n} ?p{n} ?o{n} ." for n in range(4))
    with pytest.raises(QueryError, match="ended"):
        queries.run(kb_folder, f"SELECT (COUNT(*) AS ?n) WHERE {{ {every} }}", 3)
    assert queries.run(kb_folder, "ASK { ?s ?p ?o }").boolean
    assert queries.run(kb_folder, "SELECT ?s WHERE { ?s ?p ?o } LIMIT 3").variables == ("s",)


@pytest.mark.parametrize(
    "query", ["SELECT", "INSERT DATA { <a:a> <a:b> <a:c> }", "--help", "SELECT * WHERE { SERVICE <http://x.example/> { ?s ?p ?o } }"]
)
def test_a_query_that_may_not_be_run_is_one_line(kb_folder, query):
    with pytest.raises(QueryError) as raised:
        queries.run(kb_folder, query)
    assert str(raised.value).count("\n") == 0 and "Traceback" not in str(raised.value)


def test_adding_needs_a_folder(run, kb_folder, tmp_path):
    done = run("explore", "--kb", kb_folder, "--corpus", tmp_path / "none", "--headless")
    assert done.returncode == 2 and done.stderr.count("\n") == 1 and "is not a folder" in done.stderr
