#!/usr/bin/env python3
"""The heaviest questions of the cohort page, asked of DuckDB over the same segments.

    KEEP=/tmp/segments cargo bench --workspace --bench cohort
    pip install duckdb && benches/cohort_duckdb.py /tmp/segments

Days of UTC only: DuckDB is not asked for slots on local time. The first run of each is cold where this program may
drop what the system has cached of files: root may.
"""
import pathlib
import resource
import subprocess
import sys
import time

import duckdb

QUESTIONS = {
    "slots done: distinct days of each person and sign": """
        SELECT patient, sign, count(DISTINCT taken_at_ms // 86400000) AS days FROM readings
        WHERE sign IN ('systolic', 'weight') GROUP BY patient, sign""",
    "blood pressure: mean and days in range of each person": """
        WITH days AS (
            SELECT patient, taken_at_ms // 86400000 AS day,
                avg(milli) FILTER (sign = 'systolic') AS s, avg(milli) FILTER (sign = 'diastolic') AS d
            FROM readings WHERE sign IN ('systolic', 'diastolic') GROUP BY patient, day)
        SELECT patient, avg(s), avg(d),
            count(*) FILTER (s BETWEEN 110000 AND 130000 AND d BETWEEN 70000 AND 80000) FROM days GROUP BY patient""",
    "the first day of each person with device-sent data": """
        SELECT patient, min(taken_at_ms) FROM readings WHERE origin = 'device' GROUP BY patient""",
}



def drop_caches():
    """Drops what the system has cached of files; says whether it could."""
    subprocess.run(["sync"], check=True)
    try:
        pathlib.Path("/proc/sys/vm/drop_caches").write_text("1")
        return "cold"
    except OSError:
        return "first, not cold"


db = duckdb.connect()
db.execute(f"CREATE VIEW readings AS SELECT * FROM read_parquet('{sys.argv[1]}/*.parquet')")
db.execute("SET threads = 2")
for name, question in QUESTIONS.items():
    for run in (drop_caches(), "warm"):
        started = time.monotonic()
        rows = len(db.execute(question).fetchall())
        print(f"duckdb: {name}, {run}: {time.monotonic() - started:.2f} s, {rows} rows")
print(f"duckdb: peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
