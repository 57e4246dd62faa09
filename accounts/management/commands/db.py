"""`manage.py db start|stop|status`: the embedded database, which outlives the web server on purpose."""

from django.core.management.base import BaseCommand, CommandError

from config.embedded import folder, server


class Command(BaseCommand):
    help = "Start or stop the embedded database, or say whether it runs."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("action", choices=["start", "stop", "status"])

    def handle(self, *, action, **options):
        if not folder.in_use():
            raise CommandError("DATABASE_URL is set: the embedded database is not in use.")
        try:
            self.stdout.write(getattr(self, action)(folder.cluster()))
        except server.EmbeddedPostgresError as error:
            raise CommandError(str(error)) from error

    def start(self, cluster):
        server.ensure_running(cluster, durable=folder.durable())
        return server.status(cluster)

    def stop(self, cluster):
        return "The embedded database has stopped." if server.stop(cluster) else server.status(cluster)

    def status(self, cluster):
        return server.status(cluster)
