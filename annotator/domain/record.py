"""Records: what people note beside the tags, each kind a typed value of its own in some module of the domain.

Refusals, ticks, verdicts, decisions, threads, precedents, assignments, aliases and the like are many kinds with few
rows each. They share one shape, one table and one way into history; a kind's own type makes its body and reads it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from annotator.domain.ids import ArticleId, LayerId, PersonId, RecordId


@dataclass(frozen=True, slots=True)
class Record:
    """One note of one person.

    `article` and `layer` say what it is about, None where it is about the project. `key` is what its kind is looked
    up by (a string, a hash, an id as hexadecimal digits), "" where it is not. `body` has JSON values only.
    """

    id: RecordId
    kind: str
    person: PersonId
    article: ArticleId | None = None
    layer: LayerId | None = None
    key: str = ""
    body: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.kind:
            raise ValueError("a record has a kind")
        if self.layer is not None and self.article is None:
            raise ValueError("a record of a layer names its article")
