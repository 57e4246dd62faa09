"""PostgreSQL without an installation: the default database of a first look, of development and of the tests.

`programs` finds the PostgreSQL programs and the account to run them as, `server` starts and stops one cluster,
`folder` says where it lives, `base` is the Django backend (`ENGINE = "config.embedded"`), and `web` is the small
web server of the demonstration. DATABASE_URL replaces all of it; see docs/adr/0001-embedded-postgresql.md.
"""
