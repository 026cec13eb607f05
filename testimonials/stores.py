"""The private and the public store: a folder or a bucket behind one contract.

Both are Django storages; what is used of them is the contract below. `put` replaces in one
step under a chosen name, with the headers the bytes are to be served with: whoever reads
meanwhile sees the old bytes whole or the new bytes whole. What is missing raises
`FileNotFoundError`, a store that cannot be reached `StoreUnavailable`, a full disk `StoreFull`.
"""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager, suppress
from functools import cached_property
from pathlib import Path
from shutil import copyfile, copyfileobj
from threading import Lock
from time import monotonic
from typing import Any, Protocol, cast

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.storage import FileSystemStorage, storages
from storages.backends.s3 import S3Storage
from urllib3.exceptions import HTTPError

CONNECT_TIMEOUT_SECONDS = 3
READ_TIMEOUT_SECONDS = 8
# Once a bucket did not answer, nobody else waits for it this long: a store that hangs must not
# take the threads that speakers' uploads need.
GIVE_UP_SECONDS = 2
PRESIGNED_SECONDS = 3600
PIECE_BYTES = 64 * 1024
PART = ".part"
FULL = {errno.ENOSPC, errno.EDQUOT}


class StoreUnavailable(Exception):
    """The store did not answer. Nothing was lost; try again."""

    code = "store_unavailable"
    message = "Our storage does not answer right now. Nothing is lost; it goes on by itself."


class StoreFull(StoreUnavailable):
    """No space left. Nothing was lost; try again when there is space."""

    code = "disk_full"
    message = "There is no room to prepare this video right now. Your upload is safe."


class Store(Protocol):
    """What both stores promise beyond Django's storage API."""

    def make(self) -> None:
        """Make the folder or the bucket if it is not there yet."""

    def put(self, name: str, source: Path | bytes, *, media_type: str, cache_control: str = "") -> None:
        """Write `source` under `name`, replacing what was there in one step."""

    def fetch(self, name: str, target: Path) -> None:
        """Copy the object into the local file `target`."""

    def size(self, name: str) -> int:
        """Return how many bytes the object has."""

    def read(self, name: str, wanted: range | None = None) -> Generator[bytes]:
        """Yield these bytes of the object, or all of it, in pieces; nothing else is loaded."""

    def remove(self, name: str) -> None:
        """Delete the object; a missing one is fine."""

    def list(self, prefix: str) -> Iterator[str]:
        """Yield the name of every object below `prefix`, which ends with a slash; none is fine."""

    def presigned(self, name: str, *, filename: str = "") -> str | None:
        """Return an address that serves the object for an hour, or None where the app must serve it."""


def private() -> Store:
    """Originals and everything not decided on."""
    return cast("Store", storages["private"])


def public() -> Store:
    """Only what a placement makes public, and the widget files that show it."""
    return cast("Store", storages["public"])


class DiskStore(FileSystemStorage):
    """A folder. `put` writes beside the target, syncs, and renames."""

    def make(self) -> None:
        with _disk_faults():
            Path(self.location).mkdir(parents=True, exist_ok=True)

    def put(self, name: str, source: Path | bytes, *, media_type: str, cache_control: str = "") -> None:
        target = Path(self.path(name))
        part = target.with_name(f".{target.name}.{secrets.token_hex(6)}{PART}")
        try:
            with _disk_faults():
                target.parent.mkdir(parents=True, exist_ok=True)
                _write_synced(part, source)
                _date_after(target, part)
                part.replace(target)
        finally:
            with suppress(OSError):
                part.unlink()

    def fetch(self, name: str, target: Path) -> None:
        with _disk_faults():
            copyfile(self.path(name), target)

    def size(self, name: str) -> int:
        with _disk_faults():
            return Path(self.path(name)).stat().st_size

    def read(self, name: str, wanted: range | None = None) -> Generator[bytes]:
        with _disk_faults(), Path(self.path(name)).open("rb") as file:
            whole = range(os.fstat(file.fileno()).st_size)
            file.seek((wanted or whole).start)
            left = len(whole if wanted is None else wanted)
            while left and (piece := file.read(min(PIECE_BYTES, left))):
                left -= len(piece)
                yield piece

    def remove(self, name: str) -> None:
        with _disk_faults():
            Path(self.path(name)).unlink(missing_ok=True)

    def list(self, prefix: str) -> Iterator[str]:
        with _disk_faults(), suppress(FileNotFoundError):
            for folder, _, names in os.walk(self.path(prefix), onerror=_raise):
                for name in names:
                    if not name.endswith(PART):
                        yield Path(folder, name).relative_to(self.location).as_posix()

    def presigned(self, name: str, *, filename: str = "") -> str | None:
        return None


