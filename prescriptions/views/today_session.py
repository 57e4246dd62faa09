"""What is due several times a day, gathered into sessions, so that a long list is read in parts."""

from dataclasses import dataclass

from prescriptions.views.today_step import Step
from prescriptions.views.today_words import count_words, session_words


@dataclass(frozen=True)
class Session:
    """The first, second … time of the day: its name, what is still `coming`, and whether it is the one of now."""

    name: str
    steps: tuple[Step, ...]
    coming: tuple[Step, ...]
    open: bool

    @property
    def done(self):
        return all(step.completion for step in self.steps)

    @property
    def count(self):
        return count_words([step.completion for step in self.steps])


def sessions_of(page):
    """The sessions of `page`, in order; none where everything is due once."""
    shown = [step for step in page.steps if step.open or step.completion]
    numbers = sorted({step.occurrence for step in shown})
    if len(numbers) < 2:
        return []
    now = (page.current or page.coming[0]).occurrence if page.open else None
    return [_session(page, number, len(numbers), shown, now) for number in numbers]


def _session(page, number, count, shown, now):
    steps = tuple(step for step in shown if step.occurrence == number)
    coming = tuple(step for step in page.coming if step.occurrence == number)
    return Session(session_words(number, of=count), steps, coming, number == now)
