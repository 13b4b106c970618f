// The workload's job in Node-RED, as somebody would write it who has an afternoon: a peer to measure
// beside. Each message goes from the node that reads to the one that decides; what is to be written is
// handed on in large pieces, because the file node looks at its file for each. Durable nowhere.
//
//   npm install --prefix FOLDER node-red@4.1.15
//   NODE_PATH=FOLDER/node_modules node benches/peers/workload_nodered.mjs msgs.jsonl DIR
//
// The workload's checker reads DIR.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const RED = createRequire(import.meta.url)("node-red");

const [source, out] = process.argv.slice(2);
if (out === undefined) {
  console.error("node workload_nodered.mjs MESSAGES DIR");
  process.exit(64);
}

// Runs within the function node, which gets it as text.
class Job {
  // By code: the values that count, inclusive, and its place among the scored signs, or -1.
  codes = new Map([
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
  scored = 7;
  points = [
    (v) => (v <= 8 || v >= 25 ? 3 : v >= 21 ? 2 : v <= 11 ? 1 : 0),
    (v) => (v <= 91 ? 3 : v <= 93 ? 2 : v <= 95 ? 1 : 0),
    (v) => (v >= 1 ? 2 : 0),
    (v) => (v <= 90 || v >= 220 ? 3 : v <= 100 ? 2 : v <= 110 ? 1 : 0),
    (v) => (v <= 40 || v >= 131 ? 3 : v >= 111 ? 2 : v <= 50 || v >= 91 ? 1 : 0),
    (v) => (v >= 1 ? 3 : 0),
    (v) => (v <= 35 ? 3 : v >= 39.1 ? 2 : v <= 36 || v >= 38.1 ? 1 : 0),
  ];
  // Event times that count, ms since 1970: from 2020 until before 2030.
  earliest = 1577836800000;
  latest = 1893456000000;
  // Numbers of a device that are remembered.
  window = 64;
  // What is handed on at once.
  chars = 1 << 16;
  people = new Map();
  devices = new Map();
  readings = "";
  alerts = "";
  stored = 0;
  raised = 0;

  // The node's own entrance: a message for each of its outputs. The last says how many there were.
  input(msg) {
    if (msg.payload) this.take(msg.payload);
    const over = msg.parts.count !== undefined;
    if (!over && this.readings.length < this.chars) return null;
    const { readings, alerts, stored, raised } = this;
    this.readings = this.alerts = "";
    const both = [
      { payload: readings, over },
      { payload: alerts, over },
    ];
    return over ? [...both, { payload: this.final(), over, report: { stored, alerts: raised } }] : both;
  }

  final() {
    const lines = [];
    for (const [pid, { points, level, stored }] of this.people) {
      if (stored > 0) lines.push(`${pid},${this.sum(points)},${level},${stored}\n`);
    }
    return lines.join("");
  }

  sum(points) {
    let sum = 0;
    for (let place = 0; place < points.length; place++) sum += points[place];
    return sum;
  }

  isNew(dev, seq) {
    const numbers = this.devices.get(dev);
    if (numbers === undefined) {
      this.devices.set(dev, { newest: seq, seen: [seq] });
      return true;
    }
    if (seq <= numbers.newest - this.window || numbers.seen.includes(seq)) return false;
    numbers.newest = Math.max(numbers.newest, seq);
    numbers.seen.push(seq);
    if (numbers.seen.length > this.window) numbers.seen = numbers.seen.filter((one) => one > numbers.newest - this.window);
    return true;
  }

  take(line) {
    let sent;
    try {
      sent = JSON.parse(line);
    } catch {
      return;
    }
    const { pid, dev, seq, r } = sent;
    if (typeof pid !== "string" || typeof dev !== "string") return;
    if (!Number.isInteger(seq) || seq < 1 || !Array.isArray(r) || !this.isNew(dev, seq)) return;
    let person = this.people.get(pid);
    if (person === undefined) {
      person = { at: new Float64Array(this.scored), points: new Uint8Array(this.scored), level: 0, stored: 0 };
      this.people.set(pid, person);
    }
    for (let place = 0; place < r.length; place++) {
      const { c, t, v } = r[place];
      const code = this.codes.get(c);
      if (code === undefined || typeof v !== "number" || v < code[0] || v > code[1]) continue;
      if (!Number.isInteger(t) || t < this.earliest || t >= this.latest) continue;
      this.readings += `${pid},${dev},${seq},${place},${c},${t},${v}\n`;
      this.stored++;
      person.stored++;
      const sign = code[2];
      if (sign < 0 || t <= person.at[sign]) continue;
      person.at[sign] = t;
      person.points[sign] = this.points[sign](v);
      const sum = this.sum(person.points);
      const level = sum >= 7 ? 3 : sum >= 5 ? 2 : person.points.includes(3) ? 1 : 0;
      if (level > person.level) {
        this.alerts += `${pid},${dev},${seq},${place},${t},${c},${level},${sum}\n`;
        this.raised++;
      }
      person.level = level;
    }
  }
}

const node = (id, type, wires, more) => ({ id, type, z: "flow", x: 0, y: 0, wires, ...more });
const file = (id) =>
  node(id, "file", [["written"]], { filename: resolve(out, `${id}.csv`), filenameType: "str", overwriteFile: "false" });
const flows = [
  { id: "flow", type: "tab", label: "workload" },
  node("begin", "inject", [["started"]], { props: [], once: true, onceDelay: 0.1 }),
  node("started", "function", [["messages"]], { func: `global.get("started")(); return msg;`, outputs: 1 }),
  node("messages", "file in", [["job"]], { filename: resolve(source), filenameType: "str", format: "lines" }),
  node("job", "function", [["readings"], ["alerts"], ["final"]], {
    initialize: `${Job}\ncontext.set("job", new Job());`,
    func: `return context.get("job").input(msg);`,
    outputs: 3,
  }),
  ...["readings", "alerts", "final"].map(file),
  node("written", "function", [], { func: `if (msg.over) global.get("written")(msg.report);`, outputs: 0 }),
];

let start, report;
let left = 3;
const started = () => (start = { at: performance.now(), cpu: process.cpuUsage() });
const written = async (found) => {
  report ??= found;
  if (--left > 0) return;
  const cpu = process.cpuUsage(start.cpu);
  const proc_s = (performance.now() - start.at) / 1000;
  console.log(JSON.stringify({ ...report, proc_s, cpu_s: (cpu.user + cpu.system) / 1e6, durable: false }));
  await RED.stop();
  rmSync(userDir, { recursive: true });
  process.exit(0);
};

// The file node adds to a file that is there.
for (const name of ["readings", "alerts", "final"]) rmSync(join(out, `${name}.csv`), { force: true });
const userDir = mkdtempSync(join(tmpdir(), "workload-nodered-"));
writeFileSync(join(userDir, "flows.json"), JSON.stringify(flows));
RED.init({
  userDir,
  flowFile: "flows.json",
  httpAdminRoot: false,
  httpNodeRoot: false,
  functionGlobalContext: { started, written },
  logging: { console: { level: "error" } },
});
await RED.start();
