"""docs/scale.md: its arithmetic holds against a simulated day, its tables are what the costs give."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import pytest

from calendars.events import Event
from calendars.feeds import feeds_of
from calendars.feeds.publish import publish
from tests.benchmarks.bench_commands import events
from tests.scale.__main__ import main
from tests.scale.arithmetic import Arithmetic
from tests.scale.comparing import LINES, Line, compare
from tests.scale.costs import COSTS, Costs
from tests.scale.one import Small, bounds
from tests.scale.prices import PRICES, bill
from tests.scale.simulation import Nine, simulate
from tests.scale.tables import BLOCK, NAMES, PAGE, SAMPLE, SEED, SLOW, TABLES, VARIANTS, made_anew, number
from tests.scale.world import CLIENTS, DAY, World

SMALL = tuple(
    "--offices 400 --subscribers 16000 --sample 400 --edges 1 --readers 25 --minutes 4 --concurrency 2 --failure 10".split()
)


@pytest.fixture(scope="module")
def costs() -> Costs:
    return Costs.read()


def changed(tmp_path: Path, name: str, times: float) -> str:
    """A file of costs in which one is so many times what was measured."""
    found = json.loads(COSTS.read_text(encoding="utf-8"))
    found["costs"][name]["runs"] = [run * times for run in found["costs"][name]["runs"]]
    file = tmp_path / "costs.json"
    file.write_text(json.dumps(found), encoding="utf-8")
    return str(file)


def test_the_arithmetic_agrees_with_a_simulated_day(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(SMALL) == 0
    said = capsys.readouterr().out
    assert all(name in said for name, _ in LINES.values())
    assert "differs" not in said


def test_the_arithmetic_agrees_with_the_first_of_a_month() -> None:
    assert main((*SMALL, "--first-of-month")) == 0


@pytest.mark.parametrize("times", [2, 0.5])
def test_a_cost_of_a_delivery_that_is_not_what_deliveries_took_is_found(
    times: float, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main((*SMALL, "--costs", changed(tmp_path, "deliver.here", times))) == 1
    (line,) = [line for line in capsys.readouterr().out.splitlines() if LINES["worked"][0] in line]
    assert "differs" in line


def test_a_wrong_interval_is_found(costs: Costs) -> None:
    world = World(offices=200, subscribers=8_000, edges=1)
    twice = replace(world, clients=tuple(replace(one, hours=tuple(2 * h for h in one.hours)) for one in CLIENTS))
    found = {one.name: one for one in compare(Arithmetic(twice, costs).outcome(), simulate(world, costs, 1, 200))}
    assert not found[LINES["requests"][0]].good
    assert not found[LINES["egress"][0]].good


def test_a_simulation_is_the_same_for_the_same_seed(costs: Costs) -> None:
    world = World(offices=20, subscribers=800)
    assert simulate(world, costs, 7, 20) == simulate(world, costs, 7, 20)
    assert simulate(world, costs, 7, 20) != simulate(world, costs, 8, 20)


def test_what_a_dead_worker_had_is_sent_by_the_others(costs: Costs) -> None:
    world = World(concurrency=2, wait=0.02)
    alive, mourning = (Nine(world, costs, Random(3), workers=3, cores=4) for _ in range(2))
    assert mourning.run(4_000, 5.0) > alive.run(4_000)
    assert sum(mourning._waiting) == 0
    assert all(not rest for slot, rest in enumerate(mourning._rest) if slot // world.concurrency != mourning._dead)
    # nothing is lost: what the dead one had under way is worked on once more
    per_message = sum(costs.deliver) / len(costs.deliver) / 1000
    assert mourning.worked == pytest.approx(4_000 * per_message, rel=0.1)


def test_with_one_worker_that_dies_nobody_is_left_to_send(costs: Costs) -> None:
    alone = Nine(World(concurrency=2), costs, Random(3), workers=1, cores=4)
    alone.run(500, 1.0)
    assert sum(alone._waiting) > 0


def test_the_tables_of_the_page_are_what_the_costs_give(costs: Costs) -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert {found[2] for found in BLOCK.finditer(text)} == {*TABLES, "where"}
    assert made_anew(text, costs, left=SLOW) == text, "run python -m tests.scale --docs"


def test_another_cost_is_another_page(costs: Costs) -> None:
    text = PAGE.read_text(encoding="utf-8")
    other = replace(costs, costs={**costs.costs, "deliver.server": replace(costs.costs["deliver.server"], runs=(99,))})
    assert made_anew(text, other, left=SLOW) != text


@pytest.mark.slow
@pytest.mark.parametrize("name", VARIANTS)
def test_each_day_of_the_page_agrees_with_a_simulation(name: str, costs: Costs) -> None:
    world = VARIANTS[name]
    found = compare(Arithmetic(world, costs).outcome(), simulate(world, costs, SEED, SAMPLE))
    assert [line for line in found if not line.good] == []


@pytest.mark.slow
def test_the_simulated_table_of_the_page_is_what_the_simulation_gives(costs: Costs) -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert made_anew(text, costs) == text, "run python -m tests.scale --docs"


def test_every_cost_has_a_name_on_the_page(costs: Costs) -> None:
    assert set(NAMES) == set(costs.costs)


def test_the_samples_are_of_the_cost(costs: Costs) -> None:
    mean = sum(costs.deliver) / len(costs.deliver)
    assert mean == pytest.approx(costs["deliver.here"], rel=0.1)


def test_the_shares_of_the_clients_are_all_of_them() -> None:
    assert sum(one.share for one in CLIENTS) == pytest.approx(1)


def test_requests_are_counted_by_the_mean_of_the_rates() -> None:
    (apple,) = [one for one in CLIENTS if one.name == "Apple"]
    assert apple.polls == pytest.approx((24 + 1 + 1 / 7) / 3)
    assert apple.polls > 5 * DAY / (sum(apple.hours) / len(apple.hours))


def test_more_offices_need_more_databases_and_no_larger_ones(costs: Costs) -> None:
    one, ten = (Arithmetic(World(offices=offices), costs) for offices in (100_000, 1_000_000))
    assert ten.shard == one.shard
    assert ten.shards >= 9 * one.shards


def test_all_messages_have_gone_in_time_also_where_a_worker_dies(costs: Costs) -> None:
    for minutes in (10, 30, 60):
        made = Arithmetic(World(minutes=minutes), costs)
        assert made.nine(made.workers, made.world.failure) < 60 * minutes


def test_of_each_thing_one_part_ends_first(costs: Costs) -> None:
    found = list(bounds(costs, Small(), World()))
    assert all(one.most > 0 for one in found)
    larger = {one.part: one.most for one in bounds(costs, replace(Small(), memory=16_000), World())}
    assert larger["memory"] > 1.9 * next(one.most for one in found if one.part == "memory")


def test_a_price_that_nobody_knows_is_in_no_sum(costs: Costs) -> None:
    items = {item.price: item.dollars for item in bill(Arithmetic(World(), costs))}
    assert items["request"] is None
    assert items["egress"] is not None
    assert all(price.source and (price.read or price.dollars is None) for price in PRICES.values())


def test_nothing_simulated_and_nothing_reckoned_agree() -> None:
    assert Line("", 0, 0).good
    assert not Line("", 1, 0).good
    assert Line("", 109, 100).good
    assert not Line("", 111, 100).good


def test_numbers_have_three_figures() -> None:
    assert [number(value) for value in (8299.04, 0.0731, 271, 1346944)] == ["8,300", "0.0731", "271", "1,350,000"]


def test_publish_writes_the_files_that_the_arithmetic_counts(costs: Costs, tmp_path: Path) -> None:
    def run(wanted: list[Event], today: date) -> tuple[str, ...]:
        return publish(tmp_path / "out", wanted, today=today, base_url="https://calendar.example.org/calendars").written

    office: list[Event] = list(events(100))
    day = date(2026, 11, 28)
    run(office, day)
    assert run(office, day) == ()
    office[2] = replace(office[2], title="报送第三号总结", sequence=1)
    written = run(office, day)
    assert "all.ics" in written
    assert len(written) == costs["publish.changed"]
    assert run(office, date(2026, 11, 29)) == ("index.html",)
    assert costs["publish.day"] == 1
    assert len(run(office, date(2026, 12, 1))) == costs["publish.month"] == costs["publish.feeds"] + 1
    assert len(feeds_of(office)) == costs["publish.feeds"]
