"""The samples of ``tests/data/formats`` come out exactly: text, headings, tables, notes, pages."""

from __future__ import annotations

import pytest
from reading_checks import FORMATS, as_document, blocks_hold, kinds, passages_hold

from hetao_kg.errors import CorpusError
from hetao_kg.read import READERS, read_bytes, read_folder
from hetao_kg.split import head_of
from hetao_kg.types import Problem

GOOD = (
    "plain-utf8.txt",
    "plain-utf16.txt",
    "plain-big5hkscs.txt",
    "plain-gb18030.txt",
    "annual.md",
    "news.html",
    "report.pdf",
    "bulletin.pdf",
    "memo.docx",
    "slides.pptx",
    "paper.pdf",
    "notice.html",
    "boxes.html",
    "revised.docx",
    "values.txt",
    "plain-utf16-unmarked.txt",
)


def read(name):
    path = FORMATS / name
    return read_bytes(path.read_bytes(), path.suffix)


@pytest.mark.parametrize("name", GOOD)
def test_the_contract_holds(name):
    reading = read(name)
    blocks_hold(reading)
    passages_hold(as_document(reading))


def test_every_reader_has_a_sample():
    readers = {READERS["." + name.rsplit(".", 1)[1]] for name in GOOD}
    assert readers == set(READERS.values())


def test_plain_text_that_was_hard_wrapped():
    assert kinds(read("plain-utf8.txt")) == [
        ("prose", "青屏灣科技走廊發展綱要"),
        ("prose", "二〇二三年五月"),
        ("heading1", "第一章 緣起"),
        (
            "prose",
            "青屏灣位於松溪與白鷺洲之間，佔地約六十公頃。二〇二一年三月，松溪市政府公布《松溪市五年計劃》，首次提出在青屏灣設立「松白科技走廊」（科技走廊）。"
            "白鷺洲管理局其後成立督導組，負責統籌走廊的規劃、建設和營運，並定期向兩地政府匯報工作進度及財務狀況。",
        ),
        (
            "prose",
            "市長說：「走廊不是一條路。它是一座橋！」這句話後來寫在入口的石碑上，由松溪書法學會的一位老會員題字，至今仍為訪客所津津樂道，也成了督導組每年年報封面上的題詞。",
        ),
        ("heading1", "第二章 目標"),
        (
            "prose",
            "督導組建議在二〇三〇年前完成三項工程：（一）科研大樓；（二）中試車間；（三）人才公寓。其中科研大樓已於二〇二二年動工，預算為12億3,400萬元。"
            "人才公寓則仍在研究，尚未獲得撥款，最快要到二〇二五年才會有定案，屆時督導組將再向兩地議會提交一份詳細的報告。",
        ),
    ]


def test_one_text_in_two_encodings():
    assert read("plain-utf16.txt") == read("plain-utf8.txt")


def test_hong_kong_characters_in_big5():
    assert read("plain-big5hkscs.txt").text == "青屏灣的㷫魚、衞生站與茶粿檔，都在新嘅規劃圖上。邨口有一間叫「瀧記」嘅店舖，粧飾得好靚。"


def test_simplified_characters_in_gb18030():
    assert read("plain-gb18030.txt").text.endswith("首次提出设立科技走廊。\n白鹭洲管理局随后成立督导组。")


def test_markdown():
    reading = read("annual.md")
    assert kinds(reading) == [
        ("heading1", "青屏灣年報"),
        ("heading2", "1. 工程"),
        ("prose", "2023年，督導組批准了三項工程，總額為5億元。"),
        ("caption", "表 1：工程一覽"),
        ("table1", "工程\t金額（億元）\t狀況"),
        ("table", "科研大樓\t3.0\t已動工"),
        ("table", "中試車間\t1.5\t建議中"),
        ("table", "人才公寓\t0.5\t研究中"),
        ("list", "科研大樓由松溪建設公司承建"),
        ("list", "其餘兩項另文交代"),
        ("note", "1. 見《松溪市五年計劃》，https://example.org/a_b.pdf"),
    ]
    assert reading.about == {"title": "青屏灣年報", "date": "2024-02"}
    assert [b.line for b in reading.blocks][:4] == [6, 8, 10, 12]


