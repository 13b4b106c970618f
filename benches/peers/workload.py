#!/usr/bin/env python3
"""The workload's job in Python with orjson, as somebody would write it who has an afternoon: a peer to
measure beside. Durable nowhere. The peers in Python's dataflow systems take the job itself from here.

    pip install orjson==3.13.0 && python benches/peers/workload.py msgs.jsonl DIR

The workload's checker reads DIR.
"""
import gc
import json
import sys
import time

import orjson

SCORED = 7
# By code: the values that count, inclusive, and its place among the scored signs, or -1.
CODES = {
    "RR": (2, 80, 0), "SPO2": (40, 100, 1), "O2": (0, 1, 2), "SBP": (40, 300, 3), "HR": (20, 300, 4),
    "ACVPU": (0, 4, 5), "TEMP": (25, 45, 6), "DBP": (20, 200, -1), "WT": (1, 400, -1), "GLU": (10, 1000, -1),
}  # fmt: skip
POINTS = [
    lambda v: 3 if v <= 8 or v >= 25 else 2 if v >= 21 else 1 if v <= 11 else 0,
    lambda v: 3 if v <= 91 else 2 if v <= 93 else 1 if v <= 95 else 0,
    lambda v: 2 if v >= 1 else 0,
    lambda v: 3 if v <= 90 or v >= 220 else 2 if v <= 100 else 1 if v <= 110 else 0,
    lambda v: 3 if v <= 40 or v >= 131 else 2 if v >= 111 else 1 if v <= 50 or v >= 91 else 0,
    lambda v: 3 if v >= 1 else 0,
    lambda v: 3 if v <= 35 else 2 if v >= 39.1 else 1 if v <= 36 or v >= 38.1 else 0,
]
# Event times that count, ms since 1970: from 2020 until before 2030.
EARLIEST, LATEST = 1577836800000, 1893456000000
# Numbers of a device that are remembered, a bit each.
WINDOW = 64
ALL = (1 << WINDOW) - 1
# Lines that are written at once.
BUFFERED = 10_000


def parse(line):
    """A message's `pid, dev, seq, r`, or nothing if it is to be refused."""
    try:
        sent = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    if type(sent) is not dict:
        return None
    pid, dev, seq, r = sent.get("pid"), sent.get("dev"), sent.get("seq"), sent.get("r")
    if type(pid) is not str or type(dev) is not str or type(seq) is not int or seq < 1 or type(r) is not list:
        return None
    return pid, dev, seq, r


class Person:
    """What is known of a patient, whose devices are nobody else's."""

    __slots__ = ("at", "points", "level", "stored", "devices")

    def __init__(self):
        self.at = [0] * SCORED
        self.points = [0] * SCORED
        self.level = self.stored = 0
        self.devices = {}

    def is_new(self, dev, seq):
        """Whether it is the first with this number. A device has its newest and a bit for each before it."""
        newest, seen = self.devices.get(dev, (0, 0))
        ahead = seq - newest
        if ahead > 0:
            self.devices[dev] = (seq, (seen << min(ahead, WINDOW) | 1) & ALL)
            return True
        if ahead <= -WINDOW or seen >> -ahead & 1:
            return False
        self.devices[dev] = (newest, seen | 1 << -ahead)
        return True

    def take(self, message, readings, alerts):
        """Adds the lines that come of a message to those of both files."""
        pid, dev, seq, r = message
        if not self.is_new(dev, seq):
            return
        for i, reading in enumerate(r):
            c, t, v = reading.get("c"), reading.get("t"), reading.get("v")
            code = CODES.get(c)
            if code is None or type(v) not in (int, float) or type(t) is not int:
                continue
            least, most, sign = code
            if not least <= v <= most or not EARLIEST <= t < LATEST:
                continue
            readings.append(f"{pid},{dev},{seq},{i},{c},{t},{v}\n")
            self.stored += 1
            if sign < 0 or t <= self.at[sign]:
                continue
            self.at[sign] = t
            self.points[sign] = POINTS[sign](v)
            total = sum(self.points)
            level = 3 if total >= 7 else 2 if total >= 5 else 1 if 3 in self.points else 0
            if level > self.level:
                alerts.append(f"{pid},{dev},{seq},{i},{t},{c},{level},{total}\n")
            self.level = level

    def final(self, pid):
        """The patient's line at the end, if anything was stored."""
        return f"{pid},{sum(self.points)},{self.level},{self.stored}\n" if self.stored else ""


def main(source, out):
    # Nothing here points in a circle, and looking for circles takes long where there are many patients.
    gc.disable()
    started, cpu = time.monotonic(), time.process_time()
    people, lines, alerts, stored = {}, [], [], 0
    with open(source, "rb") as messages, open(f"{out}/readings.csv", "w") as readings:
        for line in messages:
            message = parse(line)
            if message is None:
                continue
            person = people.get(message[0])
            if person is None:
                person = people[message[0]] = Person()
            person.take(message, lines, alerts)
            if len(lines) > BUFFERED:
                stored += len(lines)
                readings.writelines(lines)
                lines.clear()
        stored += len(lines)
        readings.writelines(lines)
    with open(f"{out}/alerts.csv", "w") as file:
        file.writelines(alerts)
    with open(f"{out}/final.csv", "w") as file:
        file.writelines(person.final(pid) for pid, person in people.items())
    report = {
        "stored": stored, "alerts": len(alerts), "proc_s": round(time.monotonic() - started, 3),
        "cpu_s": round(time.process_time() - cpu, 3), "durable": False,
    }  # fmt: skip
    print(json.dumps(report))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("workload.py MESSAGES DIR")
    main(*sys.argv[1:])
