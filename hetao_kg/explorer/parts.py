"""What every page draws: statuses, quotations with their source, statements, passages, citations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hetao_kg.answer.question import Understander
from hetao_kg.answer.retrieve import names_of
from hetao_kg.explorer import PAGES
from hetao_kg.explorer.cite import CITATIONS
from hetao_kg.explorer.html import element, esc, folded, link, marked, occurrences
from hetao_kg.explorer.labels import MARKS
from hetao_kg.explorer.visit import Values, Visit
from hetao_kg.split import sentences
from hetao_kg.text import fold, has_han
from hetao_kg.types import Evidence, Figure, Mention, Passage, Quote, Statement

#: Characters of its sentence that are shown on either side of a quotation.
NEAR = 48
#: Characters of a quotation that are seen before it is folded out.
EXCERPT = 48
_SCRIPTS = {"Hant": "zh-Hant", "Hans": "zh-Hans"}


def badge(visit: Visit, status: str, count: int | None = None, of: str = "") -> str:
    """A status as mark, word and colour; ``of`` is ``figure`` where it is told of a number: a goal is not "planned"."""
    mark = MARKS.get(status, "·")
    number = f' <span class="hk-count">{count}</span>' if count is not None else ""
    word = f'<span aria-hidden="true">{mark}</span> {esc(visit.labels.status(status, of))}'
    return f'<span class="hk-status hk-{esc(status)}">{word}</span>{number}'


def language_of(visit: Visit, document: str) -> str:
    """The language tag of a document, so that the browser picks the right forms of the characters."""
    found = visit.kb.documents.get(document)
    return _SCRIPTS.get(found.metadata.script, "zh") if found else "zh"


def place(visit: Visit, document: str, start: int, end: int) -> str:
    """The address of a place in the reader."""
    return visit.link("documents", doc=document, start=start, end=end) + "#here"


def source(visit: Visit, document: str, start: int, end: int, section: Sequence[str], page: int) -> str:
    """Where something is said: title, section, page, date, whether that is a digest, and the way into the reader."""
    found = visit.kb.documents.get(document)
    title = visit.labels.document(document)
    parts = [f'<cite lang="{language_of(visit, document)}">{esc(title)}</cite>']
    below = [s for s in section if s != title][-2:]
    if below:
        parts.append(f'<span lang="{language_of(visit, document)}">{esc(" › ".join(" ".join(s.split()) for s in below))}</span>')
    if page:
        parts.append(esc(visit.say("page.number", page=page)))
    if found and found.metadata.date:
        parts.append(esc(visit.labels.date(found.metadata.date)))
    if found and found.metadata.digest:
        parts.append(f"<b>{esc(visit.say('documents.digest'))}</b>")
    parts.append(link(place(visit, document, start, end), visit.say("evidence.read"), class_="hk-read"))
    return f'<p class="hk-source">{" · ".join(parts)}</p>'


def evidence(visit: Visit, item: Evidence, spans: Iterable[tuple[int, int]] = (), extra: str = "") -> str:
    """One quotation as written, in 「」, in its sentence and with its source; ``spans`` are marked, in the document's counting."""
    q = item.quote
    before, after = (f'<span class="hk-around">{esc(text)}</span>' if text else "" for text in around(visit, q))
    quoted = f'<blockquote class="hk-quote">「{marked(q.text, spans, q.start)}」</blockquote>'
    quoted = element("div", f"{before}{quoted}{after}", class_="hk-sentence", lang=language_of(visit, q.document))
    if item.speaker:
        quoted += f'<p class="hk-source">{esc(visit.say("evidence.speaker", speaker=visit.labels.entity(item.speaker)))}</p>'
    return f'<div class="hk-evidence">{quoted}{source(visit, q.document, q.start, q.end, item.section, item.page)}{extra}</div>'