def test_a_web_page_without_its_menus():
    reading = read("news.html")
    assert kinds(reading) == [
        ("heading1", "青屏灣新章程生效"),
        ("prose", "松溪市政府與白鷺洲管理局今日簽署《青屏灣章程》，即日生效。"),
        ("prose", "章程覆蓋60公頃土地，分為東、西兩區，面積合共0.6平方公里（0.6 km²）。"),
        ("heading2", "主要措施"),
        ("list", "1. 設立聯合督導組；"),
        ("list", "2. 簡化貨物通關。"),
        ("caption", "表 1　兩區面積"),
        ("table1", "區\t面積（公頃）"),
        ("table", "東區\t35"),
        ("table", "西區\t25"),
        ("note", "[1] 章程全文見政府網站。"),
    ]
    assert reading.about == {
        "title": "青屏灣新章程生效",
        "publisher": "松溪市政府",
        "url": "https://example.org/news/42",
        "date": "2024-06-03",
    }


def test_a_web_page_whose_text_stands_in_several_boxes():
    """Title, table, a short paragraph, a section called as menus are and the notes stand beside the box with most of the text."""
    reading = read("boxes.html")
    assert kinds(reading) == [
        ("heading1", "青屏灣用電檢討"),
        ("heading2", "第一章　現況"),
        ("prose", "青屏灣電力局負責走廊的供電，用戶共有三千二百個，全部設於東西兩區之內。"),
        ("prose", "電力局計劃在二〇二六年前更換全部舊電纜，費用由兩地政府各付一半，不另向用戶收取。"),
        ("prose", "專題：智能電錶"),
        ("prose", "電力局已在東區安裝六百個智能電錶。"),
        ("heading2", "表一　各區用電量"),
        ("table1", "區\t二〇二二年（萬度）\t二〇二三年（萬度）"),
        ("table", "東區\t310\t345"),
        ("table", "西區\t120\t118"),
        ("prose", "西區用電減少。"),
        ("heading2", "第二章　建議"),
        ("prose", "檢討小組建議電力局公布每月的停電次數，並每兩年檢討一次電價。"),
        ("list", "設立監察中心"),
        ("list", "公布電價"),
        ("note", "1 前身為松溪電燈公司。"),
    ]
    assert [(n.label, [reading.text[m] for m in n.marks]) for n in reading.notes] == [("1", ["內"])]


SAID = "督導組負責統籌走廊的規劃、建設和營運，並定期向兩地政府匯報進度。"
TOLD = f"<div>{f'<p>{SAID}</p>' * 3}</div>"


@pytest.mark.parametrize(
    ("page", "rest"),
    [
        (f"<div>首頁 ｜ 關於</div><header><h1>報告</h1><p>松溪智庫</p></header>{TOLD}", ["報告", "松溪智庫"]),
        (f"{TOLD}<div><h2>經費</h2><p>共五百萬元。</p></div>", ["經費", "共五百萬元。"]),
        (
            f"{TOLD}<div><h3>參考資料</h3><ul><li><a href='https://a.b/c'>《章程》</a></li></ul></div>",
            ["參考資料", "《章程》 https://a.b/c"],
        ),
        (f"首段{SAID}<br>次段{SAID}<div>{TOLD}</div>", [f"首段{SAID}", f"次段{SAID}"]),
        (f"<article>{TOLD}</article><div><p>此外，{SAID}</p><p>又及，{SAID}</p></div>", [f"此外，{SAID}", f"又及，{SAID}"]),
        (f"{TOLD}<footer class='footnotes'><p>1. 見章程。</p></footer>", ["1. 見章程。"]),
        (f"{TOLD}<ul><li><a href='/1'>新橋通車</a><p>此外，{SAID}</p></li></ul>", []),
        (f"{TOLD}<div><h3>熱門</h3><a href='/1'>新橋通車</a></div><div>最後更新：五月</div><div>版權所有，{SAID}</div>", []),
        (f"<main>{TOLD}</main><div><p>此外，{SAID}</p></div>", []),
        (f"{TOLD}<aside>此外，{SAID}</aside><div id='recommended'><p>此外，{SAID}<a href='/1'>繼續閱讀這一篇新聞的全文</a></p></div>", []),
    ],
)
def test_what_stands_beside_the_main_text(page, rest):
    reading = read_bytes(f'<meta charset="utf-8"><body>{page}</body>'.encode(), ".html")
    assert [text for _, text in kinds(reading) if text != SAID] == rest


