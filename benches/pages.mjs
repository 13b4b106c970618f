#!/usr/bin/env node
// How fast the pages are, in Chromium on a running demo: node benches/pages.mjs URL WHAT
//   sizes      what each page's first visit fetches, by kind, as it comes over the wire
//   paint      SECONDS=60: from a row's event to the frame that shows it, and tasks over 50 ms, on the work list
//   requests   SECONDS=20: the work list's snapshot over 8 connections
//   screen     DATA=DIR BROKER=1883 N=400: from just before a reading is published over MQTT until it is drawn in an
//              open work list; DIR is the demo's --data. The demo's own count differs by N in the end: it didn't send them
//   slow       the patient's page on a slow telephone: 400 ms there and back, 400 kbit/s, a processor slowed 4 times
// It needs `npm ci` in tests/browser and /usr/bin/chromium.
import { createRequire } from "node:module";
import { Agent, get } from "node:http";
import { broker, Gateway } from "./gateway.mjs";

const require = createRequire(new URL("../tests/browser/package.json", import.meta.url));
const { chromium } = require("playwright-core");

const [url, what] = process.argv.slice(2);
const PAGES = {
  care_manager: ["/work", "/patients/{first}", "/cohort", "/cohort/billing", "/rules", "/ops", "/accounts", "/audit"],
  patient: ["/signin", "/me"],
};

const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
const sorted = (values) => values.toSorted((a, b) => a - b);
const ms = (value) => `${value.toFixed(1)} ms`;

function spread(values) {
  const all = sorted(values);
  return `p50 ${ms(at(all, 0.5))}, p95 ${ms(at(all, 0.95))}, p99 ${ms(at(all, 0.99))}, most ${ms(all.at(-1))} (${all.length})`;
}

async function window(browser, role) {
  const context = await browser.newContext({ baseURL: url, viewport: { width: 1280, height: 800 } });
  await context.request.post("/signin/demo", { form: { role }, headers: { origin: url } });
  return context;
}

async function sizes(browser) {
  const kinds = ["document", "script", "stylesheet", "font", "image"];
  console.log(["page", ...kinds, "all, bytes"].join("\t"));
  for (const [role, addresses] of Object.entries(PAGES))
    for (const address of addresses) {
      const context = await window(browser, role);
      const list = role === "patient" ? null : await (await context.request.get("/api/worklist")).json();
      const page = await context.newPage();
      const client = await context.newCDPSession(page);
      await client.send("Network.enable");
      const [kindOf, bytes] = [new Map(), new Map()];
      client.on("Network.responseReceived", ({ requestId, type }) => kindOf.set(requestId, type.toLowerCase()));
      client.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
        const kind = kindOf.get(requestId);
        bytes.set(kind, (bytes.get(kind) ?? 0) + encodedDataLength);
      });
      await page.goto(address.replace("{first}", list?.rows[0].patient));
      await page.waitForTimeout(3000);
      const each = kinds.map((kind) => bytes.get(kind) ?? 0);
      console.log([address, ...each, each.reduce((sum, one) => sum + one, 0)].join("\t"));
      await context.close();
    }
}

/** In the page, before its own scripts: when events came, and when the frame after them was drawn. */
function watch() {
  globalThis.watched = { paints: [], rows: 0, events: 0, long: [] };
  const { watched } = globalThis;
  globalThis.EventSource = class extends EventSource {
    addEventListener(kind, listener) {
      super.addEventListener(kind, (event) => {
        const came = performance.now();
        listener(event);
        if (kind !== "rows") return;
        const { rows } = JSON.parse(event.data);
        watched.events += 1;
        watched.rows += rows.length;
        // The task after the frame's own: by then it is drawn.
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => watched.paints.push(performance.now() - came);
          port2.postMessage(0);
        });
      });
    }
  };
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) watched.long.push(duration);
  }).observe({ type: "longtask" });
}

async function watchList(browser) {
  const context = await window(browser, "care_manager");
  const page = await context.newPage();
  await page.addInitScript(watch);
  await page.goto("/work");
  await page.locator("tr[data-patient]").first().waitFor();
  // What comes with the first list is not what is asked for.
  await page.waitForTimeout(5000);
  await page.evaluate(() => {
    const { watched } = globalThis;
    for (const list of [watched.paints, watched.long]) list.length = 0;
    watched.rows = watched.events = 0;
  });
  return page;
}

async function paint(browser) {
  const seconds = Number(process.env.SECONDS ?? 60);
  const page = await watchList(browser);
  const patients = await page.evaluate(async () => (await (await fetch("/api/worklist")).json()).rows.length);
  await page.waitForTimeout(seconds * 1000);
  const { paints, rows, events, long } = await page.evaluate(() => globalThis.watched);
  console.log(`${patients} patients; ${(rows / seconds).toFixed(1)} changed rows/s in ${(events / seconds).toFixed(1)} events/s`);
  console.log(`event to frame: ${spread(paints)}`);
  console.log(`tasks over 50 ms in ${seconds} s: ${long.length}${long.length ? `, the longest ${ms(Math.max(...long))}` : ""}`);
}

/** In the page: when the temperature of the row that has the focus says this, and is drawn. */
function awaitDrawn(words) {
  const cell = document.activeElement.querySelector(".cell-temperature");
  globalThis.drawn = new Promise((done) => {
    const look = () => {
      if (cell.querySelector(".figure")?.textContent !== words) return;
      observer.disconnect();
      // The task after the frame's own: by then it is drawn.
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => done(performance.now());
        port2.postMessage(0);
      });
    };
    const observer = new MutationObserver(look);
    observer.observe(cell, { subtree: true, childList: true, characterData: true });
    setTimeout(() => {
      observer.disconnect();
      done(null);
    }, 5000);
  });
}