def around(visit: Visit, quote: Quote) -> tuple[str, str]:
    """What stands before and after a quotation in its sentence, as far as it is near."""
    document = visit.kb.documents.get(quote.document)
    if document is None:
        return "", ""
    text = document.text
    near = (max(0, quote.start - 300), min(len(text), quote.end + 300))
    spans = [(a, b) for a, b in sentences(text, *near) if a < quote.end and quote.start < b]
    start, end = (min(quote.start, spans[0][0]), max(quote.end, spans[-1][1])) if spans else (quote.start, quote.end)
    before, after = text[start : quote.start], text[quote.end : end]
    return ("…" + before[-NEAR:] if len(before) > NEAR else before), (after[:NEAR] + "…" if len(after) > NEAR else after)


def as_written(item: Evidence) -> str:
    """The word that decided a status, in the script of the quotation."""
    return next((item.quote.text[a:b] for a, b in occurrences(item.quote.text, [item.cue])), item.cue)


def cue_line(visit: Visit, status: str, item: Evidence) -> str:
    """The word that decided a status; nothing where nothing but the plain sentence says that it holds."""
    if not item.cue or status == "in-force":
        return ""
    return f'<p class="hk-source">{esc(visit.say("evidence.cue", cue=as_written(item)))}</p>'


def snippet(visit: Visit, document: str, m: Mention) -> str:
    """A mention in its sentence, and the way to it."""
    text = visit.kb.documents[document].text
    near = (max(0, m.start - 300), min(len(text), m.end + 300))
    start, end = next(((a, b) for a, b in sentences(text, *near) if a <= m.start < b), (m.start, m.end))
    start, end = max(start, m.start - 60), max(m.end, min(end, m.end + 60))
    read = link(place(visit, document, m.start, m.end), visit.say("evidence.read"), class_="hk-read")
    return f"{marked(text[start:end], [(m.start, m.end)], start)} {read}"


def passage(visit: Visit, found: Passage, words: Iterable[str] = (), extra: str = "") -> str:
    """A passage with the matched words marked."""
    q = found.quote
    body = f'<p class="hk-passage" lang="{language_of(visit, q.document)}">{marked(q.text, occurrences(q.text, words))}</p>'
    return f'<li class="hk-hit">{body}{source(visit, q.document, q.start, q.end, found.section, found.page)}{extra}</li>'


def title(visit: Visit, text: str, lead: str = "") -> str:
    """The heading of a page and what it is for."""
    return f'<h1 class="hk-title">{esc(text)}</h1>' + (f'<p class="hk-lead">{esc(lead)}</p>' if lead else "")


def thing(visit: Visit, identifier: str) -> str:
    """The name of an entity, linked to its page where it has one."""
    name = visit.labels.entity(identifier)
    if "entity" in PAGES and visit.labels.find(identifier):
        return link(visit.link("entity", id=identifier), name)
    return esc(name)


def claim(visit: Visit, item: Statement, dated: bool = True) -> str:
    """Subject, relation, object, and what belongs to them, in one line; without ``dated`` the date is left out."""
    more = [
        visit.labels.date(item.date) if dated and item.date and item.object != f"date:{item.date}" else "",
        visit.labels.value(item.amount) if item.amount else "",
        item.note,
    ]
    about = "".join(f' <span class="hk-soft">· {esc(text)}</span>' for text in more if text)
    relation = f'<span class="hk-relation">{esc(visit.labels.predicate(item.predicate))}</span>'
    return f'<span class="hk-claim">{thing(visit, item.subject)} {relation} {thing(visit, item.object)}{about}</span>'


def citations(visit: Visit, item: Evidence) -> str:
    """Every form of citation of a place, each with a button that copies it."""
    document = visit.kb.documents[item.quote.document]
    copy, copied = esc(visit.say("copy")), esc(visit.say("copied"))
    button = f'<button type="button" class="hk-copy" data-copy="{copy}" data-copied="{copied}">{copy}</button>'
    forms = []
    for name, write in CITATIONS.items():
        text = esc(write(document, item.quote.text, item.section, item.page))
        shown = esc(visit.say("cite.plain") if name == "plain" else name)
        forms.append(f'<div class="hk-cite"><b>{shown}</b>{button}<pre lang="{language_of(visit, document.id)}">{text}</pre></div>')
    return folded(esc(visit.say("cite")), "".join(forms))


