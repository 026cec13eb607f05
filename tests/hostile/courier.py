"""Sends one file the way the speaker's page does: begin, upload in chunks, answer, send, wait."""

from __future__ import annotations

import base64
import re
import time
from dataclasses import dataclass, field
from typing import Any, Literal

import requests

from tests.speaker import CONSENT, TUS

CHUNK_BYTES = 256 * 1024
PATIENCE_SECONDS = 240
HTTP_SECONDS = 120

# The answers that speak of the file: too large, not taken.
JUDGEMENTS = {413, 422}

Outcome = Literal["ready", "refused", "failed", "fault", "endless"]


@dataclass
class Story:
    """One file's way through. `token` is the testimonial's; `code` and `message` are the refusal's."""

    token: str = ""
    outcome: Outcome = "fault"
    code: str = ""
    message: str = ""
    seconds: float = 0.0
    faults: list[str] = field(default_factory=list)


class Refused(Exception):
    """The server said no, with a sentence."""


class Courier:
    """Knows one collection link of one server."""

    def __init__(self, url: str, link: str) -> None:
        self.url, self.link = url, link
        page = requests.get(f"{url}/c/{link}", timeout=HTTP_SECONDS)
        page.raise_for_status()
        self.question = re.findall(r'"key": "([0-9a-f-]{36})"', page.text)[0]
        self.wording = re.findall(r'"wording_hash": "([0-9a-f]{64})"', page.text)[0]

    def send(self, name: str, data: bytes) -> Story:
        """Tell a story with this file as its only take, and wait how it ends."""
        started, story = time.monotonic(), Story()
        with requests.Session() as session:
            try:
                self._tell(session, story, name, data)
                story.outcome = self._wait(session, story, started)
            except Refused:
                story.outcome = "refused"
            except (requests.RequestException, KeyError, ValueError) as error:
                story.faults.append(f"fault: the server did not answer as it should: {error!r}"[:300])
        story.seconds = time.monotonic() - started
        return story

    def _tell(self, session: requests.Session, story: Story, name: str, data: bytes) -> None:
        begun = self._ask(session, story, "POST", f"/api/links/{self.link}/testimonials", json={}).json()
        story.token = begun["token"]
        session.headers["Authorization"] = f"Bearer {begun['draft']}"
        upload = self._upload(session, story, name, data)
        answer = {"kind": "video", "upload": upload}
        self._ask(
            session, story, "PUT", f"/api/testimonials/{story.token}/answers/{self.question}", json=answer
        )
        about = {
            "name": "Dana Dober", "rating": 4, "relation": "customer", "consent": CONSENT,
            "wording_hash": self.wording,
        }  # fmt: skip
        self._ask(session, story, "PUT", f"/api/testimonials/{story.token}/submission", json=about)

    def _upload(self, session: requests.Session, story: Story, name: str, data: bytes) -> str:
        pairs = {
            "testimonial": story.token,
            "question": self.question,
            "filename": name,
            "filetype": "video/mp4",
        }
        metadata = ",".join(f"{k} {base64.b64encode(v.encode()).decode()}" for k, v in pairs.items())
        opening = TUS | {"Upload-Length": str(len(data)), "Upload-Metadata": metadata}
        address = self._ask(session, story, "POST", "/api/uploads", headers=opening).headers["Location"]
        for offset in range(0, max(1, len(data)), CHUNK_BYTES):
            headers = TUS | {"Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}
            piece = data[offset : offset + CHUNK_BYTES]
            self._ask(session, story, "PATCH", address, data=piece, headers=headers)
        return address.rsplit("/", 1)[1]

    def _ask(
        self, session: requests.Session, story: Story, method: str, path: str, **body: Any
    ) -> requests.Response:
        """Ask, and raise `Refused` on a refusal. Any other no is the server's own fault."""
        answer = session.request(method, self.url + path, timeout=HTTP_SECONDS, **body)
        if answer.status_code >= 400 and answer.status_code not in JUDGEMENTS:
            story.faults.append(f"fault: {method} {path} answered {answer.status_code}")
        if answer.status_code >= 400:
            refusal = answer.json()
            story.code, story.message = refusal["code"], refusal["message"]
            raise Refused
        return answer

    def _wait(self, session: requests.Session, story: Story, started: float) -> Outcome:
        pause = 0.1
        while time.monotonic() - started < PATIENCE_SECONDS:
            told = self._ask(session, story, "GET", f"/api/testimonials/{story.token}").json()
            for answer in told["answers"]:
                if answer["problem"]:
                    story.code, story.message = answer["problem"]["code"], answer["problem"]["message"]
            if (stage := told["progress"]["stage"]) in {"ready", "failed"}:
                return "ready" if stage == "ready" else "failed"
            time.sleep(pause)
            pause = min(0.5, pause * 1.3)
        return "endless"
