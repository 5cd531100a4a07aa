"""Makes the sample documents beside this file. Everything in them is invented.

Run it after a change, look at the result, and commit both: ``python tests/data/formats/make.py``. It needs the extra
``dev`` and a Chromium (``HETAO_CHROMIUM``, else /usr/bin/chromium), which prints the PDFs.
"""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

from docx import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import sync_playwright
from pptx import Presentation
from pptx.util import Inches

HERE = Path(__file__).parent
FONT = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"

PLAIN = """青屏灣科技走廊發展綱要

二〇二三年五月

第一章 緣起

青屏灣位於松溪與白鷺洲之間，佔地約六十公頃。二〇二一年三月，松溪市政府公布《松溪市
五年計劃》，首次提出在青屏灣設立「松白科技走廊」（科技走廊）。白鷺洲管理局其後成
立督導組，負責統籌走廊的規劃、建設和營運，並定期向兩地政府匯報工作進度及財務狀況。
市長說：「走廊不是一條路。它是一座橋！」這句話後來寫在入口的石碑上，由松溪書法學會
的一位老會員題字，至今仍為訪客所津津樂道，也成了督導組每年年報封面上的題詞。
第二章 目標

督導組建議在二〇三〇年前完成三項工程：（一）科研大樓；（二）中試車間；（三）人才公
寓。其中科研大樓已於二〇二二年動工，預算為12億3,400萬元。人才公寓則仍在研究，尚未獲
得撥款，最快要到二〇二五年才會有定案，屆時督導組將再向兩地議會提交一份詳細的報告。
"""

HONG_KONG = "青屏灣的㷫魚、衞生站與茶粿檔，都在新嘅規劃圖上。邨口有一間叫「瀧記」嘅店舖，粧飾得好靚。\n"
SIMPLIFIED = (
    "青屏湾位于松溪与白鹭洲之间，占地约六十公顷。松溪市政府二〇二一年公布五年计划，首次提出设立科技走廊。\n白鹭洲管理局随后成立督导组。\n"
)
UNMARKED = "松溪市政府公布五年計劃，督導組負責統籌走廊的規劃、建設和營運。其成員由兩地政府委任，任期三年。"

MARKDOWN = """---
title: 青屏灣年報
date: 2024-02
---

# 青屏灣年報[^1]

## 1. 工程

2023年，督導組**批准**了三項工程<sup>2</sup>，總額為5億元。

表 1：工程一覽

| 工程 | 金額（億元） | 狀況 |
|---|---:|---|
| 科研大樓 | 3.0 | 已動工 |
| 中試車間 | 1.5 | 建議中 |
| 人才公寓 | 0.5 | 研究中 |

- 科研大樓由松溪建設公司承建
- 其餘兩項[另文](https://example.org/plan)交代

[^1]: 見《松溪市五年計劃》，https://example.org/a_b.pdf
"""

PAGE = """<!DOCTYPE html>
<html lang="zh-Hant"><head><meta charset="utf-8"><title>青屏灣新章程生效 - 松溪市政府</title>
<meta property="og:site_name" content="松溪市政府"><meta property="article:published_time" content="2024-06-03T09:00:00+08:00">
<link rel="canonical" href="https://example.org/news/42"><style>p{color:red}</style><script>var 廣告 = 1;</script></head>
<body><header><a href="/">首頁</a><a href="/news">新聞</a></header>
<nav><ul><li><a href="/a">關於我們</a></li><li><a href="/b">聯絡我們</a></li></ul></nav>
<div class="breadcrumb">首頁 &gt; 新聞</div>
<div id="content"><h1>青屏灣新章程生效</h1>
<p>松溪市政府與白鷺洲管理局<strong>今日</strong>簽署《青屏灣章程》<sup><a href="#n1">[1]</a></sup>，即日生效。</p>
<p>章程覆蓋60公頃土地，<br>分為東、西兩區，面積合共0.6平方公里（0.6 km<sup>2</sup>）。</p>
<h2>主要措施</h2>
<ol><li>設立聯合督導組；</li><li>簡化貨物通關。</li></ol>
<table><caption>表 1　兩區面積</caption><thead><tr><th>區</th><th>面積（公頃）</th></tr></thead>
<tr><td>東區</td><td>35</td></tr><tr><td>西區</td><td>25</td></tr></table>
<div class="footnotes"><p id="n1">[1] 章程全文見政府網站。</p></div></div>
<aside>熱門新聞：松溪花展開幕，歡迎市民參觀，門票免費，名額有限。</aside>
<footer>版權所有 © 松溪市政府</footer></body></html>
"""

