"""The figures of a summary in words."""

from dataclasses import dataclass
from datetime import date

from exercises.dosage import Dose
from exercises.vocabulary import Region, Stage
from exercises.wording import dose_words, frequency_words


@dataclass(frozen=True)
class Summary:
    """`facts` as `summary_of` froze them."""

    facts: dict

    @property
    def region(self):
        return Region(self.facts["region"]).label

    @property
    def diagnosis(self):
        return " ".join(filter(None, (self.facts["diagnosis_code"], self.facts["diagnosis_text"])))

    @property
    def opened_on(self):
        return date.fromisoformat(self.facts["opened_on"])

    @property
    def closed_on(self):
        return date.fromisoformat(self.facts["closed_on"])

    @property
    def pain(self):
        """(first, last) of the assessments, or None."""
        return self.facts["pain"]

    @property
    def stages(self):
        """(first, last) in words, or None."""
        stages = self.facts["stage"]
        return [Stage(stage).label for stage in stages] if stages else None

    @property
    def plans(self):
        return [
            plan | {"issued_on": date.fromisoformat(plan["issued_on"]), "stage": Stage(plan["stage"]).label}
            for plan in self.facts["plans"]
        ]

    @property
    def exercises(self):
        """(title, dose in words, how often) of the last plan."""
        return [_exercise(line) for line in self.facts["exercises"]]


def _exercise(line):
    dose = Dose(**line["dose"] | {"weekdays": tuple(line["dose"]["weekdays"])})
    return (
        line["title"],
        dose_words(dose, laterality=line["laterality"], side=line["side"] or ""),
        frequency_words(dose),
    )
