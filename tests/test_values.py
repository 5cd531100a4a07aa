"""Dates and amounts: the words that are one, and the value, no more exact than the words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from places import ONTOLOGY

from hetao_kg import ontology as ontologies
from hetao_kg.extract.amounts import Amounts
from hetao_kg.extract.dates import dates
from hetao_kg.extract.numerals import number
from hetao_kg.text import fold, to_simplified
from hetao_kg.types import Value

PUBLISHED = "2024-11-19"
amounts = Amounts(ontologies.load(ONTOLOGY).units).find

DATES = {
    "2022年12月22日": "2022-12-22", "二〇二四年三月一日": "2024-03-01", "2024-03-15": "2024-03-15", "31 March 2024": "2024-03-31",
    "2022年12月": "2022-12", "2017年": "2017", "二零三五年": "2035", "2023年度": "2023", "民國113年5月": "2024-05",
    "2019年至2020年": "2019/2020", "2023-2025年": "2023/2025", "2023年3月至5月": "2023-03/2023-05",
    "2023年12月至2024年2月": "2023-12/2024-02", "2024年5月1日至10月31日": "2024-05-01/2024-10-31",
    "2022/23年度": "2022/2023", "2024-25財政年度": "2024/2025", "2025年下半年": "2025-07/2025-12", "2025年第一季度": "2025-01/2025-03",
    "2024年前三季度": "2024-01/2024-09", "2024年首11個月": "2024-01/2024-11", "H12025年": "2025-01/2025-06",
    "「十四五」期間": "2021/2025", "十五五時期": "2026/2030", "第十四個五年規劃期間": "2021/2025", "21世紀20年代": "2020/2029",
    "今年": "2024", "去年11月": "2023-11", "明年第二季": "2025-04/2025-06", "去年同期": "2023", "上月": "2024-10", "本月15日": "2024-11-15",
    "今日": "2024-11-19", "昨天": "2024-11-18", "6月底": "2024-06", "12月20日": "2024-12-20", "上半年": "2024-01/2024-06",
}  # fmt: skip
BEFORE = {
    "2025年底前": "2025", "年底前": "2024", "明年年底前": "2025", "2024年12月31日前": "2024-12-31",
    "今年3月底前": "2024-03", "2030年之前": "2030",
}  # fmt: skip
NO_DATES = ("「十四五」規劃", "十五五規劃綱要", "2月30日", "第14條", "十五名學生", "前3個月", "1.2.3", "年內漲逾一成", "比上年增長")
AMOUNTS = {
    "181億3,500萬元": ("18135000000", "元", ""), "港幣60億元": ("6000000000", "HKD", ""), "HK$32億": ("3200000000", "HKD", ""),
    "US$3.5 billion": ("3500000000", "USD", ""), "5億澳門元": ("500000000", "MOP", ""), "一億二千萬元": ("120000000", "元", ""),
    "2兆1,617億元": ("2161700000000", "元", ""), "1,900多億元": ("190000000000", "元", ">"), "二十餘萬元": ("200000", "元", ">"),
    "超百億元": ("10000000000", "元", ">"), "不少於35億元": ("3500000000", "元", ">="), "0.99%": ("0.99", "%", ""),
    "百分之二十二": ("22", "%", ""), "三成半": ("35", "%", ""), "2.5個百分點": ("2.5", "百分点", ""), "四分之一": ("0.25", "", ""),

    "3%至5%": ("3/5", "%", ""), "10萬至12萬平方米": ("100000/120000", "平方米", ""), "港幣3至5億元": ("300000000/500000000", "HKD", ""),
    "約40至60家": ("40/60", "家", "~"), "12%-15%": ("12/15", "%", ""), "HK$3億至HK$5億": ("300000000/500000000", "HKD", ""),
    "5,000至1萬人": ("5000/10000", "人", ""),
    "約300公頃": ("300", "公顷", "~"), "26平方公里": ("26", "平方公里", ""), "1,500畝": ("1500", "亩", ""), "超過330個": ("330", "个", ">"),
    "1.5萬餘名": ("15000", "名", ">"), "1.4萬輛次": ("14000", "辆次", ""),
    "$100M+美元": ("100000000", "USD", ">"), "US$20M": ("20000000", "USD", ""), "US$20MM": ("20000000", "USD", ""),
    "HK$3bn": ("3000000000", "HKD", ""), "$5B港元": ("5000000000", "HKD", ""), "HK$15k+": ("15000", "HKD", ">"),
    "30M美元": ("30000000", "USD", ""), "$2.5 million": ("2500000", "元", ""), "US$1.2mn": ("1200000", "USD", ""),
    "$4M-$5M": ("4000000/5000000", "元", ""), "HK$3億元": ("300000000", "HKD", ""),
    "20萬千瓦以下": ("200000", "千瓦", "<="), "60%以上": ("60", "%", ">="),
}  # fmt: skip
NO_AMOUNTS = ("成立", "四個方面", "第14個", "COVID-19", "一成為", "三月", "18A章", "20M", "5K")


@pytest.mark.parametrize(("words", "value"), DATES.items())
def test_a_date_is_read_as_exactly_as_it_is_written(words: str, value: str):
    for text in (words, to_simplified(words)):
        found = list(dates(fold(f"，{text}，"), PUBLISHED))
        assert [(m.start, m.end, m.value.value) for m in found] == [(1, 1 + len(text), value)]


@pytest.mark.parametrize(("words", "value"), BEFORE.items())
def test_before_stays_before(words: str, value: str):
    (found,) = dates(fold(f"，{words}完成"), PUBLISHED)
    assert (found.end, found.value.value, found.value.bound) == (1 + len(words), value, "<")


def test_bare_minguo_years_are_years_only_where_they_are_said_to_count():
    text = fold("113年度預算、112年8月通過、114年、115年底前；100年歷史，85年")
    assert [m.value.value for m in dates(text, "2024", minguo=True)] == ["2024", "2023-08", "2025", "2026"]
    assert not [m for m in dates(text, "2024") if m.value.value < "2024"]


def test_months_of_a_report_on_a_year_are_of_that_year():
    text = fold("2023年檢討報告\n\n3月8日開始。\n2022年5月動工，同年9月完成。")
    assert [m.value.value for m in dates(text, "2024-02")] == ["2023", "2023-03-08", "2022-05", "2022-09"]
    assert [m.value.value for m in dates(fold("工作報告\n\n3月8日開始。"), "2024-02")] == ["2024-03-08"]


def test_a_scale_alone_and_the_number_of_a_clause_are_no_amounts():
    assert not list(amounts(fold("單位：億元")))
    assert not list(amounts(fold("3.4 本會建議")))
    assert [m.value.value for m in amounts(fold("一萬億元"))] == ["1000000000000"]


def test_a_change_is_two_amounts_and_an_interval_counts_as_its_lower_end():
    assert [m.value.value for m in amounts(fold("由3%至5%"))] == ["3", "5"]
    assert [m.value.value for m in amounts(fold("5個至3個"))] == ["5", "3"]
    (found,) = amounts(fold("3%至5%"))
    assert found.value.number() == Value("3", "%", ">=") and Value("7", "%", "~").number() == Value("7", "%", "~")


@pytest.mark.parametrize("words", NO_DATES)
def test_what_is_no_date(words: str):
    assert list(dates(fold(words), PUBLISHED)) == []


def test_relative_dates_need_the_date_of_the_document():
    assert not list(dates(fold("今年、上月和今日"), ""))
    assert [m.value.value for m in dates(fold("今年、上月和今日"), "2024")] == ["2024"]
    assert [m.value.value for m in dates(fold("今年、上月和今日"), "2024-01")] == ["2024", "2023-12"]


def test_a_month_alone_belongs_to_the_year_named_last_in_its_paragraph():
    found = [m.value.value for m in dates(fold("2020年成立，3月開幕。\n5月擴建。"), "2024-06-01")]
    assert found == ["2020", "2020-03", "2024-05"]


@pytest.mark.parametrize(("words", "value"), AMOUNTS.items())
def test_an_amount_is_a_number_a_unit_and_a_bound(words: str, value: tuple[str, str, str]):
    for text in (words, to_simplified(words)):
        (found,) = amounts(fold(f"，{text}，"))
        assert (found.start, found.end) == (1, 1 + len(text))
        assert (found.value.value, found.value.unit, found.value.bound) == value


def test_a_currency_may_follow_its_unit():
    (found,) = amounts(fold("約3億元港幣"))
    assert found.value == Value("300000000", "HKD", "~")


@pytest.mark.parametrize(("words", "bound"), [("逾490萬公噸", ">"), ("近30年", "~"), ("逾100%", ">")])
def test_a_loose_bound_is_kept_and_no_part_of_the_words(words: str, bound: str):
    (found,) = amounts(fold(words))
    assert (found.start, found.value.bound) == (1, bound)


@pytest.mark.parametrize("words", NO_AMOUNTS)
def test_what_is_no_amount(words: str):
    assert list(amounts(fold(words))) == []


@given(st.integers(0, 10**12))
def test_digits_and_commas_give_the_number(n: int):
    assert number(str(n)) == number(f"{n:,}") == n


@given(st.text("零〇一二三四五六七八九两十百千万亿点0123456789,. 年月日元%億至第「」", max_size=24))
def test_any_text_is_read_without_error(text: str):
    folded = fold(text)
    for m in (*dates(folded, PUBLISHED), *amounts(folded)):
        assert 0 <= m.start < m.end <= len(folded) and folded[m.start : m.end] == m.surface and m.value and m.rule
