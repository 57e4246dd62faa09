"""What is wrong with a file of the library, in one line a clinician can act on."""


class LibraryError(Exception):
    """A file that cannot be taken: which file, which record, which field, and why."""

    def __init__(self, file, reason, *, record="", field="", line=None):
        self.file, self.record, self.field, self.line = file, record, field, line
        self.reason = " ".join(str(reason).split())
        super().__init__(str(self))

    def __str__(self):
        places = [
            self.file,
            self.line and f"line {self.line}",
            self.record,
            self.field and f'field "{self.field}"',
        ]
        return f"{', '.join(place for place in places if place)}: {self.reason}"


class Wrong(ValueError):
    """A value that cannot be taken. `field` is its path inside the record, empty for the value itself."""

    def __init__(self, reason, *, field=""):
        super().__init__(reason)
        self.reason, self.field = reason, field

    def under(self, name):
        """The same fault, seen from the table that holds the value as `name`."""
        return Wrong(self.reason, field=f"{name}.{self.field}" if self.field else name)
