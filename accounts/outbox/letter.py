"""The mail as it goes over the wire."""

from email import policy as policies

from django.core.mail import EmailMessage


class WholeAddresses(policies.EmailPolicy):
    """Writes List-Unsubscribe in one line: RFC 8058 wants the address in it as it is, and few programs decode it.

    Python would fold an address of more than 78 characters into encoded words.
    """

    WHOLE = "list-unsubscribe"

    def fold(self, name, value):
        if name.lower() == self.WHOLE and value.isascii():
            return f"{name}: {value}{self.linesep}"
        return super().fold(name, value)

    def fold_binary(self, name, value):
        if name.lower() == self.WHOLE and value.isascii():
            return self.fold(name, value).encode()
        return super().fold_binary(name, value)


class Letter(EmailMessage):
    def message(self, *, policy=policies.default):
        return super().message(policy=WholeAddresses(linesep=policy.linesep))