def test_a_pdf_of_three_pages():
    """Contents, a footnote, two columns, a ruled table; the running head and the page numbers are not in the text."""
    reading = read("report.pdf")
    pages = [b.page for b in reading.blocks]
    assert [(p, *k) for p, k in zip(pages, kinds(reading), strict=True)] == [
        (1, "heading1", "青屏灣科技走廊研究報告"),
        (1, "prose", "松溪智庫　2023年9月".replace("　", " ")),
        (1, "heading2", "目錄"),
        (1, "furniture", "第一章 背景 " + "." * 60 + " 2"),
        (1, "furniture", "第二章 分工 " + "." * 60 + " 3"),
        (2, "heading1", "第一章 背景"),
        (2, "heading3", "1.1 地理"),
        (
            2,
            "prose",
            "青屏灣位於松溪與白鷺洲之間，佔地約六十公頃，三面環山，一面臨海。二〇二一年三月，松溪市政府公布《松溪市五年計劃》，"
            "首次提出在青屏灣設立「松白科技走廊」。白鷺洲管理局其後成立督導組，負責統籌走廊的規劃、建設和營運，並定期向兩地政府匯報工作進度。",
        ),
        (
            2,
            "prose",
            "市長說：「走廊不是一條路。它是一座橋！」這句話後來寫在入口的石碑上。督導組共有九名成員，其中四名由松溪市政府委任，"
            "四名由白鷺洲管理局委任，主席則由雙方共同提名，任期三年。",
        ),
        (2, "note", "1 《松溪市五年計劃》於2021年3月公布，全文見政府網站。"),
        (3, "heading1", "第二章 分工"),
        (
            3,
            "prose",
            "松溪擅長基礎研究，擁有三所大學和十二間國家實驗室，每年發表論文逾四千篇，當中四分之一與海洋生物科技有關，研究人員逾二千名。"
            "松溪大學早於一九九八年已設立海洋研究所，並在青屏灣建有一座潮汐觀測站，數據向公眾開放。",
        ),
        (
            3,
            "prose",
            "白鷺洲擅長中試和量產，港口全年不凍，貨物可於四十八小時內運抵鄰近各埠，物流成本較松溪低三成，對初創企業尤為吸引，"
            "目前已有五十七間公司在洲上設廠，涵蓋試劑、儀器、包裝和冷鏈運輸等行業，並組成了供應商聯會。",
        ),
        (3, "heading3", "2.1 面積"),
        (3, "prose", "兩區的面積見表 1。"),
        (3, "caption", "表 1：兩區面積"),
        (3, "table1", "區\t面積（公頃）\t用途"),
        (3, "table", "東區\t35\t科研大樓及中試車間"),
        (3, "table", "西區\t25\t人才公寓"),
        (3, "prose", "綜合而言，兩區應按「東研西住」的原則發展，先建科研大樓，後建人才公寓。"),
    ]
    assert reading.pages == 3 and reading.about["title"] == "青屏灣科技走廊研究報告"


