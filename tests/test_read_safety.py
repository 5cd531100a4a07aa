"""Nothing in a folder stops the rest from being read: each fault is one counted problem with one clear line."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import zipfile

import pytest
from places import ONTOLOGY, ROOT
from reading_checks import FORMATS

from hetao_kg.build import build
from hetao_kg.errors import CorpusError, KnowledgeBaseError
from hetao_kg.read import limits, read_bytes, read_folder
from hetao_kg.read.worker import Worker
from hetao_kg.snapshot import check_writable
from hetao_kg.types import Problem

TEXT = "松溪市政府公布了計劃。\n"


def outcome(folder):
    """(sources read, {file: (what is wrong, hint)})."""
    found = list(read_folder(folder))
    problems = [p for p in found if isinstance(p, Problem)]
    for p in problems:
        assert p.what and p.hint and "\n" not in p.where + p.what + p.hint
    return [d.source for d in found if not isinstance(d, Problem)], {p.where: p.what for p in problems}


def test_everything_bad_in_one_folder(tmp_path, monkeypatch):
    for name in ("scan.pdf", "encrypted.pdf", "broken.pdf", "xml-bomb.docx", "zip-bomb.docx", "memo.docx"):
        shutil.copy(FORMATS / name, tmp_path)
    (tmp_path / "good.txt").write_text(TEXT, "utf-8")
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "blank.md").write_text(" \n\n", "utf-8")
    (tmp_path / "picture.txt").write_bytes(bytes(range(256)) * 20)
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    (tmp_path / "no-ending").write_text(TEXT, "utf-8")
    (tmp_path / "not-a.pdf").write_text(TEXT, "utf-8")
    (tmp_path / "not-a.docx").write_text(TEXT, "utf-8")
    (tmp_path / "old.docx").write_bytes(b"\xd0\xcf\x11\xe0" + bytes(512))
    (tmp_path / "cut.pptx").write_bytes((FORMATS / "slides.pptx").read_bytes()[:9000])
    (tmp_path / "good.md").write_text(TEXT, "utf-8")
    monkeypatch.setattr(limits, "FILE", 3 * 2**20)
    (tmp_path / "huge.txt").write_text(TEXT * 150_000, "utf-8")
    read, wrong = outcome(tmp_path)
    assert {"good.md", "memo.docx"} <= set(read) and len(read) == 2 + ("scan.pdf" in read)
    assert wrong["good.txt"] == "has the same name as good.md"
    assert wrong["huge.txt"] == "larger than 3 MB"
    assert set(wrong) == {p.name for p in tmp_path.iterdir()} - set(read)


def test_names_with_any_character(tmp_path):
    names = ["a b.txt", "#1 & 2%20.txt", "河套（一）「甲」.txt", "😀.txt", "-x.txt", "q'\"q.txt", "a.b.c.txt", "ＡＢＣ.txt"]
    for name in names:
        (tmp_path / name).write_text(TEXT, "utf-8")
    (tmp_path / "line\nbreak.txt").write_text(TEXT, "utf-8")
    with open(os.fsencode(tmp_path) + b"/\xff\xfe.txt", "w", encoding="utf-8") as file:  # noqa: PTH123
        file.write(TEXT)
    read, wrong = outcome(tmp_path)
    assert sorted(read) == sorted(names)
    assert set(wrong) == {"line break.txt", "??.txt"}
    from hetao_kg.build import build
    from hetao_kg.kb import KnowledgeBase

    summary = build(tmp_path, tmp_path.parent / "kb", ONTOLOGY, "corpus")
    assert (summary.documents, len(summary.problems)) == (len(names), 2)
    made = KnowledgeBase(tmp_path.parent / "kb", ONTOLOGY)
    assert sorted(d.source for d in made.documents.values()) == sorted(names)
    assert made.store.query("ASK {}")


def test_links(tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text(TEXT, "utf-8")
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "own.txt").write_text(TEXT, "utf-8")
    (folder / "inside.md").symlink_to("own.txt")
    (folder / "out.txt").symlink_to(outside / "secret.txt")
    (folder / "out-folder").symlink_to(outside)
    (folder / "nothing.txt").symlink_to("gone.txt")
    (folder / "ring.txt").symlink_to("ring.txt")
    (folder / "up").symlink_to("..")
    (folder / "self").symlink_to(".")
    read, wrong = outcome(folder)
    assert read == ["inside.md", "own.txt"]
    out, nothing = "is a link out of the folder", "is a link to nothing"
    assert wrong == {"out.txt": out, "out-folder": out, "up": out, "nothing.txt": nothing, "ring.txt": nothing}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_opened(tmp_path):
    (tmp_path / "shut.txt").write_text(TEXT, "utf-8")
    (tmp_path / "shut.txt").chmod(0)
    (tmp_path / "room").mkdir(0)
    assert set(outcome(tmp_path)[1]) == {"shut.txt", "room"}
    (tmp_path / "room").chmod(0o755)


def word(xml: str) -> bytes:
    """A Word file with nothing but this document part."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "_rels/.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="r" Type="http://x/officeDocument" Target="word/document.xml"/></Relationships>',
        )
        package.writestr("word/document.xml", xml)
    return data.getvalue()


SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def test_xml_that_reads_other_files_or_is_too_deep():
    entity = '<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    foreign = f"{entity}<w:document {SPACE}><w:body><w:p><w:r><w:t>松溪&e;</w:t></w:r></w:p></w:body></w:document>"
    assert read_bytes(word(foreign), ".docx").text == "松溪"
    deep = f"<w:document {SPACE}><w:body>{'<w:sdt>' * 5000}{'</w:sdt>' * 5000}</w:body></w:document>"
    with pytest.raises(CorpusError, match="broken XML"):
        read_bytes(word(deep), ".docx")


def test_a_package_of_many_parts():
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as package:
        for i in range(limits.PARTS + 1):
            package.writestr(f"{i}", b"")
    with pytest.raises(CorpusError, match="unpacks to more than"):
        read_bytes(data.getvalue(), ".pptx")


def test_a_deep_web_page():
    text = "松溪市政府公布了計劃。"
    assert read_bytes((f"<body>{'<div>' * 200}{text}{'</div>' * 200}").encode(), ".html").text == text
    with pytest.raises(CorpusError, match="no text"):
        read_bytes((f"<body>{'<div>' * 50_000}{text}{'</div>' * 50_000}").encode(), ".html")


@pytest.mark.parametrize("ending", [".txt", ".md"])
def test_an_empty_text_is_not_told_of_text_layers(ending):
    with pytest.raises(CorpusError, match=r"no text in this file \(remove it, or put text into it\)"):
        read_bytes(b" \n", ending)


def test_a_file_that_takes_too_long_or_too_much(tmp_path):
    (tmp_path / "good.html").write_text(f"<p>{TEXT}</p>", "utf-8")
    with Worker(seconds=0.001) as worker, pytest.raises(CorpusError, match=r"takes longer than 0\.001 s"):
        worker(tmp_path / "good.html")
    with Worker(memory=2**20) as worker, pytest.raises(CorpusError, match=r"broke down|more memory"):
        worker(tmp_path / "good.html")
    with Worker() as worker:
        for _ in range(2):
            with pytest.raises(CorpusError, match="cannot be opened"):
                worker(tmp_path / "gone.html")
            assert worker(tmp_path / "good.html").text == TEXT.strip()


def test_what_is_done_beside_the_first_file_is_done_once_and_only_where_one_is_read(tmp_path):
    done: list[str] = []
    (tmp_path / "text.txt").write_text(TEXT, "utf-8")
    assert [d.id for d in read_folder(tmp_path, beside=lambda: done.append("again"))] == ["text"] and not done
    for name in ("a.html", "b.html"):
        (tmp_path / name).write_text(f"<p>{TEXT}</p>", "utf-8")
    assert [d.id for d in read_folder(tmp_path, beside=lambda: done.append("once"))] == ["a", "b", "text"]
    assert done == ["once"]


def test_what_breaks_beside_a_file_is_not_told_of_the_file(tmp_path):
    def breaks() -> None:
        raise BrokenPipeError("of the model's own process")

    (tmp_path / "good.html").write_text(f"<p>{TEXT}</p>", "utf-8")
    with Worker(beside=breaks) as worker:
        with pytest.raises(BrokenPipeError, match="own process"):
            worker(tmp_path / "good.html")
        assert worker(tmp_path / "good.html").text == TEXT.strip()


@pytest.mark.parametrize(
    ("limit", "value", "name", "says"),
    [
        ("PAGES", 2, "report.pdf", "more than 2 pages"),
        ("PAGES", 2, "slides.pptx", "more than 2 slides"),
        ("PAGE", 50, "report.pdf", "page 1 has more than 50"),
        ("TEXT", 100, "annual.md", "characters"),
        ("PART", 1000, "memo.docx", "unpacks to"),
        ("UNPACKED", 1000, "slides.pptx", "unpacks to"),
    ],
)
def test_limits(monkeypatch, limit, value, name, says):
    monkeypatch.setattr(limits, limit, value)
    with pytest.raises(CorpusError, match=says):
        read_bytes((FORMATS / name).read_bytes(), name[name.rindex(".") :])


