"""The rules of the clinical specification by code, copied as a plain list: the code of the program is held to it."""

ARTICLE = """
S-01 S-02 S-03 S-04 S-05 S-06 S-07 S-08 S-09 S-10 S-11 S-12 S-13 S-14 S-15 S-15b S-16 S-17 S-18 S-19 S-20 S-21 S-22
S-23 S-24 S-25 S-26 S-26b S-27 S-27b S-28 S-29 S-30 S-31
""".split()
RED_FLAGS = "C-01 C-02 C-03 C-04 C-05 C-06 C-07 C-08 C-09 C-10 C-11 C-12".split()
PAIN = "C-13 C-14 C-15 C-16 C-17 C-18".split()
CONDITIONS = """
C-19 C-20 C-21 C-22 C-23 C-24 C-25 C-26 C-27 C-28 C-29 C-30 C-31 C-32 C-33 C-34 C-35 C-36 C-37 C-38 C-39 C-40 C-41
""".split()
PLAN = "C-42 C-42b C-42c C-43 C-44 C-45 C-46 C-47 C-48 C-49 C-50 C-50b C-51 C-52 C-53 C-54 C-55 C-56".split()
CODES = [*ARTICLE, *RED_FLAGS, *PAIN, *CONDITIONS, *PLAN]
PUBLISHING = "S-16 S-24 S-25".split()
PROPERTIES = "S-19 S-31 C-52 C-53 C-54 C-55".split()
# Judged when a patient reports; not yet written.
COMING = "S-17 S-27b C-13 C-14 C-15 C-16 C-17 C-47 C-48".split()
