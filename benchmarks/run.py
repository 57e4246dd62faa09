"""The measurement from an empty folder to the table."""

import os
import random
import time
from collections import defaultdict
from dataclasses import replace
from io import StringIO

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from benchmarks.client import CONNECTIONS, ask, installed
from benchmarks.clinics import load
from benchmarks.site import serving
from benchmarks.table import drawn, rows_of
from benchmarks.targets import Cast, ceilings, cost_of, product
from config.embedded import folder as embedded
from config.embedded import server

SLICE_SECONDS = 1


def run(*, clinics, patients, completions, rounds, requests, folder):
    """Load, serve, measure and print."""
    began = time.monotonic()
    try:
        _say(f"Loading {clinics} clinics, {patients:,} patients and {completions:,} completions …")
        prepare(clinics, patients, completions)
        targets, costs = _examined()
        connection.close()
        with serving(folder / "server.log", database=_database_process()) as site:
            _say(f"Measuring after {time.monotonic() - began:.0f} s: {rounds} rounds of {len(targets)} targets …")
            fresh = site.memory()
            counts = _measured(site, targets, rounds)
            answered = sum(count.requests for each in counts.values() for count in each)
            answered += _topped_up(site, targets, requests - answered)
            print("\n" + drawn(list(rows_of(targets, counts, costs))))
            print(f"\nMemory of the workers: {fresh} MB at first, {site.memory()} MB after {answered:,} requests.")
        print(_circumstances(clinics, patients, completions, rounds, time.monotonic() - began))
    finally:
        connection.close()
        server.stop(embedded.cluster())


def _database_process():
    return int((embedded.cluster() / "postmaster.pid").read_text().split()[0])


def _say(line):
    print(line, flush=True)


def prepare(clinics, patients, completions):
    for command in ("migrate", "createcachetable", "load_catalogue"):
        call_command(command, verbosity=0, stdout=StringIO())
    call_command("collectstatic", interactive=False, verbosity=0)
    load(clinics=clinics, patients=patients, completions=completions, now=timezone.now())


def _examined():
    """All targets, the ceilings first, and what a request of each costs."""
    cast = Cast()
    ours = product(cast)
    costs = {target.name: cost_of(target) for target in ours}
    most = ceilings(cast, page=costs["today page"].size, plan=costs["plan"].size)
    costs |= {target.name: cost_of(target) for target in most}
    return most + ours, costs


def _measured(site, targets, rounds):
    """What every target answered, once a round, in a new order each round."""
    chance, counts = random.Random(1), defaultdict(list)  # noqa: S311 - an order, no secret
    for number in range(rounds + 1):  # the first round warms up and is not counted
        for target in chance.sample(targets, len(targets)):
            before = site.cpu()
            count = ask(site.address, target.requests, seconds=SLICE_SECONDS)
            if count.errors:
                raise SystemExit(f"{target.name}: {count.errors} of {count.requests} requests failed.")
            if number:
                counts[target.name].append(replace(count, cpu=site.cpu() - before))
    return counts


def _topped_up(site, targets, missing):
    """More requests of all kinds, so that memory is read after as many as promised."""
    made = 0
    while made < missing:
        made += sum(ask(site.address, target.requests, seconds=SLICE_SECONDS).requests for target in targets)
    return made


def _circumstances(clinics, patients, completions, rounds, seconds):
    return (
        f"{timezone.now():%Y-%m-%d}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}; "
        f"{clinics} clinics, {patients:,} patients, {completions:,} completions; "
        f"{rounds} rounds of {SLICE_SECONDS} s a target, "
        f"{CONNECTIONS} kept connections of {installed()}; {seconds:.0f} s in all."
    )
