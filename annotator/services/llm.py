"""A language model as an engine, where somebody set one up: any server that speaks OpenAI's chat protocol.

Off until an address is entered; meant first for a model on this computer (llama.cpp, Ollama). What is sent is the text
of the article, the scheme and the guidelines, to that address and nowhere else.
"""

import json
import os
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from typing_extensions import override

from annotator.domain.scheme import Scheme
from annotator.errors import AnnotatorError, InputError
from annotator.formats.files import Replacement
from annotator.i18n import mark

if TYPE_CHECKING:
    from annotator.suggest.protocol import Suggestion

CONFIG: Final = "ANNOTATOR_CONFIG"
"""The environment variable that names another folder for settings."""
KEY: Final = "ANNOTATOR_LLM_KEY"
"""The environment variable with the key, which goes before the one in the file."""
_MOST: Final = 4 * 1024 * 1024  # bytes of an answer
_PIECE: Final = 65_536
_TOLD: Final = 200  # characters of an error that are shown
_MILLION: Final = 1_000_000


class LlmError(AnnotatorError):
    """The language model gave no answer that can be used."""


class UnreachableError(LlmError):
    """Nobody answers at the address."""


class TooSlowError(LlmError):
    """The answer did not come in time."""


class DeclinedError(LlmError):
    """The server answered that it will not: no such model, a wrong key, too many requests, a fault of its own."""


class GarbledAnswerError(LlmError):
    """What came is not in the protocol, or not the JSON that was asked for."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A server and a model on it. `seconds` is the time that one request may take; prices are for a million tokens in
    whatever currency, 0 where nothing is paid."""

    url: str
    model: str
    key: str = ""
    seconds: float = 120.0
    price_in: float = 0.0
    price_out: float = 0.0

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise InputError(
                "“{url}” is no address of a server.", "It looks like http://localhost:11434/v1.", url=self.url
            )

    @property
    def address(self) -> str:
        """Where requests go: the address as entered, with the rest of the protocol's path."""
        plain = self.url.rstrip("/")
        if plain.endswith("/chat/completions"):
            return plain
        return f"{plain}/chat/completions" if urlsplit(plain).path else f"{plain}/v1/chat/completions"

    @override
    def __repr__(self) -> str:
        """Without the key, which must not get into logs."""
        return f"Endpoint({self.url!r}, {self.model!r})"


@dataclass(frozen=True, slots=True)
class Answered:
    """What a model proposed for a text, and what that took. `dropped` counts spans that do not stand in the text."""

    suggestions: "tuple[Suggestion, ...]"
    dropped: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    seconds: float = 0.0
    cost: float = 0.0


# -- settings ---------------------------------------------------------------------------------------------------------


def settings_path() -> Path:
    """The file with the address and the model."""
    own = os.environ.get(CONFIG)
    if own:
        return Path(own) / "llm.json"
    import platformdirs

    return platformdirs.user_config_path("annotator", appauthor=False) / "llm.json"


