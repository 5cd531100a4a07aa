"""A small corpus with every kind, every status and every qualifier, made of the real classes."""

from __future__ import annotations

from pathlib import Path

from hetao_kg import text
from hetao_kg.graph import build
from hetao_kg.types import (
    Conflict,
    Document,
    Entity,
    Evidence,
    Figure,
    Measure,
    Metadata,
    Note,
    Outcome,
    Passage,
    Proposal,
    Statement,
    Status,
    Value,
)

ROOT = Path(__file__).parent.parent
ONTOLOGY = ROOT / "ontology" / "hetao.ttl"
SHAPES = ROOT / "ontology" / "shapes.ttl"
QUERIES = sorted((ROOT / "ontology" / "queries").glob("*.rq"))

#: One sentence a claim; the second document disagrees with the first on one of them.
REPORT = (
    "國家藥監局負責審批藥品上市。建議國家藥監局大灣區分中心審批藥品上市。香港衞生署未審批藥品上市。"
    "國家藥監局與香港衞生署簽署合作備忘錄。廣東省政府將出資181億3,500萬元支持河套深圳園區。"
    "臨床試驗所落戶河套深圳園區。發展規劃以2035年為目標。發展規劃於2009至2011年間由國務院公布“一區\u2028兩園”。"
    "臨床試驗所由國家藥監局設立。河套合作區，下稱“河套”。國家藥監局與香港衞生署合作。某某出任國家藥監局局長。"
)
#: The plan's place on the web, which the sentence on its publication cites.
CITED = "1. 《發展規劃》 https://example.org/plan"
NEWS = "Hong Kong's Department of Health is to approve drug listing. The plan \"targets\" 2025-12."

DOCUMENTS = (
    Document("report-2021", "report.md", f"{REPORT}\n{CITED}", (), Metadata(
        title="河套\"生物\"報告", publisher="國家藥監局", author="某某", date="2021-03", url="https://example.org/報告?a=1",
        script="Hant", kind="report", licence="CC BY 4.0"), sha256="ab" * 32,
        notes=(Note("1", len(REPORT) + 1, len(REPORT) + 1 + len(CITED), (REPORT.index("公布"),), "https://example.org/plan"),)),
    Document("新聞 1", "sub/news.txt", NEWS, (), Metadata(title="News", publisher="The Paper", date="2022", script=""), sha256="cd" * 32),
)


def _entity(identifier: str, kind: str, hant: str, english: str, *aliases: str, parent: str = "", level: str = "") -> Entity:
    labels = (("zh-hant", hant), ("zh-hans", text.to_simplified(hant)), ("en", english))
    return Entity(identifier, kind, labels, aliases, level, parent, known=True)  # type: ignore[arg-type]


ENTITIES = (
    _entity("state-council", "Institution", "國務院", "State Council", level="national"),
    _entity("nmpa", "Institution", "國家藥品監督管理局", "National Medical Products Administration", "國家藥監局", "NMPA",
            parent="state-council", level="national"),
    _entity("nmpa-gba", "Institution", "國家藥監局大灣區分中心", "NMPA sub-centre", parent="nmpa", level="national"),
    _entity("hk-dh", "Institution", "香港衞生署", "Department of Health", level="hongkong"),
    _entity("gd-gov", "Institution", "廣東省政府", "Guangdong Provincial Government", level="provincial"),
    Entity("臨床試驗所", "Institution", (("zh-hant", "臨床試驗所"),), known=False),
    _entity("drug-listing", "Field", "藥品上市", "drug listing"),
    _entity("mou", "Policy", "合作備忘錄", "memorandum"),
    _entity("plan", "Policy", "發展規劃", "development plan"),
    _entity("drug-law", "Policy", "藥品管理法", "Drug Administration Law"),
    _entity("hetao", "Place", "河套合作區", "Hetao zone"),
    _entity("hetao-sz", "Place", "河套深圳園區", "Hetao Shenzhen park", parent="hetao"),
    _entity("somebody", "Person", "某某", "Somebody"),
)


def evidence(document: Document, words: str, cue: str = "", page: int = 0) -> Evidence:
    """The evidence that ``words`` are in ``document``."""
    start = document.text.index(words)
    return Evidence(document.quote(start, start + len(words)), ("建議6", "審批"), cue, "sample-1", page)


def statement(subject: str, predicate: str, object_: str, status: Status, *pieces: Evidence, **more: object) -> Statement:
    """A statement with an id made as the extraction makes it: by hash of what it says."""
    identifier = text.digest(subject, predicate, object_, status, more.get("date", ""))
    return Statement(identifier, subject, predicate, object_, status, pieces, **more)  # type: ignore[arg-type]


