"""Lines -> paragraphs, headings, notes and tables, for text whose layout was lost."""

from __future__ import annotations

import re

import pytest
from reading_checks import drawn_pdf, kinds

from hetao_kg.read import read_bytes
from hetao_kg.read.decode import decode
from hetao_kg.read.lines import glue, heading_level, terminated
from hetao_kg.read.numbering import chinese
from hetao_kg.read.pdf_frames import without_frames
from hetao_kg.read.pdf_lines import Row
from hetao_kg.read.pdf_page import Page

EDGE = "松溪市政府與白鷺洲管理局於二〇二三年在青屏灣設立了一條全新的科技走廊並且"  # one full line of a hard-wrapped page


def plain(text: str):
    return kinds(read_bytes(text.encode(), ".txt"))


def markdown(text: str):
    return kinds(read_bytes(text.encode(), ".md"))


def wrapped(*lines: str) -> str:
    """A hard-wrapped text that ends in ``lines``."""
    return "\n".join([EDGE, *[EDGE] * 22, "完。", "", *lines]) + "\n"


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("第一章 緣起", 1),
        ("第 12 部分 安排", 1),
        ("第三節 分工", 2),
        ("一、宗旨", 2),
        ("（一）宗旨", 3),
        ("2.1 地理", 2),
        ("2.1.3 山川", 3),
        ("1. 工程", 4),
        ("（1）土地", 5),
        ("建議 1 設立督導組", 2),
        ("附錄", 1),
        ("2.5億元的預算", 0),
        ("3.2%的增長", 0),
        ("一、宗旨是甚麼。", 0),
        ("一個句子", 0),
        ("第一章他說了，", 0),
    ],
)
def test_numbered_headings(line, level):
    assert heading_level(line) == level


@pytest.mark.parametrize(
    ("left", "right", "between"),
    [
        ("松溪", "市", ""),
        ("the plan", "of", " "),
        ("in 2021,", "the", " "),
        ("松溪", "plan", ""),
        ("https://a.b/c-", "d.html", ""),
        ("見《章程》", "https://a.b", " "),
        ("https://a.b/c", "松", ""),
        ("https://a.b/2022", "09/03.html", ""),
    ],
)
def test_what_joins_two_lines(left, right, between):
    assert glue(left, right) == between


def test_terminated():
    assert all(map(terminated, ["完。", "完。」", "完！）", "如下："])) and not any(map(terminated, ["未完", "未完，", "（完）", "", "」"]))


def test_chinese_numbers():
    assert [chinese(n) for n in (1, 10, 11, 20, 21, 99, 100)] == ["一", "十", "十一", "二十", "二十一", "九十九", "100"]


def test_a_numbered_line_that_runs_on_is_no_heading():
    found = plain(wrapped("（1）" + EDGE[:-2], EDGE, "設立督導組。", "（2）土地"))
    assert found[-2][0] == "prose" and found[-2][1].startswith("（1）松溪") and found[-2][1].endswith("設立督導組。")
    assert found[-1] == ("heading5", "（2）土地")


def test_a_footnote_in_the_middle_of_a_sentence():
    note = ["2 松溪日報(2022-09-03), “走廊動工”, https://example.org/2022-", "09-03.html"]
    found = plain(wrapped(EDGE[:-4] + "督導組；2", "主席一職" + EDGE[:-6] + "由雙", "", *note, " 方共同提名，任期三年。"))
    assert ("note", "2 松溪日報(2022-09-03), “走廊動工”, https://example.org/2022-09-03.html") in found
    assert any("督導組；主席一職" in text and text.endswith("由雙方共同提名，任期三年。") for _, text in found)


def test_marks_of_footnotes_go_and_numbers_stay():
    pages = [wrapped("投資達12家公司8。另有8家公司觀望，佔比8%。", "", "8 松溪日報(2022-09-03), “投資”, https://example.org/a")]
    found = plain("\n".join(pages))
    assert ("prose", "投資達12家公司。另有8家公司觀望，佔比8%。") in found


def test_a_caption_does_not_cut_a_sentence():
    found = markdown("# 甲\n\n" + "松溪市政府公布了計劃，" * 3 + "並會與各大\n\n▲督導組成員合照。\n\n銀行商議。\n")
    assert found[1] == ("prose", "松溪市政府公布了計劃，" * 3 + "並會與各大銀行商議。") and found[2] == ("caption", "▲督導組成員合照。")


