"""Imports: what comes in, what is refused and why, and that a cancelled one leaves nothing."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from builders import TEXT, add_article, label_id, new_project, open_document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.domain.article import LayerKind, Source, Status
from annotator.domain.ids import PersonId
from annotator.domain.scheme import Scheme
from annotator.domain.span import Span
from annotator.errors import RefusedError, StoreError
from annotator.i18n import set_language
from annotator.services import articles, exporting, history, import_report, importing, tagging
from annotator.services.import_report import ImportReport
from annotator.services.importing import ImportRun, Phase
from annotator.services.preparing import PreparedText, prepare
from annotator.services.project import Project, add_person, as_person, open_project
from annotator.store import articles as store_articles
from annotator.store import replay, spans


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    set_language("en")
    yield
    set_language("zh")


@pytest.fixture
def project(database_url: str) -> Iterator[Project]:
    made = new_project(database_url)
    yield made
    made.close()


@pytest.fixture
def file_project(tmp_path: Path) -> Iterator[Project]:
    made = new_project(str(tmp_path / "p.annotator"))
    yield made
    made.close()


def write_lines(path: Path, *lines: Any) -> Path:
    path.write_bytes(b"".join(orjson.dumps(line) + b"\n" for line in lines))
    return path


def titles(project: Project) -> list[str]:
    return [one.article.title for one in articles.list_articles(project)]


def sources(project: Project) -> list[Source]:
    return [
        articles.source_of(project, articles.open_article(project, one.article.id).revision)
        for one in articles.list_articles(project)
    ]


def layers_of(project: Project, title: str) -> dict[str, list[Span]]:
    """The spans of each layer of an article by who made it."""
    names = {person.id: person.name for person in project.people}
    [one] = [found.article for found in articles.list_articles(project) if found.article.title == title]
    with project.database.read() as connection:
        return {
            "gold" if layer.kind is LayerKind.GOLD else names[layer.person]: spans.read_spans(connection, layer.id)
            for layer in store_articles.read_layers(connection, one.id)
        }


def refusals(report: ImportReport) -> list[str]:
    return [import_report.place(one) for one in report.refused]


# -- text files --------------------------------------------------------------------------------------------------


def test_a_folder_comes_in_with_its_subfolders_in_natural_order(project: Project, tmp_path: Path) -> None:
    folder = tmp_path / "报纸"
    (folder / "10月").mkdir(parents=True)
    (folder / "9月").mkdir()
    for name in ("10月/1.txt", "9月/10.txt", "9月/2.TXT", "目录.jpg2", ".hidden.txt"):
        (folder / name).write_text(f"第{name}篇\n正文说的是{name}这一篇。\n", encoding="utf-8")
    report = importing.import_files(project, [folder])
    assert titles(project) == ["第9月/2.TXT篇", "第9月/10.txt篇", "第10月/1.txt篇"]
    assert report.read == 3
    assert not report.refused
    assert sources(project)[0].name == "9月/2.TXT"


def test_encodings_are_found_and_the_bytes_kept_where_they_could_not_be_made_again(
    project: Project, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_bytes((TEXT * 3).encode("gb18030"))
    (tmp_path / "b.txt").write_bytes(("标题\n" + TEXT).encode("utf-8-sig"))
    importing.import_files(project, [tmp_path / "a.txt", tmp_path / "b.txt"])
    first, second = sources(project)
    assert (first.encoding, first.raw, first.text) == ("gb18030", None, TEXT * 3)
    assert (second.encoding, second.text) == ("utf-8", "标题\n" + TEXT)
    assert second.raw == ("标题\n" + TEXT).encode("utf-8-sig")


def test_a_text_that_is_there_already_is_skipped_and_named(project: Project, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("标题\n" + TEXT, encoding="utf-8")
    (tmp_path / "b.txt").write_text("标题\n" + TEXT, encoding="gb18030")
    report = importing.import_files(project, [tmp_path / "a.txt", tmp_path / "b.txt"])
    assert [(one.name, one.title) for one in report.duplicates] == [("b.txt", "标题")]
    again = importing.import_files(project, [tmp_path / "a.txt"])
    assert (again.read, len(again.duplicates)) == (0, 1)
    assert len(titles(project)) == 1


def test_a_deleted_article_can_be_imported_again(project: Project, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    report = importing.import_files(project, [tmp_path / "a.txt"])
    assert len(importing.undo_import(project, report.batch)) == 1
    assert titles(project) == []
    assert importing.import_files(project, [tmp_path / "a.txt"]).read == 1


def test_bad_files_are_refused_by_name_and_the_others_come_in(project: Project, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    (tmp_path / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (tmp_path / "good.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "letter.docx").write_bytes(b"PK")
    paths = [tmp_path / name for name in ("empty.txt", "binary.txt", "none.txt", "good.txt", "letter.docx")]
    report = importing.import_files(project, paths)
    assert report.read == 1
    told = refusals(report)
    assert len(told) == 4
    for name in ("empty.txt", "binary.txt", "none.txt", "letter.docx"):
        assert sum(name in line for line in told) == 1


def test_a_file_too_large_for_an_article_is_refused(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotator.services.preparing.MAX_TEXT", 1000)
    monkeypatch.setattr("annotator.reading.reader.TextReader.largest", 1000)
    (tmp_path / "a.txt").write_text("字" * 400, encoding="utf-8")
    write_lines(tmp_path / "a.jsonl", {"text": "字" * 1001}, {"text": "短文"})
    report = importing.import_files(project, [tmp_path / "a.txt", tmp_path / "a.jsonl"])
    assert report.read == 1
    assert len(report.refused) == 2


def test_an_empty_folder_is_told(project: Project, tmp_path: Path) -> None:
    (tmp_path / "leer").mkdir()
    report = importing.import_files(project, [tmp_path / "leer"])
    assert refusals(report) == ["leer has no files that can be read here."]


def test_an_article_is_read_again_in_another_encoding_until_somebody_tags_it(
    file_project: Project, tmp_path: Path
) -> None:
    project = file_project
    data = ("繁體字的報紙\n" + "農業發展與教育扶貧的報導。" * 8).encode("big5")
    (tmp_path / "a.txt").write_bytes(data)
    importing.import_files(project, [tmp_path / "a.txt"], encoding="gb18030")
    [one] = articles.list_articles(project)
    wrong = articles.open_article(project, one.article.id).revision.text
    after = importing.reread(project, one.article, "big5")
    assert articles.open_article(project, after.id).revision.text.startswith("繁體字的報紙")
    assert after.title == "繁體字的報紙"
    history.undo(project, after.id)
    assert articles.open_article(project, after.id).revision.text == wrong
    history.redo(project, after.id)
    document = open_document(project, after.id)
    tagging.write(project, document.create(0, 2, label_id(project, "PLACE")))
    with pytest.raises(RefusedError, match="has tags"):
        importing.reread(project, document.article, "gb18030")


# -- annotated files ---------------------------------------------------------------------------------------------


def test_tags_of_other_tools_become_mine_and_unknown_labels_join_the_scheme(project: Project, tmp_path: Path) -> None:
    text = "县里建成学校12所。\r\n第二行"
    line = {"text": text, "label": [[0, 1, "PLACE"], [6, 9, "COUNT OF"]], "meta": {"title": "学校", "id": 7}}
    report = importing.import_files(project, [write_lines(tmp_path / "a.jsonl", line)])
    assert report.labels == ["COUNT OF"]
    assert report.scheme_changed
    added = project.scheme.by_key("COUNT_OF")
    assert added is not None
    assert (added.zh, added.shortcut, added.position) == ("COUNT OF", "4", 3)
    assert added.colour not in [label.colour for label in project.scheme.labels if label.id != added.id]
    found = layers_of(project, "学校")["王敏"]
    assert [(span.quote, project.scheme.label(span.label).key) for span in found] == [
        ("县", "PLACE"),
        ("12所", "COUNT_OF"),
    ]
    [one] = articles.list_articles(project)
    opened = articles.open_article(project, one.article.id)
    assert opened.revision.verbatim
    assert opened.revision.text == text
    assert json.loads(one.article.form.extra) == {"id": 7}
    assert one.layer is not None
    assert one.layer.status is Status.WORKING


def test_state_after_imports_is_the_one_that_history_tells(project: Project, tmp_path: Path) -> None:
    entities = [
        {"id": 1, "start_offset": 0, "end_offset": 1, "label": "NEW"},
        {"id": 2, "start_offset": 2, "end_offset": 3, "label": "PLACE"},
    ]
    line = {"text": "县里建成", "entities": entities, "relations": [{"from_id": 1, "to_id": 2, "type": "near"}]}
    own = own_line(project, tmp_path, "李强")
    importing.import_files(project, [write_lines(tmp_path / "a.jsonl", line, own)])
    assert [one.key for one in project.scheme.relations][-1] == "near"
    own["spans"][0]["note"] = "改"
    importing.import_files(project, [write_lines(tmp_path / "b.jsonl", own)])
    with project.database.read() as connection:
        told = replay.from_history(connection)
        head = told.pop(("scheme", b""))
        assert told == replay.from_tables(connection)
    assert isinstance(head, Scheme)
    assert head.relations == project.scheme.relations


def own_line(project: Project, tmp_path: Path, person: str, text: str = TEXT) -> dict[str, Any]:
    """A line as another copy of the project writes it, with two tags of a person."""
    other = new_project(str(tmp_path / f"{person}.annotator"), person)
    article = add_article(other, text)
    document = open_document(other, article.id)
    tagging.write(other, document.create(8, 14, label_id(other, "METRIC"), {"value": "136000000"}))
    tagging.write(other, document.create(20, 23, label_id(other, "METRIC")))
    path = tmp_path / f"{person}.jsonl"
    exporting.export_file(other, path)
    other.close()
    (tmp_path / f"{person}.annotator").unlink()
    return dict(orjson.loads(path.read_bytes()))


def test_a_layer_of_a_known_text_goes_to_its_person_and_never_to_me(project: Project, tmp_path: Path) -> None:
    mine = add_article(project)
    document = open_document(project, mine.id)
    tagging.write(project, document.create(0, 1, label_id(project, "PLACE")))
    line = own_line(project, tmp_path, "李强")
    report = importing.import_files(project, [write_lines(tmp_path / "in.jsonl", line)])
    assert (report.read, report.people) == (0, ["李强"])
    assert [(one.person, one.added) for one in report.layers] == [("李强", 2)]
    found = layers_of(project, mine.title)
    assert [span.quote for span in found["王敏"]] == ["县"]
    assert len(found["李强"]) == 2
    assert [person.name for person in project.people] == ["王敏", "李强"]


def test_the_same_file_again_brings_nothing(project: Project, tmp_path: Path) -> None:
    path = write_lines(tmp_path / "in.jsonl", own_line(project, tmp_path, "李强"))
    assert importing.import_files(project, [path]).read == 1
    again = importing.import_files(project, [path])
    assert (again.read, again.layers, len(again.duplicates)) == (0, [], 1)


def test_a_colleagues_layer_follows_the_file_as_it_grows_in_that_persons_name(project: Project, tmp_path: Path) -> None:
    line = own_line(project, tmp_path, "李强")
    title = line["meta"]["title"]
    importing.import_files(project, [write_lines(tmp_path / "in.jsonl", line)])
    first, second = line["spans"]
    third = {**first, "id": "0" * 31 + "1", "start": 0, "end": 1, "text": "县", "label": "PLACE", "attributes": {}}
    grown = {**line, "status": "submitted", "spans": [{**first, "note": "核对过"}, third]}
    assert second["id"] not in [span["id"] for span in grown["spans"]]
    report = importing.import_files(project, [write_lines(tmp_path / "in.jsonl", grown)])
    [news] = report.layers
    assert (news.person, news.added, news.changed, news.removed) == ("李强", 1, 1, 1)
    found = layers_of(project, title)["李强"]
    assert [(span.quote, span.note) for span in found] == [("县", ""), ("1.36亿元", "核对过")]
    [one] = articles.list_articles(project)
    assert history.next_steps(project, one.article.id)[0] is None  # not my step
    li = next(person for person in project.people if person.name == "李强")
    as_person(project, li)
    assert history.next_steps(project, one.article.id)[0] is not None


def test_my_own_tags_are_never_overwritten_by_a_file(project: Project, tmp_path: Path) -> None:
    line = own_line(project, tmp_path, "王敏")
    importing.import_files(project, [write_lines(tmp_path / "in.jsonl", line)])
    line["spans"] = [{**line["spans"][0], "label": "BRAND_NEW"}]
    report = importing.import_files(project, [write_lines(tmp_path / "in.jsonl", line)])
    assert len(report.refused) == 1
    assert "Your own tags" in refusals(report)[0]
    assert len(layers_of(project, line["meta"]["title"])["王敏"]) == 2
    assert project.scheme.by_key("BRAND_NEW") is None
    assert report.labels == []


def test_tags_made_on_an_older_reading_are_carried_to_the_present_one(project: Project, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("标题一行\n这一段说的是教育，它在\n这里断开。\n" * 4, encoding="utf-8")
    importing.import_files(project, [tmp_path / "a.txt"])
    [one] = articles.list_articles(project)
    opened = articles.open_article(project, one.article.id)
    at = opened.revision.text.index("断开")
    li = add_person(project, "李强")
    as_person(project, li)
    document = open_document(project, one.article.id)
    tagging.write(project, document.create(at, at + 2, label_id(project, "PLACE")))
    exporting.export_file(project, tmp_path / "li.jsonl")
    assert opened.revision.edits
    before = articles.open_article(project, one.article.id).article
    articles.revise(project, before, opened.revision.edits[:1])
    as_person(project, project.people[0])
    same = importing.import_files(project, [tmp_path / "li.jsonl"])
    assert (len(same.duplicates), same.layers) == (1, [])


def test_a_bad_line_is_refused_whole_and_the_rest_comes_in(project: Project, tmp_path: Path) -> None:
    path = write_lines(
        tmp_path / "a.jsonl",
        {"text": "甲文", "label": [[0, 1, "PLACE"], [1, 9, "NOWHERE"]]},
        {"text": "乙文", "label": [[0, 0, "PLACE"], [0, 1, "PLACE"]]},
        {"label": []},
    )
    report = importing.import_files(project, [path])
    assert titles(project) == ["乙文"]
    assert [line.split(": ")[0] for line in refusals(report)] == ["a.jsonl, line 1", "a.jsonl, line 3"]
    assert [import_report.place(one) for one in report.notices] == [
        "a.jsonl, line 2: Tag 1 at 0 is empty and was left out."
    ]
    assert project.scheme.by_key("NOWHERE") is None
    text = import_report.report_text(report)
    assert text.startswith("Import finished: 1 read, 0 duplicates, 2 refused.\n")
    assert "Refused: a.jsonl, line 1: Tag 2: its bounds 1 to 9 do not fit a text of 2 characters." in text


def test_two_lines_that_contradict_each_other_are_not_mixed(project: Project, tmp_path: Path) -> None:
    path = write_lines(
        tmp_path / "a.jsonl", {"text": "甲文", "label": [[0, 1, "PLACE"]]}, {"text": "甲文", "label": [[0, 2, "PLACE"]]}
    )
    report = importing.import_files(project, [path])
    assert "first was taken" in refusals(report)[0]
    assert [span.quote for span in layers_of(project, "甲文")["王敏"]] == ["甲"]


# -- running -----------------------------------------------------------------------------------------------------


def to_the_end(run: ImportRun) -> None:
    while not run.step().finished:
        pass


def articles_file(path: Path, count: int = 300) -> Path:
    return write_lines(
        path,
        *({"text": f"第{n}篇文章。" + "字" * 500, "label": [[0, 1, "OTHER"]]} for n in range(count)),
    )


def test_nothing_is_seen_before_the_end_and_nothing_is_left_after_cancelling(project: Project, tmp_path: Path) -> None:
    line = own_line(project, tmp_path, "李强")
    known = importing.import_files(project, [write_lines(tmp_path / "first.jsonl", line)])
    assert known.read == 1
    with project.database.read() as connection:
        before = replay.from_tables(connection)
    grown = {**line, "spans": line["spans"][:1]}
    second = {**line, "layer": "赵静"}
    path = tmp_path / "more.jsonl"
    articles_file(path)
    path.write_bytes(b"".join(orjson.dumps(one) + b"\n" for one in (grown, second)) + path.read_bytes())
    run = ImportRun(project, [path], spawn=False)
    run.start()
    while run.step().articles < 50:
        assert len(titles(project)) == 1
    run.cancel()
    while not run.step().finished:
        pass
    assert run.report.cancelled
    project.reload()
    with project.database.read() as connection:
        assert replay.from_tables(connection) == before
        assert replay.from_history(connection) == before
    assert project.scheme.by_key("OTHER") is None


def test_a_process_of_its_own_reads_and_steps_never_wait_for_it(file_project: Project, tmp_path: Path) -> None:
    path = articles_file(tmp_path / "a.jsonl")
    run = ImportRun(file_project, [path], spawn=True)
    run.start()
    steps = 0
    while not (progress := run.step()).finished:
        steps += 1
        if progress.waiting:
            time.sleep(0.005)
    assert run.report.read == 300
    assert (progress.done, progress.total) == (path.stat().st_size,) * 2
    assert steps > 1


def test_cancelling_ends_the_process(file_project: Project, tmp_path: Path) -> None:
    path = articles_file(tmp_path / "a.jsonl", 3000)
    run = ImportRun(file_project, [path], spawn=True)
    run.start()
    run.cancel()
    while not run.step().finished:
        pass
    assert run.step().phase is Phase.DONE
    assert titles(file_project) == []


def test_a_reading_process_that_dies_is_told_and_what_it_read_is_kept(file_project: Project, tmp_path: Path) -> None:
    path = articles_file(tmp_path / "a.jsonl", 5000)
    run = ImportRun(file_project, [path], spawn=True)
    run.start()
    while not run.step().articles:
        time.sleep(0.005)
    feed: Any = run._feed
    feed._process.kill()
    to_the_end(run)
    assert "ended the program that reads" in refusals(run.report)[0]
    assert 0 < len(titles(file_project)) == run.report.read < 5000


def test_a_bug_in_the_reading_process_is_raised_with_its_traceback(file_project: Project) -> None:
    run = ImportRun(file_project, [], spawn=True)
    run._paths = [None]  # type: ignore[list-item]  # no path: a bug
    with pytest.raises(RuntimeError, match="AttributeError"):
        run.run()
    assert run.step().finished


def test_what_a_crash_cut_off_is_taken_out_at_the_next_opening(tmp_path: Path) -> None:
    target = str(tmp_path / "p.annotator")
    project = new_project(target)
    run = ImportRun(project, [articles_file(tmp_path / "a.jsonl")], spawn=False)
    run.start()
    while run.step().articles < 20:
        pass
    project.close()
    again = open_project(target)
    assert titles(again) == []
    with again.database.read() as connection:
        assert not store_articles.article_ids(connection)
    again.close()


def test_a_database_that_refuses_cancels_the_import(
    file_project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object) -> None:
        raise StoreError("The disk is full; the last change was not saved.")

    run = ImportRun(file_project, [articles_file(tmp_path / "a.jsonl")], spawn=False)
    run.start()
    with monkeypatch.context() as patch:
        patch.setattr("annotator.store.imports.insert_articles", full)
        with pytest.raises(StoreError, match="disk is full"):
            to_the_end(run)
    to_the_end(run)
    assert run.report.cancelled
    assert titles(file_project) == []


def test_a_project_opened_for_reading_takes_no_import(tmp_path: Path) -> None:
    target = str(tmp_path / "p.annotator")
    new_project(target).close()
    project = open_project(target, read_only=True)
    run = ImportRun(project, [tmp_path], spawn=False)
    with pytest.raises(RefusedError):
        run.start()
    assert run.step().finished
    project.close()


def test_parcels_say_how_far_the_reading_is(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "b.txt").write_text(TEXT * 2, encoding="utf-8")
    parcels = list(prepare([tmp_path]))
    total = sum(path.stat().st_size for path in tmp_path.iterdir())
    assert {parcel.total for parcel in parcels} == {total}
    assert [parcel.done for parcel in parcels] == sorted(parcel.done for parcel in parcels)
    assert parcels[-1].done == total
    items = [item for parcel in parcels for item in parcel.items]
    assert [item.name for item in items if isinstance(item, PreparedText)] == ["a.txt", "b.txt"]


# -- round trip --------------------------------------------------------------------------------------------------

texts = st.text(st.sampled_from("县乡12年a𠀀😀\r\n\u2028\u0085e\u0301 。"), min_size=1, max_size=30)
notes = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=6)


@st.composite
def annotated(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Lines of one person on each of some articles, without ids, as `{"text", "spans"}`."""
    found = []
    for text in draw(st.lists(texts, min_size=1, max_size=3, unique=True)):
        spans = []
        for _ in range(draw(st.integers(0, 4))):
            start = draw(st.integers(0, len(text) - 1))
            end = draw(st.integers(start + 1, len(text)))
            attributes = draw(st.dictionaries(st.sampled_from(["value", "name", "注"]), notes, max_size=2))
            label = draw(st.sampled_from(["PLACE", "METRIC", "新标签"]))
            spans.append({"start": start, "end": end, "label": label, "attributes": attributes, "note": draw(notes)})
        ids = [{**span, "id": number} for number, span in enumerate(spans)]
        relations = [{"source": 0, "target": len(spans) - 1, "type": "of"}] if spans and draw(st.booleans()) else []
        found.append({"text": text, "spans": ids, "relations": relations, "meta": {"x": draw(notes)}})
    return found


