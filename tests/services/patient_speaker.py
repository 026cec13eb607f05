"""Dana with a bad day: she sees every refusal, and can stop in the middle of a byte stream."""

from __future__ import annotations

import base64
import socket
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests

from tests.services.engines import wait_for
from tests.speaker import TUS, Speaker

BYTES = {"Content-Type": "application/offset+octet-stream"}
PATIENCE_SECONDS = 60


class Declined(Exception):
    """The server said no, or not now."""

    def __init__(self, answer: requests.Response) -> None:
        super().__init__(f"{answer.status_code}: {answer.text[:300]}")
        self.status, self.headers = answer.status_code, answer.headers


def check(answer: requests.Response) -> requests.Response:
    """Return an answer that is a yes; raise `Declined` otherwise."""
    if not answer.ok:
        raise Declined(answer)
    return answer


class Dana(Speaker):
    """A speaker whose refusals are exceptions with a status."""

    def put(self, path: str, body: Any) -> dict[str, Any]:
        address = f"{self.url}/api/testimonials/{self.token}{path}"
        answer = requests.put(address, json=body, headers=self.headers, timeout=PATIENCE_SECONDS)
        found: dict[str, Any] = check(answer).json()
        return found

    def answer_with(self, take: Take) -> None:
        """Answer the first question with a take that is on the server."""
        self.put(f"/answers/{self.question}", {"kind": "video", "upload": take.token})


class Take:
    """One clip on its way to the server. Nothing is believed but what the server says is safe."""

    def __init__(self, dana: Dana, clip: Path) -> None:
        self.dana, self.clip = dana, clip
        self.body = clip.read_bytes()
        self.address = ""

    @property
    def token(self) -> str:
        return self.address.rsplit("/", 1)[1]

    def open(self) -> None:
        """Reserve room for all of it."""
        pairs = {"testimonial": self.dana.token, "question": self.dana.question, "filename": self.clip.name}
        metadata = ",".join(f"{k} {base64.b64encode(v.encode()).decode()}" for k, v in pairs.items())
        headers = {"Upload-Length": str(len(self.body)), "Upload-Metadata": metadata}
        self.address = (
            self.dana.url + self._ask("POST", self.dana.url + "/api/uploads", headers).headers["Location"]
        )

    def offset(self) -> int:
        """How many bytes the server calls safe."""
        return int(self._ask("HEAD", self.address, {}).headers["Upload-Offset"])

    def send(self, *, start: int = 0, stop: int | None = None) -> int:
        """Send a stretch in one request; return how many bytes are safe now."""
        headers = BYTES | {"Upload-Offset": str(start)}
        answer = self._ask("PATCH", self.address, headers, self.body[start:stop])
        return int(answer.headers["Upload-Offset"])

    def resume(self) -> None:
        """Go on as every tus client does: ask for the offset, and send what is missing, if anything is."""
        while (start := self.offset()) < len(self.body):
            self.send(start=start)

    def trickle(self, start: int, stop: int) -> Trickle:
        """Begin to send everything from `start` on, and hold on before byte `stop`.

        Returns once the server is writing.
        """
        begun = Trickle(self, start, stop)
        wait_for(lambda: self.offset() > start, "the first bytes", seconds=PATIENCE_SECONDS)
        return begun

    def _ask(self, method: str, url: str, headers: dict[str, str], body: bytes = b"") -> requests.Response:
        headers = TUS | self.dana.headers | headers
        return check(requests.request(method, url, headers=headers, data=body, timeout=PATIENCE_SECONDS))


class Trickle:
    """A PATCH that is under way on a connection of its own, with bytes still to come."""

    def __init__(self, take: Take, start: int, stop: int) -> None:
        self.take, self.stop = take, stop
        parts = urlsplit(take.address)
        self.socket = socket.create_connection(
            (parts.hostname or "", parts.port or 80), timeout=PATIENCE_SECONDS
        )
        headers = TUS | take.dana.headers | BYTES | {
            "Host": parts.netloc, "Upload-Offset": str(start), "Content-Length": str(len(take.body) - start),
            "Connection": "close",
        }  # fmt: skip
        lines = [
            f"PATCH {parts.path} HTTP/1.1",
            *(f"{name}: {value}" for name, value in headers.items()),
            "",
            "",
        ]
        self.socket.sendall("\r\n".join(lines).encode() + take.body[start:stop])

    def finish(self) -> int:
        """Send the rest; return the status of the answer, or 0 where none comes."""
        with suppress(OSError), self.socket:
            self.socket.sendall(self.take.body[self.stop :])
            line = self.socket.makefile("rb").readline().split()
            return int(line[1]) if len(line) > 1 else 0
        return 0

    def drop(self) -> None:
        """Go away without another byte."""
        self.socket.close()