BOXES = """<!DOCTYPE html>
<html lang="zh-Hant"><head><meta charset="utf-8"><title>青屏灣用電檢討</title></head><body>
<div><a href="/">首頁</a> <a href="/news">新聞</a></div><div>首頁 ｜ 關於我們 ｜ 聯絡我們</div>
<h1>青屏灣用電檢討</h1>
<div class="cols"><h2>第一章　現況</h2><p>青屏灣電力局負責走廊的供電，用戶共有三千二百個，全部設於東西兩區之內。<sup>1</sup></p>
<p>電力局計劃在二〇二六年前更換全部舊電纜，費用由兩地政府各付一半，不另向用戶收取。</p>
<div>專題：智能電錶<br>電力局已在東區安裝六百個智能電錶。</div></div>
<h2>表一　各區用電量</h2><table><tr><th>區</th><th>二〇二二年（萬度）</th><th>二〇二三年（萬度）</th></tr>
<tr><td>東區</td><td>310</td><td>345</td></tr><tr><td>西區</td><td>120</td><td>118</td></tr></table>
<p>西區用電減少。</p>
<section id="recommendations"><h2>第二章　建議</h2><p>檢討小組建議電力局公布每月的停電次數，並每兩年檢討一次電價。</p>
<ul><li>設立監察中心</li><li>公布電價</li></ul></section>
<div class="fn"><p><sup>1</sup> 前身為松溪電燈公司。</p></div>
<div><h3>熱門新聞</h3><ul><li><a href="/1">花展開幕</a></li><li><a href="/2">新橋通車</a></li></ul></div>
<div><h3><a href="/3">渡輪加班</a></h3><p>松溪渡輪公司宣布在假期加開班次，方便市民往來白鷺洲。</p></div>
<div>版權所有 © 松溪市政府。</div></body></html>
"""

REPORT = """<!DOCTYPE html><html lang="zh-Hant"><head><meta charset="utf-8"><title>青屏灣科技走廊研究報告</title><style>
@page {{ size: A4; margin: 24mm 20mm }}
body {{ font: 12pt/1.7 "Noto Serif CJK TC", serif; text-align: justify }} p {{ text-indent: 2em; margin: 0 }}
h1 {{ font-size: 22pt; text-align: center }} h2 {{ font-size: 16pt; margin: 14pt 0 6pt }} h3 {{ font-size: 13.5pt; margin: 10pt 0 4pt }}
.two {{ columns: 2; column-gap: 24pt }} table {{ border-collapse: collapse; width: 100% }}
td, th {{ border: 1px solid #000; padding: 3pt 6pt; text-align: left }}
.break {{ break-before: page }} .note {{ font-size: 9pt; border-top: 1px solid #000; margin-top: 40mm; padding-top: 3pt }}
.note p {{ text-indent: 0 }}
.toc p {{ text-indent: 0; display: flex }} .toc i {{ flex: 1; overflow: hidden; white-space: nowrap; font-style: normal }}
sup {{ font-size: 7pt }}
</style></head><body>
<h1>青屏灣科技走廊研究報告</h1><p style="text-align:center;text-indent:0">松溪智庫　2023年9月</p>
<h2>目錄</h2><div class="toc"><p>第一章 背景 {dots} 2</p><p>第二章 分工 {dots} 3</p></div>
<h2 class="break">第一章 背景</h2>
<h3>1.1 地理</h3>
<p>{one}</p><p>{two}</p>
<div class="note"><p>1 《松溪市五年計劃》於2021年3月公布，全文見政府網站。</p></div>
<h2 class="break">第二章 分工</h2>
<div class="two"><p>{three}</p><p>{four}</p></div>
<h3>2.1 面積</h3>
<p>兩區的面積見表 1。</p>
<p style="text-indent:0">表 1：兩區面積</p>
<table><tr><th>區</th><th>面積（公頃）</th><th>用途</th></tr><tr><td>東區</td><td>35</td><td>科研大樓及中試車間</td></tr><tr><td>西區</td><td>25</td><td>人才公寓</td></tr></table>
<p>{five}</p></body></html>"""

