"""`python -m benchmarks.alone`: the list of patients in one process, beside a page that does next to nothing.

For machines that are busy with something else: the two pages are asked for in turn, and beside the clock the CPU time
of this process is told, which other people's work hardly disturbs. The database's own time is in the clock's alone.
"""

import argparse
import os
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.__main__ import keep_to

SIZE = 1_000


@dataclass(frozen=True)
class Alone:
    """A page as it answered: medians of milliseconds by the clock and of CPU, and of the ratio to the other page."""

    name: str
    clock: float
    cpu: float
    ratio: float


def measured(pages, rounds):
    """An Alone for each of `pages`, name -> (path, headers); the first is what the ratios are to."""
    from django.test import Client

    first, spent = next(iter(pages)), {name: [] for name in pages}
    for number in range(rounds + 1):  # the first round warms up and is not counted
        for name, (path, headers) in pages.items():
            clock, cpu = time.perf_counter(), time.process_time()
            answer = Client().get(path, headers=headers)
            took = (time.perf_counter() - clock) * 1000, (time.process_time() - cpu) * 1000
            if answer.status_code != 200:
                raise SystemExit(f"{path} answers {answer.status_code}.")
            if number:
                spent[name].append(took)
    return [
        Alone(name, *map(median, zip(*each, strict=True)), median(map(_ratio, each, spent[first])))
        for name, each in spent.items()
    ]


def _ratio(one, other):
    return one[0] / other[0]


def pages_of(cast):
    """The trivial page, the list, and the list searched, as a clinician asks for them."""
    from django.urls import reverse

    headers, listed = cast.in_browser(cast.clinicians[0]), reverse("patient_list")
    trivial = reverse("ceiling_session", args=[SIZE, cast.patients[0].pk])
    return {
        "session": (trivial, headers),
        "patient list": (listed, headers),
        "patient list, searched": (f"{listed}?q=lind", headers),
    }


def main():
    parser = argparse.ArgumentParser(prog="benchmarks.alone", description=__doc__.partition("\n")[0])
    parser.add_argument("--patients", type=int, default=5_000, metavar="N", help="people under care in the one clinic")
    parser.add_argument("--rounds", type=int, default=20, metavar="N", help="how often each page is asked for")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="plumbline-alone-") as folder:
        keep_to(Path(folder))
        import django

        django.setup()
        _run(asked.patients, asked.rounds)


def _run(patients, rounds):
    from benchmarks.run import prepare
    from benchmarks.targets import Cast
    from config.embedded import folder, server

    try:
        prepare(1, patients, patients * 30)
        found = measured(pages_of(Cast()), rounds)
    finally:
        server.stop(folder.cluster())
    print(f"{patients:,} patients in one clinic, {rounds} rounds, load {os.getloadavg()[0]:.1f}")
    for each in found:
        print(f"{each.name:<24}{each.clock:>8.0f} ms{each.cpu:>8.0f} ms of CPU{each.ratio:>8.1f} times the first")


if __name__ == "__main__":
    main()
