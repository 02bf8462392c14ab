"""What is learned and asked beside tagging, in the window: training, the language model, reprints."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from services.test_llm import Handler, Start, saying, spans, start
from ui.test_suggest import current, feature, offered
from ui.window_bench import HARVEST, SCHOOLS, Bench

from annotator.domain.article import Status
from annotator.services import learning, llm, reprints
from annotator.services.llm import Endpoint
from annotator.services.project import add_person
from annotator.ui.dialogs.language_model import AskDialog, ModelDialog
from annotator.ui.dialogs.training import TrainingDialog
from annotator.ui.learn_commands import LearnCommands

if TYPE_CHECKING:
    from ui.conftest import OpenBench

__all__ = ["start"]  # a fixture

Key = Qt.Key

FIRST = "各地试行助老\n各地推行长者食堂，效果很好。长者食堂受到欢迎。\n"
SECOND = "我县也试行\n我县推行长者食堂，老人都说长者食堂好。\n"
THIRD = "邻县跟上\n邻县推行银龄食堂，村民都说好。\n"
PAGES = (("各地试行助老", FIRST), ("我县也试行", SECOND), ("邻县跟上", THIRD))


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(learning.CACHE, str(tmp_path / "cache"))
    monkeypatch.setenv(llm.CONFIG, str(tmp_path / "config"))
    monkeypatch.delenv(llm.KEY, raising=False)
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


def commands(bench: Bench) -> LearnCommands:
    assert bench.window.features is not None
    found = bench.window.features.named("LearnCommands")
    assert isinstance(found, LearnCommands)
    return found


def engines(bench: Bench) -> dict[str, str]:
    return {bench.text[one.start : one.end]: one.engine for one in feature(bench).feed.all()}


def looked_through(bench: Bench) -> bool:
    return feature(bench).feed.done


def finish(bench: Bench, *words: str) -> None:
    """Tags some words and submits the article."""
    for one in words:
        bench.select(one)
        bench.press("1")
    assert bench.window.listing is not None
    bench.window.listing.set_status(Status.SUBMITTED)
    bench.settle()


# -- training ----------------------------------------------------------------------------------------------------------


def test_training_shows_scores_by_label_and_proposes_what_was_learned(open_bench: "OpenBench") -> None:
    bench = open_bench(suggest=True, pages=PAGES)
    for title, *words in (("各地试行助老", "长者食堂"), ("我县也试行", "长者食堂")):
        bench.go(title)
        finish(bench, *words)
    bench.go("邻县跟上")
    bench.until(lambda: looked_through(bench))
    bench.window.run("train")
    dialog = bench.dialog(TrainingDialog)
    assert isinstance(dialog, TrainingDialog)
    bench.until(lambda: dialog.grid.count() > 6)
    shown = [dialog.grid.itemAtPosition(1, column).widget().text() for column in range(6)]
    assert shown[1] == "2", shown
    assert all(one.endswith("%") or one == "—" for one in shown[2:])
    assert "2" in dialog.words.text()
    assert feature(bench)._learning == "已从 2 篇文章学习"
    bench.until(lambda: looked_through(bench))
    bench.until(lambda: feature(bench).feed._proposer._learned is not None and looked_through(bench))
    assert not (learning.model_path(bench.session.project)).exists(), "this program keeps nothing"
    bench.space.side.show_tab("suggest")
    panel = bench.space.side.pane()
    bench.until(lambda: panel._learning.text() == "已从 2 篇文章学习" and not panel._learning.isHidden())
    dialog.reject()


def test_submitting_has_it_trained_by_itself_and_kept_for_the_next_day(
    open_bench: "OpenBench", monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = open_bench(suggest=True, pages=PAGES)
    bench.until(lambda: looked_through(bench))
    monkeypatch.setattr(bench.app, "_keeps", True)
    monkeypatch.setattr("annotator.ui.app.save_settings", lambda _settings: None)
    commands(bench)._soon.setInterval(0)
    finish(bench, "长者食堂")
    bench.until(lambda: not commands(bench).learning)
    path = learning.model_path(bench.session.project)
    assert not path.exists(), "one article is too little"
    bench.go("我县也试行")
    finish(bench, "长者食堂")
    bench.until(lambda: feature(bench)._learning == "已从 2 篇文章学习")
    bench.until(path.exists)
    assert not bench.notices(), "nobody is told who did not ask"
    bench.reopen()
    bench.go("邻县跟上")
    bench.until(lambda: looked_through(bench))
    assert feature(bench).feed._proposer._learned is not None
    made = path.stat().st_mtime_ns
    commands(bench)._soon.start(0)
    bench.until(lambda: not commands(bench).learning)
    bench.settle()
    assert path.stat().st_mtime_ns == made, "there was nothing new to learn"


def test_too_little_to_learn_from_is_said(open_bench: "OpenBench") -> None:
    bench = open_bench(suggest=True)
    bench.window.run("train")
    dialog = bench.dialog(TrainingDialog)
    assert isinstance(dialog, TrainingDialog)
    bench.until(lambda: "太少" in dialog.words.text())
    assert feature(bench)._learning == ""
    dialog.reject()


# -- the language model ------------------------------------------------------------------------------------------------


def address(server: Any) -> str:
    return f"http://127.0.0.1:{server.server_address[1]}/v1"


def test_without_settings_asking_shows_them_and_saving_tests_and_keeps_them(
    open_bench: "OpenBench", start: Start, tmp_path: Path
) -> None:
    bench = open_bench(suggest=True)
    bench.window.run("ask_model")
    dialog = bench.dialog(ModelDialog)
    assert isinstance(dialog, ModelDialog)
    assert not dialog.on.isChecked()
    assert not dialog.url.isEnabled()
    dialog.on.setChecked(True)
    dialog.url.setText("nonsense")
    dialog.model.setText("small")
    dialog._commit()
    assert "nonsense" in dialog.problem_text()
    server = start(saying(spans({"quote": "12所", "label": "METRIC"})))
    dialog.url.setText(address(server))
    dialog.key.setText("secret")
    dialog.test.click()
    bench.until(lambda: "1 处标注" in dialog.outcome.text())
    assert bench.text not in json.dumps(server.asked, ensure_ascii=False), "a test sends nobody's text"
    assert server.keys == ["Bearer secret"]
    assert llm.configured() is None, "it was only tried"
    dialog._commit()
    known = llm.configured()
    assert known == Endpoint(address(server), "small", "secret")
    bench.window.run("model_settings")
    again = bench.dialog(ModelDialog)
    assert isinstance(again, ModelDialog)
    assert again.url.text() == address(server)
    again.on.setChecked(False)
    again._commit()
    assert llm.configured() is None


def test_answers_of_the_language_model_are_suggestions_and_their_cost_is_shown(
    open_bench: "OpenBench", start: Start
) -> None:
    answer = spans({"quote": "寄宿制学校", "label": "PROGRAMME"}, {"quote": "没有的话", "label": "PROGRAMME"})
    server = start(saying(answer, prompt_tokens=1000, completion_tokens=100))
    llm.set_up(Endpoint(address(server), "small", price_in=2.0, price_out=10.0))
    bench = open_bench(suggest=True)
    bench.until(lambda: looked_through(bench))
    before = offered(bench)
    bench.window.run("ask_model")
    dialog = bench.dialog(AskDialog)
    assert isinstance(dialog, AskDialog)
    bench.until(lambda: "0.0030" in dialog.outcome.text())
    assert "1,000" in dialog.outcome.text()
    bench.until(lambda: engines(bench).get("寄宿制学校") == "llm")
    assert set(before) < set(offered(bench))
    dialog.reject()
    bench.caret("寄宿制学校")
    bench.press(Key.Key_Space)
    assert ("寄宿制学校", "PROGRAMME") in bench.stored()
    assert len(server.asked) == 1


def test_a_question_can_be_taken_back_and_a_refusal_of_the_server_is_told(
    open_bench: "OpenBench", start: Start
) -> None:
    def silent(handler: Handler, _body: dict[str, Any]) -> None:
        handler.server.ended.wait(20)

    server = start(silent)
    llm.set_up(Endpoint(address(server), "small"))
    bench = open_bench(suggest=True)
    bench.until(lambda: looked_through(bench))
    bench.window.run("ask_model")
    dialog = bench.dialog(AskDialog)
    bench.until(lambda: server.asked)
    dialog.reject()
    bench.until(lambda: not commands(bench)._asking.running)
    gone = start(lambda handler, _body: handler.send(b"{}", 401))
    llm.set_up(Endpoint(address(gone), "small"))
    bench.window.run("ask_model")
    told = bench.dialog(AskDialog)
    assert isinstance(told, AskDialog)
    bench.until(lambda: "401" in told.problem_text())
    told.reject()


# -- reprints ----------------------------------------------------------------------------------------------------------

COPY = SCHOOLS.replace("1.36亿元", "1.63亿元") + "（转载）\n"


def note_reprints(bench: Bench) -> None:
    project = bench.session.project
    found = bench.app.worker.call(lambda: reprints.keep(project, reprints.search(reprints.material(project))))
    assert found == 1


def test_what_was_tagged_in_the_first_is_proposed_in_its_reprint(open_bench: "OpenBench") -> None:
    pages = (("山区学校变了样", SCHOOLS), ("秋收时节", HARVEST), ("又见山区学校", COPY))
    bench = open_bench(suggest=True, pages=pages, tags=(("寄宿制学校", "PROGRAMME"), ("1.36亿元", "METRIC")))
    note_reprints(bench)
    bench.go("又见山区学校")
    bench.until(lambda: engines(bench).get("寄宿制学校") == "reprint")
    found = next(one for one in feature(bench).feed.all() if one.engine == "reprint")
    assert "山区学校变了样" in found.reason
    assert "1.63亿元" in engines(bench)
    bench.caret("寄宿制学校")
    assert current(bench) == "寄宿制学校"
    bench.press(Key.Key_Space)
    assert bench.stored() == [("寄宿制学校", "PROGRAMME")]
    bench.until(lambda: ("寄宿制学校", "PROGRAMME") not in offered(bench))
    bench.go("秋收时节")
    bench.until(lambda: looked_through(bench))
    assert "reprint" not in engines(bench).values()


def test_a_reprint_shows_nothing_of_what_another_tagged(open_bench: "OpenBench") -> None:
    pages = (("山区学校变了样", SCHOOLS), ("又见山区学校", COPY))
    bench = open_bench(suggest=True, pages=pages, tags=(("寄宿制学校", "PROGRAMME"),))
    note_reprints(bench)
    project = bench.session.project
    bench.app.worker.call(lambda: add_person(project, "李强"))
    bench.go("又见山区学校")
    bench.until(lambda: engines(bench).get("寄宿制学校") == "reprint")
    bench.app.close_project()
    bench.app.open_project(str(bench.path), "李强")
    bench.until(bench.is_open)
    assert bench.session.project.person.name == "李强"
    bench.go("又见山区学校")
    bench.until(lambda: looked_through(bench) and offered(bench))
    bench.app.worker.wait()  # what is asked of reprints came before
    other, article = bench.session.project, bench.document.article.id
    assert bench.app.worker.call(lambda: reprints.carried(other, article)) == []
    assert "寄宿制学校" not in engines(bench)
    assert "reprint" not in engines(bench).values()