def test_a_pdf_of_two_columns():
    """Drawn bullets, small print in the middle of a column, a caption of two lines, wrapped addresses, 3 km² and 10⁹."""
    reading = read("bulletin.pdf")
    assert [(b.page, *k) for b, k in zip(reading.blocks, kinds(reading), strict=True)] == [
        (1, "heading1", "青屏灣季報"),
        (1, "heading2", "一、進展"),
        (
            1,
            "prose",
            "督導組共有九名成員，其中四名由松溪市政府委任，四名由白鷺洲管理局委任，主席則由雙方共同提名，任期三年。"
            "根據《松白科技走廊的比較研究——全球二十個灣區的數據和見解》，走廊的面積為3 km²，每年產值達10⁹元。",
        ),
        (1, "note", "1 見督導組章程第五條。"),
        (1, "heading2", "二、措施"),
        (1, "prose", "措施如下："),
        (1, "list", "設立聯合督導組，成員由兩地政府委任，每季開會一次；"),
        (1, "list", "簡化貨物通關手續，設立綠色通道；"),
        (1, "list", "在2026年前建成人才公寓。"),
        (1, "caption", "圖 1：松溪大學海洋研究所設在青屏灣東岸的潮汐觀測站的外貌"),
        (1, "prose", "松溪擅長基礎研究，擁有三所大學和十二間國家實驗室，每年發表論文逾四千篇，當中四分之一與海洋生物科技有關。"),
        (1, "prose", "白鷺洲擅長中試和量產，港口全年不凍，貨物可於四十八小時內運抵鄰近各埠，物流成本較松溪低三成，對初創企業尤為吸引。"),
        (1, "heading2", "參考資料"),
        (1, "list", "1. 《松溪市五年計劃》全文載於市政府網頁 https://example.org/plans/2021-2025/five-year-plan_final-version.pdf"),
        (1, "list", "2.《青屏灣章程》 https://example.org/charter"),
        (1, "prose", "本季報由松溪智庫編印，版權所有。"),
        (2, "prose", "督導組下一次會議於十二月舉行。"),
    ]
    assert [(n.label, n.url, [reading.text[mark] for mark in n.marks]) for n in reading.notes] == [
        ("1", "", ["名"]),
        ("1", "https://example.org/plans/2021-2025/five-year-plan_final-version.pdf", []),
        ("2", "https://example.org/charter", []),
    ]


def test_a_word_file():
    reading = read("memo.docx")
    assert kinds(reading) == [
        ("heading1", "青屏灣合作備忘錄"),
        ("heading1", "一、宗旨"),
        ("prose", "雙方同意在青屏灣設立科技走廊，並於2024年底前成立督導組。"),
        ("note", "1. 見《松溪市五年計劃》第八章。"),
        ("heading1", "二、安排"),
        ("heading2", "2.1 土地"),
        ("prose", "土地分兩期移交："),
        ("list", "第一期為東區；"),
        ("list", "第二期為西區。"),
        ("list", "1. 由督導組驗收"),
        ("list", "2. 由兩地政府備案"),
        ("table1", "期\t面積（公頃）\t移交日期"),
        ("table", "第一期\t35\t2024年3月"),
        ("table", "第二期\t25\t2025年6月"),
        ("prose", "本備忘錄自簽署之日起生效。"),
    ]
    assert reading.about == {"title": "青屏灣合作備忘錄", "author": "松溪市政府"}
    table = next(i for i, b in enumerate(reading.blocks) if reading.text[b.start : b.end].startswith("第二期\t"))
    assert head_of(as_document(reading), table) == ("期", "面積（公頃）", "移交日期")


def test_a_presentation():
    reading = read("slides.pptx")
    assert [(b.page, *k) for b, k in zip(reading.blocks, kinds(reading), strict=True)] == [
        (1, "heading1", "青屏灣簡報"),
        (1, "prose", "松溪智庫 2024年1月"),
        (2, "heading2", "三項建議"),
        (2, "list", "設立聯合督導組"),
        (2, "list", "簡化貨物通關"),
        (2, "list", "在2026年前建成人才公寓"),
        (2, "note", "第三項仍待議會撥款。"),
        (3, "heading2", "兩區面積"),
        (3, "table1", "區\t面積（公頃）"),
        (3, "table", "東區\t35"),
        (3, "table", "西區\t25"),
    ]