def test_only_what_changed_is_read_again(tmp_path):
    shutil.copy(FORMATS / "memo.docx", tmp_path)
    (tmp_path / "note.txt").write_text(TEXT, "utf-8")
    first = {d.source: d for d in read_folder(tmp_path)}
    again = {d.source: d for d in read_folder(tmp_path, first)}
    assert all(again[s] is first[s] for s in first)
    (tmp_path / "note.txt").write_text(TEXT * 2, "utf-8")
    third = {d.source: d for d in read_folder(tmp_path, first)}
    assert third["memo.docx"] is first["memo.docx"] and third["note.txt"] is not first["note.txt"]
    (tmp_path / "sources.toml").write_text('[memo]\ntitle = "備忘"\n', "utf-8")
    fourth = {d.source: d for d in read_folder(tmp_path, first)}
    assert fourth["memo.docx"].metadata.title == "備忘"


def show(*arguments):
    """Status, output and remark of ``hetao-kg show``."""
    command = [sys.executable, "-m", "hetao_kg.cli", "show", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", cwd=ROOT, check=False)
    return done.returncode, done.stdout, done.stderr


def test_show_reads_a_folder_anew():
    code, out, _ = show("annual", "--corpus", FORMATS)
    assert code == 0 and out.startswith("# 青屏灣年報\n## 1. 工程\n") and "科研大樓 | 3.0 | 已動工" in out
    assert "[p.3 l.1 " in show("report.pdf", "--places", "--corpus", FORMATS)[1]
    code, _, problem = show("encrypted.pdf", "--corpus", FORMATS)
    assert code == 2 and "encrypted" in problem


def test_show_prints_what_the_knowledge_base_holds(tmp_path):
    corpus, folder = tmp_path / "documents", tmp_path / "kb"
    corpus.mkdir()
    shutil.copy(FORMATS / "annual.md", corpus)
    shutil.copy(FORMATS / "memo.docx", corpus)
    build(corpus, folder, ONTOLOGY, "corpus")
    code, out, _ = show("annual.md", "--places", "--kb", folder)
    assert code == 0 and out.startswith("[l.6 0] # 青屏灣年報\n") and out.rstrip().endswith("a_b.pdf (marked at 4)")
    assert show("annual", "--raw", "--kb", folder)[1] == (FORMATS / "annual.md").read_text("utf-8") + "\n"
    assert "no text file" in show("memo", "--raw", "--kb", folder)[2]
    shutil.move(corpus, tmp_path / "moved")
    assert show("annual", "--kb", folder)[0] == 0
    code, _, problem = show("annual", "--raw", "--kb", folder)
    assert code == 2 and "--corpus FOLDER" in problem and problem.count("\n") == 1
    assert show("annual", "--raw", "--kb", folder, "--corpus", tmp_path / "moved")[0] == 0
    assert "date       2024-02 (file properties)\n" in show("annual", "--about", "--kb", folder)[1]
    code, _, problem = show("other", "--kb", folder)
    assert code == 2 and "annual, memo" in problem


def test_a_file_named_as_ours_is_not_overwritten(tmp_path):
    (tmp_path / "CURRENT").write_text("notes of mine\n", "utf-8")
    with pytest.raises(KnowledgeBaseError, match="CURRENT"):
        build(FORMATS, tmp_path, ONTOLOGY, "corpus")
    assert [p.name for p in tmp_path.iterdir()] == ["CURRENT"]
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "CURRENT").write_text("snapshot-0123456789abcdef\n", "utf-8")
    check_writable(tmp_path / "other")  # ours, though its snapshot was thrown away: a build mends it
    assert (tmp_path / "CURRENT").read_text("utf-8") == "notes of mine\n"


def test_a_pdf_with_one_scanned_page_is_read_and_counted(tmp_path):
    import pypdfium2

    from hetao_kg.read.ocr import available

    if available():
        pytest.skip("the extra ocr is installed")
    made = pypdfium2.PdfDocument.new()
    for name, page in (("report.pdf", 2), ("scan.pdf", 0)):
        source = pypdfium2.PdfDocument(FORMATS / name)
        made.import_pages(source, [page])
    made.save(tmp_path / "mixed.pdf")
    document, problem = read_folder(tmp_path)
    assert not isinstance(document, Problem) and "東區\t35" in document.text
    assert problem == Problem(
        "mixed.pdf", "1 of 2 pages are pictures without text: 2", "install the extra ocr: pip install 'hetao-kg[ocr]'"
    )
