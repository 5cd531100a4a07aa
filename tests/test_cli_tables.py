"""figures, tracker and conflicts as a user runs them: three formats, filters, one line for a mistake."""

from __future__ import annotations

import csv
import io
import json

import pytest

COMMANDS = ("figures", "tracker", "conflicts")


@pytest.mark.parametrize("command", COMMANDS)
def test_json_is_one_object_a_line_with_exact_quotes(run, ferry, command):
    done = run(command, "--kb", ferry.folder, "--format", "json")
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert rows

    def quotes(value):
        if isinstance(value, dict):
            if {"document", "quote", "start", "end"} <= value.keys():
                yield value
            for inner in value.values():
                yield from quotes(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from quotes(inner)

    found = [q for row in rows for q in quotes(row)]
    assert len(found) >= len(rows)
    for q in found:
        assert ferry.documents[q["document"]].text[q["start"] : q["end"]] == q["quote"]


@pytest.mark.parametrize("command", COMMANDS)
def test_csv_has_a_head_and_as_many_cells_in_every_row(run, ferry, command):
    done = run(command, "--kb", ferry.folder, "--format", "csv")
    rows = list(csv.reader(io.StringIO(done.stdout)))
    assert done.returncode == 0 and len(rows) > 3
    assert {len(row) for row in rows} == {len(rows[0])} and "document" in rows[0] and "status" in rows[0]


def test_text_shows_value_status_and_place(run, ferry):
    done = run("figures", "--kb", ferry.folder, "--measure", "客運量", "--status", "planned")
    assert "60000000 人次 [planned]" in done.stdout and "plan-2023, " in done.stdout
    done = run("tracker", "--kb", ferry.folder, "--found")
    assert "2021-05 proposed → 2023-09 planned → 2026-02-03 completed" in done.stdout
    assert run("conflicts", "--kb", ferry.folder).stdout.startswith("contradiction: value (42100000 ≠ 39800000)")


@pytest.mark.parametrize("command", COMMANDS)
def test_a_document_there_is_not_is_one_line(run, ferry, command):
    done = run(command, "--kb", ferry.folder, "--document", "nothing")
    assert (done.returncode, done.stdout) == (2, "") and done.stderr.count("\n") == 1 and "report-2021" in done.stderr


def test_nothing_that_fits_is_said(run, ferry):
    done = run("figures", "--kb", ferry.folder, "--unit", "furlong")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "no figure fits\n")


@pytest.mark.parametrize(
    "asked", [("figures", "--about"), ("tracker", "--addressee"), ("conflicts", "--about"), ("statements", "--speaker")]
)
def test_a_name_that_nothing_has_is_a_mistake(run, ferry, asked):
    done = run(*asked, "沒有這個地方", "--kb", ferry.folder)
    told = "hetao-kg: nothing is called 沒有這個地方 (and nothing is called like it)\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", told)


def test_statements_by_who_says_them(run, tmp_path):
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "a.txt").write_text("環境保護署表示，渠務署負責審批污水處理。水務署負責審批食水。\n", "utf-8")
    assert run("build", tmp_path / "c", "--kb", tmp_path / "kb").returncode == 0
    done = run("statements", "--kb", tmp_path / "kb", "--speaker", "环境保护署")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert "渠務署" in {row["subject"]["label"] for row in rows} and "食水" not in {row["object"]["label"] for row in rows}
    assert {e["speaker"] for row in rows for e in row["evidence"]} == {row["speaker"] for row in rows} != {None}
