"""Word and PowerPoint files and web pages as people make them: automatic numbers, merged cells, text boxes, old pages."""

from __future__ import annotations

import io

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from pptx import Presentation
from pptx.util import Cm
from reading_checks import as_document, kinds

from hetao_kg.read import read_bytes
from hetao_kg.split import head_of

LEVELS = (("chineseCountingThousand", "第%1章"), ("decimal", "%1.%2"), ("chineseCounting", "（%3）"), ("decimalEnclosedCircle", "%4"))


def word(document) -> list[tuple[str, str]]:
    data = io.BytesIO()
    document.save(data)
    return kinds(read_bytes(data.getvalue(), ".docx"))


def numbered(document, level: int, text: str, style: str | None = None):
    """A paragraph that Word numbers by :data:`LEVELS`."""
    part = document.part.numbering_part.element
    if not part.xpath("//w:abstractNum[@w:abstractNumId='77']"):
        levels = "".join(
            f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{pattern}"/></w:lvl>'
            for i, (form, pattern) in enumerate(LEVELS)
        )
        part.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{levels}</w:abstractNum>'))
        part.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    paragraph = document.add_paragraph(text, style=style)
    numbers = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="77"/></w:numPr>'
    paragraph._p.get_or_add_pPr().append(parse_xml(numbers))
    return paragraph


def test_automatic_numbers():
    document = Document()
    for level, text, style in (
        (0, "緣起", "Heading 1"),
        (1, "地理", "Heading 2"),
        (1, "歷史", "Heading 2"),
        (2, "第一項", None),
        (2, "第二項", None),
        (3, "細項", None),
        (0, "目標", "Heading 1"),
        (1, "近期", "Heading 2"),
    ):
        numbered(document, level, text, style)
    assert word(document) == [
        ("heading1", "第一章 緣起"),
        ("heading2", "一.1 地理"),
        ("heading2", "一.2 歷史"),
        ("list", "（一） 第一項"),
        ("list", "（二） 第二項"),
        ("list", "① 細項"),
        ("heading1", "第二章 目標"),
        ("heading2", "二.1 近期"),
    ]


def test_numbered_paragraphs_without_styles_are_headings():
    document = Document()
    for text in ("一、宗旨", "雙方同意設立督導組。", "（一）成員", "共九名。"):
        document.add_paragraph(text)
    assert [k for k, _ in word(document)] == ["heading2", "prose", "heading3", "prose"]


def test_what_was_deleted_is_not_read():
    document = Document()
    paragraph = document.add_paragraph("督導組有")
    for xml in ("<w:del {0}><w:r><w:delText>七</w:delText><w:t>七</w:t></w:r></w:del>", "<w:ins {0}><w:r><w:t>九</w:t></w:r></w:ins>"):
        paragraph._p.append(parse_xml(xml.format(nsdecls("w"))))
    paragraph.add_run("名成員。")
    assert word(document) == [("prose", "督導組有九名成員。")]


def test_merged_cells_and_boxes():
    document = Document()
    table = document.add_table(rows=3, cols=3)
    for r, values in enumerate((("區", "年份", "面積"), ("東區", "2023", "35"), ("", "2024", "36"))):
        for c, value in enumerate(values):
            table.cell(r, c).text = value
    table.cell(1, 0).merge(table.cell(2, 0))
    box = document.add_table(rows=1, cols=1)
    box.cell(0, 0).text = "框內的話。"
    assert word(document) == [
        ("table1", "區\t年份\t面積"),
        ("table", "東區\t2023\t35"),
        ("table", "東區\t2024\t36"),
        ("prose", "框內的話。"),
    ]


def test_pages_that_word_noted():
    document = Document()
    document.add_paragraph("第一頁。")
    second = document.add_paragraph()
    second._p.append(parse_xml(f"<w:r {nsdecls('w')}><w:lastRenderedPageBreak/><w:t>第二頁。</w:t></w:r>"))
    document.add_paragraph("仍是第二頁。")
    data = io.BytesIO()
    document.save(data)
    reading = read_bytes(data.getvalue(), ".docx")
    assert [b.page for b in reading.blocks] == [1, 2, 2] and reading.pages == 2


def test_a_number_that_is_typed_in_a_numbered_list_stands_once():
    document = Document()
    for text in ("1. 設立基金。", "設立中心。", "3.5億元撥給中心。", "見第四項。"):
        document.add_paragraph(text, style="List Number")
    assert word(document) == [
        ("list", "1. 設立基金。"),
        ("list", "2. 設立中心。"),
        ("list", "3. 3.5億元撥給中心。"),
        ("list", "4. 見第四項。"),
    ]


OLD_PAGE = """<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312">
<title>关于印发计划的通知_松溪市人民政府</title></head><body>
<table width=100%><tr><td><a href=/>首页</a></td><td><a href=/x>机构</a></td></tr></table>
<table width=100%><tr><td><div class="editor"><p>　　各区人民政府：</p>
<p>　　现将《松溪市五年计划》印发给你们，请认真贯彻执行，并按期报告进展情况。</p>
<p>　　<strong>一、总体要求</strong></p><p>　　（一）指导思想。以科技创新为引领，推动青屏湾走廊建设，到2025年建成三个平台。</p>
<table border=1><tr><td>指标</td><td>年份</td><td>数值</td></tr><tr><td rowspan=2>研发投入</td><td>2020</td><td>2.1%</td></tr>
<tr><td>2025</td><td>3.2%</td></tr></table>
</div></td></tr></table><div id="footer">版权所有：松溪市人民政府</div></body></html>"""


