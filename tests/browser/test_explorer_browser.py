"""The explorer in a real browser."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from urllib.parse import quote

import pytest

from hetao_kg.answer import ask
from hetao_kg.explorer import PAGES, texts

expect = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install -e .[dev]").expect
pytestmark = pytest.mark.browser
#: What fills a page, for looking at it full.
FULL = {
    "ask": "q=哪些機構審批藥品上市",
    "search": "q=臨床試驗",
    "entity": "id=nmpa",
    "documents": "doc=evil",
    "sparql": "query=SELECT * WHERE { ?s ?p ?o } LIMIT 60",
}
QUESTIONS = {"en": "which bodies approve drug listings", "zh-Hant": "哪些機構審批藥品上市？", "zh-Hans": "哪些机构审批药品上市？"}


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_in_every_language_and_on_a_telephone(tab, page):
    tab.open(f"?page={page}&{FULL.get(page, '')}&lang=en")
    for language in ("en", "zh-Hant", "zh-Hans"):
        tab.page.click(f".hk-languages a[lang={language}]")
        tab.page.wait_for_function(f"document.documentElement.lang === '{language}'")
        tab.settled()
        assert tab.page.locator(".hk-pages a[aria-current=page]").inner_text() == texts.say(f"nav.{page}", language)
        assert texts.say(f"nav.{page}", language) in tab.page.title()
        assert f"lang={language}" in tab.page.url
        for key in ("error.user", "error.ours"):
            assert texts.say(key, language) not in tab.text()
        assert tab.page.locator("[data-testid=stException]").count() == 0
    tab.page.set_viewport_size({"width": 390, "height": 844})
    over = "() => { const m = document.querySelector('[data-testid=stMain]'); return m.scrollWidth - m.clientWidth; }"
    assert tab.page.evaluate(over) <= 0


@pytest.mark.parametrize("language", QUESTIONS)
def test_the_card_question_is_answered_with_its_quote(tab, kb, language):
    expected = ask(kb, QUESTIONS[language])
    assert expected.answers
    tab.open(f"?page=ask&lang={language}&q={quote(QUESTIONS[language])}", ".hk-answer")
    answers = tab.page.locator(".hk-answer")
    assert answers.count() == len(expected.answers)
    quotes = [text.strip("「」") for text in tab.page.locator(".hk-answer > .hk-evidence blockquote").all_inner_texts()]
    wanted = [" ".join(item.evidence[0].quote.text.split()) for item in expected.answers]
    assert sorted(" ".join(text.split()) for text in quotes) == sorted(wanted)
    assert answers.first.locator("blockquote mark").count() >= 1
    assert answers.first.locator("cite").first.inner_text()
    shown = tab.page.locator(".hk-group").evaluate_all(
        "groups => groups.map(g => [g.dataset.status, g.querySelectorAll('.hk-answer').length])"
    )
    assert dict(shown) == Counter(item.status for item in expected.answers)
    for status in {item.status for item in expected.answers}:
        assert texts.say(f"status.{status}", language) in tab.text()


def test_from_an_example_to_its_answer_to_the_place_in_the_document_and_back(tab):
    tab.open("?lang=en")
    tab.page.click(".hk-examples a >> nth=0")
    tab.page.wait_for_selector(".hk-answer")
    quoted = tab.page.locator(".hk-answer blockquote").first.inner_text().strip("「」")
    tab.page.click(".hk-answer .hk-read >> nth=0")
    tab.page.wait_for_selector("mark#here")
    tab.settled()
    tab.page.wait_for_timeout(300)
    marked = "".join(tab.page.locator(".hk-text mark").all_inner_texts())
    assert marked == quoted
    box = tab.page.locator("#here").bounding_box()
    assert box and 0 < box["y"] < 900
    assert "page=documents" in tab.page.url and "start=" in tab.page.url
    tab.page.go_back()
    tab.page.wait_for_selector(".hk-answer")


def test_a_shared_link_shows_the_same_to_somebody_else(tab, new_tab):
    tab.open("?lang=en")
    tab.page.fill("input", QUESTIONS["en"])
    tab.page.keyboard.press("Enter")
    tab.page.wait_for_selector(".hk-answer")
    tab.settled()
    other = new_tab()
    other.open(tab.page.url.removeprefix(tab.address).lstrip("/"), ".hk-answer")
    expect(other.page.locator("input")).to_have_value(QUESTIONS["en"])
    assert other.page.locator(".hk-answer").all_inner_texts() == tab.page.locator(".hk-answer").all_inner_texts()
    other.page.context.close()


def test_switching_the_language_keeps_page_and_question(tab):
    tab.open(f"?page=ask&lang=en&q={quote(QUESTIONS['en'])}", ".hk-answer")
    tab.page.click(".hk-languages a[lang=zh-Hans]")
    tab.page.wait_for_function("document.documentElement.lang === 'zh-Hans'")
    tab.settled()
    expect(tab.page.locator("input")).to_have_value(QUESTIONS["en"])
    assert tab.page.locator(".hk-answer").count() >= 1
    assert "lang=zh-Hans" in tab.page.url


def test_what_the_corpus_does_not_say(tab):
    tab.open(f"?lang=en&q={quote('how many penguins live in Antarctica')}", ".hk-notice")
    assert texts.say("ask.silent", "en") in tab.text()


def test_markup_in_documents_is_text(tab):
    tab.open("?page=documents&doc=evil&lang=zh-Hant", ".hk-text")
    shown = tab.page.inner_text(".hk-text")
    assert "window.hacked" in shown and "**" in shown and "</article></div><h1>" in shown and "__LANG__" in shown
    assert tab.page.evaluate("window.hacked") is None
    assert tab.page.locator(".hk-text img, .hk-text script, .hk-text b, .hk-text h1").count() == 0
    for query in (
        "?page=search&q=" + quote("惡意文件 粗體"),
        "?page=ask&q=" + quote("誰建議設立分中心"),
        "?page=documents",
        "?page=corpus",
    ):
        tab.open(query + "&lang=en")
        assert tab.page.evaluate("window.hacked") is None


def test_markup_in_the_address_is_text(tab):
    bad = quote("<img src=x onerror=window.hacked=1>**粗**")
    strange = ["?page=documents&doc=evil&start=-1&end=99999999999999", "?p=x", f"?page={bad}&lang={bad}", f"?page=sparql&query={bad}"]
    strange += [f"?page={page}&{name}={bad}" for page, name in (("ask", "q"), ("documents", "doc"), ("entity", "id"), ("entity", "name"))]
    strange += [
        f"?page={page}&{name}={bad}" for page, name in (("search", "status"), ("graph", "id"), ("graph", "edge"), ("timeline", "about"))
    ]
    for query in strange:
        tab.open(query)
        assert tab.page.evaluate("window.hacked") is None
        assert tab.page.locator("[data-testid=stMain] img").count() == 0


def test_search_narrows_by_facet(tab):
    tab.open(f"?page=search&lang=en&q={quote('臨床試驗')}", ".hk-hit")
    chip = tab.page.locator(".hk-facets .hk-chip:has(.hk-proposed)").first
    count = int(chip.locator(".hk-count").inner_text())
    chip.click()
    tab.page.wait_for_selector(".hk-chip[aria-pressed=true] .hk-proposed")
    tab.settled()
    assert "status=proposed" in tab.page.url
    assert f"{count} passages" in tab.text()


def test_a_line_of_the_graph_shows_its_evidence(tab, kb):
    statement = next(s for s in kb.statements if s.subject in kb.entities and s.object in kb.entities)
    tab.open(f"?page=graph&lang=en&id={statement.subject}&limit=300", ".hk-graph svg")
    tab.page.locator(f".hk-graph a[href*='edge={statement.id}']").first.dispatch_event("click")
    tab.page.wait_for_selector("#evidence blockquote")
    quoted = tab.page.locator("#evidence blockquote").first.inner_text().strip("「」")
    assert "".join(quoted.split()) == "".join(statement.evidence[0].quote.text.split())
    assert f"edge={statement.id}" in tab.page.url


def test_a_name_of_the_picture_becomes_its_middle(tab, kb):
    statement = next(s for s in kb.statements if s.subject in kb.entities and s.object in kb.entities and s.predicate != "abbreviates")
    tab.open(f"?page=graph&lang=en&limit=300&name={quote(kb.entities[statement.subject].label('en'))}", ".hk-graph svg")
    other = kb.entities[statement.object].label("en")
    tab.page.locator(f".hk-graph a.node[href$='id={quote(statement.object)}']").first.dispatch_event("click")
    expect(tab.page.locator("h2.hk-section").first).to_have_text(texts.say("graph.around", "en", name=other))
    expect(tab.page.locator("input").first).to_have_value("")


def test_the_same_picture_for_everybody(tab, new_tab):
    pictures = []
    for one in (tab, new_tab()):
        one.open("?page=graph&lang=en", ".hk-graph svg")
        pictures.append(one.page.locator(".hk-graph svg").evaluate("svg => svg.innerHTML"))
    assert pictures[0] == pictures[1]


def test_a_query_is_run_and_a_wrong_one_is_explained(tab):
    tab.open("?page=sparql&lang=en")
    tab.page.click(".hk-examples a >> nth=0")
    tab.page.wait_for_selector(".hk-table td")
    tab.open("?page=sparql&lang=en&query=" + quote("SELECT * WHERE {"), ".hk-notice")
    assert texts.say("sparql.error", "en") in tab.text()
    tab.open("?page=sparql&lang=en&query=" + quote("SELECT * WHERE { SERVICE <http://evil.example/> { ?s ?p ?o } }"), ".hk-notice")
    assert "SERVICE" in tab.page.inner_text(".hk-notice")


def test_downloads_hold_what_is_shown(tab):
    tab.open(f"?page=ask&lang=en&q={quote(QUESTIONS['zh-Hant'])}", ".hk-answer")
    with tab.page.expect_download() as waiting:
        tab.page.get_by_role("button", name=texts.say("download", "en", form="CSV")).click()
    text = Path(waiting.value.path()).read_text("utf-8-sig")
    assert text.startswith("question,answer,type,status")
    shown = tab.page.locator(".hk-answer blockquote").first.inner_text().strip("「」")
    assert "".join(shown.split()) in "".join(text.split())


def test_many_visitors_at_once(new_tab):
    visitors = [new_tab() for _ in range(6)]
    for number, visitor in enumerate(visitors):
        visitor.page.goto(
            visitor.address + f"/?lang=en&page={list(PAGES)[number % len(PAGES)]}&q={quote(QUESTIONS['en'])}", wait_until="commit"
        )
    for visitor in visitors:
        visitor.page.wait_for_selector(".hk-foot", timeout=60_000)
        assert texts.say("error.ours", "en") not in visitor.text()
        assert visitor.errors == [] and visitor.foreign == []
        visitor.page.context.close()


def test_two_documents_are_compared_on_a_name(tab):
    tab.open("?page=documents&lang=en&doc=ohkf-2021-hetao-biotech&with=takungpao-2024-hetao", ".hk-examples a")
    tab.page.click(".hk-examples a >> nth=0")
    tab.page.wait_for_selector(".hk-twin section >> nth=1")
    assert tab.page.locator(".hk-twin section").count() == 2
    assert "name=" in tab.page.url


def test_a_way_between_two_names(tab, kb):
    statement = next(s for s in kb.statements if s.subject in kb.entities and s.object in kb.entities and s.predicate != "abbreviates")
    ends = [kb.entities[i].label("en") for i in (statement.subject, statement.object)]
    tab.open(f"?page=graph&lang=en&name={quote(ends[0])}&toname={quote(ends[1])}", ".hk-graph svg")
    assert tab.page.locator(".hk-graph a.edge").count() >= 1


@pytest.mark.skipif("AXE_CORE" not in os.environ, reason="AXE_CORE names no axe.min.js: npm pack axe-core, unpack it, and set the variable")
@pytest.mark.parametrize("page", PAGES)
def test_accessibility(tab, page):
    tab.open(f"?page={page}&lang=en&{FULL.get(page, '')}")
    tab.page.evaluate(Path(os.environ["AXE_CORE"]).read_text("utf-8"))
    found = tab.page.evaluate("axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'best-practice']})")
    assert [(v["id"], v["nodes"][0]["html"]) for v in found["violations"]] == []