def quotations(visit: Visit, said: Statement | Figure) -> str:
    """All the evidence of a statement or figure, folded below the beginning of its first quotation."""
    items = [evidence(visit, e, (), cue_line(visit, said.status, e) + citations(visit, e)) for e in said.evidence]
    first = " ".join(said.evidence[0].quote.text.split())
    short = first if len(first) <= EXCERPT else first[:EXCERPT] + "…"
    more = f" +{len(items) - 1}" if len(items) > 1 else ""
    return folded(f'<span lang="{language_of(visit, said.evidence[0].quote.document)}">「{esc(short)}」</span>{more}', "".join(items))


def chips(visit: Visit, name: str, options: Sequence[tuple[str, str]], chosen: Iterable[str], empty: str = "") -> str:
    """Filters that are switched by following a link; ``options`` are values with their texts as safe HTML.

    ``empty`` is what the address says when none is chosen and that is not the same as saying nothing.
    """
    given = tuple(chosen)
    items = []
    for value, text in options:
        on = value in given
        changed: Values = tuple(v for v in given if v != value) if on else (*given, value)
        href = esc(visit.here(**{"p": None, name: changed or (empty or None)}))
        items.append(f'<li><a class="hk-chip" role="button" aria-pressed="{str(on).lower()}" data-stay href="{href}">{text}</a></li>')
    return f'<ul class="hk-chips">{"".join(items)}</ul>'


def choice(visit: Visit, name: str, options: Sequence[tuple[str, str]], chosen: str) -> str:
    """Links of which one is chosen; ``options`` are values with their texts as safe HTML, the first is what saying nothing means."""
    items = []
    for value, text in options:
        href = esc(visit.here(**{"p": None, name: value if value != options[0][0] else None}))
        on = str(value == chosen).lower()
        items.append(f'<li><a class="hk-chip" role="button" aria-pressed="{on}" data-stay href="{href}">{text}</a></li>')
    return f'<ul class="hk-chips">{"".join(items)}</ul>'


def filters(visit: Visit, name: str, inner: str) -> str:
    """One line of filters with its name."""
    return f'<div class="hk-filter" role="group" aria-label="{esc(name)}"><span class="hk-soft">{esc(name)}</span>{inner}</div>'


def pager(visit: Visit, page: int, pages: int) -> str:
    """Links to the screens before and after."""
    if pages < 2:
        return ""
    links = [esc(visit.say("pager", page=page, pages=pages))]
    if page > 1:
        links.insert(0, link(visit.here(p=page - 1 if page > 2 else None), "← " + visit.say("pager.previous")))
    if page < pages:
        links.append(link(visit.here(p=page + 1), visit.say("pager.next") + " →"))
    return f'<p class="hk-pager">{" · ".join(links)}</p>'


def words_of(visit: Visit, query: str) -> list[str]:
    """The words to mark in what was found for ``query``: its own, their translations, every name of what it names."""
    kb = visit.kb
    stop = {fold(word) for word in kb.ontology.questions.get("stop", {}).get("zh", ())}
    own = kb.segmenter.search_words(fold(query)) if has_han(query) else list(kb.index.query_terms(query))
    named = names_of(kb, Understander.of(kb).read(query))
    return [word for word in dict.fromkeys([*own, *named]) if len(word.strip()) > 1 and word not in stop]


def cleared(visit: Visit, *names: str) -> str:
    """A link to the same page without its filters."""
    return f"<p>{link(visit.here(p=None, exact=None, **dict.fromkeys(names)), visit.say('filters.clear'), data_stay='')}</p>"