_R, _N = DOCUMENTS
STATEMENTS = (
    statement("nmpa", "approves", "drug-listing", "in-force", evidence(_R, "國家藥監局負責審批藥品上市。", "負責", 3)),
    statement("nmpa-gba", "approves", "drug-listing", "proposed",
              evidence(_R, "建議國家藥監局大灣區分中心審批藥品上市。", "建議"), speaker="nmpa"),
    statement("hk-dh", "approves", "drug-listing", "negated", evidence(_R, "香港衞生署未審批藥品上市。", "未")),
    statement("hk-dh", "approves", "drug-listing", "planned", evidence(_N, "is to approve drug listing", "is to"), speaker="The Paper"),
    statement("nmpa", "signs", "mou", "completed", evidence(_R, "國家藥監局與香港衞生署簽署合作備忘錄。"), date="2021-01-15"),
    statement("hk-dh", "signs", "mou", "completed", evidence(_R, "國家藥監局與香港衞生署簽署合作備忘錄。"), date="2021-01"),
    statement("gd-gov", "funds", "hetao-sz", "planned", evidence(_R, "廣東省政府將出資181億3,500萬元支持河套深圳園區。", "將"),
              amount=Value("18135000000", "CNY", ">="), confidence=0.85),
    statement("臨床試驗所", "locatedIn", "hetao-sz", "in-force", evidence(_R, "臨床試驗所落戶河套深圳園區。"), date="2020"),
    statement("plan", "targets", "date:2035", "in-force", evidence(_R, "發展規劃以2035年為目標。"), note="建成國際科技創新中心"),
    statement("plan", "targets", "date:2025-12", "proposed", evidence(_N, "The plan \"targets\" 2025-12.")),
    statement("state-council", "issues", "plan", "completed",
              evidence(_R, "發展規劃於2009至2011年間由國務院公布“一區\u2028兩園”。"), date="2009/2011"),
    statement("nmpa", "establishes", "臨床試驗所", "completed", evidence(_R, "臨床試驗所由國家藥監局設立。")),
    statement("name:河套", "abbreviates", "hetao", "in-force", evidence(_R, "河套合作區，下稱“河套”。", "下稱")),
    statement("nmpa", "cooperatesWith", "hk-dh", "in-force", evidence(_R, "國家藥監局與香港衞生署合作。"),
              evidence(_R, "國家藥監局與香港衞生署簽署合作備忘錄。")),
    statement("somebody", "holdsPost", "nmpa", "in-force", evidence(_R, "某某出任國家藥監局局長。"), note="局長"),
)
PASSAGES = (Passage("report-2021-0", _R.quote(0, 60), ("建議6",)), Passage("report-2021-60", _R.quote(60, len(REPORT)), ("建議6",)))
MENTIONS = {"report-2021": {"drug-listing": 3, "nmpa": 6}, "新聞 1": {"drug-listing": 1}}
_FUNDS = evidence(_R, "廣東省政府將出資181億3,500萬元支持河套深圳園區。", "將")
_APPROVES = evidence(_R, "建議國家藥監局大灣區分中心審批藥品上市。", "建議")
FOUND = build.Findings(
    figures=(Figure("f1", "出資", "m-funds", Value("18135000000", "CNY", ">="), "planned", (_FUNDS,), "hetao-sz", date="2035"),
             Figure("f2", "目標年份", "", Value("2035"), "planned", (evidence(_R, "發展規劃以2035年為目標。"),), part="一區")),
    measures={"m-funds": Measure("m-funds", (("zh-hant", "資金"), ("zh-hans", "资金"), ("en", "funds")), ("出資",))},
    proposals=(Proposal("p1", "report-2021", "建議", "6", "審批藥品上市", "proposed", 0, 60, _APPROVES, proposer="nmpa",
                        addressees=("nmpa-gba", "某局"), fields=("drug-listing",)),),
    under={"p1": (STATEMENTS[1],)},
    outcomes=(Outcome("p1", STATEMENTS[3].id, "same-act", "藥品上市", _APPROVES, evidence(_N, "is to approve drug listing", "is to"),
                      "planned", "2022"),),
    conflicts=(Conflict("c1", "status", "contradiction", (STATEMENTS[2].id, STATEMENTS[3].id), "one is denied"),),
)


def nquads(statements: tuple[Statement, ...] = STATEMENTS, *, backwards: bool = False) -> str:
    """The sample as N-Quads; ``backwards`` gives everything in the opposite order."""
    step = -1 if backwards else 1
    made = build.quads(DOCUMENTS[::step], ENTITIES[::step], statements[::step], PASSAGES[::step],
                       ontology=ONTOLOGY, tool_version="0.1.0", mentions_by_document=dict(list(MENTIONS.items())[::step]),
                       found=FOUND if statements is STATEMENTS else build.Findings())
    return build.nquads(made)


def write(folder: Path, statements: tuple[Statement, ...] = STATEMENTS) -> Path:
    """The sample as a file ``graph.nq`` under ``folder``."""
    path = folder / "graph.nq"
    path.write_text(nquads(statements), encoding="utf-8", newline="\n")
    return path