/** By how much this process's clock is ahead of the page's, from the shortest of some rounds, and half that round. */
async function clocks(page) {
  let best = { ahead: 0, within: Infinity };
  for (let round = 0; round < 100; round += 1) {
    const asked = performance.now();
    const there = await page.evaluate(() => performance.now());
    const within = (performance.now() - asked) / 2;
    if (within < best.within) best = { ahead: asked + within - there, within };
  }
  return best;
}

/** Somebody with a thermometer, and what it is called. */
async function withThermometer(context) {
  const { rows } = await (await context.request.get("/api/worklist")).json();
  for (const { patient } of rows) {
    const { readings } = await (await context.request.get(`/api/patients/${patient}`)).json();
    const found = readings.find(({ sign, gateway }) => sign === "temperature" && gateway === `gw-${patient}`);
    if (found) return { patient, device: found.device, patients: rows.length };
  }
  throw new Error("nobody has a thermometer");
}

async function screen(browser) {
  const { DATA, BROKER = "1883", N = "400" } = process.env;
  if (!DATA) throw new Error("DATA=DIR names the demo's data folder");
  const context = await window(browser, "care_manager");
  const page = await context.newPage();
  const { patient, device, patients } = await withThermometer(context);
  const gateway = new Gateway(`gw-${patient}`, DATA);
  const socket = await broker(Number(BROKER));
  await page.goto("/work");
  await page.getByText(/^● Live/).waitFor();
  // Found, focused, and then among all others again: a row with the focus stays drawn and where it is.
  await page.getByRole("searchbox").fill(patient);
  await page.locator(`tr[data-patient="${patient}"]`).focus();
  await page.evaluate(() => document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true })));
  await page.waitForTimeout(2000);
  const shown = await page.locator("tr[data-patient]").count();
  const before = await clocks(page);
  const { as_of, speed } = await (await context.request.get("/api/worklist")).json();
  const since = performance.now();
  const [took, lost] = [[], []];
  for (let probe = 0; took.length + lost.length < Number(N); probe += 1) {
    await page.waitForTimeout(100 + Math.random() * 60);
    // Within what scores nothing, and never what was there before.
    const tenths = 362 + ((probe * 7) % 18);
    const packet = gateway.temperature(device, as_of + (performance.now() - since) * speed, tenths * 100);
    await page.evaluate(awaitDrawn, (tenths / 10).toFixed(1));
    const published = performance.now();
    socket.write(packet);
    const drawn = await page.evaluate(() => globalThis.drawn);
    if (drawn === null) lost.push(tenths);
    else took.push(drawn + before.ahead - published);
  }
  const after = await clocks(page);
  socket.destroy();
  console.log(`${patients} patients, ${shown} rows drawn; one row followed, its reading published over MQTT, QoS 1`);
  console.log(`publish to drawn: ${spread(took)}; not seen in 5 s: ${lost.length}`);
  console.log(`the two clocks are known within ${before.within.toFixed(2)} ms, and drifted by ${Math.abs(after.ahead - before.ahead).toFixed(2)} ms`);
}

async function requests() {
  const seconds = Number(process.env.SECONDS ?? 20);
  const signIn = await fetch(`${url}/signin/demo`, {
    method: "POST",
    headers: { origin: url, "content-type": "application/x-www-form-urlencoded" },
    body: "role=care_manager",
    redirect: "manual",
  });
  const cookie = signIn.headers.get("set-cookie").split(";")[0];
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  let bytes = 0;
  const once = () =>
    new Promise((done, failed) => {
      get(`${url}/api/worklist`, { agent, headers: { cookie, "accept-encoding": "gzip" } }, (answer) => {
        if (answer.statusCode !== 200) failed(new Error(`status ${answer.statusCode}`));
        let length = 0;
        answer.on("data", (chunk) => (length += chunk.length));
        answer.on("end", () => done((bytes = length)));
      }).on("error", failed);
    });
  await once();
  const took = [];
  const until = performance.now() + seconds * 1000;
  const one = async () => {
    while (performance.now() < until) {
      const began = performance.now();
      await once();
      took.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: 8 }, one));
  agent.destroy();
  console.log(`${(took.length / seconds).toFixed(1)} snapshots/s of ${bytes} bytes: ${spread(took)}`);
}

async function slow(browser) {
  const each = [];
  for (let run = 0; run < 5; run += 1) {
    const context = await window(browser, "patient");
    const page = await context.newPage();
    const client = await context.newCDPSession(page);
    await client.send("Network.enable");
    const rate = 400_000 / 8;
    await client.send("Network.emulateNetworkConditions", { offline: false, latency: 400, downloadThroughput: rate, uploadThroughput: rate });
    await client.send("Emulation.setCPUThrottlingRate", { rate: 4 });
    await page.goto("/me", { waitUntil: "load" });
    each.push(
      await page.evaluate(async () => {
        // What was drawn before somebody looks is told, too.
        const drawn = (type) =>
          new Promise((done) => new PerformanceObserver((list) => done(list.getEntries().at(-1).startTime)).observe({ type, buffered: true }));
        const [first, largest] = await Promise.all([drawn("paint"), drawn("largest-contentful-paint")]);
        const [visit] = performance.getEntriesByType("navigation");
        return { first, largest, loaded: visit.loadEventStart };
      }),
    );
    await context.close();
  }
  for (const key of ["first", "largest", "loaded"]) console.log(`${key}: ${spread(each.map((one) => one[key]))}`);
}

const asked = { sizes, paint, screen, requests, slow }[what];
if (!url || !asked) {
  console.error("usage: node benches/pages.mjs URL sizes|paint|screen|requests|slow");
  process.exit(64);
}
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium" });
try {
  await asked(browser);
} finally {
  await browser.close();
}
