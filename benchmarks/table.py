"""From rates to a table: medians, spreads, and ratios paired within a round."""

from statistics import median, quantiles

HEAD = ("", "req/s", "middle half", "of", "ratio", "middle half", "CPU ms", "by CPU", "queries", "bytes")


def middle_half(values):
    """The first and third quartile; of fewer than four values the least and the greatest."""
    if len(values) < 4:
        return min(values), max(values)
    first, _middle, third = quantiles(values, n=4, method="inclusive")
    return first, third


def ratios(mine, most):
    """The rates of `mine` over those of `most`, round by round: a slow minute slows both.

    A round in which other work on the machine let the ceiling answer nothing says nothing.
    """
    return [each.rate / ceiling.rate for each, ceiling in zip(mine, most, strict=True) if ceiling.rate]


def cpu_ms(counts):
    """Milliseconds of CPU a request took on the server side, over all rounds."""
    return 1000 * sum(each.cpu for each in counts) / sum(each.requests for each in counts)


def rows_of(targets, counts, costs):
    """A row of texts for each target, in their order."""
    for target in targets:
        mine, cost = counts[target.name], costs[target.name]
        rates = [each.rate for each in mine]
        ratio, spread, by_cpu = _against(mine, counts[target.ceiling]) if target.ceiling else ("", "", "")
        yield (
            *(target.name, f"{median(rates):,.0f}", "{:,.0f} to {:,.0f}".format(*middle_half(rates))),
            *(target.ceiling, ratio, spread, f"{cpu_ms(mine):.2f}", by_cpu, str(cost.queries), f"{cost.size:,}"),
        )


def _against(mine, most):
    """Ratio to the ceiling, its spread, and the same ratio by CPU time, which a busy machine disturbs less."""
    paired = ratios(mine, most)
    spent = cpu_ms(mine)
    by_cpu = f"{cpu_ms(most) / spent:.2f}" if spent else ""
    return f"{median(paired):.2f}", "{:.2f} to {:.2f}".format(*middle_half(paired)), by_cpu


def drawn(rows, head=HEAD):
    """`rows` as a Markdown table, aligned to be read as it is."""
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    lines = [head, rule, *rows]
    return "\n".join("| " + " | ".join(_aligned(line, widths)) + " |" for line in lines)


def _aligned(line, widths):
    return [
        cell.ljust(width) if place == 0 else cell.rjust(width)
        for place, (cell, width) in enumerate(zip(line, widths, strict=True))
    ]