def test_an_old_page_set_in_tables():
    reading = read_bytes(OLD_PAGE.encode("gb18030"), ".htm")
    assert kinds(reading) == [
        ("prose", "各区人民政府："),
        ("prose", "现将《松溪市五年计划》印发给你们，请认真贯彻执行，并按期报告进展情况。"),
        ("heading2", "一、总体要求"),
        ("prose", "（一）指导思想。以科技创新为引领，推动青屏湾走廊建设，到2025年建成三个平台。"),
        ("table1", "指标\t年份\t数值"),
        ("table", "研发投入\t2020\t2.1%"),
        ("table", "研发投入\t2025\t3.2%"),
    ]
    assert reading.about["title"] == "关于印发计划的通知"


@pytest.mark.parametrize(
    ("page", "wanted"),
    [
        (
            "河套新聞稿<br><br>市長表示，政府會加快發展，並會於明年公布詳情及<br>時間表。<br>（完）",
            ["河套新聞稿", "市長表示，政府會加快發展，並會於明年公布詳情及時間表。", "（完）"],
        ),
        ("<p>甲<script>var a</script>乙<style>b{}</style>丙</p><p hidden>丁</p>", ["甲乙丙"]),
        ("<p>正文第一段，說明情況。</p><nav>選單</nav>尾句。", ["正文第一段，說明情況。", "尾句。"]),
        (f"<form><p>{'正文在表格之內。' * 60}</p><input></form><form><p>搜尋</p></form>", ["正文在表格之內。" * 60]),
        ('<ul><li><a href="https://example.org/a">《章程》</a></li></ul>', ["《章程》 https://example.org/a"]),
        ("<p>面積2 km<sup>2</sup>，見註<sup>3</sup>。</p>", ["面積2 km²，見註。"]),
    ],
)
def test_lines_of_a_page(page, wanted):
    assert [text for _, text in kinds(read_bytes(f"<body>{page}</body>".encode(), ".html"))] == wanted


def test_a_row_with_an_empty_corner():
    document = as_document(read_bytes("|  | 2023 | 2024 |\n|---|---|---|\n| 東區 | 35 | 36 |\n".encode(), ".md"))
    cells = document.text[document.blocks[1].start :].split("\t")
    assert dict(zip(head_of(document, 1), cells, strict=True)) == {"": "東區", "2023": "35", "2024": "36"}


NOTICE = """<html><head><meta charset="utf-8"><title>通知</title></head><body><h1>關於印發《條例》的通知</h1>
<div>發布時間：2024-03-05 10:22 來源：市科技局 瀏覽次數：12 字體：[大 小]</div>
<table><tr><td>文號：</td><td>1號</td></tr><tr><td>日期：</td><td>三月</td></tr></table>
<p>各區政府：</p><p><b>第一章　總則</b></p><p>第一條　制定本條例<sup>[1]</sup>。</p><p>[1] 依據《章程》，https://example.org/law。</p></body></html>"""


def test_a_notice_whose_chapters_are_only_numbered():
    reading = read_bytes(NOTICE.encode(), ".html")
    assert kinds(reading) == [
        ("heading1", "關於印發《條例》的通知"),
        ("furniture", "發布時間：2024-03-05 10:22 來源：市科技局 瀏覽次數：12 字體：[大 小]"),
        ("table", "文號：\t1號"),
        ("table", "日期：\t三月"),
        ("prose", "各區政府："),
        ("heading2", "第一章　總則"),
        ("prose", "第一條　制定本條例。"),
        ("note", "[1] 依據《章程》，https://example.org/law。"),
    ]
    assert [(n.label, n.url, [reading.text[m] for m in n.marks]) for n in reading.notes] == [("1", "https://example.org/law", ["例"])]


ITEMS = [
    "（一）設立一個由兩地政府共同出資、規模為十二億元的科技基金；",
    "（二）簡化貨物和人員往來兩地園區的各項手續，並設立綠色通道；及",
    "（三）在青屏灣東岸興建可供二千名科研人員居住的人才公寓。",
]
PRESS = f"""<html><head><meta property="og:title" content="督導組第三次會議召開"></head><body>
<div><a href=1>今日公報</a><br><a href=2>昨日公報</a><br><a href=3>上月公報</a></div>
<div><span>督導組第三次會議召開</span>
<span>　　發言人今日表示，督導組召開第三次會議，審議下列事項：<br><br>{"<br>".join(ITEMS)}<br></span></div>
<div id="footer">最後更新日期</div></body></html>"""

