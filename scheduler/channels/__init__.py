"""How digests reach their readers: a file a kind of channel, with its settings, its check and its sender.

A new kind is one file here with a class of the shape of `ChannelSettings`, and its line in FILES.
"""

from collections.abc import Iterator, Mapping
from importlib import import_module
from types import MappingProxyType

from .broken import BrokenChannel
from .channel import Channel, ChannelSettings, DeliveryError, Digest, Item, Rate, Unhurried, clean, header
from .mail import Mail
from .stream import Stdout

FILES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "stdout": ("stream", "Stdout"),
        "mail": ("mail", "Mail"),
        "wecom": ("wecom", "WeCom"),
        "dingtalk": ("dingtalk", "DingTalk"),
        "feishu": ("feishu", "Feishu"),
        "ntfy": ("ntfy", "Ntfy"),
        "webhook": ("webhook", "Webhook"),
        "apprise": ("apprise", "Apprise"),
    }
)
"""The file and the class of each kind, by the name that settings call it."""


class Kinds(Mapping[str, type[ChannelSettings]]):
    """Every kind of channel by its name; a file is loaded when its kind is asked for: those of the web are slow to load."""

    def __getitem__(self, name: str) -> type[ChannelSettings]:
        file, kind = FILES[name]
        found: type[ChannelSettings] = getattr(import_module(f".{file}", __name__), kind)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(FILES)

    def __len__(self) -> int:
        return len(FILES)


KINDS = Kinds()
"""Every kind of channel."""


def kind_of(channel: ChannelSettings) -> str:
    """What settings call the kind of the channel.

    >>> kind_of(Stdout())
    'stdout'
    """
    if isinstance(channel, BrokenChannel):
        return channel.kind
    return next(name for name, (_, kind) in FILES.items() if kind == type(channel).__name__)


__all__ = [
    "KINDS", "BrokenChannel", "Channel", "ChannelSettings", "DeliveryError", "Digest", "Item", "Mail", "Rate", "Stdout",
    "Unhurried", "clean", "header",
    "kind_of",
]  # fmt: skip
