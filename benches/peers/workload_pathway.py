#!/usr/bin/env python3
"""The workload's job in pathway (on timely), as somebody would write it who has an afternoon: a peer to
measure beside. One worker, its own batches of 1.5 s. Durable nowhere.

    pip install pathway==0.33.0 orjson==3.13.0 && python benches/peers/workload_pathway.py msgs.jsonl DIR

The workload's checker reads DIR.
"""
import json
import sys
import time

import pathway as pw

from workload import Person, parse

if len(sys.argv) != 3:
    sys.exit("workload_pathway.py MESSAGES DIR")
SOURCE, OUT = sys.argv[1:]


class Message(pw.Schema):
    place: int
    pid: str
    line: bytes


class Messages(pw.io.python.ConnectorSubject):
    """The messages in their order: rows of a batch have none of their own."""

    deletions_enabled = False

    def run(self):
        with open(SOURCE, "rb") as lines:
            for place, line in enumerate(lines):
                message = parse(line)
                if message is not None:
                    self.next(place=place, pid=message[0], line=line)


@pw.reducers.stateful_many
def observe(state, rows):
    """A patient's state, and the lines that come of a batch. Parsing again is quicker than handing objects on."""
    person = Person() if state is None else state[0].value
    readings, alerts = [], []
    for (_place, line), _count in sorted(rows, key=lambda row: row[0][0]):
        person.take(parse(line), readings, alerts)
    return pw.PyObjectWrapper(person), "".join(readings), "".join(alerts)


started, cpu = time.monotonic(), time.process_time()
people = {}
with open(f"{OUT}/readings.csv", "w") as readings, open(f"{OUT}/alerts.csv", "w") as alerts:

    def told(key, row, time, is_addition):
        if is_addition:
            person, of_readings, of_alerts = row["told"]
            people[row["pid"]] = person.value
            readings.write(of_readings)
            alerts.write(of_alerts)

    messages = pw.io.python.read(Messages(), schema=Message)
    patients = messages.groupby(pw.this.pid).reduce(pw.this.pid, told=observe(pw.this.place, pw.this.line))
    pw.io.subscribe(patients, on_change=told)
    pw.run(monitoring_level=pw.MonitoringLevel.NONE)
with open(f"{OUT}/final.csv", "w") as final:
    final.writelines(person.final(pid) for pid, person in people.items())
report = {
    "stored": sum(person.stored for person in people.values()), "proc_s": round(time.monotonic() - started, 3),
    "cpu_s": round(time.process_time() - cpu, 3), "durable": False,
}  # fmt: skip
print(json.dumps(report))
