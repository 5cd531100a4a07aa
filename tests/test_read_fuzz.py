"""Each reader takes any bytes: it reads them or raises CorpusError, and what it read keeps the contract.

``HETAO_FUZZ=10000`` gives each reader ten thousand inputs.
"""

from __future__ import annotations

import io
import os
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reading_checks import FORMATS, as_document, blocks_hold, passages_hold

from hetao_kg.errors import CorpusError
from hetao_kg.read import read_bytes

MANY = settings(
    max_examples=int(os.environ.get("HETAO_FUZZ", "120")), deadline=None, database=None, suppress_health_check=list(HealthCheck)
)
WORDS = st.sampled_from(
    [
        "松溪市政府",
        "公布",
        "計劃",
        "。",
        "，",
        "；",
        "：",
        "「",
        "」",
        "（",
        "）",
        "1",
        "2.1",
        "2.1.3",
        "第一章 ",
        "一、",
        "(二) ",
        "3 ",
        "2022年",
        "12億元",
        "\n",
        "\n\n",
        "\f",
        "\t",
        " ",
        "　",
        "A",
        "plan ",
        "https://example.org/a?b=1",
        "[J]",
        "...... 3",
        "●",
        "圖 1：",
        "註一：",
        "\u2028",
        "\x85",
        "\ufffd",
        "\U0001f600",
        "\U00100031\U00100020",
        "\U00100020",
        "[1]",
        "（註一）",
        "\n參考文獻\n[1] ",
    ]
)
LINES = st.lists(WORDS, max_size=80).map("".join)


def survives(data: bytes, ending: str) -> None:
    try:
        reading = read_bytes(data, ending)
    except CorpusError as error:
        assert str(error) and "\n" not in str(error)
        return
    blocks_hold(reading)
    passages_hold(as_document(reading))


@pytest.mark.parametrize("ending", [".txt", ".md", ".html", ".pdf", ".docx", ".pptx"])
def test_arbitrary_bytes(ending):
    @MANY
    @given(st.binary(max_size=600))
    def run(data):
        survives(data, ending)

    run()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
@MANY
@given(LINES)
def test_plain_text(encoding, text):
    survives(text.encode(encoding), ".txt")


MARKS = st.sampled_from(
    [
        "# ",
        "## ",
        "\n### 2.1.1\n",
        "- ",
        "1. ",
        "> ",
        "|",
        "|---|---|\n",
        "\n|a|b|\n|-|-|\n|c|d|\n",
        "**",
        "*",
        "_",
        "`",
        "```\n",
        "[",
        "](",
        ")",
        "![",
        "<sup>1</sup>",
        "[^1]",
        "\n[^1]: ",
        "<table><tr><td>",
        "</td></tr></table>",
        "<!--",
        "-->",
        "---\n",
        "===\n",
        "\\",
        "&amp;",
        "<",
        ">",
        "\n# 目錄\n",
    ]
)


@MANY
@given(st.lists(WORDS | MARKS, max_size=80).map("".join))
def test_markdown(text):
    survives(text.encode(), ".md")


TAGS = st.sampled_from(
    [
        "p",
        "div",
        "h1",
        "h3",
        "table",
        "tr",
        "td",
        "th",
        "caption",
        "ul",
        "ol",
        "li",
        "br",
        "sup",
        "a",
        "nav",
        "article",
        "main",
        "footer",
        "pre",
        "section",
        "span",
        "script",
        "html",
        "body",
        "head",
        "title",
        "svg",
        "template",
    ]
)
ATTRIBUTES = st.sampled_from(
    [
        "",
        ' class="nav"',
        ' class="footnotes"',
        ' id="main"',
        ' href="https://a.b"',
        ' colspan="3"',
        ' colspan="99999999"',
        ' start="x"',
        " hidden",
        ' style="display:none"',
        ' role="note',
    ]
)
HTML = st.lists(
    WORDS
    | st.builds(lambda t, a: f"<{t}{a}>", TAGS, ATTRIBUTES)
    | st.builds(lambda t: f"</{t}>", TAGS)
    | st.sampled_from(["<!--", "-->", "<![CDATA[", "&nbsp;", "&#0;", "&#55296;", "<"]),
    max_size=80,
)


@MANY
@given(HTML.map("".join))
def test_web_pages(text):
    survives(text.encode("utf-8", "replace"), ".html")


def spliced(sample: bytes):
    """``sample`` with a few stretches replaced."""

    def apply(changes):
        data = bytearray(sample)
        for at, size, new in changes:
            data[at : at + size] = new
        return bytes(data)

    return st.lists(st.tuples(st.integers(0, len(sample)), st.integers(0, 40), st.binary(max_size=40)), min_size=1, max_size=6).map(apply)


def small_pdf() -> bytes:
    """A PDF of one page, small enough to be changed ten thousand times."""
    stream = (
        b"BT /F 12 Tf 50 700 Td (Songxi announced a plan.) Tj 0 -16 Td (It has two parts.) Tj ET 50 600 m 300 600 l S 50 560 200 40 re S"
    )
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    return b"%PDF-1.4\n" + b"".join(b"%d 0 obj%sendobj\n" % (i, p) for i, p in enumerate(parts, 1)) + b"trailer<</Root 1 0 R>>\n"


