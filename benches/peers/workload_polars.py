#!/usr/bin/env python3
"""The workload's job in polars, the whole day at once: a peer to measure beside. Durable nowhere.

    pip install polars==2.1.0 && python benches/peers/workload_polars.py msgs.jsonl DIR

The workload's checker reads DIR.
"""
import json
import sys
import time

import polars as pl

if len(sys.argv) != 3:
    sys.exit("workload_polars.py MESSAGES DIR")
SOURCE, OUT = sys.argv[1:]

# By code: the values that count, inclusive.
RANGES = {
    "RR": (2, 80), "SPO2": (40, 100), "O2": (0, 1), "SBP": (40, 300), "HR": (20, 300), "ACVPU": (0, 4),
    "TEMP": (25, 45), "DBP": (20, 200), "WT": (1, 400), "GLU": (10, 1000),
}  # fmt: skip
SCORED = ["RR", "SPO2", "O2", "SBP", "HR", "ACVPU", "TEMP"]
# Event times that count, ms since 1970: from 2020 until before 2030.
EARLIEST, LATEST = 1577836800000, 1893456000000
v = pl.col("v")


def points():
    """Points of a reading, by its code."""

    def choose(code, three, two, one):
        chosen = pl.when(three).then(3).when(two).then(2).when(one).then(1).otherwise(0)
        return (pl.col("c") == code, chosen.cast(pl.Int8))

    none = pl.lit(False)
    table = [
        choose("RR", (v <= 8) | (v >= 25), v >= 21, v <= 11),
        choose("SPO2", v <= 91, v <= 93, v <= 95),
        choose("O2", none, v >= 1, none),
        choose("SBP", (v <= 90) | (v >= 220), v <= 100, v <= 110),
        choose("HR", (v <= 40) | (v >= 131), v >= 111, (v <= 50) | (v >= 91)),
        choose("ACVPU", v >= 1, none, none),
        choose("TEMP", v <= 35, v >= 39.1, (v <= 36) | (v >= 38.1)),
    ]
    case = pl
    for code, chosen in table:
        case = case.when(code).then(chosen)
    return case.otherwise(None)


def read():
    """The messages, in their order. A line that is cut off is no message; what is no number is null."""
    reading = pl.Struct({"c": pl.String, "t": pl.Int64, "v": pl.String})
    kind = pl.Struct({"pid": pl.String, "dev": pl.String, "seq": pl.Int64, "r": pl.List(reading)})
    lines = pl.scan_lines(SOURCE, name="line").filter(pl.col("line").str.ends_with("]}"))
    return lines.select(pl.col("line").str.json_decode(kind)).unnest("line")


started, cpu = time.monotonic(), time.process_time()
ranges = pl.LazyFrame(
    {"c": RANGES.keys(), "least": [low for low, _ in RANGES.values()], "most": [high for _, high in RANGES.values()]}
)
readings = (
    read()
    .filter(pl.col("pid").is_not_null() & pl.col("dev").is_not_null() & (pl.col("seq") >= 1) & pl.col("r").is_not_null())
    .unique(["dev", "seq"], keep="first", maintain_order=True)
    .with_columns(i=pl.int_ranges(0, pl.col("r").list.len()))
    .explode("r", "i")
    .unnest("r")
    .with_columns(v.cast(pl.Float64, strict=False))
    .join(ranges, on="c", how="inner", maintain_order="left")
    .filter(v.is_between("least", "most") & (pl.col("t") >= EARLIEST) & (pl.col("t") < LATEST))
    .select("pid", "dev", "seq", "i", "c", "t", "v")
    .collect()
)
readings.write_csv(f"{OUT}/readings.csv", include_header=False)

before = pl.col("t").cum_max().shift(1).over("pid", "c")
level = pl.when(pl.col("sum") >= 7).then(3).when(pl.col("sum") >= 5).then(2).when("three").then(1).otherwise(0)
scores = (
    readings.lazy()
    .filter(pl.col("c").is_in(SCORED))
    .filter(before.is_null() | (pl.col("t") > before))
    .with_columns(points=points())
    .with_columns(
        pl.when(pl.col("c") == code).then("points").forward_fill().over("pid").fill_null(0).alias(f"of {code}")
        for code in SCORED
    )
    .with_columns(
        sum=pl.sum_horizontal(pl.col(f"of {code}").cast(pl.Int32) for code in SCORED),
        three=pl.max_horizontal(f"of {code}" for code in SCORED) == 3,
    )
    .with_columns(level=level)
    .with_columns(was=pl.col("level").shift(1).over("pid").fill_null(0))
    .select("pid", "dev", "seq", "i", "t", "c", "level", "sum", "was")
    .collect()
)
alerts = scores.filter(pl.col("level") > pl.col("was")).drop("was")
alerts.write_csv(f"{OUT}/alerts.csv", include_header=False)
last = scores.group_by("pid").agg(pl.col("sum", "level").last())
final = readings.group_by("pid").agg(stored=pl.len()).join(last, on="pid", how="left")
final.select("pid", pl.col("sum", "level").fill_null(0), "stored").write_csv(f"{OUT}/final.csv", include_header=False)
report = {
    "stored": len(readings), "alerts": len(alerts), "proc_s": round(time.monotonic() - started, 3),
    "cpu_s": round(time.process_time() - cpu, 3), "durable": False,
}  # fmt: skip
print(json.dumps(report))
