"""How an answer may be compressed: the codings that this installation has, and which of them a client would like."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping
from functools import lru_cache
from importlib import import_module
from types import MappingProxyType

IDENTITY = "identity"
LONGEST = 1000
"""Characters of an Accept-Encoding that are looked at; who sends more gets plain bytes."""


def _brotli() -> Callable[[bytes], bytes]:
    compress = import_module("brotli").compress
    return lambda data: bytes(compress(data, quality=6))


def _zstd() -> Callable[[bytes], bytes]:
    maker = import_module("zstandard").ZstdCompressor
    return lambda data: bytes(maker(level=12).compress(data))


def _gzip() -> Callable[[bytes], bytes]:
    return lambda data: gzip.compress(data, 9, mtime=0)


def _installed() -> Mapping[str, Callable[[bytes], bytes]]:
    found = {}
    for name, load in (("br", _brotli), ("zstd", _zstd), ("gzip", _gzip)):
        try:
            found[name] = load()
        except ImportError:
            continue  # an extra that is not installed
    return MappingProxyType(found)


CODINGS = _installed()
"""The codings by name, the liked best first; gzip is always among them. The levels are those beyond which a feed of
1,000 entries hardly shrinks and the time doubles."""


@lru_cache(maxsize=256)
def choose(accept: str) -> str:
    """The coding to answer in, `identity` for none: the one with the highest weight, of equals the one we like best.

    >>> choose("gzip;q=0.8"), choose("gzip;q=0"), choose(""), choose("gzip;q=0.5, identity;q=1")
    ('gzip', 'identity', 'identity', 'identity')
    """
    if not accept or len(accept) > LONGEST:
        return IDENTITY
    weights = _weights(accept)
    least = weights.get(IDENTITY, 0.0)
    best, chosen = 0.0, IDENTITY
    for name in CODINGS:
        weight = weights.get(name, weights.get("*", 0.0))
        if weight > best and weight >= least:
            best, chosen = weight, name
    return chosen


def _weights(accept: str) -> dict[str, float]:
    """The codings of an Accept-Encoding with their weights; a weight that is none counts as 0."""
    weights: dict[str, float] = {}
    for item in accept.lower().split(","):
        coding, *params = (part.strip() for part in item.split(";"))
        words = next((param[2:] for param in params if param.startswith("q=")), "1")
        try:
            weight = float(words)
        except ValueError:
            weight = 0.0
        weights[coding.removeprefix("x-")] = weight if 0 <= weight <= 1 else 0.0
    return weights
