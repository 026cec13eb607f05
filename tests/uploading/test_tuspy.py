"""A tus client that knows nothing of us, against the endpoint that people get."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError
from tusclient.uploader import Uploader

from tests.browser.recorder.ledger import Ledger
from tests.server import Server, running
from tests.speaker import TUS, Speaker

pytestmark = pytest.mark.slow
CLIP = Path(__file__).parent.parent / "recordings" / "webkitgtk-mp4-avc1-aac.mp4"
CHUNK = 64 * 1024


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("tuspy")) as started:
        yield started


@pytest.fixture
def dana(server: Server) -> Speaker:
    return Speaker(server.url, server.access()["link"])


def uploader(dana: Speaker, url: str = "") -> Uploader:
    client = TusClient(f"{dana.url}/api/uploads", headers=dana.headers)
    metadata = {"testimonial": dana.token, "question": dana.question, "filename": "holiday.mp4"}
    options = {"url": url} if url else {"metadata": metadata}
    film = io.BytesIO(CLIP.read_bytes())  # it leaves files open that it opens itself
    return client.uploader(file_stream=film, chunk_size=CHUNK, retries=3, retry_delay=1, **options)


def test_it_uploads_a_file(server: Server, dana: Speaker) -> None:
    sending = uploader(dana)
    sending.upload()
    taken = Ledger(server.folder).settled(sending.url.rsplit("/", 1)[1])
    assert (taken.state, taken.bytes) == ("accepted", CLIP.stat().st_size)


def finish(server: Server, dana: Speaker, url: str) -> None:
    """Go on with an upload of which one chunk is there; every byte of it must arrive."""
    again = uploader(dana, url=url)
    assert again.offset == CHUNK
    again.upload()
    token = url.rsplit("/", 1)[1]
    assert Ledger(server.folder).settled(token).state == "accepted"
    assert Ledger(server.folder).original(token).read_bytes() == CLIP.read_bytes()


def test_it_resumes_where_it_was(server: Server, dana: Speaker) -> None:
    first = uploader(dana)
    first.upload_chunk()
    finish(server, dana, first.url)


def test_it_resumes_after_the_server_died(server: Server, dana: Speaker) -> None:
    first = uploader(dana)
    first.upload_chunk()
    server.kill()
    server.start()
    finish(server, dana, first.url)


def test_a_body_without_a_length_arrives_too(server: Server, dana: Speaker) -> None:
    """Chunked transfer encoding, as proxies and streams send it."""
    pairs = {"testimonial": dana.token, "question": dana.question}
    coded = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in pairs.items())
    opened = requests.post(
        f"{dana.url}/api/uploads",
        headers=TUS | dana.headers | {"Upload-Length": str(CLIP.stat().st_size), "Upload-Metadata": coded},
        timeout=30,
    )
    address = dana.url + opened.headers["Location"]
    headers = TUS | dana.headers | {"Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"}
    answer = requests.patch(address, data=iter([CLIP.read_bytes()]), headers=headers, timeout=30)
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, str(CLIP.stat().st_size))


def test_somebody_elses_key_resumes_nothing(server: Server, dana: Speaker) -> None:
    first = uploader(dana)
    first.upload_chunk()
    stranger = Speaker(server.url, server.access()["link"])
    with pytest.raises(TusCommunicationError):
        uploader(stranger, url=first.url)
