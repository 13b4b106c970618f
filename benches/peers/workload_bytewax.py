#!/usr/bin/env python3
"""The workload's job in bytewax (on timely), as somebody would write it who has an afternoon: a peer to
measure beside. One worker, nothing is recovered. Durable nowhere, though its file sink syncs each batch.

    pip install bytewax==0.21.1 orjson==3.13.0 && python benches/peers/workload_bytewax.py msgs.jsonl DIR

The workload's checker reads DIR.
"""
import gc
import json
import sys
import time
from pathlib import Path

import bytewax.operators as op
from bytewax.connectors.files import DirSink, FileSource
from bytewax.dataflow import Dataflow
from bytewax.operators import StatefulBatchLogic
from bytewax.testing import run_main

from workload import Person, parse

if len(sys.argv) != 3:
    sys.exit("workload_bytewax.py MESSAGES DIR")
SOURCE, OUT = sys.argv[1:]

# By name, the order in which the sink counts its files.
FILES = [ALERTS, FINAL, READINGS] = ["alerts.csv", "final.csv", "readings.csv"]
BATCH = 10_000
stored = raised = 0


class Patient(StatefulBatchLogic):
    """A patient's state. Gives `file, lines`."""

    def __init__(self):
        self.pid, self.person = None, Person()

    def on_batch(self, messages):
        global raised
        readings, alerts = [], []
        self.pid = messages[0][0]
        for message in messages:
            self.person.take(message, readings, alerts)
        raised += len(alerts)
        both = [(READINGS, readings), (ALERTS, alerts)]
        return [(file, "".join(lines)) for file, lines in both if lines], StatefulBatchLogic.RETAIN

    def on_eof(self):
        global stored
        stored += self.person.stored
        return [(FINAL, self.person.final(self.pid))], StatefulBatchLogic.DISCARD

    def snapshot(self):
        return None


def keyed(line):
    message = parse(line)
    return message and (message[0], message)


# Nothing here points in a circle, and looking for circles takes long where there are many patients.
gc.disable()
started, cpu = time.monotonic(), time.process_time()
flow = Dataflow("workload")
lines = op.input("messages", flow, FileSource(SOURCE, batch_size=BATCH))
messages = op.filter_map("parse", lines, keyed)
told = op.key_rm("by_file", op.stateful_batch("patients", messages, lambda _state: Patient()))
op.output("files", told, DirSink(Path(OUT), len(FILES), lambda place, _count: FILES[place], FILES.index, end=""))
run_main(flow)
report = {
    "stored": stored, "alerts": raised, "proc_s": round(time.monotonic() - started, 3),
    "cpu_s": round(time.process_time() - cpu, 3), "durable": False,
}  # fmt: skip
print(json.dumps(report))