EXPORTED = """<html><body><div class=WordSection1><p class=MsoTitle>年度報告</p>
<p class=MsoNormal>松溪市政府於2023年公布《創新規劃》<a style='mso-footnote-id:ftn1' href="#_ftn1">
<span class=MsoFootnoteReference>[1]</span></a>，由科技局負責實施。</p></div>
<div style='mso-element:footnote-list'><hr><div style='mso-element:footnote' id=ftn1><p class=MsoFootnoteText>
<a href="#_ftnref1">[1]</a> 見 https://example.org/plan。</p></div></div></body></html>"""

ARTICLE = """<html><head><title>青屏灣 - 百科</title></head><body><h1>青屏灣</h1>
<div class="body"><p>青屏灣是松溪的海灣<sup class="reference"><a href="#n1">[1]</a></sup>，2021年由市政府開發，
在此設立海洋研究所<sup class="noprint">[來源請求]</sup>。</p><div id="toc"><ul><li><a href="#h">1 歷史</a></li></ul></div>
<h2>參考資料<span class="mw-editsection">[編輯]</span></h2><ol class="references"><li id="n1">
<span class="mw-cite-backlink"><a href="#r1">^</a></span> <a href="https://example.org/1">松溪年鑑</a>，2020年。</li></ol></div></body></html>"""


@pytest.mark.parametrize(
    ("page", "wanted", "notes"),
    [
        (
            PRESS,
            ["督導組第三次會議召開", "發言人今日表示，督導組召開第三次會議，審議下列事項：", *ITEMS],
            [],
        ),
        (
            EXPORTED,
            ["年度報告", "松溪市政府於2023年公布《創新規劃》，由科技局負責實施。", "[1] 見 https://example.org/plan。"],
            [("1", "https://example.org/plan", "》")],
        ),
        (
            ARTICLE,
            [
                "青屏灣",
                "青屏灣是松溪的海灣，2021年由市政府開發，在此設立海洋研究所。",
                "參考資料",
                "1. 松溪年鑑，2020年。 https://example.org/1",
            ],
            [("1", "https://example.org/1", "灣")],
        ),
    ],
    ids=["a press release", "exported from Word", "an article of an encyclopedia"],
)
def test_pages_people_save(page, wanted, notes):
    reading = read_bytes(f'<meta charset="utf-8">{page}'.encode(), ".html")
    found = kinds(reading)
    assert [text for _, text in found] == wanted and found[0][0] == "heading1"
    assert [k for k, _ in found].count("note") == len(notes)
    assert [(n.label, n.url, reading.text[n.marks[0]]) for n in reading.notes] == notes


def test_a_table_in_a_cell_stands_behind_the_one_around_it_row_by_row():
    document = Document()
    outer = document.add_table(3, 2)
    for cell, text in zip((c for r in outer.rows for c in r.cells), ("單位", "職責", "督導組", "統籌", "秘書處", "紀錄"), strict=True):
        cell.text = text
    inner = outer.cell(1, 1).add_table(2, 2)
    for cell, text in zip((c for r in inner.rows for c in r.cells), ("年份", "工作", "2023", "招標"), strict=True):
        cell.text = text
    document.add_paragraph("表後一段。")
    assert word(document) == [
        ("table1", "單位\t職責"),
        ("table", "督導組\t統籌"),
        ("table", "秘書處\t紀錄"),
        ("table1", "年份\t工作"),
        ("table", "2023\t招標"),
        ("prose", "表後一段。"),
    ]


def boxes(*placed: tuple[str, float, float]) -> list[str]:
    """Texts of a slide whose boxes were drawn in the order given, at (left, top) in centimetres, as they are read."""
    show = Presentation()
    slide = show.slides.add_slide(show.slide_layouts[5])
    slide.shapes.title.text = "標題"
    for text, left, top in placed:
        slide.shapes.add_textbox(Cm(left), Cm(top), Cm(6), Cm(1.5)).text_frame.text = text
    data = io.BytesIO()
    show.save(data)
    return [text for _, text in kinds(read_bytes(data.getvalue(), ".pptx"))]


def test_boxes_of_a_slide_are_read_by_their_places():
    placed = [("右下", 12, 10), ("左下", 2, 10.3), ("上", 6, 5), ("右中", 12, 7.5), ("左中", 2, 7.6)]
    assert boxes(*placed) == ["標題", "上", "左中", "右中", "左下", "右下"]
    assert boxes(*reversed(placed)) == boxes(*placed)


def test_boxes_of_a_group_stay_together_and_are_read_by_their_places():
    show = Presentation()
    slide = show.slides.add_slide(show.slide_layouts[5])
    slide.shapes.title.text = "標題"
    for name, left in (("右", 13), ("左", 2)):
        group = slide.shapes.add_group_shape()
        for text, top in (("下", 10), ("上", 6)):
            group.shapes.add_textbox(Cm(left), Cm(top), Cm(6), Cm(1.5)).text_frame.text = name + text
    slide.shapes.add_textbox(Cm(2), Cm(4), Cm(6), Cm(1.5)).text_frame.text = "引言"
    data = io.BytesIO()
    show.save(data)
    assert [text for _, text in kinds(read_bytes(data.getvalue(), ".pptx"))] == ["標題", "引言", "左上", "左下", "右上", "右下"]