@pytest.mark.parametrize(
    ("name", "note", "place"),
    [
        ("report.pdf", "1 《松溪市五年計劃》於", "公布《松溪市五年計劃》"),
        ("memo.docx", "1. 見《松溪市五年計劃》", "設立科技走廊"),
        ("annual.md", "1. 見《松溪市五年計劃》", "青屏灣年報"),
        ("news.html", "[1] 章程全文", "簽署《青屏灣章程》"),
    ],
)
def test_notes_are_tied_to_their_marks(name, note, place):
    reading = read(name)
    (only,) = reading.notes
    assert only.label == "1" and reading.text[only.start : only.end].startswith(note)
    assert [reading.text[: mark + 1].endswith(place) for mark in only.marks] == [True]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("scan.pdf", "no text layer"),
        ("encrypted.pdf", "encrypted"),
        ("broken.pdf", "broken"),
        ("xml-bomb.docx", "broken XML"),
        ("zip-bomb.docx", "unpacks to"),
    ],
)
def test_what_cannot_be_read_says_so_in_one_line(name, says):
    if name == "scan.pdf":
        ocr = pytest.importorskip("hetao_kg.read.ocr")
        if ocr.available():
            pytest.skip("the extra ocr is installed")
    with pytest.raises(CorpusError, match=says) as caught:
        read(name)
    assert caught.value.hint and "\n" not in str(caught.value)


def test_a_scan_is_read_where_the_extra_is_installed():
    pytest.importorskip("rapidocr")
    pytest.importorskip("onnxruntime")
    assert "會議於二〇二三年八月十日在松溪舉行。" in read("scan.pdf").text


def test_the_folder_as_a_whole():
    found = list(read_folder(FORMATS))
    problems = {p.where for p in found if isinstance(p, Problem)}
    assert {d.source for d in found if not isinstance(d, Problem)} == set(GOOD) | ({"scan.pdf"} - problems)
    assert problems >= {"broken.pdf", "encrypted.pdf", "make.py", "xml-bomb.docx", "zip-bomb.docx"}


def test_metadata_says_where_it_is_from():
    found = {d.id: d for d in read_folder(FORMATS) if not isinstance(d, Problem)}
    news = found["news"].metadata
    assert (news.title, news.publisher, news.date, news.url) == (
        "青屏灣新章程生效",
        "松溪市政府",
        "2024-06-03",
        "https://example.org/news/42",
    )
    assert dict(news.origin)["date"] == "file properties"
    assert (found["report"].metadata.title, dict(found["report"].metadata.origin)["script"]) == ("青屏灣科技走廊研究報告", "document")
    assert found["plain-gb18030"].metadata.script == "Hans"
    assert {d.metadata.language for d in found.values()} == {"zh"} and dict(news.origin)["language"] == "document"


@pytest.mark.parametrize(
    ("name", "text", "title", "language"),
    [
        ("a.txt", "松溪市創新規劃\n\n第一章 總則\n\n甲公布了計劃。\n\n參考文獻\n[1] 乙。\n", "松溪市創新規劃", "zh"),
        ("b.txt", "第一章 總則\n\n甲公布了計劃。\n", "b", "zh"),
        ("c.txt", "A plan for the river\n\nIt was published in May.\n", "A plan for the river", "en"),
        ("d.txt", "12.5 + 35.2 %\n", "12.5 + 35.2 %", ""),
    ],
)
def test_title_and_language_from_the_text(tmp_path, name, text, title, language):
    (tmp_path / name).write_text(text, "utf-8")
    (found,) = read_folder(tmp_path)
    assert not isinstance(found, Problem) and (found.metadata.title, found.metadata.language) == (title, language)


def test_sources_toml_goes_before_the_document(tmp_path):
    (tmp_path / "a.txt").write_text("A plan for the river\n\nIt was published in May.\n", "utf-8")
    (tmp_path / "sources.toml").write_text('[a]\ntitle = "Plan"\nlanguage = "fr"\nurl = "https://example.org"\n', "utf-8")
    (found,) = read_folder(tmp_path)
    assert not isinstance(found, Problem)
    about = dict(found.metadata.origin)
    assert (found.metadata.title, found.metadata.language, found.metadata.url) == ("Plan", "fr", "https://example.org")
    assert {about[name] for name in ("title", "language", "url")} == {"sources.toml"}


def blocks(name):
    reading = read(name)
    return [(b.page, *k) for b, k in zip(reading.blocks, kinds(reading), strict=True)]