class S3Store(S3Storage):  # type: ignore[misc]  # django-storages has no types
    """A bucket, through boto3 and django-storages.

    `browser_endpoint_url` is where browsers reach it. Only where it is set are they sent there;
    else the app hands the bytes on, as behind an endpoint that nobody outside knows.
    """

    browser_endpoint_url: str | None
    silent_until = 0.0
    connecting = Lock()

    @property
    def bucket(self) -> Any:
        """One for all threads: to make a client takes longer than most of what is asked of it."""
        with self.connecting:
            return super().bucket

    def make(self) -> None:
        with self._faults():
            known = {bucket.name for bucket in self.connection.buckets.all()}
            if self.bucket_name not in known:
                self.bucket.create()

    def get_default_settings(self) -> dict[str, object]:
        return {
            **super().get_default_settings(),
            "default_acl": None,
            "querystring_auth": True,
            "file_overwrite": True,
            "browser_endpoint_url": None,
            "client_config": Config(
                connect_timeout=CONNECT_TIMEOUT_SECONDS,
                read_timeout=READ_TIMEOUT_SECONDS,
                retries={"max_attempts": 2, "mode": "standard"},
                signature_version="s3v4",
                s3={"addressing_style": "path"},
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        }

    def put(self, name: str, source: Path | bytes, *, media_type: str, cache_control: str = "") -> None:
        extra = {"ContentType": media_type} | ({"CacheControl": cache_control} if cache_control else {})
        with self._faults():
            if isinstance(source, bytes):
                self.bucket.put_object(Key=name, Body=source, **extra)
            else:
                self.bucket.upload_file(str(source), name, ExtraArgs=extra)

    def fetch(self, name: str, target: Path) -> None:
        with self._faults():
            self.bucket.download_file(name, str(target))

    def size(self, name: str) -> int:
        with self._faults():
            return int(self.bucket.Object(name).content_length)

    def read(self, name: str, wanted: range | None = None) -> Generator[bytes]:
        if wanted is not None and not wanted:
            return
        span = {"Range": f"bytes={wanted.start}-{wanted.stop - 1}"} if wanted else {}
        with self._faults():
            body = self.bucket.Object(name).get(**span)["Body"]
            with closing(body):
                yield from body.iter_chunks(PIECE_BYTES)

    def remove(self, name: str) -> None:
        with self._faults():
            self.bucket.Object(name).delete()

    def list(self, prefix: str) -> Iterator[str]:
        with self._faults():
            for found in self.bucket.objects.filter(Prefix=prefix):
                yield found.key

    def presigned(self, name: str, *, filename: str = "") -> str | None:
        if not self.browser_endpoint_url:
            return None
        wanted = {"Bucket": self.bucket_name, "Key": name}
        if filename:
            wanted["ResponseContentDisposition"] = f'attachment; filename="{filename}"'
        return cast(
            "str", self._signer.generate_presigned_url("get_object", wanted, ExpiresIn=PRESIGNED_SECONDS)
        )

    @cached_property
    def _signer(self) -> Any:
        """A client that signs for the address browsers use: it is part of what is signed."""
        return self._create_session().client(
            "s3",
            region_name=self.region_name,
            endpoint_url=self.browser_endpoint_url,
            config=self.client_config,
        )

    @contextmanager
    def _faults(self) -> Iterator[None]:
        if monotonic() < self.silent_until:
            raise StoreUnavailable("it did not answer a moment ago")
        try:
            yield
        except ClientError as error:
            if error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") == 404:
                raise FileNotFoundError(str(error)) from error
            raise StoreUnavailable(str(error)) from error
        except (BotoCoreError, OSError, HTTPError) as error:
            if isinstance(error, OSError) and error.errno in FULL:
                raise StoreFull(str(error)) from error
            self.silent_until = monotonic() + GIVE_UP_SECONDS
            raise StoreUnavailable(str(error)) from error


def _write_synced(part: Path, source: Path | bytes) -> None:
    with part.open("xb") as file:
        if isinstance(source, bytes):
            file.write(source)
        else:
            with source.open("rb") as original:
                copyfileobj(original, file, 1024 * 1024)
        file.flush()
        os.fsync(file.fileno())


def _date_after(target: Path, part: Path) -> None:
    """Make the new file a second younger than the old one, at least.

    A web server's ETag is made of second and size: two versions must never share it.
    """
    with suppress(FileNotFoundError):
        earliest = int(target.stat().st_mtime) + 1
        if part.stat().st_mtime < earliest:
            os.utime(part, (earliest, earliest))


def _raise(error: OSError) -> None:
    raise error


@contextmanager
def _disk_faults() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        fault = StoreFull if error.errno in FULL else StoreUnavailable
        raise fault(str(error)) from error