def everything(project: Project) -> list[Any]:
    """All that an export has to carry, in a form that does not depend on the project's own ids."""
    names = {person.id: person.name for person in project.people}
    found = []
    for one in articles.list_articles(project):
        with project.database.read() as connection:
            revision = store_articles.read_revision(connection, one.article.revision)
            layers = []
            for layer in store_articles.read_layers(connection, one.article.id):
                tags = spans.read_spans(connection, layer.id)
                ties = spans.read_relations(connection, layer.id)
                kept = [
                    (t.id, t.start, t.end, project.scheme.label(t.label).key, t.quote, t.attributes, t.note, t.origin)
                    for t in tags
                ]
                told = [(tie.type, tie.source, tie.target, tie.attributes, tie.note) for tie in ties]
                layers.append(
                    (names[layer.person], layer.kind, layer.status, layer.reason, sorted(kept, key=str), told)
                )
        layers.sort(key=str)
        found.append((one.article.id, one.article.title, one.article.form, revision.text, layers))
    return found


@given(annotated(), st.sampled_from(Status), st.booleans())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_all_layers_are_exported_as_is_imported_as_the_same(
    tmp_path_factory: pytest.TempPathFactory, lines: list[dict[str, Any]], status: Status, gold: bool
) -> None:
    folder = tmp_path_factory.mktemp("round")
    first = new_project(str(folder / "a.annotator"))
    importing.import_files(first, [write_lines(folder / "in.jsonl", *lines)])
    li = add_person(first, "李强")
    add_layers(first, li.id, status, gold)
    assert exporting.export_file(first, folder / "out.jsonl", "all") >= len(lines)
    second = new_project(str(folder / "b.annotator"), "赵静")
    report = importing.import_files(second, [folder / "out.jsonl"])
    assert not report.refused, refusals(report)
    assert everything(second) == everything(first)
    exporting.export_file(second, folder / "again.jsonl", "all")
    assert sorted(strip(folder / "again.jsonl")) == sorted(strip(folder / "out.jsonl"))
    first.close()
    second.close()


def add_layers(project: Project, person: PersonId, status: Status, gold: bool) -> None:
    """Gives each article a second person's layer, and some a gold one."""
    me = project.person
    as_person(project, next(one for one in project.people if one.id == person))
    for one in articles.list_articles(project):
        document = open_document(project, one.article.id)
        changes = document.create(0, 1, label_id(project, "PLACE"))
        tagging.write(project, [*changes, *document.set_status(status, "理由")])
    as_person(project, me)
    if gold:
        line = {"sha256": "", "layer": "gold", "person": me.name, "status": "submitted", "spans": []}
        for one in articles.list_articles(project):
            revision = articles.open_article(project, one.article.id).revision
            place = project.path
            assert place is not None
            path = write_lines(
                place.with_suffix(".gold.jsonl"), {**line, "text": revision.text, "sha256": revision.sha256.hex()}
            )
            importing.import_files(project, [path])


def strip(path: Path) -> list[bytes]:
    """The lines of an export; the order of the layers of an article depends on ids made anew."""
    return path.read_bytes().split(b"\n")
