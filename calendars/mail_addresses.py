"""Mail addresses as mail servers take them without extensions."""

from __future__ import annotations


def ascii_domain(address: str) -> str:
    """The address with its domain in ASCII (IDNA), as it stands where that cannot be done.

    >>> ascii_domain("office@例子.中国"), ascii_domain("办公室@example.org"), ascii_domain("office")
    ('office@xn--fsqu00a.xn--fiqs8s', '办公室@example.org', 'office')
    """
    local, at, domain = address.rpartition("@")
    if not at or domain.isascii():
        return address
    try:
        return f"{local}@{domain.encode('idna').decode()}"
    except UnicodeError:
        return address
