from django.apps import AppConfig
from django.core import checks


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self):
        from config.durability import check_durability

        checks.register(check_durability, checks.Tags.database)
