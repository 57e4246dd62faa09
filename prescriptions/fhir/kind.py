"""What is to be said of a kind of resource so that it can be read and searched."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from accounts.models import Scope
from prescriptions.fhir.parameters import Parameter


@dataclass(frozen=True)
class Kind:
    """`rows(user)`: what the user may read, in the order of a list. `visible(user)`: what they may know of (403).

    `shape(rows, reader)` makes resources of rows, with the same few queries for any number. `includes` maps what
    `_include` may name to (kind, function of the user and the matches that gives its rows).
    """

    name: str
    scope: Scope
    rows: Callable
    visible: Callable
    shape: Callable
    parameters: dict[str, Parameter]
    key: type = uuid.UUID
    includes: dict = field(default_factory=dict)
