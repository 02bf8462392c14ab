"""The table of other names."""

from pathlib import Path

import pytest
from builders import new_project

from annotator.domain.learning import Alias
from annotator.errors import RefusedError
from annotator.services import aliases


def test_other_names_are_stored_changed_and_taken_out(tmp_path: Path) -> None:
    project = new_project(str(tmp_path / "a.annotator"))
    id_ = aliases.put(project, Alias("老县城", "PLACE", "湖南省/长沙市/望城区", "430112000000"))
    other = aliases.put(project, Alias("营养餐", "PROGRAMME", "营养改善计划"))
    assert {one.alias.string for one in aliases.read(project)} == {"老县城", "营养餐"}
    with pytest.raises(RefusedError, match="already"):
        aliases.put(project, Alias("营养餐", "PROGRAMME", "别的"))
    with pytest.raises(RefusedError, match="twelve"):
        aliases.put(project, Alias("新城", "PLACE", adcode="4301"))
    aliases.put(project, Alias("营养餐", "PROGRAMME", "学生营养改善计划"), other)
    assert [one.alias.name for one in aliases.read(project) if one.id == other] == ["学生营养改善计划"]
    aliases.remove(project, [id_, other])
    assert aliases.read(project) == []
    project.close()
