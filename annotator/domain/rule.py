"""Rules: what a person settled about a string that was tagged in several ways."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar

from annotator.domain.ids import PersonId, RecordId
from annotator.domain.record import Record


class Ruling(StrEnum):
    """What a rule says of a string."""

    LABEL = "label"  # it is tagged, with the rule's label
    NOTHING = "nothing"  # it is not tagged
    DEPENDS = "depends"  # it is tagged here and not there, for good reasons


@dataclass(frozen=True, slots=True)
class Rule:
    """What is to be done with a string; `label` is a key of the scheme, "" without `Ruling.LABEL`.

    A `proposed` one is shown to the others of the project too; one that is not is its author's alone.
    """

    kind: ClassVar[str] = "rule"
    string: str
    ruling: Ruling
    label: str = ""
    reason: str = ""
    proposed: bool = False

    def __post_init__(self) -> None:
        if not self.string:
            raise ValueError("a rule is about a string")
        if (self.ruling is Ruling.LABEL) != bool(self.label):
            raise ValueError("a rule names a label if it gives one")

    def to_record(self, id_: RecordId, person: PersonId) -> Record:
        """As it is stored, found by its string."""
        body = {"ruling": str(self.ruling), "label": self.label, "reason": self.reason, "proposed": self.proposed}
        return Record(id_, self.kind, person, key=self.string, body=body)

    @classmethod
    def from_record(cls, record: Record) -> "Rule":
        """From what is stored; raises ValueError where that is none."""
        body: dict[str, Any] = dict(record.body)
        return cls(
            record.key,
            Ruling(str(body.get("ruling", ""))),
            str(body.get("label", "")),
            str(body.get("reason", "")),
            body.get("proposed") is True,
        )
