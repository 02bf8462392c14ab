"""The language model, against a server on this computer that speaks its protocol, well and badly."""

import json
import os
import socket
import stat
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from builders import new_project
from typing_extensions import override

from annotator.bundled import bundled
from annotator.domain.scheme import Scheme
from annotator.errors import InputError
from annotator.formats.scheme_toml import load_scheme
from annotator.services import llm
from annotator.services.llm import (
    DeclinedError,
    Endpoint,
    GarbledAnswerError,
    TooSlowError,
    UnreachableError,
    ask,
    configured,
    set_up,
)
from annotator.services.suggesting import Proposer

TEXT = "该县试行银发顾问制，投入资金1.36亿元。\n各村都说银发顾问制好。"


@pytest.fixture(scope="module")
def scheme() -> Scheme:
    return load_scheme(bundled("resources") / "schemes" / "policy.toml")


@pytest.fixture(autouse=True)
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(llm.CONFIG, str(tmp_path / "config"))
    monkeypatch.delenv(llm.KEY, raising=False)
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "config"


class Server(ThreadingHTTPServer):
    """Answers each request with what `reply` makes of it; remembers what was asked."""

    def __init__(self, reply: Callable[["Handler", dict[str, Any]], None]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.reply = reply
        self.asked: list[dict[str, Any]] = []
        self.paths: list[str] = []
        self.keys: list[str | None] = []
        self.ended = threading.Event()

    @override
    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever asked has gone: that is what some tests are about."""


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(body)
        self.server.paths.append(self.path)
        self.server.keys.append(self.headers["Authorization"])
        self.server.reply(self, body)

    def send(self, data: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    @override
    def log_message(self, format: str, *args: object) -> None:
        """Nothing on the screen."""


Start = Callable[[Callable[[Handler, dict[str, Any]], None]], Server]


@pytest.fixture
def start() -> Iterator[Start]:
    servers: list[tuple[Server, threading.Thread]] = []

    def begin(reply: Callable[[Handler, dict[str, Any]], None]) -> Server:
        server = Server(reply)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        servers.append((server, thread))
        return server

    yield begin
    for server, thread in servers:
        server.ended.set()
        server.shutdown()
        thread.join()
        server.server_close()


def at(server: Server, **more: Any) -> Endpoint:
    return Endpoint(f"http://127.0.0.1:{server.server_address[1]}/v1", "small", **more)


def saying(content: str, **usage: int) -> Callable[[Handler, dict[str, Any]], None]:
    said = {"choices": [{"message": {"role": "assistant", "content": content}}], "usage": usage}
    return lambda handler, _body: handler.send(json.dumps(said, ensure_ascii=False).encode())


def spans(*listed: object) -> str:
    return json.dumps({"spans": listed}, ensure_ascii=False)


def test_an_answer_becomes_suggestions_where_its_quotes_stand(start: Start, scheme: Scheme) -> None:
    answer = spans(
        {
            "quote": "银发顾问制",
            "label": "PROGRAMME",
            "before": "都说",
            "attributes": {"category": "就业", "colour": "red"},
        },
        {"quote": "银发顾问制", "label": "PROGRAMME"},
        {"quote": "1.36亿元", "label": "METRIC", "attributes": {"value": "136000000", "indicator": ["投入资金"]}},
    )
    server = start(saying(answer, prompt_tokens=900, completion_tokens=100))
    found = ask(at(server, price_in=2.0, price_out=10.0), scheme, TEXT)
    assert [(s.start, s.end, s.label) for s in found.suggestions] == [
        (4, 9, "PROGRAMME"),
        (14, 20, "METRIC"),
        (26, 31, "PROGRAMME"),
    ]
    assert found.suggestions[2].attributes == {"category": "就业"}
    assert found.suggestions[1].attributes == {
        "value": "136000000",
        "indicator": [{"start": 10, "end": 14, "text": "投入资金"}],
    }
    assert (found.tokens_in, found.tokens_out, found.dropped) == (900, 100, 0)
    assert found.cost == pytest.approx(0.0028)
    assert found.seconds > 0


def test_what_is_not_in_the_text_or_the_scheme_is_dropped(start: Start, scheme: Scheme) -> None:
    server = start(
        saying(
            spans(
                {"quote": "银龄顾问制", "label": "PROGRAMME"},
                {"quote": "银发顾问制", "label": "NOTHING"},
                {"quote": "", "label": "PLACE"},
                {"label": "PLACE"},
                "银发顾问制",
                {"quote": "各村", "label": "PLACE", "attributes": {"adcode": "430502000000", "path": 7}},
                {"quote": "各村", "label": "PLACE"},
                {"quote": "1.36亿元", "label": "METRIC", "attributes": {"value": "很多", "bound": "sometimes"}},
            )
        )
    )
    found = ask(at(server), scheme, TEXT)
    assert [(TEXT[s.start : s.end], dict(s.attributes)) for s in found.suggestions] == [
        ("1.36亿元", {}),
        ("各村", {"path": "7"}),
    ]
    assert found.dropped == 6


def test_the_request_has_scheme_guidelines_text_and_key_and_no_more(start: Start, scheme: Scheme) -> None:
    server = start(saying(spans()))
    ask(at(server, key="secret"), scheme, TEXT, "数字连同量词一起标。")
    (body,) = server.asked
    system, user = body["messages"]
    assert user == {"role": "user", "content": TEXT}
    assert all(label.key in system["content"] for label in scheme.active)
    assert "数字连同量词一起标。" in system["content"]
    assert (server.paths, server.keys) == (["/v1/chat/completions"], ["Bearer secret"])
    assert (body["model"], body["temperature"]) == ("small", 0)
    ask(at(server), scheme, TEXT)
    assert server.keys[1] is None


@pytest.mark.parametrize(
    "wrapped",
    ["```json\n{}\n```", "<think>{{ 先想一想 }}</think>\n{}", "好的，结果如下：\n{}\n以上。", '{{"note": 1}} {}'],
)
def test_an_answer_among_other_words_is_understood(start: Start, scheme: Scheme, wrapped: str) -> None:
    answer = spans({"quote": "银发顾问制", "label": "PROGRAMME"})
    content = (
        wrapped.replace("{{", "\0").replace("}}", "\1").replace("{}", answer).replace("\0", "{").replace("\1", "}")
    )
    assert len(ask(at(start(saying(content))), scheme, TEXT).suggestions) == 1


@pytest.mark.parametrize("content", ["", "我不知道", '{"spans": "none"}', "[" * 5000, '{"spans": ['])
def test_garbage_is_an_error_of_its_kind(start: Start, scheme: Scheme, content: str) -> None:
    with pytest.raises(GarbledAnswerError):
        ask(at(start(saying(content))), scheme, TEXT)


@pytest.mark.parametrize("data", [b"", b"<html>hello</html>", b"{}", b'{"choices": []}', b"\xff\xfe", b"[" * 100_000])
def test_what_does_not_speak_the_protocol_is_an_error(start: Start, scheme: Scheme, data: bytes) -> None:
    with pytest.raises(GarbledAnswerError):
        ask(at(start(lambda handler, _body: handler.send(data))), scheme, TEXT)


def test_a_slow_server_is_given_up_before_and_while_it_answers(start: Start, scheme: Scheme) -> None:
    def silent(handler: Handler, _body: dict[str, Any]) -> None:
        handler.server.ended.wait(20)

    def trickling(handler: Handler, _body: dict[str, Any]) -> None:
        handler.send_response(200)
        handler.end_headers()
        while not handler.server.ended.wait(0.02):
            handler.wfile.write(b" ")
            handler.wfile.flush()

    for reply in (silent, trickling):
        begin = time.monotonic()
        with pytest.raises(TooSlowError):
            ask(at(start(reply), seconds=0.3), scheme, TEXT)
        assert time.monotonic() - begin < 10


@pytest.mark.parametrize(("status", "hint"), [(401, "key"), (404, "model"), (429, "often"), (500, "")])
def test_a_server_that_declines_is_quoted(start: Start, scheme: Scheme, status: int, hint: str) -> None:
    def declining(handler: Handler, _body: dict[str, Any]) -> None:
        handler.send(json.dumps({"error": {"message": "not for you"}}).encode(), status)

    with pytest.raises(DeclinedError) as raised:
        ask(at(start(declining)), scheme, TEXT)
    assert (raised.value.values["code"], raised.value.values["reason"]) == (status, "not for you")
    assert hint in raised.value.hint


def test_nobody_is_followed_elsewhere(start: Start, scheme: Scheme) -> None:
    other = start(saying(spans()))
    moved = start(
        lambda handler, _body: handler.send(b"", 307, Location=f"http://127.0.0.1:{other.server_address[1]}/")
    )
    with pytest.raises(DeclinedError):
        ask(at(moved), scheme, TEXT)
    assert other.asked == []


def test_where_nobody_listens_the_address_is_named(scheme: Scheme) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(UnreachableError) as raised:
        ask(Endpoint(f"http://127.0.0.1:{port}/v1", "small"), scheme, TEXT)
    assert str(port) in str(raised.value)


def test_a_long_text_is_asked_about_in_pieces_of_whole_paragraphs(start: Start, scheme: Scheme) -> None:
    text = "\n".join(f"第{k}段，{TEXT}" for k in range(100))
    server = start(saying(spans({"quote": "银发顾问制", "label": "PROGRAMME"}), prompt_tokens=10, completion_tokens=1))
    told: list[tuple[int, int]] = []
    found = ask(at(server), scheme, text, watch=lambda done, total: told.append((done, total)))
    pieces = [body["messages"][1]["content"] for body in server.asked]
    assert "".join(pieces) == text
    assert all(piece.endswith("\n") for piece in pieces[:-1])
    assert len(found.suggestions) == len(pieces) == found.tokens_out
    assert told == [(k, len(pieces)) for k in range(len(pieces))]


def test_it_is_off_until_somebody_sets_it_up_and_the_key_is_for_its_owner_alone(
    settings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert configured() is None
    endpoint = Endpoint("http://localhost:11434/v1", "qwen3", "secret", 30.0, 1.0, 2.0)
    set_up(endpoint)
    assert configured() == endpoint
    assert "secret" not in (settings / "llm.json").read_text(encoding="utf-8")
    assert "secret" not in repr(endpoint)
    if os.name == "posix":
        assert stat.S_IMODE((settings / "llm.key").stat().st_mode) == 0o600
    monkeypatch.setenv(llm.KEY, "other")
    known = configured()
    assert known is not None
    assert known.key == "other"
    set_up(None)
    assert configured() is None
    assert list(settings.iterdir()) == []


@pytest.mark.parametrize("said", ["", "{", "[]", '{"on": true}', '{"on": false, "url": "http://a/v1", "model": "m"}'])
def test_settings_that_cannot_be_used_are_none(settings: Path, said: str) -> None:
    settings.mkdir()
    (settings / "llm.json").write_text(said, encoding="utf-8")
    assert configured() is None


def test_an_address_is_completed_and_nonsense_refused() -> None:
    wanted = "http://localhost:8080/v1/chat/completions"
    for url in ("http://localhost:8080", "http://localhost:8080/v1/", wanted):
        assert Endpoint(url, "m").address == wanted
    for url in ("", "localhost:8080", "file:///etc/passwd", "ftp://a/b"):
        with pytest.raises(InputError):
            Endpoint(url, "m")


def test_in_a_project_answers_stand_beside_what_other_engines_find(start: Start, tmp_path: Path) -> None:
    project = new_project(str(tmp_path / "p.annotator"))
    proposer = Proposer(project)
    before = proposer.propose(TEXT)
    answer = spans({"quote": "银发顾问制", "label": "PROGRAMME"}, {"quote": "资金1.36亿元", "label": "METRIC"})
    proposer.answered(TEXT, ask(at(start(saying(answer))), project.scheme, TEXT).suggestions)
    more = [one for one in proposer.propose(TEXT) if one not in before]
    assert [(TEXT[one.start : one.end], one.engine) for one in more] == [("银发顾问制", "llm")]
    assert "small" in more[0].reason
    assert proposer.propose("别的文章。") == []
    project.close()
