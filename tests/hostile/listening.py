"""Somebody who listens on this machine, and a doorkeeper at the neighbour's video."""

from __future__ import annotations

import ctypes
import os
import selectors
import socket
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

ADDRESSES = ("127.0.0.1", "127.0.0.2")
IN_ACCESS, IN_OPEN = 0x1, 0x20
EVENT_BYTES = 16


class Listener:
    """TCP and UDP on two loopback addresses and one port. Whoever comes is written down, and hung up on."""

    def __init__(self, suspects: Callable[[], str], port: int = 0) -> None:
        self.suspects = suspects
        self.heard: list[str] = []
        self.port = port
        self.selector = selectors.DefaultSelector()
        self.is_over = threading.Event()
        for address in ADDRESSES:
            self._open(address, socket.SOCK_STREAM)
            self._open(address, socket.SOCK_DGRAM)
        self.thread = threading.Thread(target=self._listen, daemon=True)
        self.thread.start()

    def close(self) -> None:
        """Stop listening."""
        self.is_over.set()
        self.thread.join()
        for key in list(self.selector.get_map().values()):
            key.data.close()
        self.selector.close()

    def _open(self, address: str, kind: socket.SocketKind) -> None:
        ear = socket.socket(socket.AF_INET, kind)
        ear.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        ear.bind((address, self.port))
        self.port = ear.getsockname()[1]
        if kind == socket.SOCK_STREAM:
            ear.listen()
        ear.setblocking(False)
        self.selector.register(ear, selectors.EVENT_READ, ear)

    def _listen(self) -> None:
        while not self.is_over.is_set():
            for key, _ in self.selector.select(0.2):
                with suppress(OSError):
                    self._hear(key.data)

    def _hear(self, ear: socket.socket) -> None:
        if ear.type == socket.SOCK_STREAM:
            caller, peer = ear.accept()
            caller.close()
        else:
            _, peer = ear.recvfrom(2048)
        self.heard.append(f"call: from {peer} while {self.suspects()} was looked at")


class Doorkeeper:
    """Knows, from the kernel, when somebody opens or reads one of some files."""

    def __init__(self, paths: list[Path]) -> None:
        self.libc = ctypes.CDLL(None, use_errno=True)
        self.queue = self.libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        for path in paths:
            watch = self.libc.inotify_add_watch(self.queue, os.fsencode(path), IN_ACCESS | IN_OPEN)
            if self.queue < 0 or watch < 0:
                raise OSError(ctypes.get_errno(), f"cannot watch {path}")

    def visits(self) -> int:
        """How often one of them was opened or read since the last question."""
        try:
            events = os.read(self.queue, 65_536)
        except BlockingIOError:
            return 0
        count = at = 0
        while at + EVENT_BYTES <= len(events):
            at += EVENT_BYTES + struct.unpack_from("iIII", events, at)[3]
            count += 1
        return count

    def close(self) -> None:
        """Go home."""
        os.close(self.queue)