def test_cells_of_a_table_that_lost_its_grid():
    cells = [
        "區",
        "名稱 面積",
        "東區",
        "科研大樓及中試車",
        "間",
        "35㎡",
        "",
        "西區",
        "（二期）",
        "人才公寓及訪客宿",
        "舍",
        "25㎡",
        "",
        "南區",
        "展覽中心及會議大",
        "樓",
        "10㎡",
    ]
    found = plain(wrapped(*cells, "", "完結。"))
    table = next(text for kind, text in found if kind == "table").split("\n")
    assert table[2:] == [
        "東區",
        "科研大樓及中試車間",
        "35㎡",
        "西區（二期）",
        "人才公寓及訪客宿舍",
        "25㎡",
        "南區",
        "展覽中心及會議大樓",
        "10㎡",
    ]


def test_chapter_titles_that_only_the_contents_show():
    contents = "# 目錄\n\n- 第一章 緣起 ..... 1\n- 第二章 目標 ..... 3\n\n"
    text = f"# 綱要\n\n{contents}## 前言\n\n序。\n\n緣起\n\n## 1.1 地理\n\n#### 1.1.1\n\n甲。\n\n# 插圖\n\n目標\n\n乙。\n"
    headings = [(k, t) for k, t in markdown(text) if k.startswith("heading")]
    assert headings == [
        ("heading1", "綱要"),
        ("heading1", "目錄"),
        ("heading2", "前言"),
        ("heading1", "緣起"),
        ("heading2", "1.1 地理"),
        ("heading6", "1.1.1"),
        ("heading2", "插圖"),
        ("heading1", "目標"),
    ]


def test_references_keep_their_addresses():
    found = markdown(
        "# 附錄\n\n1. 《章程》\n\n   <https://example.org/a>\n2. 《計劃》\n[https://example.org/b\\_c](https://example.org/b_c)\n"
    )
    assert found[1:] == [("list", "1. 《章程》 https://example.org/a"), ("list", "2. 《計劃》 https://example.org/b_c")]


def test_marks_of_markdown_go():
    inline = "甲**乙**丙*丁*<sup>註一</sup>[^2]和`x` a\\_b &amp; ![圖](p.png)"
    found = markdown(f"{inline}\n\n> 引文\n\n```\n代碼\n```\n<!-- 注\n釋 -->\n\n標題\n===\n\n小題\n---\n")
    assert found == [("prose", "甲乙丙丁和x a_b & 圖"), ("prose", "引文"), ("prose", "代碼"), ("heading1", "標題"), ("heading2", "小題")]


def test_tables_written_as_html_or_with_tabs():
    assert markdown("<table><tr><th>區</th><th>面積</th></tr><tr><td>東</td><td>35</td></tr></table>\n") == [
        ("table1", "區\t面積"),
        ("table", "東\t35"),
    ]
    assert markdown("區\t面積\n東\t35\n西\t25\n") == [("table1", "區\t面積"), ("table", "東\t35"), ("table", "西\t25")]


def test_form_feeds_count_pages():
    reading = read_bytes("第一頁的話。\n\f第二頁的話。\n\f\n第三頁的話。".encode(), ".txt")
    assert [(b.page, reading.text[b.start : b.end]) for b in reading.blocks] == [
        (1, "第一頁的話。"),
        (2, "第二頁的話。"),
        (3, "第三頁的話。"),
    ]


SAMPLE = "松溪市政府於二〇二一年公布計劃，白鷺洲管理局隨後成立督導組。\n"
PLAIN = "松溪市政府于二〇二一年公布计划，白鹭洲管理局随后成立督导组。\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (SAMPLE, "utf-8"),
        (SAMPLE, "utf-8-sig"),
        (SAMPLE, "utf-16"),
        (SAMPLE, "utf-16-le"),
        (SAMPLE, "utf-16-be"),
        (SAMPLE, "utf-32"),
        (SAMPLE, "big5hkscs"),
        (PLAIN, "gb18030"),
        (PLAIN, "gbk"),
        (PLAIN, "gb2312"),
        (SAMPLE.replace("計", "㷫"), "big5hkscs"),
        ("plain English\n", "ascii"),
    ],
)
def test_encodings(text, encoding):
    if encoding in ("gb2312", "gbk"):
        text = text.replace("〇", "零")
    assert decode((text * 6).encode(encoding))[0] == text * 6


