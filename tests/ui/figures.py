"""A project of three people who differ, for the tests of figures, history and reports."""

from collections.abc import Sequence
from pathlib import Path

from builders import TEXT, add_articles, incoming, label_id, new_project, open_document

from annotator.domain.article import Status
from annotator.services import tagging
from annotator.services.project import add_person, as_person

Tag = tuple[int, int, str]
MINE: Sequence[Tag] = ((0, 4, "PLACE"), (8, 14, "METRIC"), (22, 25, "METRIC"))
HERS: Sequence[Tag] = ((0, 3, "PLACE"), (8, 14, "METRIC"), (22, 25, "PROGRAMME"))


def disagreeing(path: Path, submit: bool = True) -> None:
    """Two articles that 王敏 and 李强 did, differing in bounds and in a label; a third that 王敏 alone did."""
    project = new_project(str(path))
    found = add_articles(project, *(incoming(f"{TEXT}第{n}", n, f"报道{n}") for n in (1, 2, 3)))
    add_person(project, "李强")
    for name, tags, which in (("王敏", MINE, found), ("李强", HERS, found[:2])):
        as_person(project, next(person for person in project.people if person.name == name))
        for article in which:
            document = open_document(project, article.id)
            for start, end, label in tags:
                tagging.write(project, document.create(start, end, label_id(project, label)))
            if submit:
                tagging.write(project, document.set_status(Status.SUBMITTED))
    project.close()