def test_the_small_pdf_is_one():
    assert read_bytes(small_pdf(), ".pdf").text == "Songxi announced a plan. It has two parts."


@MANY
@given(spliced(small_pdf()))
def test_pdf(data):
    survives(data, ".pdf")


NUMBERS = st.sampled_from(
    [
        "0",
        "1",
        "12",
        "-3",
        "9999",
        "72.5",
        "1e9",
        "0.001",
        "Td",
        "Tj",
        "T*",
        "Tm",
        "re",
        "m",
        "l",
        "S",
        "f",
        "cm",
        "q",
        "Q",
        "(abc def)",
        "(x)",
        "(1)",
        "BT",
        "ET",
        "/F 8 Tf",
        "/F 20 Tf",
        "Tz",
        "Tr",
    ]
)


@MANY
@given(st.lists(NUMBERS, max_size=120).map(" ".join))
def test_pdf_drawings(drawing):
    start, _, rest = small_pdf().partition(b"stream\n")
    survives(
        start.replace(b"/Length ", b"/Length 9") + b"stream\nBT /F 12 Tf " + drawing.encode() + b"\n" + rest[rest.index(b"endstream") :],
        ".pdf",
    )


@pytest.mark.parametrize("name", ["memo.docx", "slides.pptx"])
def test_packages(name):
    sample = (FORMATS / name).read_bytes()

    @MANY
    @given(spliced(sample))
    def run(data):
        survives(data, name[-5:])

    run()


W = [
    "w:p",
    "w:r",
    "w:t",
    "w:tbl",
    "w:tr",
    "w:tc",
    "w:pPr",
    "w:pStyle",
    "w:numPr",
    "w:numId",
    "w:ilvl",
    "w:br",
    "w:tab",
    "w:sdt",
    "w:sdtContent",
    "w:ins",
    "w:del",
    "w:outlineLvl",
    "w:gridSpan",
    "w:tcPr",
    "w:footnoteReference",
    "w:lastRenderedPageBreak",
    "w:txbxContent",
]
P = [
    "p:sp",
    "p:txBody",
    "p:nvSpPr",
    "p:nvPr",
    "p:ph",
    "a:p",
    "a:r",
    "a:t",
    "a:br",
    "p:graphicFrame",
    "a:graphic",
    "a:tbl",
    "a:tr",
    "a:tc",
    "a:txBody",
    "p:grpSp",
    "p:cSld",
    "p:spTree",
]
VALUES = [
    "",
    ' w:val="Heading1"',
    ' w:val="1"',
    ' w:val="-7"',
    ' w:val="99999999999"',
    ' w:id="1"',
    ' type="title"',
    ' type="sldNum"',
    ' w:type="page"',
]


def trees(names):
    """Well-formed XML of these elements: each step opens one, closes the last or writes text. Recursive strategies take seconds."""
    openings = [f"<{name}{value}>" for name in names for value in VALUES]
    closing = ["</>"] * (len(openings) // 2)
    texts = ["松溪市", "公布。", "2.1 ", "", " ", "A"] * (len(openings) // 12)
    return st.lists(st.sampled_from(openings + closing + texts), max_size=60).map(nested)


def nested(steps: list[str]) -> str:
    """The steps as XML: what closes nothing is left out, what is open is closed."""
    written, open_ = [], []
    for step in [*steps, *["</>"] * len(steps)]:
        if step == "</>":
            written += [f"</{open_.pop()}>"] if open_ else []
            continue
        written.append(step)
        if step.startswith("<"):
            open_.append(step[1:-1].split(" ")[0])
    return "".join(written)


def package(sample: bytes, part: str, xml: str) -> bytes:
    """``sample`` with one part replaced; its large parts (themes, all the styles there are) are left out or made small."""
    data = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sample)) as old, zipfile.ZipFile(data, "w") as new:
        for entry in old.infolist():
            name = entry.filename
            if name == part:
                new.writestr(name, xml)
            elif name == "word/styles.xml":
                new.writestr(name, STYLES)
            elif name.endswith((".xml", ".rels")) and entry.file_size < 20_000 and "theme" not in name:
                new.writestr(name, old.read(name))
    return data.getvalue()


MEMO, SLIDES = (FORMATS / "memo.docx").read_bytes(), (FORMATS / "slides.pptx").read_bytes()
SPACES = "xmlns:w='w' xmlns:a='a' xmlns:p='p'"
STYLES = f"""<w:styles {SPACES}><w:style w:styleId="Heading1"><w:name w:val="heading 1"/></w:style>
<w:style w:styleId="1"><w:name w:val="List Number"/><w:basedOn w:val="1"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>
</w:style></w:styles>"""


@MANY
@given(trees(W))
def test_word_documents(tree):
    survives(package(MEMO, "word/document.xml", f"<w:document {SPACES}><w:body>{tree}</w:body></w:document>"), ".docx")


@MANY
@given(trees(W))
def test_word_footnotes_and_styles(tree):
    part = "word/footnotes.xml" if len(tree) % 2 else "word/numbering.xml"
    survives(package(MEMO, part, f"<w:x {SPACES}>{tree}</w:x>"), ".docx")


@MANY
@given(trees(P))
def test_slides(tree):
    survives(package(SLIDES, "ppt/slides/slide2.xml", f"<p:sld {SPACES}>{tree}</p:sld>"), ".pptx")