PARAGRAPHS = {
    "one": "青屏灣位於松溪與白鷺洲之間，佔地約六十公頃，三面環山，一面臨海。二〇二一年三月，"
    "松溪市政府公布《松溪市五年計劃》<sup>1</sup>，首次提出在青屏灣設立「松白科技走廊」。"
    "白鷺洲管理局其後成立督導組，負責統籌走廊的規劃、建設和營運，並定期向兩地政府匯報工作進度。",
    "two": "市長說：「走廊不是一條路。它是一座橋！」這句話後來寫在入口的石碑上。督導組共有九名成員，其中四名由松溪市政府委任，"
    "四名由白鷺洲管理局委任，主席則由雙方共同提名，任期三年。",
    "three": "松溪擅長基礎研究，擁有三所大學和十二間國家實驗室，每年發表論文逾四千篇，當中四分之一與海洋生物科技有關，研究人員逾二千名。"
    "松溪大學早於一九九八年已設立海洋研究所，並在青屏灣建有一座潮汐觀測站，數據向公眾開放。",
    "four": "白鷺洲擅長中試和量產，港口全年不凍，貨物可於四十八小時內運抵鄰近各埠，物流成本較松溪低三成，對初創企業尤為吸引，"
    "目前已有五十七間公司在洲上設廠，涵蓋試劑、儀器、包裝和冷鏈運輸等行業，並組成了供應商聯會。",
    "five": "綜合而言，兩區應按「東研西住」的原則發展，先建科研大樓，後建人才公寓。",
}


BULLETIN = """<!DOCTYPE html><html lang="zh-Hant"><head><meta charset="utf-8"><title>青屏灣季報</title><style>
@page {{ size: A4; margin: 22mm 18mm }} body {{ font: 11pt/1.6 "Noto Serif CJK TC", serif; text-align: justify }}
p {{ text-indent: 2em; margin: 0 0 5pt }} h1 {{ font-size: 20pt; text-align: center }} h2 {{ font-size: 14pt; margin: 8pt 0 4pt }}
.two {{ columns: 2; column-gap: 22pt; column-fill: auto; height: 120mm }} sup {{ font-size: 7pt }} li {{ margin-bottom: 4pt }}
ul {{ list-style: none; padding-left: 12pt }} li::before {{ content: ""; display: inline-block; width: 5pt; height: 5pt; background: #036;
border-radius: 50%; margin-right: 6pt }} .caption {{ text-indent: 0; text-align: center }} .source {{ text-indent: 0 }}
.note {{ font-size: 8.5pt; text-indent: 0 }}
</style></head><body><h1>青屏灣季報</h1><div class="two"><h2>一、進展</h2>
<p>{one}</p><p class="note">1 見督導組章程第五條。</p><h2>二、措施</h2><p>措施如下：</p>
<ul><li>設立聯合督導組，成員由兩地政府委任，每季開會一次；</li><li>簡化貨物通關手續，設立綠色通道；</li><li>在2026年前建成人才公寓。</li></ul>
<p class="caption">圖 1：松溪大學海洋研究所設在青屏灣東岸的潮汐觀測站的外貌</p><p>{two}</p><p>{three}</p>
<h2>參考資料</h2><p class="source">1. 《松溪市五年計劃》全文載於市政府網頁 https://example.org/plans/2021-2025/five-year-plan_final-version.pdf</p>
<p class="source">2. 《青屏灣章程》 https://example.org/charter</p></div>
<p>本季報由松溪智庫編印，版權所有。</p><p style="break-before: page">督導組下一次會議於十二月舉行。</p></body></html>"""

BULLETIN_TEXTS = {
    "one": "督導組共有九名成員，其中四名由松溪市政府委任，四名由白鷺洲管理局委任，主席則由雙方共同提名<sup>1</sup>，任期三年。"
    "根據《松白科技走廊的比較研究——全球二十個灣區的數據和見解》，走廊的面積為3 km<sup>2</sup>，每年產值達10<sup>9</sup>元。",
    "two": "松溪擅長基礎研究，擁有三所大學和十二間國家實驗室，每年發表論文逾四千篇，當中四分之一與海洋生物科技有關。",
    "three": "白鷺洲擅長中試和量產，港口全年不凍，貨物可於四十八小時內運抵鄰近各埠，物流成本較松溪低三成，對初創企業尤為吸引。",
}


