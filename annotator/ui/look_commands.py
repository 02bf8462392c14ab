"""What opens around the article: find, the same string elsewhere, all tags, the check, choosing a label."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QObject

from annotator.domain.change import Change
from annotator.domain.ids import ArticleId, LabelId, SpanId
from annotator.domain.span import Attributes, Origin
from annotator.services import assist, deciding, same, search
from annotator.services.assist import Finding
from annotator.services.same import SameHit
from annotator.services.search import Batch, TagGroup, TagQuery
from annotator.ui.article_commands import ArticleCommands
from annotator.ui.article_work import ArticleWork
from annotator.ui.dialogs.label_picker import LabelPicker
from annotator.ui.dialogs.skip_reason import SkipReasonDialog
from annotator.ui.panels.alltags import AllTagsPanel
from annotator.ui.panels.checks import ChecksPanel
from annotator.ui.panels.find import FindResults
from annotator.ui.panels.same import SamePanel
from annotator.ui.session import Session
from annotator.ui.stream import Stream
from annotator.ui.workspace import Workspace


class LookCommands(QObject):
    """Drives the find bar and the panels of the drawer."""

    def __init__(self, session: Session, space: Workspace, work: ArticleWork, listing: ArticleCommands) -> None:
        super().__init__()
        self.session = session
        self.space = space
        self.work = work
        self.listing = listing
        self._stream = Stream(session)
        self._hits: list[tuple[int, int]] = []
        self._hit = -1
        self._results = FindResults()
        self._same = SamePanel()
        self._tags = AllTagsPanel()
        self._checks = ChecksPanel()
        self._settlers: list[Callable[[Sequence[tuple[int, int]]], None]] = []
        self._quote = ""
        self._origin = Origin.MANUAL  # of tags that are given to the same string
        self._connect()

    def _connect(self) -> None:
        bar = self.space.find_bar
        bar.wanted_changed.connect(self._find)
        bar.step_asked.connect(self._step)
        bar.project_asked.connect(self._find_in_project)
        bar.closed.connect(self._stop_finding)
        self.session.opened.connect(self._find_again)
        self._results.place_chosen.connect(self.go_to_place)
        self._results.cancel_asked.connect(self._stream.stop)
        self._same.apply_asked.connect(self._apply_same)
        self._same.refuse_asked.connect(self._refuse_same)
        self._same.label_chosen.connect(lambda label: self.show_same(self._quote, label))
        self._same.place_chosen.connect(self.go_to_place)
        self._tags.query_changed.connect(self._read_groups)
        self._tags.group_opened.connect(self._read_tags)
        self._tags.tag_chosen.connect(self._go_to_tag)
        self._checks.place_shown.connect(self._show_place)
        self._checks.place_chosen.connect(self._go_to_finding)
        self._checks.dismissed.connect(self._dismiss)
        self._checks.submit_asked.connect(self._submit)
        self._checks.settle_asked.connect(self._settle)
        for panel in (self._results, self._same, self._tags, self._checks):
            panel.closed.connect(self.space.drawer.shut)

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """The actions that are done here."""
        return {"find": self._open_find, "all_tags": self._show_tags}

    # -- find ------------------------------------------------------------------------------------------------------

    def _open_find(self) -> None:
        view = self.space.view
        chosen = view.selected_text() if view.hasFocus() else ""
        self.space.find_bar.start(chosen if "\n" not in chosen else "")

    def _find(self, wanted: str) -> None:
        document = self.session.document
        self._hits = search.find(document.text, wanted) if document is not None and wanted else []
        caret = self.space.view.caret
        self._hit = next((k for k, (_, end) in enumerate(self._hits) if end > caret), 0) if self._hits else -1
        self._show_hit()

    def _find_again(self, _document: object = None) -> None:
        if not self.space.find_bar.isHidden():
            self._find(self.space.find_bar.wanted)

    def _step(self, direction: int) -> None:
        if self._hits:
            self._hit = (self._hit + direction) % len(self._hits)
            self._show_hit()

    def _show_hit(self) -> None:
        self.space.view.set_find_hits(self._hits, self._hit)
        self.space.find_bar.show_hits(self._hit if self._hit >= 0 else None, len(self._hits))
        if self._hit >= 0:
            start, end = self._hits[self._hit]
            self.space.view.set_caret(start)
            self.space.view.reveal(start, end)

    def _stop_finding(self) -> None:
        self._hits, self._hit = [], -1
        self.space.view.set_find_hits([])
        self.space.view.setFocus()

    def _find_in_project(self, wanted: str) -> None:
        self._results.start(wanted)
        self.space.drawer.show_panel(self._results)
        self._results.setFocus()
        project = self.session.project

        def piece(batch: Batch) -> None:
            self._results.add(batch)

        self._stream.start(lambda: search.find_in_project(project, wanted), piece, self._results.finish)

    def go_to_place(self, article: ArticleId, start: int, end: int) -> None:
        """Opens an article, if it is not open, and selects a place in it."""
        document = self.session.document
        if document is not None and document.article.id == article:
            self.work.go_to_place(start, end)
        else:
            self.listing.open(article, lambda: self.work.go_to_place(start, end))

    # -- the same string elsewhere ---------------------------------------------------------------------------------

    def show_same(
        self,
        quote: str,
        label: LabelId | None,
        attributes: Attributes | None = None,
        *,
        refusing: bool = False,
        origin: Origin = Origin.MANUAL,
    ) -> None:
        """Lists where a string stands and could be tagged, or refused; `attributes` are what tags of it can get."""
        document, project = self.session.document, self.session.project
        if document is None or not project.scheme.active:
            return
        chosen = label if label is not None else project.scheme.active[0].id
        self._quote, self._origin = quote, origin
        span = self.work.tagging.mark()
        if attributes is None and span is not None:
            attributes = document.span(span.id).attributes
        self._same.start(quote, project.scheme.label(chosen).id, project.scheme, attributes, refusing=refusing)
        self.space.drawer.show_panel(self._same)
        self._same.setFocus()
        self._same.add(same.same_here(project.scheme, document, quote, chosen))
        others = partial(same.same_elsewhere, project, document.article.id, quote, chosen)
        self._stream.start(others, self._same.add, self._same.finish)

    def _apply_same(self, hits: Sequence[SameHit], label: LabelId, attributes: Attributes) -> None:
        document, project = self.session.document, self.session.project
        if document is None:
            return
        here, origin = document.article.id, self._origin

        def done(others: list[Change]) -> None:
            if self.session.document is not document:
                return

            def make(opened: object) -> list[Change]:
                assert opened is document  # noqa: S101 - looked at above
                return [*same.tag_here(project.scheme, document, hits, label, attributes, origin), *others]

            self.session.edit(make)
            self.space.drawer.shut()

        self.session.ask(lambda: same.tag_elsewhere(project, here, hits, label, attributes, origin), done)

    def _refuse_same(self, hits: Sequence[SameHit], label: LabelId) -> None:
        document, project = self.session.document, self.session.project
        if document is None:
            return
        elsewhere = [hit for hit in hits if hit.article != document.article.id]

        def done(others: list[Change]) -> None:
            if self.session.document is not document:
                return
            self.session.edit(lambda d: [*deciding.refuse_here(project, d, hits, label), *others])
            self.space.drawer.shut()

        self.session.ask(lambda: deciding.refuse_elsewhere(project, elsewhere, label), done)

    # -- all tags --------------------------------------------------------------------------------------------------

    def _show_tags(self) -> None:
        self._tags.set_scheme(self.session.project.scheme)
        self.space.drawer.show_panel(self._tags)
        self._tags.setFocus()
        self._tags.refresh()

    def _read_groups(self, query: TagQuery) -> None:
        project = self.session.project
        self._stream.start(lambda: search.tag_groups(project, query), self._tags.show_groups)

    def _read_tags(self, group: TagGroup, query: TagQuery) -> None:
        project = self.session.project
        self.session.ask(
            lambda: search.tags_of(project, group, query), lambda found: self._tags.show_tags(group, found)
        )

    def _go_to_tag(self, article: ArticleId, span: SpanId) -> None:
        document = self.session.document
        if document is not None and document.article.id == article:
            self.work.go_to_tag(span)
        else:
            self.listing.open(article, lambda: self.work.go_to_tag(span))

    # -- the check -------------------------------------------------------------------------------------------------

    def check(self, submitting: bool) -> None:
        """Lists what is to be looked at; before submitting, nothing to look at means that it is submitted."""
        document, project = self.session.document, self.session.project
        if document is None:
            return
        known = assist.snapshot(document)
        checks = [found for found in (check() for check in self.session.checks.values()) if found is not None]
        self._settlers = [settle for _, settle in checks]

        def look() -> list[Finding]:
            found = assist.findings_of(project, known)
            found += [one for looked, _ in checks for one in looked(project, known)]
            return sorted(found, key=lambda one: (one.start, one.end, one.kind))

        def done(found: list[Finding]) -> None:
            if self.session.document is not document:
                return
            if submitting and not found:
                self.listing.submit()
                return
            self._checks.show_findings(found, document.text, submitting)
            self.space.drawer.show_panel(self._checks)
            self._checks.setFocus()

        self.session.ask(look, done)

    def _settle(self, found: Sequence[Finding]) -> None:
        """Settles findings of features at once, and looks again."""
        for settle in self._settlers:
            settle([(one.start, one.end) for one in found])
        self.check(self._checks.submitting)

    def _submit(self) -> None:
        self.space.drawer.shut()
        self.listing.submit()

    def _show_place(self, start: int, end: int) -> None:
        self.space.view.set_find_hits([(start, end)], 0)
        self.space.view.reveal(start, end)

    def _go_to_finding(self, finding: Finding) -> None:
        self.space.view.set_find_hits([])
        if finding.span is not None:
            self.work.go_to_tag(finding.span)
            self.space.view.setFocus()
        else:
            self.work.go_to_place(finding.start, finding.end)

    def _dismiss(self, finding: Finding) -> None:
        document, project = self.session.document, self.session.project
        if document is not None:
            article = document.article.id
            self.session.ask(lambda: assist.dismiss(project, article, finding))

    # -- labels and states -----------------------------------------------------------------------------------------

    def choose_label(self) -> None:
        """Lets the person choose among all labels, by name or pinyin initials."""
        picker = LabelPicker(self.session.project.scheme.active, self.space)
        picker.label_chosen.connect(self.work.tagging.give)
        view = self.space.view
        picker.popup(view.viewport().mapToGlobal(view.cursorRect().bottomLeft()))

    def ask_skip(self) -> None:
        """Asks why the open article is not to be annotated."""
        document = self.session.document
        if document is not None:
            dialog = SkipReasonDialog(document.article.title, document.layer.reason, self.space)
            dialog.reason_given.connect(self.listing.skip)
            dialog.present()
