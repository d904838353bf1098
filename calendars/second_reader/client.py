"""One question over the network, within its time and size whatever the other side does: one POST over a line of `outside`.

No redirect is followed and nothing is unpacked: what was asked of one partner is answered by it, or by nobody.
"""

from __future__ import annotations

import http.client
import ssl

from rules import Message

from ..outside.line import AGENT, Connection, Line, TooLong, until, whole
from ..system_words import system_reason
from .errors import NoAnswer
from .settings import SecondReader, is_near

MOST_ANSWER = 256 * 1024
"""Octets of an answer, its envelope included; a careful answer on a long notice has about 20 KB."""
TRIES = 2


def ask(reader: SecondReader, body: bytes, key: str | None) -> bytes:
    """What the second reader answers to the body, at most MOST_ANSWER octets; asked once more where it broke down or was late.

    Raises NoAnswer, within twice `reader.timeout` seconds.
    """
    for left in reversed(range(TRIES)):
        try:
            return _ask(reader, body, key)
        except NoAnswer as error:
            if not error.again or not left:
                raise
    raise AssertionError("there is a try")


def _ask(reader: SecondReader, body: bytes, key: str | None) -> bytes:
    line = Line(until(reader.timeout), MOST_ANSWER)

    def opens() -> None:
        known = line.addresses(reader.host, reader.port)
        # a name may lead out of this network, where nobody is asked without encryption
        line.open([one for one in known if reader.secure or is_near(one[1][0])], reader.host if reader.secure else None)

    connection = Connection(reader.host, reader.port, line, opens)
    headers = {
        "Content-Type": "application/json",
        "Accept": "application/json",
        "Accept-Encoding": "identity",
        "Connection": "close",
        "User-Agent": AGENT,
    }
    if key:
        headers["Authorization"] = f"Bearer {key}"
    try:
        connection.request("POST", reader.path, body, headers)
        return _content(connection.getresponse())
    except TimeoutError:
        raise NoAnswer(Message("it did not answer within {n} seconds", n=round(reader.timeout)), again=True) from None
    except TooLong:
        raise NoAnswer(Message("its answer is longer than {most} KB", most=MOST_ANSWER // 1024)) from None
    except ssl.SSLCertVerificationError as error:
        raise NoAnswer(Message("its certificate is not valid: {reason}", reason=error.verify_message)) from None
    except http.client.HTTPException:
        raise NoAnswer(Message("its answer is broken off, or no answer of the web")) from None
    except (OSError, ValueError) as error:  # ValueError: of http.client, at lines that no server sends
        no_web = Message("its address, or what it sends, is not of the web")
        reason = system_reason(error) if isinstance(error, OSError) else no_web
        raise NoAnswer(Message("it cannot be reached: {reason}", reason=reason)) from None
    finally:
        connection.close()
        line.end()


def _content(answer: http.client.HTTPResponse) -> bytes:
    """What an answer holds; raises NoAnswer where it is none of those that are taken."""
    if answer.status != 200:
        raise _refusal(answer.status)
    if answer.getheader("Content-Encoding", "identity").strip().lower() != "identity":
        raise NoAnswer(Message("its answer is packed, which was not asked for"))
    kind, _, rest = answer.getheader("Content-Type", "").lower().partition(";")
    if kind.strip() != "application/json" or ("charset" in rest and "utf-8" not in rest):
        raise NoAnswer(Message("its answer is no JSON"))
    return whole(answer, MOST_ANSWER)


def _refusal(status: int) -> NoAnswer:
    if 300 <= status < 400:
        return NoAnswer(Message("it sends us elsewhere ({status}), where nobody goes", status=status))
    if status in (401, 403):
        return NoAnswer(Message("it does not take the key ({status})", status=status))
    if status == 429:
        return NoAnswer(Message("it is asked too often ({status})", status=status))
    return NoAnswer(Message("it refuses ({status})", status=status), again=status >= 500)
