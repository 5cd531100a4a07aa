"""Figures: what a number measures, of whom, when, and whether it holds; and which numbers measure nothing."""

from __future__ import annotations

import pytest
from bases import built

#: Sentence (invented), document date, and each figure as measure, part, bound and value, unit, what it is about, date, status.
FIGURES = [
    ("2020年深圳研發總開支為300.5億港元，僅佔GDP的0.9%，相較於韓國的4.1%、日本的3.2%（2019年）以及世界各國平均值2.6%。", "2023", [
        ("研發總開支", "", "30050000000", "HKD", "深圳市", "2020", "in-force"),
        ("研發總開支佔GDP", "", "0.9", "%", "深圳市", "2020", "in-force"),
        ("研發總開支佔GDP", "", "4.1", "%", "南韓", "2020", "in-force"),
        ("研發總開支佔GDP", "", "3.2", "%", "日本", "2019", "in-force"),
        ("研發總開支佔GDP", "世界各國平均值", "2.6", "%", "", "2020", "in-force")]),
    ("到2030年，香港研發強度將達到5%。", "2024", [("研發強度", "", "5", "%", "香港特別行政區", "2030", "planned")]),
    ("香港的電動巴士數目由2015年的2.9萬輛增至2020年的3.1萬輛。", "2022", [
        ("電動巴士數目", "", "29000", "辆", "香港特別行政區", "2015", "in-force"),
        ("電動巴士數目", "", "31000", "辆", "香港特別行政區", "2020", "in-force")]),
    ("2021年广州全市R&D经费为880.5亿元（比上年增长11.3%），其中基础研究经费为62.1亿元。", "2022", [
        ("全市R&D经费", "", "88050000000", "元", "廣州市", "2021", "in-force"),
        ("全市R&D经费增长", "", "11.3", "%", "廣州市", "2021", "in-force"),
        ("基础研究经费", "", "6210000000", "元", "廣州市", "2021", "in-force")]),
    ("香港科學園已進駐1,200家科技企業，合共提供約33萬平方米的研發空間。", "2024", [
        ("科技企業", "", "1200", "家", "香港科學園", "", "in-force"),
        ("研發空間", "", "~330000", "平方米", "香港科學園", "", "in-force")]),
    ("香港科學園（約22公頃）毗鄰大學。", "2024", [("面積", "", "~22", "公顷", "香港科學園", "", "in-force")]),
    ("立法會於2021年2月通過撥款，向香港科技園公司注資12億元。", "2022", [
        ("注資", "", "1200000000", "元", "香港科技園公司", "2021-02", "in-force")]),
    ("建議特區政府撥款3億港元支援初創企業。", "2022", [("撥款", "", "300000000", "HKD", "香港特別行政區政府", "", "proposed")]),
    ("有34%的香港中小企業表示聘請人手有困難。", "2022", [
        ("香港中小企業表示聘請人手有困難", "", "34", "%", "香港特別行政區", "", "in-force")]),
    ("2019年珠海每万人口注册商标拥有量85件。", "2020", [("每万人口注册商标拥有量", "", "85", "件", "珠海市", "2019", "in-force")]),
    ("香港第3區的海水淡化計劃投資3億元，第4區的海水淡化計劃投資5億元。", "2022", [
        ("投資", "第3區", "300000000", "元", "香港特別行政區", "", "planned"),
        ("投資", "第4區", "500000000", "元", "香港特別行政區", "", "planned")]),
    ("海濱水庫佔地320公頃，餘下6座水閘預計於2027年建成。", "2024", [
        ("面積", "", "320", "公顷", "海濱水庫", "", "in-force"),
        ("水閘", "", "6", "座", "海濱水庫", "", "planned")]),
    ("香港科學園位於沙田，佔地22公頃。", "2024", [("面積", "", "22", "公顷", "香港科學園", "", "in-force")]),
    ("深圳数字经济增加值突破9000亿元。", "2022", [("数字经济增加值", "", ">900000000000", "元", "深圳市", "", "in-force")]),
]  # fmt: skip
#: Sentences whose numbers measure nothing: they rank, order, last, or belong to a set that is only spoken of.
NONE = [
    "香港錯失了20年的發展機會。",
    "香港大學位列全球前30名。",
    "該方案分為3個階段。",
    "香港在全球20個城市中排名第一。",
    "第12條規定，申請人須於30天內答覆。",
]


def told(document, extraction, ontology):
    """The figures as rows of plain words."""
    names = {**extraction.entities, **ontology.entities}
    return [
        (f.measure, f.part, f.value.bound + f.value.value, f.value.unit, names[f.about].label() if f.about else "", f.date, f.status)
        for f in extraction.figures
    ]


