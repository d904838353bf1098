"""Where the second reader is and how much it is asked: decided by the office, checked before anything is sent."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from rules import Message, YuelingError

LONGEST = 20_000
"""Characters of a notice that are sent where the settings name no number."""
TIMEOUT = 60
"""Seconds of one try where the settings name none: a model on a machine of the office takes its time."""
ENDPOINT = "/chat/completions"
NEAR = tuple(map(ip_network, ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7")))
"""Addresses that no router of the public network knows; those of one link (169.254.0.0/16) are not among them."""


class BadSecondReader(YuelingError):
    """Settings of a second reader that cannot be used: the key, and what would be right."""

    def __init__(self, key: str, said: Message, remedy: Message) -> None:
        super().__init__(said, remedy)
        self.key = key


@dataclass(frozen=True, slots=True)
class SecondReader:
    """A language model behind an address of the OpenAI sort, as the settings name it; without one nobody is asked.

    Raises BadSecondReader where the address is not safe to send a notice to.

    >>> SecondReader("https://models.example.org/v1", "qwen").place
    'models.example.org'
    """

    url: str
    """The address up to the version (`https://…/v1`), or whole, to `/chat/completions`."""
    model: str
    key_env: str | None = None
    """The environment variable that holds the key; the key itself is in no value of the program."""
    timeout: float = TIMEOUT
    """Seconds of one try, from the look-up of the name to the last octet; there are two tries at most."""
    longest: int = LONGEST
    """Characters of a notice that are sent at most, from its beginning."""

    def __post_init__(self) -> None:
        parts = _parts(self.url)
        if parts.username is not None or parts.password is not None:
            said = Message("the address of the second reader holds a name or a password")
            raise BadSecondReader("url", said, Message("name with key_env the variable that holds the key"))
        if parts.scheme == "http" and not is_near(self.host):
            said = Message("the second reader would be asked without encryption, outside of this network")
            remedy = Message("write https://, or http:// with an address as 127.0.0.1 or 192.168.1.5")
            raise BadSecondReader("url", said, remedy)
        if self.key_env is not None and not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", self.key_env):
            said = Message("key_env is no name of an environment variable")  # not quoted: it may be the key itself
            raise BadSecondReader("key_env", said, Message('write key_env = "YUELING_MODEL_KEY", and the key into it'))

    @property
    def host(self) -> str:
        """The host, without a port."""
        return _parts(self.url).hostname or ""

    @property
    def port(self) -> int:
        """The port, the usual one where none is named."""
        parts = _parts(self.url)
        return parts.port or (443 if parts.scheme == "https" else 80)

    @property
    def secure(self) -> bool:
        """Whether it is asked with encryption."""
        return _parts(self.url).scheme == "https"

    @property
    def path(self) -> str:
        """The path that is asked."""
        path = _parts(self.url).path.rstrip("/")
        return path if path.endswith(ENDPOINT) else path + ENDPOINT

    @property
    def place(self) -> str:
        """What may be shown of the address: host and port, no path."""
        return _parts(self.url).netloc


def is_near(host: str) -> bool:
    """Whether a host is this machine or an address of a private network, told from its letters alone.

    A name is asked of a server of names, which may answer anything; so no name but `localhost` is near.

    >>> is_near("192.168.1.5"), is_near("::1"), is_near("localhost"), is_near("intranet"), is_near("169.254.169.254")
    (True, True, True, False, False)
    """
    if host == "localhost":
        return True
    try:
        address: IPv4Address | IPv6Address = ip_address(host)
    except ValueError:
        return False
    return any(address in network for network in NEAR if network.version == address.version)


def _parts(url: str) -> SplitResult:
    """The parts of the address; raises BadSecondReader where it is none."""
    plain = re.fullmatch(r"https?://[!-~]{1,1000}", url) and not re.search(r"[?#\\]", url)
    try:
        parts = urlsplit(url)
        if plain and parts.hostname and parts.port != 0:
            return parts
    except ValueError:
        pass
    said = Message("the address of the second reader is no web address")
    raise BadSecondReader("url", said, Message("write it as https://example.org/v1, without ? and #"))
