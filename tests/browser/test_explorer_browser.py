"""The explorer in a real browser."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from urllib.parse import quote

import pytest

from hetao_kg.answer import ask
from hetao_kg.explorer import PAGES, texts

expect = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install -e .[dev]").expect
pytestmark = pytest.mark.browser
AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
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


def test_back_leads_to_the_question_before(tab):
    tab.open("?lang=en")
    for question in (QUESTIONS["en"], QUESTIONS["zh-Hans"]):
        tab.page.fill("input", question)
        tab.page.keyboard.press("Enter")
        tab.page.wait_for_function("q => new URLSearchParams(location.search).get('q') === q", arg=question)
        tab.settled()
    tab.page.go_back()
    expect(tab.page.locator("input")).to_have_value(QUESTIONS["en"])
    tab.page.go_back()
    expect(tab.page.locator("input")).to_have_value("")
    tab.page.go_forward()
    expect(tab.page.locator("input")).to_have_value(QUESTIONS["en"])


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


#: Pages in a state that shows as much of them as there is.
SEEN = {
    **{page: f"?page={page}&lang=en&{FULL.get(page, '')}" for page in PAGES},
    "ask in Chinese": "?page=ask&lang=zh-Hant&q=特區政府設立了哪些機構？",
    "names": "?page=entity&lang=zh-Hans&kind=Institution",
    "compare": "?page=documents&lang=en&doc=ohkf-2021-hetao-biotech&with=takungpao-2024-hetao&name=NMPA",
    "chart": "?page=sparql&lang=en&view=chart&query=" + quote("SELECT ?p (COUNT(*) AS ?n) WHERE { ?s ?p ?o } GROUP BY ?p"),
    "query as graph": "?page=sparql&lang=en&view=graph&query=" + quote("SELECT ?a ?b WHERE { ?a hetao:approves ?b }"),
    "figures": "?page=statements&lang=en&view=figures",
    "proposals": "?page=statements&lang=zh-Hant&view=proposals",
    "disagreements": "?page=statements&lang=zh-Hans&view=conflicts",
    "nothing found": "?page=statements&lang=en&find=zzzz",
}


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not there: npm ci --prefix tests/browser")
@pytest.mark.parametrize("seen", SEEN)
def test_accessibility(tab, seen):
    """Roles, names, contrast at AA and more, by axe-core."""
    tab.open(SEEN[seen])
    tab.page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    tab.page.evaluate(AXE.read_text("utf-8"))
    found = tab.page.evaluate("axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']})")
    assert [(v["id"], v["nodes"][0]["html"][:300]) for v in found["violations"]] == []
    assert len(found["passes"]) > 10


def test_a_page_is_worked_by_keyboard_alone(tab):
    tab.open("?page=search&lang=en")
    tab.page.locator("input").first.focus()
    tab.page.keyboard.type("臨床試驗")
    tab.page.keyboard.press("Enter")
    tab.page.wait_for_selector(".hk-hit")
    tab.settled()
    for _ in range(60):
        tab.page.keyboard.press("Tab")
        if tab.page.evaluate("document.activeElement.classList.contains('hk-chip')"):
            break
    ring = tab.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert ring != "none"
    tab.page.keyboard.press("Enter")
    tab.page.wait_for_selector(".hk-chip[aria-pressed=true]")


def test_a_query_as_table_chart_and_graph(tab):
    query = quote("SELECT ?body ?matter (1 AS ?n) WHERE { ?b hetao:approves ?m . ?b rdfs:label ?body . ?m rdfs:label ?matter }")
    tab.open(f"?page=sparql&lang=en&query={query}", ".hk-table td")
    rows = tab.page.locator(".hk-table tbody tr").count()
    tab.page.click(".hk-table thead a >> nth=0")
    tab.page.wait_for_selector("th[aria-sort]")
    assert tab.page.locator(".hk-table tbody tr").count() == rows and "sort=body" in tab.page.url
    tab.page.click(".hk-chip:has-text('chart')")
    tab.page.wait_for_selector(".hk-bars li")
    tab.page.click(".hk-chip:has-text('graph')")
    tab.page.wait_for_selector(".hk-graph svg a.node")
    assert "view=graph" in tab.page.url


def test_a_table_is_filtered_by_words_in_either_script(tab):
    tab.open("?page=statements&lang=zh-Hant", ".hk-said")
    every = tab.page.locator(".hk-said td:first-child").count()
    tab.page.locator("input").nth(1).fill("药监局")
    tab.page.keyboard.press("Enter")
    tab.page.wait_for_function(f"document.querySelectorAll('.hk-said td:first-child').length < {every}")
    tab.settled()
    assert tab.page.locator(".hk-said td:first-child").count() > 0
    assert "find=" in tab.page.url


def test_statements_stand_before_the_text_on_a_telephone(tab):
    tab.page.set_viewport_size({"width": 390, "height": 844})
    tab.open("?page=documents&lang=en&doc=ohkf-2021-hetao-biotech", ".hk-text")
    fold = tab.page.locator("details.hk-fold")
    expect(fold).not_to_have_attribute("open", "")
    assert fold.bounding_box()["y"] < tab.page.locator(".hk-text").bounding_box()["y"]
    tab.page.locator("a.hk-sign").first.click()
    expect(fold).to_have_attribute("open", "")


def test_filters_fold_on_a_telephone_and_stay_open_once_opened(tab):
    tab.page.set_viewport_size({"width": 390, "height": 844})
    tab.open("?page=statements&lang=en&status=planned", ".hk-said")
    fold = tab.page.locator("details.hk-choices")
    expect(fold).not_to_have_attribute("open", "")
    assert fold.locator("summary .hk-count").first.inner_text() == "1"
    fold.locator("summary").first.click()
    fold.locator(".hk-chip:has(.hk-proposed)").click()
    tab.page.wait_for_function("location.search.includes('proposed')")
    tab.settled()
    tab.page.wait_for_timeout(300)
    expect(fold).to_have_attribute("open", "")
    assert fold.locator("summary .hk-count").first.inner_text() == "2"


# -- adding documents


#: Milliseconds that a build may take: it gives way to everything else on the machine.
BUILD = 600_000
NEW = "# 蘋果園規劃\n\n蘋果園管理局於2024年3月發布《蘋果園發展綱要》。<script>window.hacked = 1</script>\n"


def build_with(tab, name, text):
    """Adds a document on the Corpus page and waits until the knowledge base holds it."""
    tab.page.set_input_files("input[type=file]", [{"name": name, "mimeType": "text/plain", "buffer": text.encode()}])
    tab.page.get_by_role("button", name=texts.say("corpus.add.go", "en")).click()


def test_a_document_is_added_found_and_taken_back(open_to_all, chromium):
    from conftest import open_tab

    tab = open_tab(chromium, open_to_all.address)
    tab.open("?page=corpus&lang=en")
    build_with(tab, "apple <b>.txt", NEW)
    tab.page.wait_for_selector("[data-testid=stProgress]")
    tab.page.wait_for_selector(f"text={texts.say('corpus.done', 'en')}", timeout=BUILD)
    tab.settled()
    assert "apple <b>" in tab.text()
    tab.open("?page=search&lang=en&q=" + quote("蘋果園管理局"), ".hk-hit")
    assert "蘋果園" in tab.page.inner_text(".hk-hits") and tab.page.evaluate("window.hacked") is None
    tab.open("?page=corpus&lang=en")
    build_with(tab, "takungpao-2024-hetao.txt", NEW)
    tab.page.wait_for_selector(f"text={texts.say('corpus.refused.taken', 'en')}")
    tab.page.get_by_role("button", name="Undo adding").click()
    tab.page.wait_for_selector(".hk-corpus:not(:has-text('apple'))", timeout=BUILD)
    tab.open("?page=search&lang=en&q=" + quote("蘋果園管理局"))
    assert "蘋果園管理局" not in tab.page.inner_text(".hk-hits")
    assert not (open_to_all.corpus / "uploads" / "apple <b>.txt").exists()
    assert tab.errors == [] and tab.foreign == []
    tab.page.context.close()


def test_two_visitors_read_while_a_build_runs(open_to_all, chromium):
    from conftest import open_tab

    builder, *readers = [open_tab(chromium, open_to_all.address) for _ in range(3)]
    for reader in readers:
        reader.open(f"?page=ask&lang=en&q={quote(QUESTIONS['en'])}", ".hk-answer")
    before = readers[0].page.locator(".hk-answer").all_inner_texts()
    builder.open("?page=corpus&lang=en")
    build_with(builder, "long.md", "\n".join(f"## 第{n}節\n\n蘋果園管理局於2024年{n % 12 + 1}月發布《第{n}號綱要》。" for n in range(400)))
    builder.page.wait_for_selector("[data-testid=stProgress]")
    visits = 0
    while builder.page.locator("[data-testid=stProgress]").count():
        for reader, page in zip(readers, ("ask", "search"), strict=True):
            reader.open(f"?page={page}&lang=en&q={quote(QUESTIONS['en'])}")
            assert texts.say("error.ours", "en") not in reader.text() and texts.say("error.user", "en") not in reader.text()
        visits += 1
    assert visits
    builder.page.wait_for_selector(f"text={texts.say('corpus.done', 'en')}", timeout=BUILD)
    readers[0].open(f"?page=ask&lang=en&q={quote(QUESTIONS['en'])}", ".hk-answer")
    assert readers[0].page.locator(".hk-answer").all_inner_texts() == before
    readers[1].open("?page=documents&lang=en&doc=long", ".hk-text")
    for tab in (builder, *readers):
        assert tab.errors == [] and tab.foreign == []
        tab.page.context.close()


def test_nothing_can_be_added_where_it_is_not_switched_on(tab):
    tab.open("?page=corpus&lang=en")
    assert tab.page.locator("input[type=file]").count() == 0
    assert "--corpus" in tab.text()
