"""Plans as HL7 FHIR R4 (4.0.1), to be read by record systems: the same people, the same door, other words.

`kinds` names the resources served, each in a module of its own; `search` turns parameters into conditions; `views`
answers. What stays the same for all: codes.py (terms of others), site.py (names of ours), values.py (data types).
"""
