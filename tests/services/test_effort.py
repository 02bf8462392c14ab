"""What tagging costs: kept on this computer, added up by article, engine and label."""

from pathlib import Path

import pytest

from annotator.services import effort
from annotator.services.effort import Decided, Stay


def stay(article: str, begun: float, keys: int, tags: int, **more: object) -> Stay:
    return Stay(article, "试点项目", "王敏", begun, seconds=60.0, keys=keys, tags=tags, **more)  # type: ignore[arg-type]


def test_stays_come_back_as_they_were_and_damaged_lines_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "effort.jsonl"
    assert effort.stays(path) == []
    first = stay("aa", 1.0, 10, 5, decided={"places|PLACE": {"accepted": 2}})
    effort.note(first, path)
    with path.open("a", encoding="utf-8") as file:
        file.write('{"half": \n[1]\n')
    effort.note(stay("bb", 2.0, 1, 1), path)
    assert [one.article for one in effort.stays(path)] == ["aa", "bb"]
    assert effort.stays(path)[0] == first
    effort.forget(path)
    assert effort.stays(path) == []


def test_a_disk_that_takes_no_more_costs_nobody_anything(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    effort.note(stay("aa", 1.0, 1, 1), tmp_path / "file" / "effort.jsonl")


def test_the_file_lies_in_the_folder_of_the_person(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(effort.FOLDER_VARIABLE, str(tmp_path))
    assert effort.effort_path() == tmp_path / "effort.jsonl"
    monkeypatch.delenv(effort.FOLDER_VARIABLE)
    assert effort.effort_path().parts[-2:] == ("annotator", "effort.jsonl")


def test_figures_are_with_and_without_attributes_and_the_curve_goes_by_article() -> None:
    found = effort.effort_of(
        [
            stay("aa", 2.0, 20, 10, clicks=10, form=10, decided={"places|PLACE": {"accepted": 3, "refused": 1}}),
            stay("aa", 5.0, 10, 10, decided={"names|PROGRAMME": {"mended": 1}}),
            stay("bb", 1.0, 60, 10),
            stay("cc", 3.0, 9, 2),
        ]
    )
    assert (found.tags, found.actions, found.articles) == (32, 109, 3)
    assert found.per_tag == pytest.approx(99 / 32)
    assert found.per_whole_tag == pytest.approx(109 / 32)
    assert [(point.per_tag, point.per_whole_tag) for point in found.curve] == [(6.0, 6.0), (1.5, 2.0)]
    assert found.engines == {"places": Decided(3, 0, 1), "names": Decided(0, 1, 0)}
    assert found.labels["PLACE"].share == 0.75
    assert effort.effort_of([]).per_tag is None
    assert Decided().share is None
