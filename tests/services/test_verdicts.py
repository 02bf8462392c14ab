"""A reviewer judges another's tags; their owner takes it over or objects."""

from dataclasses import replace

import pytest
from builders import TEXT, add_article, label_id, new_project, open_document

from annotator.domain.article import Article, Status
from annotator.domain.ids import LayerId, SpanId
from annotator.domain.person import Person, Profile, Role
from annotator.domain.span import Origin, Span
from annotator.domain.verdict import Judgement, Verdict
from annotator.errors import ConflictError, RefusedError
from annotator.services import articles, history, people, tagging, threads, verdicts
from annotator.services.document import Document
from annotator.services.project import Project, as_person
from annotator.store import replay

WORDS = ("县教育局", "寄宿制学校", "营养改善计划", "99.5%")


@pytest.fixture
def project(database_url: str) -> Project:
    """A project in which Li submitted four tags and Zhao reviews."""
    made = new_project(database_url)
    add_article(made, TEXT)
    li = people.add_member(made, Profile("李静"))
    zhao = people.add_member(made, Profile("赵审"), Role.REVIEWER)
    as_person(made, li)
    document = open_document(made, the(made).id)
    spans = [
        document.new_span(TEXT.index(words), TEXT.index(words) + len(words), label_id(made, "PLACE")) for words in WORDS
    ]
    tagging.write(made, document.create_all(spans))
    tagging.write(made, document.set_status(Status.SUBMITTED))
    as_person(made, zhao)
    return made


def the(project: Project) -> Article:
    return articles.list_articles(project)[0].article


def someone(project: Project, name: str) -> Person:
    return next(one for one in project.people if one.name == name)


def theirs(project: Project, name: str = "李静") -> Document:
    opened = verdicts.open_work(project, the(project).id, someone(project, name).id)
    return Document(opened, lambda keys: articles.read_spans(project, opened.layer.id, keys))


def span_of(document: Document, words: str) -> Span:
    mark = next(one for one in document.marks if document.text[one.start : one.end] == words)
    return document.span(mark.id)


def place(span: Span) -> tuple[LayerId, SpanId]:
    return span.layer, span.id


def judge_all(project: Project) -> None:
    """Accepts the first, mends the second, rejects the third, queries the fourth."""
    document, article = theirs(project), the(project).id
    one, two, three, four = (span_of(document, words) for words in WORDS)
    verdicts.judge(project, article, place(one), Judgement.ACCEPT)
    after = replace(two, end=two.end + 3, quote=TEXT[two.start : two.end + 3], label=label_id(project, "METRIC"))
    verdicts.judge(project, article, place(two), Judgement.MEND, after, "带上数量")
    verdicts.judge(project, article, place(three), Judgement.REJECT, reason="不是地点")
    verdicts.judge(project, article, place(four), Judgement.QUERY, reason="为什么？")


def tags(project: Project, name: str) -> list[str]:
    me = project.person
    as_person(project, someone(project, name))
    document = open_document(project, the(project).id)
    as_person(project, me)
    return [document.text[mark.start : mark.end] for mark in document.marks]


def test_nothing_of_the_annotators_changes_until_it_is_taken_over(project: Project) -> None:
    judge_all(project)
    assert tags(project, "李静") == list(WORDS)
    (work,) = verdicts.works(project, the(project).id)
    assert (work.person.name, work.tags, work.judged) == ("李静", 4, 4)

    as_person(project, someone(project, "李静"))
    matters = verdicts.inbox(project)
    assert [(one.verdict.judgement, one.reviewer, one.verdict.reason) for one in matters] == [
        (Judgement.MEND, "赵审", "带上数量"),
        (Judgement.REJECT, "赵审", "不是地点"),
        (Judgement.QUERY, "赵审", "为什么？"),
    ]
    verdicts.take(project, matters)
    assert tags(project, "李静") == ["县教育局", "寄宿制学校12所"[:8], "99.5%"]
    assert verdicts.inbox(project) == []
    mended = span_of(open_document(project, the(project).id), "寄宿制学校12所"[:8])
    assert (mended.origin, mended.label) == (Origin.MENDED, label_id(project, "METRIC"))
    with project.database.read() as connection:
        assert replay.from_history(connection) == replay.from_tables(connection)

    history.undo(project, the(project).id)  # one step, its answers with it
    assert tags(project, "李静") == list(WORDS)
    assert len(verdicts.inbox(project)) == 3
    project.close()


