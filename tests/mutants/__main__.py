"""`make mutants`: make each rule wrong in each way, and see that the safety tests notice.

The tests are collected once. For each mutant the process forks; the child makes the one change and runs the tests
until one fails. Exit 1 if any mutant lives.
"""

import gc
import os
import signal
import sys
import time
import traceback
from collections import Counter
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol

FILES = ("tests/prescriptions/safety", "tests/exercises/test_safety.py")
PROCESSES = 2
LONGEST_SECONDS = 300
RESULT = Path(__file__).resolve().parents[2] / "docs" / "mutants.md"
KILLED, LIVED, BROKEN = 1, 0, 3


class Run:
    """Takes the place of pytest's own loop over the collected tests."""

    def __init__(self, chosen):
        self.chosen, self.lived, self.slow, self.counts, self.killed = chosen, [], [], Counter(), Counter()

    def pytest_runtestloop(self, session):
        gc.unfreeze()  # the surgery finds functions among what the collector knows
        items = [item for item in session.items if not item.get_closest_marker("django_db")]
        assert not _first_failure(items), "the tests fail without any mutant"
        self.tests, started, running = len(items), time.monotonic(), {}
        waiting = list(_chosen(self.chosen))
        while waiting or running:
            while waiting and len(running) < PROCESSES:
                mutant = waiting.pop(0)
                running[_forked(mutant, items)] = mutant
            pid, status = os.wait()
            self._note(running.pop(pid), os.waitstatus_to_exitcode(status))
        self.seconds = time.monotonic() - started
        return True

    def _note(self, mutant, code):
        self.counts[mutant.kind] += 1
        if code == -signal.SIGALRM:
            self.slow.append(mutant)
            print(f"OUT OF TIME {mutant.kind}: {mutant.name}", flush=True)
        if code == KILLED or code < 0:
            self.killed[mutant.kind] += 1
        else:
            self.lived.append(mutant)
            print(f"LIVED {mutant.kind}: {mutant.name}" + (" (tool failed)" if code == BROKEN else ""), flush=True)


def _chosen(words):
    from tests.mutants.catalogue import mutants

    return [each for each in mutants() if all(word in f"{each.kind} {each.name}" for word in words)]


def _forked(mutant, items):
    """The process that runs `items` with `mutant`; those that name its rule first."""
    pid = os.fork()
    if pid:
        return pid
    code = BROKEN
    try:
        signal.alarm(LONGEST_SECONDS)
        mutant.apply()
        short = mutant.hint.lower().replace("-", "")
        ordered = sorted(items, key=lambda item: not _names(item, mutant.hint, short)) if short else items
        code = KILLED if _first_failure(ordered) else LIVED
    except BaseException:
        os.write(2, traceback.format_exc().encode())
    finally:
        os._exit(code)


def _names(item, code, short):
    return short in item.name.replace("-", "").lower() or code in item.name


def _first_failure(items):
    """The name of the first test that fails, or None."""
    for item, following in zip(items, [*items[1:], items[0]], strict=True):  # what is shared stays set up
        reports = runtestprotocol(item, log=False, nextitem=following)
        if any(report.failed for report in reports):
            return item.nodeid
    return None


def told(run):
    """The result as docs/mutants.md holds it."""
    lines = [f"| {kind} | {count} | {run.killed[kind]} |" for kind, count in sorted(run.counts.items())]
    total, killed = sum(run.counts.values()), sum(run.killed.values())
    return "\n".join(
        [
            "# Mutants of the safety rules",
            "",
            "`make mutants` makes one thing about the safety rules wrong at a time and runs their tests: every mutant",
            "must be noticed. It writes this page.",
            "",
            f"{killed} of {total} mutants were killed by {run.tests} tests; {len(run.slow)} of them ran out of time.",
            "",
            "| what was made wrong | mutants | killed |",
            "|---|---|---|",
            *lines,
            f"| all | {total} | {killed} |",
            "",
        ]
    )


def main():
    chosen = sys.argv[1:]
    run = Run(chosen)
    quiet = ["-q", "--no-header", "-p", "no:randomly", "-p", "no:xdist", "--capture=sys", "-W", "error"]
    pytest.main([*quiet, *FILES], plugins=[run])
    print(
        f"{sum(run.killed.values())} of {sum(run.counts.values())} killed in {run.seconds:.0f} s by {run.tests} tests"
    )
    if not chosen:
        RESULT.write_text(told(run), encoding="utf-8")
    sys.exit(1 if run.lived or not run.counts else 0)


if __name__ == "__main__":
    main()
