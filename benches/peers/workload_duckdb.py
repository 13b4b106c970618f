#!/usr/bin/env python3
"""The workload's job in DuckDB, the whole day at once: a peer to measure beside. Durable nowhere.

    pip install duckdb==2.0.0 && python benches/peers/workload_duckdb.py msgs.jsonl DIR

The workload's checker reads DIR.
"""
import json
import sys
import time

import duckdb

if len(sys.argv) != 3:
    sys.exit("workload_duckdb.py MESSAGES DIR")
SOURCE, OUT = sys.argv[1:]

SCORED = ["RR", "SPO2", "O2", "SBP", "HR", "ACVPU", "TEMP"]
COPY = "(FORMAT csv, HEADER false)"

# The messages in their order: what is no JSON is no message, a value that is no number is none.
READINGS = f"""
    CREATE TEMP TABLE readings AS
    WITH messages AS (
        SELECT row_number() OVER () AS place, pid, dev, seq, r
        FROM read_json('{SOURCE}', format = 'newline_delimited', ignore_errors = true,
            columns = {{pid: 'VARCHAR', dev: 'VARCHAR', seq: 'BIGINT', r: 'STRUCT(c VARCHAR, t BIGINT, v JSON)[]'}})
    ), accepted AS (
        SELECT min_by(place, place) AS place, dev, seq, min_by(pid, place) AS pid, min_by(r, place) AS r FROM messages
        WHERE pid IS NOT NULL AND dev IS NOT NULL AND seq >= 1 AND r IS NOT NULL GROUP BY dev, seq
    ), sent AS (
        SELECT place, pid, dev, seq, i - 1 AS i, r[i].c AS c, r[i].t AS t, try_cast(r[i].v AS DOUBLE) AS v
        FROM (SELECT *, unnest(range(1, len(r) + 1)) AS i FROM accepted)
    )
    SELECT place, pid, dev, seq, i, c, t, v FROM sent JOIN (VALUES
        ('RR', 2, 80), ('SPO2', 40, 100), ('O2', 0, 1), ('SBP', 40, 300), ('HR', 20, 300), ('ACVPU', 0, 4),
        ('TEMP', 25, 45), ('DBP', 20, 200), ('WT', 1, 400), ('GLU', 10, 1000)) AS codes(c, least, most) USING (c)
    WHERE v BETWEEN least AND most AND t >= 1577836800000 AND t < 1893456000000"""

POINTS = """CASE c
    WHEN 'RR' THEN CASE WHEN v <= 8 OR v >= 25 THEN 3 WHEN v >= 21 THEN 2 WHEN v <= 11 THEN 1 ELSE 0 END
    WHEN 'SPO2' THEN CASE WHEN v <= 91 THEN 3 WHEN v <= 93 THEN 2 WHEN v <= 95 THEN 1 ELSE 0 END
    WHEN 'O2' THEN CASE WHEN v >= 1 THEN 2 ELSE 0 END
    WHEN 'SBP' THEN CASE WHEN v <= 90 OR v >= 220 THEN 3 WHEN v <= 100 THEN 2 WHEN v <= 110 THEN 1 ELSE 0 END
    WHEN 'HR' THEN CASE WHEN v <= 40 OR v >= 131 THEN 3 WHEN v >= 111 THEN 2 WHEN v <= 50 OR v >= 91 THEN 1 ELSE 0 END
    WHEN 'ACVPU' THEN CASE WHEN v >= 1 THEN 3 ELSE 0 END
    WHEN 'TEMP' THEN CASE WHEN v <= 35 THEN 3 WHEN v >= 39.1 THEN 2 WHEN v <= 36 OR v >= 38.1 THEN 1 ELSE 0 END
END"""
EACH = ", ".join(
    f"coalesce(last_value(CASE c WHEN '{code}' THEN points END IGNORE NULLS) OVER so_far, 0) AS of_{code}"
    for code in SCORED
)
OF = [f"of_{code}" for code in SCORED]
SCORES = f"""
    CREATE TEMP TABLE scores AS
    WITH latest AS (
        SELECT *, {POINTS} AS points FROM readings WHERE c IN {tuple(SCORED)}
        QUALIFY t > coalesce(max(t) OVER (PARTITION BY pid, c ORDER BY place, i
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)
    ), each_sign AS (
        SELECT *, {EACH} FROM latest
        WINDOW so_far AS (PARTITION BY pid ORDER BY place, i ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
    ), summed AS (
        SELECT place, i, pid, dev, seq, t, c, {" + ".join(OF)} AS sum, greatest({", ".join(OF)}) AS most FROM each_sign
    ), levels AS (
        SELECT *, CASE WHEN sum >= 7 THEN 3 WHEN sum >= 5 THEN 2 WHEN most = 3 THEN 1 ELSE 0 END AS level FROM summed
    )
    SELECT *, lag(level, 1, 0) OVER (PARTITION BY pid ORDER BY place, i) AS was FROM levels"""

started, cpu = time.monotonic(), time.process_time()
db = duckdb.connect()
db.execute(READINGS)
db.execute(f"COPY (SELECT pid, dev, seq, i, c, t, v FROM readings) TO '{OUT}/readings.csv' {COPY}")
db.execute(SCORES)
alerts = "SELECT pid, dev, seq, i, t, c, level, sum FROM scores WHERE level > was"
db.execute(f"COPY ({alerts}) TO '{OUT}/alerts.csv' {COPY}")
final = """
    SELECT pid, coalesce(sum, 0), coalesce(level, 0), stored FROM (SELECT pid, count(*) AS stored FROM readings GROUP BY pid)
    LEFT JOIN (SELECT pid, arg_max(sum, (place, i)) AS sum, arg_max(level, (place, i)) AS level FROM scores GROUP BY pid)
    USING (pid)"""
db.execute(f"COPY ({final}) TO '{OUT}/final.csv' {COPY}")
stored = db.execute("SELECT count(*) FROM readings").fetchone()[0]
raised = db.execute("SELECT count(*) FROM scores WHERE level > was").fetchone()[0]
report = {
    "stored": stored, "alerts": raised, "proc_s": round(time.monotonic() - started, 3),
    "cpu_s": round(time.process_time() - cpu, 3), "durable": False,
}  # fmt: skip
print(json.dumps(report))
