"""How many deliveries a second workers make, from the plan to the mark, and what each costs in processor time.

    python tests/benchmarks/bench_cluster.py [DELIVERIES [WORKERS [CONCURRENCY]]]      10,000, 2 and 4 by default

The server is PostgreSQL as it comes, which waits for the disk at each commit; the channel keeps each digest as a line of a
file. First the plan makes messages and jobs of them, then the workers start. Bar: 500 a second on two cores. Where other
programs are at work too, the processor time of all processes says what two free cores would do, and so does what the engine
alone does at that moment: as many workers, and a job for each delivery, in which nothing happens.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from calendars.store import Store
from calendars.store.opening import read_url
from scheduler.cluster.jobs import conninfo_of
from scheduler.cluster.worker import Worker
from tests.cluster import world
from tests.postgresql.server import MISSING, Server, served

BARE = """
import sys
from procrastinate import App, PsycopgConnector
app = App(connector=PsycopgConnector(conninfo=sys.argv[1]))

@app.task(name="nothing", queue="bare")
async def nothing(key):
    pass

with app.open():
    if sys.argv[2] != "0":
        nothing.batch_defer(*({"key": f"{n:032x}"} for n in range(int(sys.argv[2]))))
if sys.argv[2] == "0":
    app.run_worker(queues=["bare"], concurrency=10, wait=False, delete_jobs="always")
"""
TICKS = os.sysconf("SC_CLK_TCK")
CORES = 2


def main() -> None:
    """Makes, plans, delivers, and prints."""
    if MISSING:
        return print(MISSING)
    given = [int(word) for word in sys.argv[1:]]
    deliveries, workers, concurrency = (*given, *(10_000, 2, 4)[len(given) :])
    with TemporaryDirectory() as folder, served({}) as server:
        ours = measure(server, Path(folder) / "received", deliveries, workers, concurrency)
        alone = bare(server, deliveries // 2, workers)
    return print(f"the engine alone, a job for each: {alone:.0f}/s, so {ours / alone:.2f} × that")


def bare(server: Server, count: int, workers: int) -> float:
    """How many empty jobs a second the engine does by itself, without the start of its processes."""
    url = server.url(server.make())
    world.fill(url)
    command = [sys.executable, "-c", BARE, conninfo_of(read_url(url))]

    def timed() -> float:
        begun = time.monotonic()
        running = [subprocess.Popen([*command, "0"], stderr=subprocess.DEVNULL) for _ in range(workers)]
        assert {one.wait(600) for one in running} == {0}
        return time.monotonic() - begun

    start = timed()
    subprocess.run([*command, str(count)], check=True, stderr=subprocess.DEVNULL)
    return count / max(timed() - start, 0.01)


def measure(server: Server, receiver: Path, deliveries: int, workers: int, concurrency: int) -> float:
    """Prints how long the plan took, and the deliveries; returns how many a second there were."""
    url = server.url(server.make())
    world.fill(url)
    with Store.open(url) as store:
        asked = world.circumstances(world.settings_of(deliveries), world.Receiver(receiver))
        made = Worker(store, asked)
        begun = time.monotonic()
        made.plan()
        print(f"{deliveries} deliveries planned and deferred: {deliveries / (time.monotonic() - begun):.0f}/s")
    with world.Workers(url, receiver, deliveries, 0, concurrency) as there:
        for _ in range(workers):
            there.start()
        assert world.wait_for(lambda: bool(world.lines(receiver)), 120)
        before = {one: ticks(one) for one in there.running}
        served_before = of_server(server)
        assert world.wait_for(lambda: len(world.lines(receiver)) >= deliveries, 600)
        spent = sum(ticks(one) - before[one] for one in there.running) / TICKS
        spent_there = (of_server(server) - served_before) / TICKS
        times = sorted(float(line.split()[2]) for line in world.lines(receiver))
        assert world.wait_for(lambda: world.all_sent(url), 60)
        assert {there.stop(one) for one in list(there.running)} == {0}
    again = sum(world.received(receiver).values()) - deliveries
    rate = (deliveries - 1) / (times[-1] - times[0])
    print(f"{workers} workers × {concurrency}: {rate:.0f}/s delivered, {again} twice")
    each = (spent + spent_there) / deliveries
    print(
        f"processor time of each: {spent / deliveries * 1000:.2f} ms here, {spent_there / deliveries * 1000:.2f} ms server"
    )
    print(f"so {CORES} free cores make {CORES / each:.0f}/s")
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    return rate


def of_server(server: Server) -> int:
    """The processor time that the processes of the server took, those that have ended too."""
    assert server.folder
    head = int((server.folder / "data/postmaster.pid").read_text().split("\n", 1)[0])
    listed = subprocess.run(["ps", "--ppid", str(head), "-o", "pid="], capture_output=True, text=True, check=False)
    return ticks(head, ended=True) + sum(ticks(int(pid)) for pid in listed.stdout.split())


def ticks(process: int, *, ended: bool = False) -> int:
    """The processor time of a process in ticks; with that of its children that have ended."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0
    return sum(map(int, fields[11 : 15 if ended else 13]))


if __name__ == "__main__":
    main()
