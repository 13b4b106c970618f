#!/usr/bin/env python3
"""The workload's job in PyFlink, as somebody would write it who has an afternoon: a peer to measure beside.
Its own small cluster with a heap for state, two tasks, no checkpoint but the one at the end. Durable nowhere.

    pip install apache-flink==2.3.0 orjson==3.13.0 && python benches/peers/workload_pyflink.py msgs.jsonl DIR [thread]

Untuned, our code runs in processes beside the JVM; with `thread` within it. The workload's checker reads DIR.
Needs Java 17.
"""
import json
import os
import shutil
import site
import sys
import time
from pathlib import Path

from pyflink.common import Configuration, Encoder, Types, WatermarkStrategy
from pyflink.datastream import KeyedProcessFunction, OutputTag, StreamExecutionEnvironment
from pyflink.datastream.connectors.file_system import FileSink, FileSource, StreamFormat
from pyflink.datastream.state import ValueStateDescriptor

from workload import Person, parse

ALERTS = OutputTag("alerts", Types.STRING())
FINAL = OutputTag("final", Types.STRING())
# When the messages are over, time goes to its end, and what waits for a moment before that is told.
OVER = 2**63 - 2
HOUR_MS = 3_600_000


class Patient(KeyedProcessFunction):
    def open(self, runtime_context):
        self.state = runtime_context.get_state(ValueStateDescriptor("person", Types.PICKLED_BYTE_ARRAY()))

    def process_element(self, message, ctx):
        person = self.state.value()
        if person is None:
            person = Person()
            ctx.timer_service().register_event_time_timer(OVER)
        readings, alerts = [], []
        person.take(message, readings, alerts)
        self.state.update(person)
        if readings:
            yield "".join(readings)[:-1]
        if alerts:
            yield ALERTS, "".join(alerts)[:-1]

    def on_timer(self, timestamp, ctx):
        line = self.state.value().final(ctx.get_current_key())
        if line:
            yield FINAL, line[:-1]


def parsed(line):
    message = parse(line)
    if message is not None:
        yield message


def cpu_seconds():
    """What this process and those below it have used."""
    processes = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        processes[int(stat.parent.name)] = int(state[1]), sum(map(int, state[11:15]))
    ours = {os.getpid()}
    while more := {pid for pid, (parent, _) in processes.items() if parent in ours} - ours:
        ours |= more
    return sum(processes[pid][1] for pid in ours) / os.sysconf("SC_CLK_TCK")


def main(source, out, mode="process"):
    started, cpu = time.monotonic(), cpu_seconds()
    parts = Path(out) / "parts"
    shutil.rmtree(parts, ignore_errors=True)

    def sink(stream, name):
        to = FileSink.for_row_format(str(parts / name), Encoder.simple_string_encoder()).build()
        stream.sink_to(to).set_parallelism(1)

    config = Configuration()
    config.set_string("python.executable", sys.executable)
    config.set_string("python.execution-mode", mode)
    config.set_string("execution.checkpointing.storage", "filesystem")
    config.set_string("execution.checkpointing.dir", (parts / "checkpoints").resolve().as_uri())
    config.set_string("restart-strategy.type", "none")
    # Threads don't know of a venv.
    config.set_string("python.pythonpath", os.pathsep.join(site.getsitepackages()))
    env = StreamExecutionEnvironment.get_execution_environment(config)
    env.set_parallelism(2)
    env.enable_checkpointing(HOUR_MS)
    env.add_python_file(str(Path(__file__).with_name("workload.py")))
    files = FileSource.for_record_stream_format(StreamFormat.text_line_format(), str(Path(source).resolve())).build()
    lines = env.from_source(files, WatermarkStrategy.for_monotonous_timestamps(), "messages").set_parallelism(1)
    messages = lines.flat_map(parsed).set_parallelism(1)
    readings = messages.key_by(lambda message: message[0]).process(Patient(), Types.STRING())
    sink(readings, "readings.csv")
    sink(readings.get_side_output(ALERTS), "alerts.csv")
    sink(readings.get_side_output(FINAL), "final.csv")
    env.execute("workload")
    for name in ("readings.csv", "alerts.csv", "final.csv"):
        with open(f"{out}/{name}", "wb") as whole:
            for part in (parts / name).rglob("part-*"):
                with open(part, "rb") as lines:
                    shutil.copyfileobj(lines, whole)
    shutil.rmtree(parts)
    with open(f"{out}/readings.csv", "rb") as lines:
        stored = sum(1 for _ in lines)
    report = {
        "stored": stored, "proc_s": round(time.monotonic() - started, 3),
        "cpu_s": round(cpu_seconds() - cpu, 3), "durable": False,
    }  # fmt: skip
    print(json.dumps(report))


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit("workload_pyflink.py MESSAGES DIR [thread]")
    main(*sys.argv[1:])