def pdf(name: str, html: str, header: str = "") -> None:
    """Prints a page to PDF with a running head and page numbers."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=os.environ.get("HETAO_CHROMIUM", "/usr/bin/chromium"))
        page = browser.new_page()
        page.set_content(html)
        small = "font-size:8pt;width:100%;text-align:center;font-family:'Noto Serif CJK TC'"
        page.pdf(
            path=HERE / name,
            prefer_css_page_size=True,
            display_header_footer=bool(header),
            outline=True,
            tagged=True,
            header_template=f'<div style="{small}">{header}</div>',
            footer_template=f'<div style="{small}">第 <span class="pageNumber"></span> 頁</div>',
        )
        browser.close()


def word() -> None:
    """A Word file with styles, automatic numbers, a table, a list and a footnote."""
    document = Document()
    document.core_properties.title = "青屏灣合作備忘錄"
    document.core_properties.author = "松溪市政府"
    document.add_heading("青屏灣合作備忘錄", 0)
    document.add_heading("一、宗旨", 1)
    paragraph = document.add_paragraph("雙方同意在青屏灣設立科技走廊")
    _footnote(document, paragraph, "見《松溪市五年計劃》第八章。")
    paragraph.add_run("，並於2024年底前成立督導組。")
    document.add_heading("二、安排", 1)
    document.add_heading("2.1 土地", 2)
    document.add_paragraph("土地分兩期移交：")
    document.add_paragraph("第一期為東區；", style="List Bullet")
    document.add_paragraph("第二期為西區。", style="List Bullet")
    document.add_paragraph("由督導組驗收", style="List Number")
    document.add_paragraph("由兩地政府備案", style="List Number")
    table = document.add_table(rows=1, cols=3)
    table.style = "Table Grid"
    for cell, text in zip(table.rows[0].cells, ("期", "面積（公頃）", "移交日期"), strict=True):
        cell.text = text
    for values in (("第一期", "35", "2024年3月"), ("第二期", "25", "2025年6月")):
        for cell, text in zip(table.add_row().cells, values, strict=True):
            cell.text = text
    document.add_paragraph("本備忘錄自簽署之日起生效。")
    document.save(HERE / "memo.docx")


def _footnote(document: Document, paragraph: object, text: str) -> None:
    """python-docx has no footnotes: the part is made by hand."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    xml = (
        f'<w:footnotes {nsdecls("w")}><w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
        f'<w:footnote w:id="1"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>{text}</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    part = Part(
        PackURI("/word/footnotes.xml"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml",
        xml.encode(),
        document.part.package,
    )
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    run = paragraph.add_run()  # type: ignore[attr-defined]
    mark = OxmlElement("w:footnoteReference")
    mark.set(qn("w:id"), "1")
    run._r.append(mark)
    assert parse_xml(xml) is not None


def slides() -> None:
    """Three slides: a title, points with speaker's notes, a table."""
    show = Presentation()
    show.core_properties.title = "青屏灣簡報"
    show.core_properties.author = "松溪智庫"
    first = show.slides.add_slide(show.slide_layouts[0])
    first.shapes.title.text = "青屏灣簡報"
    first.placeholders[1].text = "松溪智庫 2024年1月"
    second = show.slides.add_slide(show.slide_layouts[1])
    second.shapes.title.text = "三項建議"
    second.placeholders[1].text = "設立聯合督導組\n簡化貨物通關\n在2026年前建成人才公寓"
    second.notes_slide.notes_text_frame.text = "第三項仍待議會撥款。"
    third = show.slides.add_slide(show.slide_layouts[5])
    third.shapes.title.text = "兩區面積"
    table = third.shapes.add_table(3, 2, Inches(1), Inches(2), Inches(6), Inches(2)).table
    for i, values in enumerate((("區", "面積（公頃）"), ("東區", "35"), ("西區", "25"))):
        for j, text in enumerate(values):
            table.cell(i, j).text = text
    show.save(HERE / "slides.pptx")


PAPER_CSS = """@page { size: A4; margin: 22mm 20mm } body { font: 11pt/1.6 "Noto Serif CJK TC", serif; text-align: justify }
p { text-indent: 2em; margin: 0 } h1 { font-size: 18pt; text-align: center } h2 { font-size: 14pt; margin: 6pt 0 } sup { font-size: 7pt }
section { height: 238mm; position: relative; break-after: page } .feet { position: absolute; bottom: 0; font-size: 8.5pt }
.feet p { text-indent: 0 } .two { columns: 2; column-gap: 9mm } .two p { text-indent: 2em }
.refs p { font-size: 8pt; text-indent: 0 }"""


