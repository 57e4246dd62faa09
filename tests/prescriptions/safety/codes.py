"""The rules of the clinical specification, copied as plain data: the program is held to it.

A row is code, level, moments. Level "-" is a property: it holds always and never fires. Where a rule closes something
for the rest of a day (S-17, C-13) the moment START stands beside REPORT.
"""

TABLE = """
S-01 hard activate
S-02 hard save activate
S-03 hard save
S-04 warn save
S-05 hard activate
S-06 hard save
S-07 hard stage
S-08 warn save
S-09 hard save publish
S-10 advise save
S-11 advise stage
S-12 advise save start
S-13 hard save activate start
S-14 hard save activate start
S-15 hard activate
S-15b warn activate
S-16 hard publish
S-17 hard report start
S-18 advise start
S-19 - save
S-20 hard save
S-21 warn save
S-22 advise start
S-23 warn save
S-24 hard publish
S-25 hard publish
S-26 warn save
S-26b hard save activate
S-27 hard activate start report
S-27b warn report start
S-28 warn activate
S-29 advise stage
S-30 warn save
S-31 - save
C-01 hard activate start report
C-02 hard activate start report
C-03 hard activate start report
C-04 hard activate start report
C-05 hard activate start report
C-06 hard activate start report
C-07 hard activate start report
C-08 hard activate start report
C-09 hard activate start report
C-10 hard activate start report
C-11 hard activate start report
C-12 hard activate start report
C-13 hard report start
C-14 hard report
C-15 warn report
C-16 hard report
C-17 warn start
C-18 hard save activate start
C-19 warn activate
C-20 hard save activate
C-21 hard save activate
C-22 warn save activate
C-23 hard save activate
C-24 warn save activate
C-25 warn save activate
C-26 hard save activate
C-27 hard save activate
C-28 warn save activate
C-29 hard save activate
C-30 hard save activate
C-31 warn save activate
C-32 advise save activate
C-33 warn save activate
C-34 warn save activate
C-35 warn save activate
C-36 warn save activate
C-37 warn save activate
C-38 hard save activate
C-39 warn save activate
C-40 hard save activate
C-41 warn save activate
C-42 hard activate
C-42b warn activate start
C-42c warn activate
C-43 warn save
C-44 warn save
C-45 warn save
C-46 warn activate
C-47 advise report
C-48 warn report
C-49 advise activate
C-50 hard save
C-50b warn save
C-51 warn activate
C-52 - save activate start report stage publish
C-53 - save activate start report stage publish
C-54 - start
C-55 - save activate start report stage publish
C-56 advise save
"""
# Rules of the house beside the specification.
OURS = """
C-57 warn activate
"""
RULES_TOLD = {
    code: (level, set(moments))
    for code, level, *moments in (line.split() for line in (TABLE + OURS).split("\n") if line)
}
CODES = list(RULES_TOLD)
PUBLISHING = ["S-16", "S-24", "S-25"]
PROPERTIES = [code for code, (level, _moments) in RULES_TOLD.items() if level == "-"]
ACTED = ["S-02", "S-07"]  # judged where the action happens

FLAGS = {
    "cauda-equina-signs": ["C-01"],
    "progressive-neurological-deficit": ["C-02"],
    "myelopathy-signs": ["C-03"],
    "fever-or-systemic-infection": ["C-04"],
    "recent-significant-trauma": ["C-05"],
    "suspected-fracture": ["C-05"],
    "unexplained-weight-loss": ["C-06"],
    "cancer-history-new-spinal-pain": ["C-07"],
    "constant-night-pain": ["C-08"],
    "cervical-arterial-signs": ["C-09"],
    "thunderclap-headache": ["C-09"],
    "syncope-or-drop-attack": ["C-10", "S-27"],
    "fainting": ["C-10", "S-27"],
    "chest-pain-or-breathlessness": ["C-11"],
    "unstable-cardiac-disease": ["C-11"],
    "heart-area-pain": ["C-11", "S-27"],
    "blood-pressure-180-110": ["C-12"],
}
URGENCIES = {
    "emergency": ["C-01", "C-09", "C-11"],
    "urgent": ["C-02", "C-03", "C-04", "C-05", "C-10", "S-27"],
    "prompt": ["C-06", "C-07", "C-08", "C-12"],
}