def test_a_broken_byte_does_not_make_a_text_unreadable():
    data = (SAMPLE * 40).encode()
    assert decode(data[:1501] + b"\xff" + data[1501:])[1] == "utf-8"


def test_radicals_and_invisible_characters():
    assert decode("⼀\u200b⽂\r\n⻄\u2028甲\x07乙\ufeff".encode())[0] == "一文\n西\n甲乙"


def test_a_numbered_sentence_over_two_lines_of_a_short_text():
    found = plain("紀要\n\n一、兩地簽署了備忘錄。\n二、青屏灣科技有限公司落戶松溪科學園，並聚焦人\n工智能。\n\n            1\n")
    assert found[1:] == [("prose", "一、兩地簽署了備忘錄。"), ("prose", "二、青屏灣科技有限公司落戶松溪科學園，並聚焦人工智能。")]


def test_the_number_at_the_end_of_a_page_goes():
    assert [t for _, t in plain("第一頁的話。\n   1\n\f第二頁的話。\n   2\n")] == ["第一頁的話。", "第二頁的話。"]


def tied(text: str, ending: str = ".md") -> list[tuple[str, str, list[str]]]:
    """(label, address, what each mark hangs on) of the notes in a text."""
    reading = read_bytes(text.encode(), ending)
    assert "\U00100031" not in reading.text
    return [(n.label, n.url, [reading.text[m] for m in n.marks]) for n in reading.notes]


APPENDIX = "# 附錄\n\n1. 另一份\n2. 《章程》\n\n   <https://a.b/c>\n\n   英文版 https://a.b/d\n"
SOURCES = "# 參考文獻\n\n[1] 子\n\n[3] 丑\n\n[4] 寅\n"
PLAIN_SOURCES = "七、參考文獻\n[1] 林. 走廊[J]. 松溪, 2015(03).\n[2] https://a.b/c\n"


@pytest.mark.parametrize(
    ("text", "ending", "notes"),
    [
        (
            f"市長<sup>註一</sup>公布了《章程》<sup>2</sup>。\n\n註一：姓林。\n\n{APPENDIX}",
            ".md",
            [("註一", "", ["長"]), ("2", "https://a.b/c", ["》"]), ("2", "https://a.b/d", ["》"])],
        ),
        ("甲[^x]乙。[^2]\n\n[^x]: 見 https://a.b\n[^2]: 略。\n", ".md", [("x", "https://a.b", ["甲"]), ("2", "", ["乙"])]),
        (f"# 一\n\n甲說[1,3-4]，乙說[9]。\n\n{SOURCES}", ".md", [("1", "", ["說"]), ("3", "", ["說"]), ("4", "", ["說"])]),
        (f"一、甲\n據松溪[2]說。\n{PLAIN_SOURCES}", ".txt", [("1", "", []), ("2", "https://a.b/c", ["溪"])]),
        ("督導組（註一）有九人。\n\n註一：三年一任。\n", ".txt", [("註一", "", ["組"])]),
        ("<p>甲<sup>1</sup>。</p><ol class='footnotes'><li>見 https://a.b</li></ol>", ".html", [("1", "https://a.b", ["甲"])]),
    ],
)
def test_notes_are_tied_to_their_marks(text, ending, notes):
    assert tied(text, ending) == notes


def test_a_raised_number_without_a_note_is_an_exponent():
    assert markdown("面積3km<sup>2</sup>，達10<sup>9</sup>人。[1]略。") == [("prose", "面積3km²，達10⁹人。[1]略。")]


def test_numbers_that_begin_again_on_a_page_are_tied_to_the_next_note():
    reading = read_bytes("甲[^1]。\n\n[^1]: 子。\n\n乙[^1]。\n\n[^1]: 丑。\n".encode(), ".md")
    assert [(reading.text[n.start : n.end], n.marks) for n in reading.notes] == [("1. 子。", (0,)), ("1. 丑。", (9,))]


