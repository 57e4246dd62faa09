"""The patient's part of Bootstrap lacks nothing that a patient's page uses, and stays small."""

import gzip

from tests import slim_bootstrap


def rules_of(css):
    """Every rule, those inside a condition with it."""
    for before, body in slim_bootstrap.rules(css):
        if before.startswith("@"):
            yield from (f"{before}{{{rule}}}" for rule in rules_of(body))
        else:
            yield f"{before}{{{body}}}"


def test_it_lacks_no_rule_that_a_patients_page_uses():
    made, kept = (set(rules_of(css)) for css in (slim_bootstrap.made(), slim_bootstrap.SLIM.read_text()))
    assert len(made) > 150
    assert sorted(made - kept) == [], "run `make slim-bootstrap`"


def test_what_no_patients_page_uses_is_left_out():
    used = slim_bootstrap.classes()
    assert ("btn-main" in used, "accordion" in used) == (True, False)
    kept = slim_bootstrap.SLIM.read_text()
    assert (".form-control{" in kept, ".accordion{" in kept) == (True, False)


def test_a_new_class_brings_its_rules():
    whole = ".a{x:1}.b,.c .a{x:2}@media print{.b{x:3}.a:not(.c){x:4}}p{x:var(--bs-y);--bs-y:1;--bs-z:2}"
    assert slim_bootstrap.slim(whole, {"a"}) == ".a{x:1}@media print{.a:not(.c){x:4}}p{x:var(--bs-y);--bs-y:1;--bs-z:2}"
    assert ".b,.c .a{x:2}" in slim_bootstrap.slim(whole, {"a", "b", "c"})
    assert slim_bootstrap.without_unread("p{x:var(--bs-y);--bs-y:1;--bs-z:2}q{--bs-z:2}", "") == (
        "p{x:var(--bs-y);--bs-y:1;}"
    )


def test_it_is_a_sixth_of_the_whole():
    kept, whole = (
        len(gzip.compress(path.read_bytes(), mtime=0)) for path in (slim_bootstrap.SLIM, slim_bootstrap.WHOLE)
    )
    assert kept * 6 < whole
