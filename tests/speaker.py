"""Dana without a browser: she speaks HTTP to a real server, byte for byte what the page sends."""

from __future__ import annotations

import base64
import re
import time
from pathlib import Path
from typing import Any

import requests

TUS = {"Tus-Resumable": "1.0.0"}
CONSENT = dict.fromkeys(["website", "name", "company", "face", "voice"], True)


class Speaker:
    """One draft on one link of the server at `url`."""

    def __init__(self, url: str, link: str) -> None:
        self.url = url
        self.page = requests.get(f"{url}/c/{link}", timeout=30)
        self.page.raise_for_status()
        begun = requests.post(f"{url}/api/links/{link}/testimonials", json={}, timeout=30)
        begun.raise_for_status()
        self.token = begun.json()["token"]
        self.headers = {"Authorization": f"Bearer {begun.json()['draft']}"}

    @classmethod
    def taking_over(cls, url: str, link: str, token: str, secret: str) -> Speaker:
        """Dana with a draft that a browser began."""
        dana = cls.__new__(cls)
        dana.url, dana.token = url, token
        dana.page = requests.get(f"{url}/c/{link}", timeout=30)
        dana.headers = {"Authorization": f"Bearer {secret}"}
        return dana

    @property
    def question(self) -> str:
        """The key of the first question, read from the page."""
        return re.findall(r'"key": "([0-9a-f-]{36})"', self.page.text)[0]

    def upload(self, clip: Path, *, chunk: int = 256 * 1024) -> str:
        """Send a clip in chunks of a length told last; return the upload's token."""
        body = clip.read_bytes()
        pairs = {"testimonial": self.token, "question": self.question, "filename": clip.name}
        metadata = ",".join(f"{k} {base64.b64encode(v.encode()).decode()}" for k, v in pairs.items())
        opened = requests.post(
            f"{self.url}/api/uploads",
            headers=TUS | self.headers | {"Upload-Defer-Length": "1", "Upload-Metadata": metadata},
            timeout=30,
        )
        opened.raise_for_status()
        address = self.url + opened.headers["Location"]
        for offset in range(0, len(body), chunk):
            piece = body[offset : offset + chunk]
            is_last = offset + len(piece) == len(body)
            self._patch(address, piece, offset, {"Upload-Length": str(len(body))} if is_last else {})
        return address.rsplit("/", 1)[1]

    def _patch(self, address: str, piece: bytes, offset: int, extra: dict[str, str]) -> None:
        headers = TUS | self.headers | {"Upload-Offset": str(offset)} | extra
        headers["Content-Type"] = "application/offset+octet-stream"
        requests.patch(address, data=piece, headers=headers, timeout=60).raise_for_status()

    def answer(self, clip: Path) -> None:
        """Answer the first question with a clip."""
        self.put(f"/answers/{self.question}", {"kind": "video", "upload": self.upload(clip)})

    def send(self, name: str = "Dana Dober") -> dict[str, Any]:
        """Send the story."""
        found = re.search(r'"wording_hash": "([0-9a-f]{64})"', self.page.text)
        assert found is not None
        body = {
            "name": name,
            "rating": 4,
            "relation": "customer",
            "consent": CONSENT,
            "wording_hash": found[1],
        }
        return self.put("/submission", body)

    def put(self, path: str, body: object) -> dict[str, Any]:
        answer = requests.put(
            f"{self.url}/api/testimonials/{self.token}{path}", json=body, headers=self.headers, timeout=30
        )
        assert answer.ok, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def progress(self) -> dict[str, Any]:
        """How far the rendering is."""
        answer = requests.get(f"{self.url}/api/testimonials/{self.token}", headers=self.headers, timeout=30)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()["progress"]
        return found

    def wait_until_done(self, *, seconds: float = 120) -> str:
        """Wait until the story is ready or has failed; return which."""
        deadline = time.monotonic() + seconds
        while (stage := self.progress()["stage"]) not in {"ready", "failed"}:
            assert time.monotonic() < deadline, f"still {stage}"
            time.sleep(0.2)
        return str(stage)