def test_rows_parted_by_tabs_end_a_plain_text():
    table = "序號\t任務\t單位\n1\t建平台\t科技局\n2\t引人才\t人社局\n"
    found = plain(f"1. 設立督導組。\n\n附件：分工\n{table}\n參考文獻\n[1] 日報. 簽署[N]. 2023-05-06.\n")
    assert found[1:] == [
        ("prose", "附件：分工"),
        ("table1", "序號\t任務\t單位"),
        ("table", "1\t建平台\t科技局"),
        ("table", "2\t引人才\t人社局"),
        ("heading1", "參考文獻"),
        ("prose", "[1] 日報. 簽署[N]. 2023-05-06."),
    ]
    assert plain("一、\t宗旨。\n二、\t安排。\n") == [("prose", "一、 宗旨。"), ("prose", "二、 安排。")]


def test_a_figure_set_large_goes_with_what_it_counts():
    lines = ["# 甲", "30所", "研發實驗室獲選進駐青屏灣科技走廊", "1,900+", "松溪大學成員創辦的初創企業"]
    lines += ["25%", "另見松溪大學的年度報告第五章"]
    found = markdown("\n\n".join(lines))
    assert [text for _, text in found[1:]] == [
        "30所研發實驗室獲選進駐青屏灣科技走廊",
        "1,900+松溪大學成員創辦的初創企業",
        "25%",
        "另見松溪大學的年度報告第五章",
    ]


def test_the_last_line_of_a_page_is_no_running_foot_where_it_ends_a_sentence():
    """Also where page after page ends alike, and beside a number; what stands farther off and ends none is a foot."""
    lines = [("青屏灣走廊由兩地政府", 102.0), ("共同出資興建。", 90.0), ("松溪市年報", 40.0)]
    rows = [Row(text, 60.0, 300.0, y, 11.0) for text, y in lines] + [Row("7", 330.0, 336.0, 90.0, 9.0)]
    pages = [Page(list(rows), 595.0, 842.0) for _ in range(4)]
    assert [[r.text for r in rows][:2] for rows in without_frames(pages)] == [["青屏灣走廊由兩地政府", "共同出資興建。"]] * 4
    assert all(r.text != "松溪市年報" for rows in without_frames(pages) for r in rows)


def column(left: float, top: float, first: int, count: int) -> list[tuple[float, float, float, str]]:
    """Lines of one column of a page, each with a number of its own."""
    return [(left, top - 14 * i, 10, f"line {first + i:03} of a paragraph of prose") for i in range(count)]


@pytest.mark.parametrize("left_longer", [0, 1])
@pytest.mark.parametrize(("size", "above", "below"), [(14, 26, 24), (10, 24, 24)])
def test_a_short_heading_over_two_columns_parts_them(size, above, below, left_longer):
    upper = [*column(60, 760, 0, 8 + left_longer), *column(320, 760, 8 + left_longer, 8)]
    heading = 760 - 14 * (7 + left_longer) - above
    second = heading - below
    lower = [*column(60, second, 20, 8), *column(320, second, 28, 8)]
    text = read_bytes(drawn_pdf([*upper, (60, heading, size, "2. The second part"), *lower]), ".pdf").text
    found = re.findall(r"line (\d{3})|(The second part)", text)
    assert [number or "heading" for number, _ in found] == [*(f"{n:03}" for n in range(16 + left_longer)), "heading",
                                                            *(f"{n:03}" for n in range(20, 36))]  # fmt: skip


def test_a_heading_in_the_first_column_parts_nothing():
    """The second column runs beside it."""
    first = [*column(60, 760, 0, 6), (60, 760 - 14 * 5 - 26, 14, "2. The second part"), *column(60, 760 - 14 * 5 - 50, 6, 8)]
    text = read_bytes(drawn_pdf([*first, *column(320, 760, 20, 16)]), ".pdf").text
    assert re.findall(r"line (\d{3})", text) == [f"{n:03}" for n in (*range(14), *range(20, 36))]


