"""Every fault by its name, and what it may lead to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from . import changes, crashes, lines
from .ground import Ground, Grounds, on_sqlite
from .world import Outcome

Run = Callable[[Ground, int], Outcome]


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault: its name, what is done, and how many messages may arrive once more in each try, under the same key."""

    name: str
    run: Run
    repeats: int = 0

    def times(self, count: int, grounds: Grounds = on_sqlite) -> Outcome:
        """What came of it in so many tries, all together; each on a ground of its own."""
        whole = Outcome(0, 0, 0)
        for nth in range(count):
            with grounds() as ground:
                whole += self.run(ground, nth)
        return whole


def faults() -> Iterator[Fault]:
    """All of them."""
    for point in (*crashes.PLAN_POINTS, *crashes.SEND_POINTS):
        run = partial(crashes.killed, point)
        yield Fault(f"kill -9: {point.replace('_', ' ')}", run, int(point in crashes.DOUBLING))
    yield Fault("2 runs at once", partial(crashes.at_once, 2))
    yield Fault("3 runs at once", partial(crashes.at_once, 3))
    yield Fault("power cut while a message is under way", crashes.power_cut, 1)
    yield Fault("a sender hangs for longer than its lease", crashes.lease_that_ends, 1)
    yield Fault("database locked for longer than a pass waits", crashes.lock_that_stays)
    yield Fault("database locked for a moment", crashes.lock_that_ends)
    yield Fault("disk full at the plan", crashes.full_before_the_plan)
    yield Fault("disk full at the mark", crashes.full_at_the_mark, 1)
    for act, name in ((lines.data_451, "SMTP 451 after DATA"), (lines.to_450, "SMTP 450 at RCPT"),
                      (lines.sender_451, "SMTP 451 at MAIL")):  # fmt: skip
        yield Fault(f"{name}, half an hour, a pass a minute", partial(lines.half_an_hour, act))
    yield Fault("SMTP 530 at MAIL (settings), half an hour", partial(lines.half_an_hour, lines.sender_530))
    yield Fault("SMTP 550 for one of the recipients, then resent", partial(lines.once, lines.one_550))
    yield Fault("SMTP 552 after DATA, then resent", partial(lines.once, lines.data_552))
    yield Fault("SMTP: the line drops after DATA", partial(lines.once, lines.drop_after), 1)
    yield Fault("SMTP: the answer comes after the time-out", partial(lines.once, lines.late_answer), 1)
    yield Fault("SMTP: a certificate of nobody", lines.bad_tls)
    yield Fault("SMTP: login refused", lines.login_refused)
    yield Fault("SMTP: no server for two days", lines.server_down)
    for kind, name in (("500", "HTTP 500"), ("429", "HTTP 429"), ("code", "HTTP 200 with an error code")):
        yield Fault(name, partial(lines.web_answers, kind))
    yield Fault("HTTP: the answer comes after the time-out", partial(lines.web_answers, "slow"), 1)
    yield Fault("HTTP: the line is cut before the answer", partial(lines.web_answers, "cut"), 1)
    yield Fault("clock back 1 h", changes.hour_back)
    yield Fault("clock forward 3 days and back", changes.three_days_ahead)
    yield Fault("five days without a pass", changes.five_days_without)
    for change in (changes.edit, changes.move, changes.cancel, changes.remove, changes.finish):
        name = {"finish": "done"}.get(change.__name__, change.__name__)
        yield Fault(f"{name} while a pass sends", partial(changes.while_sending, change))
        yield Fault(f"{name} between the plan and the send", partial(changes.before_sending, change))
        yield Fault(f"{name} while a pass sends, and another plans", partial(changes.while_sending_and_planned, change))
