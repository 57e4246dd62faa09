"""`make test-long` keeps what it saw in docs/long-tests.md: each test that takes long, and how long it took."""

import os
from datetime import UTC, datetime
from pathlib import Path

RESULT = Path(__file__).parents[1] / "docs" / "long-tests.md"
HEAD = """# Tests that take long

`make test-long` runs what `make test` leaves out, and `.ci/run` runs both: the servers of production, great numbers,
long waits. A whole run writes this page; seconds hold for its machine alone.

{date}: {passed} passed, {failed} failed, {skipped} skipped, on {cores} cores, in parallel.

| file | tests | seconds |
|---|---|---|
"""


def pytest_terminal_summary(terminalreporter, config):
    """Only a whole run is kept: not one of some tests, and not on the CI machine, whose tree is thrown away."""
    if config.args_source is config.ArgsSource.TESTPATHS and not config.option.keyword and "CI" not in os.environ:
        RESULT.write_text(told(terminalreporter.stats))


def told(stats):
    """The page, from pytest's reports by outcome."""
    files, counts = {}, {}
    for outcome in ("passed", "failed", "error", "skipped"):
        counts[outcome] = sum(each.when == "call" or outcome != "passed" for each in stats.get(outcome, ()))
    for report in [each for outcome in ("", "passed", "failed") for each in stats.get(outcome, ())]:
        tests, seconds = files.get(report.location[0], (0, 0.0))
        files[report.location[0]] = tests + (report.when == "call"), seconds + report.duration
    rows = [f"| {name} | {tests} | {seconds:.1f} |" for name, (tests, seconds) in sorted(files.items())]
    head = HEAD.format(
        date=f"{datetime.now(UTC):%d %B %Y}".lstrip("0"),
        failed=counts["failed"] + counts["error"],
        passed=counts["passed"],
        skipped=counts["skipped"],
        cores=os.cpu_count(),
    )
    return head + "\n".join(rows) + "\n"
