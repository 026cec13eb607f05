"""One request, byte for byte: nothing is decoded, and no header is sent that was not named."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from http.client import HTTPConnection, HTTPMessage
from urllib.parse import urlsplit

from tests.embeds import stories

FILM = bytes(range(256)) * 1024
DIGEST = sha256(FILM).hexdigest()
CUT = stories.token("cut")
MEDIA = f"/m/{CUT}/{DIGEST}.mp4"
TIMEOUT_SECONDS = 10


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: HTTPMessage
    body: bytes

    def header(self, name: str) -> str:
        """All values of a header, "" without any: one that is sent twice is seen twice."""
        return " | ".join(self.headers.get_all(name, []))


def ask(origin: str, path: str, method: str = "GET", **headers: str) -> Answer:
    """Ask; `Accept_Encoding="br"` is a header."""
    connection = HTTPConnection(urlsplit(origin).netloc, timeout=TIMEOUT_SECONDS)
    connection.putrequest(method, path, skip_accept_encoding=True)
    for name, value in headers.items():
        connection.putheader(name.replace("_", "-"), value)
    if method not in {"GET", "HEAD", "OPTIONS"}:
        connection.putheader("Content-Length", "0")
    connection.endheaders()
    response = connection.getresponse()
    answer = Answer(response.status, response.headers, response.read())
    connection.close()
    return answer