def test_an_objection_leaves_the_tag_and_opens_a_thread_at_it(project: Project) -> None:
    judge_all(project)
    as_person(project, someone(project, "李静"))
    matter = verdicts.inbox(project)[1]
    with pytest.raises(RefusedError):
        verdicts.object_to(project, matter, "  ")
    verdicts.object_to(project, matter, "是学校所在地")
    assert tags(project, "李静") == list(WORDS)
    assert len(verdicts.inbox(project)) == 2
    as_person(project, someone(project, "赵审"))
    told = verdicts.read(project, the(project).id, matter.verdict.layer)[2]
    assert told.reply is not None
    assert (told.reply.taken, told.reply.text) == (False, "是学校所在地")
    assert "是学校所在地" in str(threads.read(project, the(project).id))
    project.close()


def test_a_verdict_about_a_tag_that_was_changed_since_asks_for_nothing(project: Project) -> None:
    judge_all(project)
    as_person(project, someone(project, "李静"))
    tagging.write(project, open_document(project, the(project).id).set_status(Status.WORKING))
    before = verdicts.inbox(project)[0]
    document = open_document(project, the(project).id)
    mended = span_of(document, "寄宿制学校")
    tagging.write(project, document.set_bounds(mended.id, mended.start, mended.end + 1))
    assert [one.verdict.judgement for one in verdicts.inbox(project)] == [Judgement.REJECT, Judgement.QUERY]
    with pytest.raises(ConflictError):
        verdicts.take(project, [before])
    as_person(project, someone(project, "赵审"))
    assert [one.stale for one in verdicts.read(project, the(project).id, before.verdict.layer)] == [
        False,
        True,
        False,
        False,
    ]
    (work,) = verdicts.works(project, the(project).id)
    assert work.judged == 3
    project.close()


def test_a_second_thought_takes_the_place_of_the_first_and_can_be_withdrawn(project: Project) -> None:
    document, article = theirs(project), the(project).id
    span = span_of(document, "县教育局")
    verdicts.judge(project, article, place(span), Judgement.REJECT)
    verdicts.judge(project, article, place(span), Judgement.QUERY, reason="再想想")
    found = verdicts.read(project, article, span.layer)
    assert [one.verdict.judgement for one in found] == [Judgement.QUERY]
    assert verdicts.withdraw(project, article, place(span))
    assert not verdicts.withdraw(project, article, place(span))
    assert verdicts.read(project, article, span.layer) == []
    history.undo(project, article)
    assert len(verdicts.read(project, article, span.layer)) == 1
    project.close()


def test_what_was_answered_stays_and_a_new_verdict_comes_beside_it(project: Project) -> None:
    document, article = theirs(project), the(project).id
    span = span_of(document, "县教育局")
    verdicts.judge(project, article, place(span), Judgement.QUERY, reason="为什么？")
    as_person(project, someone(project, "李静"))
    verdicts.object_to(project, verdicts.inbox(project)[0], "因为如此")
    as_person(project, someone(project, "赵审"))
    verdicts.judge(project, article, place(span), Judgement.REJECT)
    assert len(verdicts.read(project, article, span.layer)) == 2
    as_person(project, someone(project, "李静"))
    assert [one.verdict.judgement for one in verdicts.inbox(project)] == [Judgement.REJECT]
    project.close()


def test_a_proposal_that_says_the_same_is_an_acceptance(project: Project) -> None:
    span = span_of(theirs(project), "县教育局")
    verdict = verdicts.judge(project, the(project).id, place(span), Judgement.MEND, span)
    assert verdict.judgement is Judgement.ACCEPT
    project.close()


def test_only_reviewers_review_and_nobody_the_own_tags(project: Project) -> None:
    span = span_of(theirs(project), "县教育局")
    as_person(project, people.add_member(project, Profile("吴刚")))
    for call in (
        lambda: verdicts.works(project, the(project).id),
        lambda: verdicts.open_work(project, the(project).id, span.id),  # type: ignore[arg-type]
        lambda: verdicts.judge(project, the(project).id, place(span), Judgement.ACCEPT),
    ):
        with pytest.raises(RefusedError, match="reviewer"):
            call()
    assert verdicts.read(project, the(project).id, span.layer) == []  # he may not see the layer
    as_person(project, someone(project, "王敏"))
    people.set_role(project, someone(project, "李静").id, Role.REVIEWER)
    as_person(project, someone(project, "李静"))
    with pytest.raises(RefusedError, match="another"):
        verdicts.judge(project, the(project).id, place(span), Judgement.ACCEPT)
    assert verdicts.works(project, the(project).id) == []
    project.close()


def test_a_verdict_is_read_back_from_its_record(project: Project) -> None:
    span = span_of(theirs(project), "县教育局")
    after = replace(span, attributes={"type": "机构"}, parts=((span.start, span.start + 1), (span.end - 1, span.end)))
    verdict = verdicts.judge(project, the(project).id, place(span), Judgement.MEND, after, "换行\n的原因")
    assert Verdict.from_record(verdict.to_record()) == verdict
    assert verdict.reason == "换行 的原因"
    project.close()
