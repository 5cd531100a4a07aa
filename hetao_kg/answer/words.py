"""What is said about an answer, in the asker's language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hetao_kg.text import to_simplified
from hetao_kg.types import AnswerItem

if TYPE_CHECKING:
    from hetao_kg.answer.compose import Found
    from hetao_kg.answer.question import Question
    from hetao_kg.kb import KnowledgeBase

_KINDS = {
    "Institution": ("機構", "a body"),
    "Policy": ("政策或文件", "a policy or document"),
    "Field": ("領域", "a field"),
    "Place": ("地方", "a place"),
    "Person": ("人物或職位", "a person or post"),
    "Date": ("日期", "a date"),
    "Amount": ("數字", "a figure"),
    "Who": ("人或機構", "a person or body"),
    "Thing": ("事物", "a thing"),
    "Status": ("現況", "whether it holds"),
    "Purpose": ("說明", "an explanation"),
    "": ("相關段落", "passages"),
}
_PREDICATES = {
    "approves": ("審批", "approves"),
    "issues": ("發布", "issues"),
    "signs": ("簽署", "signs"),
    "establishes": ("設立", "establishes"),
    "funds": ("資助", "funds"),
    "operates": ("負責", "runs"),
    "partOf": ("隸屬", "part of"),
    "locatedIn": ("位於", "located in"),
    "cooperatesWith": ("合作", "works with"),
    "supports": ("支持", "supports"),
    "focusesOn": ("聚焦", "focuses on"),
    "targets": ("目標", "targets"),
    "holdsPost": ("擔任", "holds the post"),
    "renamedTo": ("改稱", "renamed to"),
    "abbreviates": ("簡稱", "abbreviates"),
}


def interpretation(kb: KnowledgeBase, question: Question, found: Found) -> str:
    """How the question was understood and where the answer comes from, in one sentence."""
    items = found.answers
    table = {**kb.ontology.entities, **kb.entities}
    english = question.language == "en"
    names = [table[e].label(question.language) for e in question.entities if e in table]
    relation = [_PREDICATES.get(p, (p, p))[english] for p in question.predicates[:1]]
    if english:
        text = (
            f"Looking for {_KINDS[question.kind][1]}"
            + (f"; relation: {relation[0]}" if relation else "")
            + (f"; about: {', '.join(names)}" if names else "")
            + "."
        )
        text += _ending(
            items, " Answered from the graph.", " Read from the text, not from a statement of the graph.", " The corpus does not say."
        )
        return text
    text = (
        f"查找{_KINDS[question.kind][0]}"
        + (f"；關係：{relation[0]}" if relation else "")
        + (f"；關於：{'、'.join(names)}" if names else "")
        + "。"
    )
    text += _ending(items, "答案來自圖譜的陳述。", "答案讀自原文段落，並非圖譜的陳述。", "資料庫的文件沒有說明。")
    return to_simplified(text) if question.language == "zh-Hans" else text


def _ending(items: Sequence[AnswerItem], graph: str, text: str, nothing: str) -> str:
    return nothing if not items else graph if items[0].source == "graph" else text