@pytest.mark.parametrize(
    "notes",
    [
        "<p><sup>1</sup>姓林，見 https://a.b</p><p><sup>[2]</sup> 全文略。</p>",
        "<div class='footnotes'><p><sup>1</sup>姓林，見 https://a.b</p><p><sup>2</sup> 全文略。</p></div>",
        "<table><tr><td><sup>1</sup></td></tr><tr><td>姓林，見 https://a.b</td></tr></table><p><sup>2</sup>全文略。</p>",
    ],
)
def test_a_note_keeps_the_raised_label_it_begins_with(notes):
    reading = read_bytes(f"<p>市長<sup>1</sup>公布計劃<sup>2</sup>。</p><p>另一段。</p>{notes}".encode(), ".html")
    assert kinds(reading)[2:] == [("note", "1 姓林，見 https://a.b"), ("note", "2 全文略。")]
    found = [(n.label, n.url, [reading.text[m] for m in n.marks]) for n in reading.notes]
    assert found == [("1", "https://a.b", ["長"]), ("2", "", ["劃"])]


def test_a_raised_number_that_begins_a_paragraph_and_marks_nothing_is_text():
    assert kinds(read_bytes("<p><sup>10</sup>號文件公布。</p>".encode(), ".html")) == [("prose", "10號文件公布。")]


@pytest.mark.parametrize(("end", "hung"), [(".", "e"), ("x", "x")])
def test_a_mark_alone_on_a_line_belongs_to_the_line_before(end, hung):
    full = [(60, 700 - 14 * i, 10, f"line {i:02} of a paragraph of prose that fills its line{end}") for i in range(6)]
    rest = [(60, 560, 10, "Another paragraph begins here and goes on for some words."), (60, 300, 7, "12 See the annual report of 2020.")]
    reading = read_bytes(drawn_pdf([*full, (60, 700 - 14 * 6 + 4, 5, "12"), *rest]), ".pdf")
    assert [b.kind for b in reading.blocks] == ["prose", "prose", "note"]
    assert [(n.label, [reading.text[m] for m in n.marks]) for n in reading.notes] == [("12", [hung])]


def test_the_head_of_a_table_that_spans_two_columns():
    flat = [(60, y, 360, y) for y in (700, 680, 640)] + [(160, 660, 360, 660)]
    tall = [(60, 640, 60, 700), (160, 640, 160, 700), (260, 640, 260, 680), (360, 640, 360, 700)]
    texts = [(70, 666, 10, "Area"), (210, 686, 10, "Water in litres"), (190, 666, 10, "2022"), (290, 666, 10, "2023")]
    texts += [(70, 646, 10, "East"), (190, 646, 10, "48"), (290, 646, 10, "46")]
    assert [text for _, text in kinds(read_bytes(drawn_pdf(texts, [*flat, *tall]), ".pdf"))] == [
        "\tWater in litres",
        "Area\t2022\t2023",
        "East\t48\t46",
    ]


def framed(left: float, bottom: float, right: float, top: float) -> list[tuple[float, float, float, float]]:
    """The four rules round a box."""
    return [(left, bottom, right, bottom), (left, top, right, top), (left, bottom, left, top), (right, bottom, right, top)]


@pytest.mark.parametrize("side", ["left", "right"])
def test_text_flows_round_a_box(side):
    """The box stands behind the paragraph and makes no heading; the paragraph is one."""
    begin, end = (186, 60) if side == "left" else (60, 352)
    full = [(60, 700 - 14 * i, 10, f"line {i:02} of a paragraph of prose that fills the whole width of a page") for i in (0, 4, 5)]
    narrow = [(begin, 700 - 14 * i, 10, f"line {i:02} of a paragraph that fills only its rest") for i in (1, 2, 3)]
    quote = [(end + 8, 680, 14, "A bridge"), (end + 8, 664, 14, "for all")]
    last = [(60, 616, 10, "the end.")]
    texts = [*full[:1], *narrow, *full[1:], *last, *quote]
    found = kinds(read_bytes(drawn_pdf(texts, framed(end, 656, end + 116, 694)), ".pdf"))
    assert found == [("prose", " ".join(words for *_, words in [*full[:1], *narrow, *full[1:], *last])), ("prose", "A bridge for all")]


def test_a_box_between_two_paragraphs_stands_where_it_is():
    texts = [(60, 700, 10, "One paragraph."), (70, 670, 10, "Said in a box."), (60, 640, 10, "Another paragraph.")]
    found = kinds(read_bytes(drawn_pdf(texts, framed(60, 660, 500, 690)), ".pdf"))
    assert [text for _, text in found] == [words for *_, words in texts]