def test_a_paper_with_footnotes_bullets_and_long_addresses():
    """Notes that differ in their numbers alone are no running foot, labels have two digits, much of the text is set small."""
    reading, found = read("paper.pdf"), blocks("paper.pdf")
    assert [row for row in found if row[0] == 4] == [
        (4, "heading1", "四、結語"),
        (4, "prose", "督導組共有九名成員，任期三年。"),
        (4, "prose", "具體工作包括："),
        (4, "list", "科研大樓已動工，由松溪大學負責營運"),
        (4, "list", "綜合而言，兩區應按「東研西住」的原則發展，先建科研大樓，後建人才公寓。"),
        (4, "list", "人才公寓仍在研究"),
        (4, "note", "10 《松溪市五年計劃》，第62頁。"),
        (4, "note", "11 《松溪市五年計劃》，第63頁。"),
        (4, "note", "12 《松溪市五年計劃》，第64頁。"),
    ]
    assert [(n.label, len(n.marks)) for n in reading.notes[:12]] == [(str(n), 1) for n in range(1, 13)]
    columns = [(kind, text) for page, kind, text in found if page == 5]
    assert [kind for kind, _ in columns] == ["heading1", *["prose"] * 6, "heading2", *["note"] * 8]
    assert [text[:7] for _, text in columns[1:7]] == ["松溪擅長基礎研", "白鷺洲擅長中試"] * 3
    assert all(text.endswith(("開放。", "聯會。")) for _, text in columns[1:7])
    address = "https://example.org/journal/volume-12/issue-3/articles/governance-of-corridors-across-two-places/"
    assert [n.url for n in reading.notes[12:]] == [f"{address}{n}" for n in range(1, 9)]


def test_a_notice_of_a_government():
    """A title of two lines, once more in a table; menus without the names of menus; a date that only the page shows."""
    reading = read("notice.html")
    assert reading.about["date"] == "2023-05-06" and reading.about["publisher"] == "松溪市人民政府"
    assert kinds(reading) == [
        ("table", "索引号：\t0001/2023-12"),
        ("table", "标题：\t松溪市人民政府关于印发青屏湾管理办法的通知"),
        ("heading1", "松溪市人民政府关于印发青屏湾管理办法的通知"),
        ("furniture", "2023-05-06 10:20 松溪市人民政府办公室"),
        ("prose", "各区人民政府："),
        ("prose", "现将办法印发给你们，请认真组织实施。"),
        ("caption", "图1 走廊规划图"),
        ("heading2", "第一章　总　则"),
        ("prose", "第一条　为了规范青屏湾的管理，制定本办法。"),
    ]


def test_a_word_file_with_tracked_changes():
    assert kinds(read("revised.docx")) == [
        ("heading1", "青屏灣修訂稿"),
        ("prose", "督導組於二〇二二年成立。"),
        ("prose", "其成員由兩地政府委任，任期三年。"),
        ("prose", "要點：先建科研大樓。"),
        ("table1", "工程\t金額\t狀況"),
        ("table", "科研大樓\t12億元\t已動工"),
        ("table", "科研大樓\t3億元\t規劃中"),
        ("table", "合計\t\t15億元"),
    ]


def test_values_parted_by_commas_are_a_table():
    found = kinds(read("values.txt"))
    assert found[1:-1] == [
        ("table1", "工程\t金額（億元）\t狀況"),
        ("table", "科研大樓\t12.3\t已動工"),
        ("table", "中試車間, 甲\t3.5\t規劃中"),
        ("table", "人才公寓\t\t研究中"),
    ]
    prose = "In 2023, it grew,\nwhich was good,\nand it paid 1,200 dollars,\nas planned,\n"
    assert all(kind != "table" for kind, _ in kinds(read_bytes(prose.encode(), ".txt")))


def test_utf_16_without_mark_or_line_ends():
    assert read("plain-utf16-unmarked.txt").text.startswith("松溪市政府公布五年計劃，")
    assert read_bytes("松溪市政府公布五年計劃，督導組負責。".encode("utf-16-be"), ".txt").text.startswith("松溪")
