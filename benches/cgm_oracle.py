#!/usr/bin/env python3
"""Continuous glucose of recorded people: the program's figures beside an independent implementation.

    benches/cgm_oracle.py target/debug/hearthwatch ../shared/data

Writes the sets' values as `hearthwatch cohort cgm` takes them, has it compute, computes the same with
Python's exact fractions and its own standard deviation, and prints the largest difference of any cell.
"""
import csv
import gzip
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from fractions import Fraction
from pathlib import Path

program, data = sys.argv[1], Path(sys.argv[2])
people = defaultdict(list)
with tempfile.TemporaryDirectory() as scratch:
    given, made = Path(scratch) / "given.csv", Path(scratch) / "made.csv"
    with open(given, "w", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["patient", "taken_at", "kind", "value", "unit"])
        for name in ("cgm_dexcom", "cgm_shanghai_t2dm"):
            with gzip.open(data / name / "cgm.csv.gz", "rt") as file:
                for row in csv.DictReader(file):
                    if row["cgm_mg_dl"] not in ("", "NA", "nan"):
                        patient = f"{name}-{row['patient']}".replace(" ", "_")
                        people[patient].append(Fraction(row["cgm_mg_dl"]))
                        rows.writerow([patient, row["time"], "glucose_cgm", row["cgm_mg_dl"], "mg/dL"])
    subprocess.run([program, "cohort", "cgm", "--from", given, "--out", made], check=True)
    with open(made, newline="") as file:
        theirs = {row["patient"]: row for row in csv.DictReader(file)}


def figures(values):
    """Battelino 2019 and Bergenstal 2018, value by value."""
    mean, sd = statistics.fmean(values), statistics.stdev(map(float, values))
    share = lambda counts: 100 * sum(map(counts, values)) / len(values)
    return {
        "n": len(values),
        "mean": mean,
        "sd": sd,
        "cv_pct": 100 * sd / mean,
        "gmi_pct": 3.31 + 0.02392 * mean,
        "tir_70_180_pct": share(lambda value: 70 <= value <= 180),
        "tbr_lt54_pct": share(lambda value: value < 54),
        "tbr_lt70_pct": share(lambda value: value < 70),
        "tar_gt180_pct": share(lambda value: value > 180),
        "tar_gt250_pct": share(lambda value: value > 250),
    }


assert theirs.keys() == people.keys(), theirs.keys() ^ people.keys()
largest = max(
    (abs(float(theirs[patient][name]) - value), patient, name)
    for patient, values in people.items()
    for name, value in figures(values).items()
)
print(f"{len(people)} people, {sum(map(len, people.values()))} values, largest difference {largest[0]:.7f} ({largest[2]} of {largest[1]})")
sys.exit(1 if largest[0] > 0.0001 else 0)
