#!/usr/bin/env python3
"""Opens the segments that a server wrote as its readers do: with DuckDB and with pandas.

    segments.py FOLDER README EXPECTED.json

FOLDER holds Parquet files, README the page that says which columns they have and of which types, and
EXPECTED.json the values that have to be in them: {patient: {sign: [[taken_at_ms, milli], …]}}.
"""
import json
import re
import sys
from collections import defaultdict
from itertools import groupby
from pathlib import Path

import duckdb
import pandas

folder, page, expected = Path(sys.argv[1]), Path(sys.argv[2]), json.loads(Path(sys.argv[3]).read_text())
files = sorted(folder.glob("*.parquet"))
assert files, f"no segments in {folder}"

# The table of columns in the README, name and DuckDB's type; `null` may stand beside it.
section = page.read_text().split("## Read by other programs")[1].split("\n## ")[0]
told = [(name, kind, bool(null)) for name, kind, null in re.findall(r"^\| `(\w+)` \| (\w+)(, null)? \|", section, re.M)]
db = duckdb.connect()
db.execute(f"CREATE VIEW readings AS SELECT * FROM read_parquet('{folder}/*.parquet')")
found = [(row[0], row[1]) for row in db.execute("DESCRIBE readings").fetchall()]
assert found == [(name, kind) for name, kind, _ in told], f"the page says {told}, the files {found}"
for name, _, may_be_null in told:
    nulls = db.execute(f'SELECT count(*) FROM readings WHERE "{name}" IS NULL').fetchone()[0]
    assert may_be_null or nulls == 0, f"{nulls} rows without {name}"


def gathered(rows):
    values = defaultdict(lambda: defaultdict(list))
    for patient, sign, taken_at_ms, milli in rows:
        values[patient][sign].append([int(taken_at_ms), int(milli)])
    return {patient: {sign: sorted(of) for sign, of in signs.items()} for patient, signs in values.items()}


wanted = {patient: {sign: sorted(of) for sign, of in signs.items()} for patient, signs in expected.items()}
assert gathered(db.execute("SELECT patient, sign, taken_at_ms, milli FROM readings").fetchall()) == wanted

frames = [pandas.read_parquet(file) for file in files]
frame = pandas.concat(frames)
assert list(frame.columns) == [name for name, _, _ in told]
assert gathered(frame[["patient", "sign", "taken_at_ms", "milli"]].itertuples(index=False)) == wanted
for file, one in zip(files, frames):
    rows = groupby(zip(one["patient"], one["sign"], one["taken_at_ms"]), key=lambda row: row[:2])
    stretches = [(of, [at for _, _, at in stretch]) for of, stretch in rows]
    of_whom = [of for of, _ in stretches]
    assert len(of_whom) == len(set(of_whom)), f"{file.name} has a sign of somebody in two places"
    patients = [patient for patient, _ in of_whom]
    assert patients == sorted(patients), f"{file.name} isn't sorted by patient"
    assert all(times == sorted(times) for _, times in stretches), f"{file.name} isn't sorted by time"
    first, end = map(int, file.stem.split("-"))
    assert one["offset"].between(first, end - 1).all(), f"{file.name} has rows of other entries"

# The same question in both: what a care manager would ask first.
duck = db.execute(
    "SELECT patient, avg(milli) / 1000 FROM readings WHERE sign = 'systolic' AND reach = 'within' GROUP BY patient ORDER BY patient"
).fetchall()
systolic = frame[(frame["sign"] == "systolic") & (frame["reach"] == "within")]
means = (systolic.groupby("patient")["milli"].mean() / 1000).sort_index()
assert [(patient, round(mean, 6)) for patient, mean in duck] == [(patient, round(mean, 6)) for patient, mean in means.items()]
print(f"{len(files)} segments, {len(frame)} rows, {len(told)} columns: DuckDB {duckdb.__version__} and pandas {pandas.__version__} agree")
