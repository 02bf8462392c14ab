"""What an import notices: pages of several articles, which are proposed or cut, and reprints."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from builders import new_project

from annotator.domain.noticed import Reprint, Several
from annotator.errors import InputError
from annotator.reading.columns import Named
from annotator.services import articles, doctor, importing
from annotator.services.import_report import report_text
from annotator.services.importing import ImportRun
from annotator.services.noticing import SplitPages, Wish
from annotator.services.project import Project
from annotator.store import records, replay

FIRST = (
    "山区学校变了样\n周敏 何立群\n"
    "青岭县教育局投入资金1.36亿元，建成寄宿制学校12所，惠及学生3000多人，全县义务教育巩固率有了明显的提高。"
    "走进石门小学，新宿舍窗明几净，食堂里飘出饭香。“以前要走两个小时山路，现在周末才回家。”五年级学生小梅说。\n"
    "县里还为每个班配了电子白板，城里的老师通过网络给山里的孩子上音乐课和美术课，一周四节，从不间断。\n"
)
SECOND = (
    "卫生院搬进新大楼\n宋雨晴 马力\n"
    "和丰县投入2100万元，新建乡镇卫生院3所，床位增加120张，常见病不出镇就能看，检查结果全县互认。"
    "在白水镇，医生刘海每天要接待四十多位病人。他说，有了彩超和化验设备，老人们不用再坐一个钟头的车去县城。\n"
    "今年，县里又从省城请来十二位专家，每月下乡坐诊两次，带出了一支留得住的队伍，群众看病的花费降了三成。\n"
)
AGENCY = (
    "桐溪县稻谷亩产620公斤，粮食产量比上年增加3.1万吨，种粮大户李师傅说，今年雨水好，又用了新的良种，一亩能多收两百斤。"
)


@pytest.fixture
def project(database_url: str) -> Iterator[Project]:
    made = new_project(database_url)
    yield made
    made.close()


def bring(project: Project, tmp_path: Path, wish: Wish | None = None, **texts: str) -> importing.ImportReport:
    paths = []
    for name, text in texts.items():
        paths.append(tmp_path / f"{name}.txt")
        paths[-1].write_text(text.replace("\n", "\n\n"), encoding="utf-8")  # so that no line is joined with the next
    return ImportRun(project, paths, wish, spawn=False).run()


def check_sound(project: Project) -> None:
    with project.database.read() as connection:
        now, told = replay.from_tables(connection), replay.from_history(connection)
        assert {key: told.get(key) for key in now} == now
        assert not replay.contradictions(connection)
    assert not doctor.check_project(project)


def test_a_page_of_several_articles_comes_in_whole_and_is_told(project: Project, tmp_path: Path) -> None:
    report = bring(project, tmp_path, page=FIRST + SECOND, single=AGENCY)
    (news,) = report.pages
    assert (news.count, news.cut) == (2, False)
    assert "page.txt" in report_text(report)
    with project.database.read() as connection:
        (noted,) = records.read_records(connection, (Several.kind,))
    assert noted.article == news.articles[0]
    assert Several.from_record(noted).count == 2
    check_sound(project)


def test_pages_are_cut_at_once_where_that_is_wished(project: Project, tmp_path: Path) -> None:
    report = bring(project, tmp_path, Wish(split=SplitPages.ALWAYS), page=FIRST + SECOND)
    listed = [one.article for one in articles.list_articles(project)]
    assert [one.title for one in listed] == ["山区学校变了样", "卫生院搬进新大楼"]
    assert [articles.open_article(project, one.id).revision.text for one in listed] == [FIRST, SECOND]
    assert len({one.number for one in listed}) == 1
    assert report.pages[0].cut
    assert report.read == 2
    sources = {articles.open_article(project, one.id).revision.source for one in listed}
    assert len(sources) == 1, "both are cut out of one source"
    check_sound(project)
    again = bring(project, tmp_path, Wish(split=SplitPages.ALWAYS), page=FIRST + SECOND)
    assert (again.read, len(again.duplicates)) == (0, 1)


def test_pages_stay_whole_and_unnoted_where_that_is_wished(project: Project, tmp_path: Path) -> None:
    report = bring(project, tmp_path, Wish(split=SplitPages.NEVER), page=FIRST + SECOND)
    assert report.read == 1
    assert not report.pages


def test_a_part_that_is_there_already_is_not_brought_again(project: Project, tmp_path: Path) -> None:
    bring(project, tmp_path, first=FIRST)
    report = bring(project, tmp_path, Wish(split=SplitPages.ALWAYS), page=FIRST + SECOND)
    assert report.read == 1
    assert [one.article.title for one in articles.list_articles(project)] == ["山区学校变了样", "卫生院搬进新大楼"]
    check_sound(project)


def test_a_reprint_is_found_in_one_import_and_in_a_later_one(project: Project, tmp_path: Path) -> None:
    text = FIRST + AGENCY
    report = bring(project, tmp_path, a=text, b="转载\n" + text.replace("山区学校", "深山学校"))
    (news,) = report.reprints
    assert news.share > 0.8
    later = bring(project, tmp_path, c=text.replace("620公斤", "602公斤"), d="别的文章，" + AGENCY)
    assert [one.name for one in later.reprints] == ["c.txt", "d.txt"]
    with project.database.read() as connection:
        noted = records.read_records(connection, (Reprint.kind,))
    assert [one.article for one in noted] == [one.article for one in (*report.reprints, *later.reprints)]
    assert "b.txt" in report_text(report)
    check_sound(project)


def test_articles_that_share_a_few_phrases_are_no_reprints(project: Project, tmp_path: Path) -> None:
    assert not bring(project, tmp_path, a=FIRST, b=AGENCY * 2, c="短讯", d="短讯二").reprints


def test_what_a_cancelled_import_noticed_goes_with_it(project: Project, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(FIRST + SECOND, encoding="utf-8")
    (tmp_path / "b.txt").write_text(FIRST + SECOND + AGENCY, encoding="utf-8")
    run = ImportRun(project, [tmp_path / "a.txt", tmp_path / "b.txt"], spawn=False, budget=0.0)
    run.start()
    while not run.step().articles:
        pass
    run.cancel()
    while not run.step().finished:
        pass
    with project.database.read() as connection:
        assert not records.read_records(connection)
    check_sound(project)


def test_the_columns_of_a_table_can_be_said_by_name_and_number(project: Project, tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text(f"编号,稿子,栏目\n7,{AGENCY},要闻\n", encoding="utf-8")
    ImportRun(project, [file], Wish(columns=Named.parsed("text=稿子,title=3,region=1")), spawn=False).run()
    (article,) = [one.article for one in articles.list_articles(project)]
    assert (article.title, article.form.region) == ("要闻", "7")
    with pytest.raises(InputError, match="no column"):
        Named.parsed("body=1")
    with pytest.raises(InputError, match="text"):
        Named.parsed("title=1")
    report = ImportRun(project, [file], Wish(columns=Named.parsed("text=没有")), spawn=False).run()
    assert len(report.refused) == 1


def test_the_process_that_reads_loads_nothing_of_the_store() -> None:
    import subprocess
    import sys

    code = "import sys, annotator.services.preparing; print([m for m in sys.modules if m.startswith('sqlalchemy')])"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
