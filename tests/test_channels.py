"""What every channel shares, and the one that writes to a stream."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.channels import KINDS, Mail, clean, header
from scheduler.channels.stream import Stdout, Stream
from scheduler.settings import Settings
from tests.post_office import digest, mail, refusal


@settings(max_examples=200)
@given(st.text(max_size=300))
def test_a_header_is_one_clean_line_of_bounded_length(text: str) -> None:
    line = header(text)
    assert len(line) <= 120
    assert len(line.splitlines()) <= 1
    assert "=?" not in line
    assert clean(line) == line
    line.encode()


# -- the stream -------------------------------------------------------------------------------------------------------


def test_the_stream_writes_digests_one_after_the_other() -> None:
    out = io.StringIO()
    stream = Stream(out)
    stream.send(digest("first", "a"))
    stream.send(digest("second", "b"))
    assert out.getvalue() == "办公室: first\n\na\n\n\n办公室: second\n\nb\n"


def test_a_reader_that_has_gone_away_is_no_reader() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with lenient(open(writing, "w", encoding="utf-8")) as out:
        error = refusal(Stream(out))
    assert (error.reached, error.permanent) == (False, False)


@contextmanager
def lenient(out: TextIO) -> Iterator[TextIO]:
    """The stream, which loses its rest silently when it is closed."""
    yield out
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        os.dup2(nowhere.fileno(), out.fileno())
    out.close()


def test_a_closed_stream_is_no_reader() -> None:
    out = io.StringIO()
    out.close()
    assert not refusal(Stream(out)).reached


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full here")
def test_a_full_disk_is_no_reader() -> None:
    with lenient(open("/dev/full", "w", encoding="utf-8")) as out:
        assert "no room is left on the disk" in str(refusal(Stream(out)))


def test_channels_are_made_from_the_settings() -> None:
    out = io.StringIO()
    settings = Settings(channels={"mail": mail(25)})
    assert isinstance(settings.channel("mail"), Mail)
    assert isinstance(settings.channel("stdout"), Stdout)
    assert [name for name in KINDS if settings.channel(name) is None] == [*KINDS][2:]
    settings.channels["mail"].open(out).close()
    stdout = settings.channel("stdout")
    assert stdout
    stdout.open(out).send(digest("subject", "text"))
    assert "subject" in out.getvalue()
    assert settings.channel("nobody") is None