@pytest.mark.parametrize(("sentence", "date", "wanted"), FIGURES, ids=[s[:12] for s, _, _ in FIGURES])
def test_what_a_number_measures(read_text, ontology, sentence, date, wanted):
    found = told(*read_text(sentence, date), ontology)
    assert found == wanted


@pytest.mark.parametrize("sentence", NONE)
def test_numbers_that_measure_nothing(read_text, ontology, sentence):
    assert told(*read_text(sentence, "2024"), ontology) == []


def test_both_scripts_are_read_alike(read_text, ontology):
    """The same sentence in the other script gives the same values, names and ids of listed measures."""
    from hetao_kg.text import to_simplified

    for sentence, date, _ in FIGURES:
        document, extraction = read_text(sentence, date)
        _, other = read_text(to_simplified(sentence), date)
        assert [(f.value, f.about, f.date, f.status, f.listed) for f in extraction.figures] == [
            (f.value, f.about, f.date, f.status, f.listed) for f in other.figures], document.text


def test_every_figure_quotes_its_document(read_text):
    for sentence, date, _ in FIGURES:
        document, extraction = read_text(sentence, date)
        for figure in extraction.figures:
            for e in figure.evidence:
                assert document.text[e.quote.start : e.quote.end] == e.quote.text
                assert len(e.quote.text) <= 200


def test_listed_measures_bring_different_words_together(read_text):
    """R&D intensity however it is worded; the measure as written stays."""
    words = ["2020年深圳研发投入占GDP比重为4.9%。", "2020年深圳研發強度為4.9%。", "2020年深圳的R&D经费占生产总值的4.9%。"]
    found = [read_text(w, "2022")[1].figures for w in words]
    assert {f.listed for one in found for f in one} == {"m-rd-intensity"}
    assert len({f.id for one in found for f in one}) == 1
    assert len({f.measure for one in found for f in one}) == 3


def test_a_table_is_read_by_its_head(ferry):
    rows = {(ferry.entities[f.about].label(), f.measure): (f.value.value, f.value.unit)
            for f in ferry.figures if any("table" in e.rule for e in f.evidence)}  # fmt: skip
    assert rows == {
        ("北灣碼頭", "面積"): ("12400", "平方米"), ("北灣碼頭", "日均客量"): ("8300", "人次"),
        ("南灣碼頭", "面積"): ("9600", "平方米"), ("南灣碼頭", "日均客量"): ("6150", "人次")}


def test_a_row_is_read_by_its_label_and_by_the_years_above_it(tmp_path):
    (folder := tmp_path / "documents").mkdir()
    table = "| 指標 | 2024年 | 2028年目標 |\n|---|---|---|\n| 網絡零售額（億元） | 12.6 | 25 |\n"
    (folder / "plan.md").write_text(f"# 計劃\n\n{table}", "utf-8")
    (folder / "sources.toml").write_text('[plan]\ndate = "2025-03"\n', "utf-8")
    kb = built(folder, tmp_path / "kb")
    assert {(f.measure, f.date, f.value.value, f.status) for f in kb.figures} == {
        ("網絡零售額", "2024", "1260000000", "in-force"), ("網絡零售額", "2028", "2500000000", "planned")}


def test_a_name_that_begins_like_a_sum_is_none(tmp_path):
    (folder := tmp_path / "documents").mkdir()
    (folder / "halls.md").write_text("# 館舍\n\n| 館名 | 面積（平方米） |\n|---|---|\n| 三元館 | 620 |\n| 五里館 | 380 |\n", "utf-8")
    assert {(f.value.value, f.value.unit) for f in built(folder, tmp_path / "kb").figures} == {("620", "平方米"), ("380", "平方米")}


def test_figures_are_chosen_by_every_filter(ferry):
    from hetao_kg.tables import figures

    assert {f.date for f in figures(ferry, measure="渡轮客运量", unit="人次")} == {"2020", "2025", "2030"}
    assert {f.status for f in figures(ferry, measure="客運量", status="planned")} == {"planned"}
    assert {f.value.unit for f in figures(ferry, unit="hkd")} == {"HKD"}
    assert {ferry.entities[f.about].label() for f in figures(ferry, about="Shenzhen")} == {"深圳市"}
    assert {e.quote.document for f in figures(ferry, document="plan-2023") for e in f.evidence} == {"plan-2023"}
    assert figures(ferry, about="不存在的名字") == []


@pytest.mark.originals
def test_the_originals_say_how_much_hong_kong_spends_on_research(publications):
    from hetao_kg.tables import figures

    found = figures(publications, about="香港", measure="R&D intensity")
    assert [(f.value.value, f.value.unit, f.date, f.status) for f in found] == [("0.99", "%", "2020", "in-force")]
