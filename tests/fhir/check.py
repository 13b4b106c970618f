"""Reads every resource of a folder with PyPI's fhir.resources (R4B): structure, cardinality, dates."""

import importlib
import json
import pathlib
import sys

folder = pathlib.Path(sys.argv[1])
count, failures = 0, []
for path in sorted(folder.glob("*.json")):
    resource = json.loads(path.read_text())
    kind = resource["resourceType"]
    module = importlib.import_module(f"fhir.resources.R4B.{kind.lower()}")
    count += 1
    try:
        getattr(module, kind).model_validate(resource)
    except Exception as error:
        failures.append(f"{path.name}: {error}")

# A checker that finds nothing in what is wrong would be none.
spoilt = {"resourceType": "Observation", "code": {"text": "x"}}
observation = importlib.import_module("fhir.resources.R4B.observation").Observation
try:
    observation.model_validate(spoilt)
    failures.append("fhir.resources takes an Observation without a status")
except Exception:
    pass

print(f"fhir.resources: {count} resources, {len(failures)} failures")
print("\n".join(failures[:20]), file=sys.stderr)
sys.exit(1 if failures or not count else 0)