def paper() -> str:
    """Pages whose footnotes cite one work, with two-digit labels; drawn bullets; two columns with addresses wider than they are."""
    points = "".join(f"<li>{t}</li>" for t in ("科研大樓已動工，由松溪大學負責營運", PARAGRAPHS["five"], "人才公寓仍在研究"))
    pages = ""
    for n in range(4):
        first = 3 * n + 1
        marks = [f"<sup>{first + i}</sup>" for i in range(3)]
        feet = "".join(f"<p>{mark} 《松溪市五年計劃》，第{12 + 5 * first + i}頁。</p>" for i, mark in enumerate(marks))
        pages += (
            f"<section><h2>{'一二三四'[n]}、{('緣起', '土地', '人才', '結語')[n]}</h2>"
            f"<p>督導組共有九名成員{marks[0]}，任期三年{marks[1]}。</p>"
            f"<p>具體工作包括{marks[2]}：</p><ul>{points}</ul><div class='feet'>{feet}</div></section>"
        )
    body = f"<p>{PARAGRAPHS['three']}</p><p>{PARAGRAPHS['four']}</p>".replace("<sup>1</sup>", "") * 3
    address = "https://example.org/journal/volume-12/issue-3/articles/governance-of-corridors-across-two-places/"
    refs = "".join(f"<p>[{n}] 李明. 走廊治理的比較研究[J]. 松溪學報, 20{10 + n}(3): 1-9. {address}{n}</p>" for n in range(1, 9))
    columns = f"<div class='two'>{body}<h2>參考文獻</h2><div class='refs'>{refs}</div></div>"
    return f"<meta charset='utf-8'><title>走廊的治理</title><style>{PAPER_CSS}</style>{pages}<h1>附錄</h1>{columns}"


NOTICE = """<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312">
<meta name="ArticleTitle" content="松溪市人民政府关于印发青屏湾管理办法的通知"><meta name="ContentSource" content="松溪市人民政府">
<title>松溪市人民政府关于印发青屏湾管理办法的通知_松溪市人民政府门户网站</title></head><body>
<div class="head"><ul><li><a href="/1">首页</a></li><li><a href="/2">政务公开</a></li><li><a href="/3">政务服务</a></li>
<li><a href="/4">互动交流</a></li></ul></div><div class="BreadcrumbNav">当前位置：<a href="/">首页</a> &gt; 文件</div>
<table><tr><td>索引号：</td><td>0001/2023-12</td></tr><tr><td>标题：</td><td>松溪市人民政府关于印发青屏湾管理办法的通知</td></tr></table>
<div class="article"><h1>松溪市人民政府关于印发<br>青屏湾管理办法的通知</h1>
<div class="article-info"><span class="publish_time">2023-05-06 10:20</span> 松溪市人民政府办公室</div>
<div id="UCAP-CONTENT"><p>各区人民政府：</p><p>　　现将办法印发给你们，请认真组织实施。</p><p>图1 走廊规划图</p>
<p><strong>第一章　总　则</strong></p><p>　　第一条　为了规范青屏湾的管理，制定本办法。</p></div></div>
<div class="related"><a href="/a">解读：青屏湾管理办法</a></div>
<div class="bottom">主办：松溪市人民政府办公室　粤ICP备123号</div></body></html>
"""

VALUES = """工程一覽

工程,金額（億元）,狀況
科研大樓,12.3,已動工
"中試車間, 甲",3.5,規劃中
人才公寓,,研究中

以上由督導組提供。
"""


def revised() -> None:
    """A Word file with tracked changes, a paragraph whose end was deleted, hidden text, a text box and merged cells."""
    document = Document()
    space = nsdecls("w")
    document.add_heading("青屏灣修訂稿", 1)
    paragraph = document.add_paragraph("督導組於")
    paragraph._p.append(parse_xml(f'<w:del {space} w:id="1"><w:r><w:delText>二〇二一年</w:delText></w:r></w:del>'))
    paragraph._p.append(parse_xml(f'<w:ins {space} w:id="2"><w:r><w:t>二〇二二年</w:t></w:r></w:ins>'))
    paragraph.add_run("成立。")
    paragraph.add_run("內部參考。").font.hidden = True
    cut = document.add_paragraph("其成員由兩地政府委任，")
    cut._p.get_or_add_pPr().append(parse_xml(f'<w:rPr {space}><w:del w:id="3"/></w:rPr>'))
    box = document.add_paragraph("任期三年。")
    inside = "<w:txbxContent><w:p><w:r><w:t>要點：先建科研大樓。</w:t></w:r></w:p></w:txbxContent>"
    old = f'<mc:Fallback><w:pict><v:textbox xmlns:v="urn:schemas-microsoft-com:vml">{inside}</v:textbox></w:pict></mc:Fallback>'
    box._p.append(
        parse_xml(
            f'<w:r {space} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:AlternateContent>'
            f'<mc:Choice Requires="wps"><w:drawing>{inside}</w:drawing></mc:Choice>{old}</mc:AlternateContent></w:r>'
        )
    )
    table = document.add_table(rows=4, cols=3)
    rows = (("工程", "金額", "狀況"), ("", "12億元", "已動工"), ("", "3億元", "規劃中"), ("", "", "15億元"))
    for line, values in zip(table.rows, rows, strict=True):
        for cell, text in zip(line.cells, values, strict=True):
            cell.text = text
    table.cell(1, 0).merge(table.cell(2, 0)).text = "科研大樓"
    table.cell(3, 0).merge(table.cell(3, 1)).text = "合計"
    document.save(HERE / "revised.docx")


