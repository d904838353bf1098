"""How digests reach their readers: a file a kind of channel, with its settings, its check and its sender.

A new kind is one file here with a class of the shape of `ChannelSettings`, and its line in KINDS.
"""

from collections.abc import Mapping
from types import MappingProxyType

from .channel import Channel, ChannelSettings, DeliveryError, Digest, Item, Rate, clean, header
from .mail import Mail
from .stream import Stdout

KINDS: Mapping[str, type[ChannelSettings]] = MappingProxyType({"stdout": Stdout, "mail": Mail})
"""Every kind of channel by the name that settings call it."""

__all__ = [
    "KINDS", "Channel", "ChannelSettings", "DeliveryError", "Digest", "Item", "Mail", "Rate", "Stdout", "clean", "header",
]  # fmt: skip
