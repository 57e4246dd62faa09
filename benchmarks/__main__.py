"""`python -m benchmarks [--quick]`: load clinics into a throwaway database, serve them, measure, print one table."""

import argparse
import os
import secrets
import tempfile
from pathlib import Path

FULL = {"clinics": 10, "patients": 10_000, "completions": 300_000, "rounds": 20, "requests": 10_000}
QUICK = {"clinics": 10, "patients": 200, "completions": 6_000, "rounds": 2, "requests": 1_000}
HELP = {
    "clinics": "where they are treated, each of the same size",
    "patients": "people under care, each with a plan",
    "completions": "what they noted at home, all together",
    "rounds": "how often each target is measured",
    "requests": "how many, at least, before the memory of the workers is read",
}


def main():
    asked = _asked()
    with tempfile.TemporaryDirectory(prefix="plumbline-bench-") as folder:
        keep_to(Path(folder))
        import django

        django.setup()
        from benchmarks.run import run

        run(**asked, folder=Path(folder))


def _asked():
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="Few people and few rounds: does it run at all?")
    for name in FULL:
        parser.add_argument(
            f"--{name}", type=int, metavar="N", help=f"{HELP[name]} ({FULL[name]:,}; quick {QUICK[name]:,})"
        )
    asked = vars(parser.parse_args())
    usual = QUICK if asked.pop("quick") else FULL
    return {name: asked[name] or usual[name] for name in usual}


def keep_to(folder):
    """Production settings on an embedded database in `folder`. Whatever DATABASE_URL names is never touched."""
    for name in ("DATABASE_URL", "PLUMBLINE_VOLATILE", "SECURE_SSL_REDIRECT"):
        os.environ.pop(name, None)
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
        "PRODUCTION": "true",
        "PLUMBLINE_DATA": str(folder),
        "STATIC_ROOT": str(folder / "static"),
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": "127.0.0.1",
    }


if __name__ == "__main__":
    main()