def configured() -> Endpoint | None:
    """What was set up, None where nothing was or it cannot be read: then there is no such engine."""
    try:
        said = json.loads(settings_path().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return _endpoint(said, os.environ.get(KEY) or _stored_key())


def _stored_key() -> str:
    try:
        return _key_path().read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        return ""


def _endpoint(said: object, key: str) -> Endpoint | None:
    if not isinstance(said, dict) or not said.get("on"):
        return None
    try:
        return Endpoint(
            str(said["url"]),
            str(said["model"]),
            key,
            float(said.get("seconds", 120)),
            float(said.get("price_in", 0)),
            float(said.get("price_out", 0)),
        )
    except (KeyError, TypeError, ValueError, InputError):
        return None


def set_up(endpoint: Endpoint | None) -> None:
    """Remembers an endpoint, or forgets it and its key. The key is kept in a file that only its owner can read."""
    path = settings_path()
    if endpoint is None:
        path.unlink(missing_ok=True)
        _key_path().unlink(missing_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    said = {
        "on": True,
        "url": endpoint.url,
        "model": endpoint.model,
        "seconds": endpoint.seconds,
        "price_in": endpoint.price_in,
        "price_out": endpoint.price_out,
    }
    with Replacement(path) as file:
        file.write([json.dumps(said, ensure_ascii=False, indent=2).encode(), b"\n"])
    _key_path().unlink(missing_ok=True)
    if endpoint.key:
        handle = os.open(_key_path(), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as secret:
            secret.write(endpoint.key)


def _key_path() -> Path:
    return settings_path().with_name("llm.key")


# -- asking -----------------------------------------------------------------------------------------------------------


def ask(
    endpoint: Endpoint,
    scheme: Scheme,
    text: str,
    guidelines: str = "",
    watch: Callable[[int, int], None] | None = None,
) -> Answered:
    """What a model proposes for a text, asked piece by piece; raises an LlmError where one is not answered.

    It waits for the network, so it belongs into a thread of its own; `watch` may raise to end it between two pieces.
    """
    from annotator.suggest.prompt import GarbledError, chunks, messages, parse

    begin = time.monotonic()
    pieces = list(chunks(text))
    found: list[Suggestion] = []
    dropped = tokens_in = tokens_out = 0
    for done, (low, high) in enumerate(pieces):
        if watch is not None:
            watch(done, len(pieces))
        said, used_in, used_out = _request(endpoint, messages(scheme, text[low:high], guidelines))
        tokens_in, tokens_out = tokens_in + used_in, tokens_out + used_out
        try:
            parsed = parse(said, text, (low, high), scheme, endpoint.model)
        except GarbledError as error:
            raise GarbledAnswerError(
                "The language model did not answer in the form that was asked for.", "Another model may do better."
            ) from error
        found += parsed.suggestions
        dropped += parsed.dropped
    cost = (tokens_in * endpoint.price_in + tokens_out * endpoint.price_out) / _MILLION
    return Answered(tuple(found), dropped, tokens_in, tokens_out, time.monotonic() - begin, cost)


class _Staying(urllib.request.HTTPRedirectHandler):
    """Follows nobody elsewhere: what is sent goes to the address that was entered."""

    @override
    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        return None


def _request(endpoint: Endpoint, said: list[dict[str, str]]) -> tuple[str, int, int]:
    """The answer to some messages, and the tokens that went in and came out."""
    body = {
        "model": endpoint.model,
        "messages": said,
        "temperature": 0,
        "stream": False,
        "response_format": {"type": "json_object"},
    }
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if endpoint.key:
        headers["Authorization"] = f"Bearer {endpoint.key}"
    request = urllib.request.Request(endpoint.address, json.dumps(body).encode(), headers, method="POST")  # noqa: S310 - Endpoint lets http and https pass
    deadline = time.monotonic() + endpoint.seconds
    try:
        with urllib.request.build_opener(_Staying).open(request, timeout=endpoint.seconds) as response:
            data = _whole(response, deadline)
    except urllib.error.HTTPError as error:
        with error:
            raise _declined(error) from error
    except (TimeoutError, urllib.error.URLError, OSError, HTTPException) as error:
        raise _failed(endpoint, error) from error
    return _content(data)


def _whole(response: Any, deadline: float) -> bytes:
    """The body of an answer; what trickles in for longer than allowed is given up."""
    pieces: list[bytes] = []
    size = 0
    while piece := response.read1(_PIECE):
        pieces.append(piece)
        size += len(piece)
        if time.monotonic() > deadline:
            raise TimeoutError
        if size > _MOST:
            raise GarbledAnswerError("The language model answered with far too much.")
    return b"".join(pieces)


def _failed(endpoint: Endpoint, error: BaseException) -> LlmError:
    reason = getattr(error, "reason", error)
    if isinstance(error, TimeoutError) or isinstance(reason, TimeoutError | socket.timeout):
        return TooSlowError(
            "The language model did not answer within {n} seconds.",
            "Allow it more time in the settings, or choose a smaller model.",
            n=round(endpoint.seconds),
        )
    return UnreachableError(
        "Nobody answers at {url}: {reason}.",
        "Is the server running there?",
        url=endpoint.url,
        reason=getattr(reason, "strerror", None) or str(reason) or type(reason).__name__,
    )


def _declined(error: urllib.error.HTTPError) -> DeclinedError:
    told = ""
    with suppress(OSError, ValueError, HTTPException):
        said = json.loads(error.read(_PIECE))
        inner = said.get("error") if isinstance(said, dict) else None
        told = str(inner.get("message", "")) if isinstance(inner, dict) else str(inner or "")
    reason = told[:_TOLD] or str(error.reason)
    match error.code:
        case 401 | 403:
            hint = mark("Check the key.")
        case 404:
            hint = mark("Check the address and the name of the model.")
        case 429:
            hint = mark("It is asked too often; try again later.")
        case _:
            hint = ""
    return DeclinedError(
        "The language model's server declined ({code}): {reason}", hint, code=error.code, reason=reason
    )


def _content(data: bytes) -> tuple[str, int, int]:
    try:
        said = json.loads(data)
        content = said["choices"][0]["message"]["content"]
        usage = said.get("usage") or {}
        used = [usage.get(name) for name in ("prompt_tokens", "completion_tokens")]
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:
        raise _no_protocol() from error
    if not isinstance(content, str):
        raise _no_protocol()
    tokens_in, tokens_out = (count if isinstance(count, int) else 0 for count in used)
    return content, tokens_in, tokens_out


def _no_protocol() -> GarbledAnswerError:
    return GarbledAnswerError(
        "What answers there does not speak the protocol of a language model.", "The address often ends in /v1."
    )
