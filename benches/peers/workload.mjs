// The workload's job in Node, as somebody would write it who has an afternoon: a peer to measure
// beside. Durable nowhere. `node benches/peers/workload.mjs msgs.jsonl DIR`; the workload's checker
// reads DIR.
import { closeSync, openSync, readFileSync, writeSync } from "node:fs";

const [source, out] = process.argv.slice(2);
if (out === undefined) {
  console.error("node workload.mjs MESSAGES DIR");
  process.exit(64);
}

// By code: the values that count, inclusive, and its place among the scored signs, or -1.
const CODES = new Map([
  ["RR", [2, 80, 0]],
  ["SPO2", [40, 100, 1]],
  ["O2", [0, 1, 2]],
  ["SBP", [40, 300, 3]],
  ["HR", [20, 300, 4]],
  ["ACVPU", [0, 4, 5]],
  ["TEMP", [25, 45, 6]],
  ["DBP", [20, 200, -1]],
  ["WT", [1, 400, -1]],
  ["GLU", [10, 1000, -1]],
]);
const SCORED = 7;
// Event times that count, ms since 1970: from 2020 until before 2030.
const [EARLIEST, LATEST] = [1577836800000, 1893456000000];
// Numbers of a device that are remembered.
const WINDOW = 64;
const BUFFER_CHARS = 1 << 16;

const points = [
  (v) => (v <= 8 || v >= 25 ? 3 : v >= 21 ? 2 : v <= 11 ? 1 : 0),
  (v) => (v <= 91 ? 3 : v <= 93 ? 2 : v <= 95 ? 1 : 0),
  (v) => (v >= 1 ? 2 : 0),
  (v) => (v <= 90 || v >= 220 ? 3 : v <= 100 ? 2 : v <= 110 ? 1 : 0),
  (v) => (v <= 40 || v >= 131 ? 3 : v >= 111 ? 2 : v <= 50 || v >= 91 ? 1 : 0),
  (v) => (v >= 1 ? 3 : 0),
  (v) => (v <= 35 ? 3 : v >= 39.1 ? 2 : v <= 36 || v >= 38.1 ? 1 : 0),
];

class Lines {
  constructor(name) {
    this.file = openSync(`${out}/${name}`, "w");
    this.text = "";
  }
  write(line) {
    this.text += line;
    if (this.text.length > BUFFER_CHARS) this.flush();
  }
  flush() {
    writeSync(this.file, this.text);
    this.text = "";
  }
  close() {
    this.flush();
    closeSync(this.file);
  }
}

class Person {
  at = new Float64Array(SCORED).fill(-Infinity);
  points = new Uint8Array(SCORED);
  level = 0;
  stored = 0;
  sum() {
    let sum = 0;
    for (let place = 0; place < SCORED; place++) sum += this.points[place];
    return sum;
  }
}

const bytes = readFileSync(source);
const people = new Map();
const devices = new Map();
const readings = new Lines("readings.csv");
const alerts = new Lines("alerts.csv");
let [stored, raised] = [0, 0];

function isNew(dev, seq) {
  const numbers = devices.get(dev);
  if (numbers === undefined) {
    devices.set(dev, { newest: seq, seen: [seq] });
    return true;
  }
  if (seq <= numbers.newest - WINDOW || numbers.seen.includes(seq)) return false;
  numbers.newest = Math.max(numbers.newest, seq);
  numbers.seen.push(seq);
  if (numbers.seen.length > WINDOW) numbers.seen = numbers.seen.filter((one) => one > numbers.newest - WINDOW);
  return true;
}

function take(line) {
  let sent;
  try {
    sent = JSON.parse(line);
  } catch {
    return;
  }
  const { pid, dev, seq, r } = sent;
  if (typeof pid !== "string" || typeof dev !== "string") return;
  if (!Number.isInteger(seq) || seq < 1 || !Array.isArray(r) || !isNew(dev, seq)) return;
  let person = people.get(pid);
  if (person === undefined) people.set(pid, (person = new Person()));
  for (let place = 0; place < r.length; place++) {
    const { c, t, v } = r[place];
    const code = CODES.get(c);
    if (code === undefined || typeof v !== "number" || v < code[0] || v > code[1]) continue;
    if (!Number.isInteger(t) || t < EARLIEST || t >= LATEST) continue;
    readings.write(`${pid},${dev},${seq},${place},${c},${t},${v}\n`);
    stored++;
    person.stored++;
    const sign = code[2];
    if (sign < 0 || t <= person.at[sign]) continue;
    person.at[sign] = t;
    person.points[sign] = points[sign](v);
    const sum = person.sum();
    const level = sum >= 7 ? 3 : sum >= 5 ? 2 : person.points.includes(3) ? 1 : 0;
    if (level > person.level) {
      alerts.write(`${pid},${dev},${seq},${place},${t},${c},${level},${sum}\n`);
      raised++;
    }
    person.level = level;
  }
}

const start = { at: performance.now(), cpu: process.cpuUsage() };
for (let from = 0; from < bytes.length; ) {
  const newline = bytes.indexOf(10, from);
  const end = newline < 0 ? bytes.length : newline;
  if (end > from) take(bytes.latin1Slice(from, end));
  from = end + 1;
}
readings.close();
alerts.close();
const final = new Lines("final.csv");
for (const [pid, person] of people) {
  if (person.stored > 0) final.write(`${pid},${person.sum()},${person.level},${person.stored}\n`);
}
final.close();
const cpu = process.cpuUsage(start.cpu);
const proc_s = (performance.now() - start.at) / 1000;
console.log(JSON.stringify({ stored, alerts: raised, proc_s, cpu_s: (cpu.user + cpu.system) / 1e6, durable: false }));
