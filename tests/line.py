"""A line between a browser and a server on this machine: slow, cut, or losing an answer, on purpose.

A TCP proxy, so nothing in the browser knows of it, and an address on localhost stays a secure
context. Both directions have the bandwidth and half of the round trip each; a new connection waits
one round trip, as a handshake does. TCP's slow start and lost packets are not imitated.
"""

from __future__ import annotations

import queue
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

PACKET_BYTES = 1448
BULK_BYTES = 64 * 1024


@dataclass
class Direction:
    """One way over the line, shared by all connections. `kbps` None is as fast as it can be."""

    kbps: int | None
    delay: float
    free_at: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def packet_bytes(self) -> int:
        return BULK_BYTES if self.kbps is None else PACKET_BYTES

    def passed(self, size: int) -> float:
        """Wait until `size` bytes have left, after all before them; return when they arrive."""
        if self.kbps is None:
            return time.monotonic() + self.delay
        with self.lock:
            self.free_at = max(self.free_at, time.monotonic()) + size * 8 / self.kbps / 1000
            left = self.free_at
        time.sleep(max(0.0, left - time.monotonic()))
        return left + self.delay


class Line:
    """Listens on a port of its own and hands on to `port`, for as long as it is not cut."""

    def __init__(self, port: int, *, kbps: int | None = None, rtt: float = 0.0) -> None:
        self.target = ("127.0.0.1", port)
        self.rtt = rtt
        self.up, self.down = Direction(kbps, rtt / 2), Direction(kbps, rtt / 2)
        self.is_cut = False
        self.lost_answers = 0
        self.sent = 0
        self._needles: tuple[bytes, ...] = ()
        self._open: set[socket.socket] = set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://localhost:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """From now on nothing passes, and whoever was connected is thrown off."""
        self.is_cut = True
        for end in list(self._open):
            _close(end)

    def mend(self) -> None:
        self.is_cut = False

    def lose_answer_to(self, *needles: bytes) -> None:
        """Let the next request that holds all of these (in lower case) through, and lose its answer."""
        self._needles = needles

    def close(self) -> None:
        self._listener.close()
        self.cut()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                browser, _address = self._listener.accept()
                threading.Thread(target=self._connect, args=(browser,), daemon=True).start()

    def _connect(self, browser: socket.socket) -> None:
        browser.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        time.sleep(self.rtt)
        try:
            if self.is_cut:
                raise ConnectionError
            server = socket.create_connection(self.target, timeout=5)
        except OSError:
            _close(browser)
            return
        server.settimeout(None)
        server.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection = Connection(self, browser, server)
        self._open |= {browser, server}
        connection.run()
        self._open -= {browser, server}

    def is_to_be_lost(self, request: bytes) -> bool:
        """Whether this is the request whose answer is to be lost; true once."""
        said = request.lower()
        if not self._needles or not all(needle in said for needle in self._needles):
            return False
        self._needles = ()
        return True


class Connection:
    """One connection of the browser, and its continuation to the server."""

    def __init__(self, line: Line, browser: socket.socket, server: socket.socket) -> None:
        self.line, self.browser, self.server = line, browser, server
        self.loses_answer = False

    def run(self) -> None:
        """Hand on in both directions until either side hangs up."""
        ways = (
            (self.browser, self.server, self.line.up, self._look_at_request),
            (self.server, self.browser, self.line.down, self._look_at_answer),
        )
        pumps = [threading.Thread(target=_pump, args=way, daemon=True) for way in ways]
        for pump in pumps:
            pump.start()
        for pump in pumps:
            pump.join()

    def _look_at_request(self, data: bytes) -> bool:
        self.line.sent += len(data)
        self.loses_answer = self.loses_answer or self.line.is_to_be_lost(data)
        return True

    def _look_at_answer(self, _data: bytes) -> bool:
        if self.loses_answer:
            self.line.lost_answers += 1
        return not self.loses_answer


def _pump(source: socket.socket, target: socket.socket, way: Direction, look: object) -> None:
    """Read, wait for the line, hand on. What has left but not arrived waits in a queue."""
    flying: queue.Queue[tuple[float, bytes]] = queue.Queue()
    landing = threading.Thread(target=_land, args=(flying, target), daemon=True)
    landing.start()
    with suppress(OSError):
        while data := source.recv(way.packet_bytes):
            if not look(data):  # type: ignore[operator]
                break
            flying.put((way.passed(len(data)), data))
    flying.put((time.monotonic() + way.delay, b""))
    landing.join()
    _close(source)
    _close(target)


def _land(flying: queue.Queue[tuple[float, bytes]], target: socket.socket) -> None:
    with suppress(OSError):
        while True:
            arrives, data = flying.get()
            time.sleep(max(0.0, arrives - time.monotonic()))
            if not data:
                return
            target.sendall(data)


def _close(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()


@contextmanager
def between(port: int, *, kbps: int | None = None, rtt: float = 0.0) -> Iterator[Line]:
    """A line to the server at `port`; its `url` is for the browser."""
    line = Line(port, kbps=kbps, rtt=rtt)
    try:
        yield line
    finally:
        line.close()