def scan() -> None:
    """A PDF of one picture, as a scanner makes it."""
    picture = Image.new("L", (1240, 700), 255)
    draw = ImageDraw.Draw(picture)
    font = ImageFont.truetype(FONT, 44)
    for i, line in enumerate(("青屏灣督導組會議紀要", "會議於二〇二三年八月十日在松溪舉行。", "與會者同意先建科研大樓。")):
        draw.text((120, 120 + 110 * i), line, font=font, fill=0)
    picture.save(HERE / "scan.pdf", resolution=150)


def bad() -> None:
    """Files that must not be read: encrypted, broken, bombs."""
    encrypted = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>endobj\n4 0 obj<</Filter/Standard/V 1/R 2/P -64/O("
        + b"o" * 32
        + b")/U("
        + b"u" * 32
        + b")>>endobj\n"
        b"trailer<</Root 1 0 R/Encrypt 4 0 R/ID[(0123456789abcdef)(0123456789abcdef)]>>\n"
    )
    (HERE / "encrypted.pdf").write_bytes(encrypted)
    (HERE / "broken.pdf").write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 4)
    relation = '<Relationship Id="r" Type="http://x/officeDocument" Target="word/document.xml"/>'
    kinds = f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relation}</Relationships>'
    laughs = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10))
    word_space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    for name, xml in (
        (
            "xml-bomb.docx",
            f'<!DOCTYPE x [<!ENTITY a0 "ha">{laughs}]><w:document xmlns:w="{word_space}">'
            "<w:body><w:p><w:r><w:t>&a9;</w:t></w:r></w:p></w:body></w:document>",
        ),
        ("zip-bomb.docx", f'<w:document xmlns:w="{word_space}">{" " * 90_000_000}</w:document>'),
    ):
        with zipfile.ZipFile(HERE / name, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as package:
            package.writestr(zipfile.ZipInfo("_rels/.rels"), kinds)
            package.writestr(zipfile.ZipInfo("word/document.xml"), xml, zipfile.ZIP_DEFLATED, 9)


def main() -> None:
    """Writes every sample."""
    (HERE / "plain-utf8.txt").write_text(PLAIN, "utf-8")
    (HERE / "plain-utf16.txt").write_bytes(PLAIN.encode("utf-16"))
    (HERE / "plain-gb18030.txt").write_bytes(SIMPLIFIED.encode("gb18030"))
    (HERE / "plain-big5hkscs.txt").write_bytes(HONG_KONG.encode("big5hkscs"))
    (HERE / "annual.md").write_text(MARKDOWN, "utf-8")
    (HERE / "news.html").write_text(PAGE, "utf-8")
    (HERE / "boxes.html").write_text(BOXES, "utf-8")
    (HERE / "notice.html").write_bytes(NOTICE.encode("gb18030"))
    (HERE / "values.txt").write_text(VALUES, "utf-8")
    (HERE / "plain-utf16-unmarked.txt").write_bytes(UNMARKED.encode("utf-16-le"))
    pdf("report.pdf", REPORT.format(dots="." * 60, **PARAGRAPHS), "青屏灣科技走廊研究報告　松溪智庫")
    pdf("bulletin.pdf", BULLETIN.format(**BULLETIN_TEXTS), "青屏灣季報 第三期")
    pdf("paper.pdf", paper(), "走廊的治理")
    word()
    revised()
    slides()
    scan()
    bad()


if __name__ == "__main__":
    main()
