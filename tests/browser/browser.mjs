// One browser for a test file, the server's address, and what several tests do.
// A test that can't reach the server fails: nothing here skips.
import assert from "node:assert/strict";
import { after, test as nodeTest } from "node:test";
import { mkdir } from "node:fs/promises";
import { crc32 } from "node:zlib";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { chromium } from "playwright-core";

const require = createRequire(import.meta.url);
const axeSource = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

/** Long enough for a demo to start, raise alerts and reject a reading; a test never waits without a limit. */
export const PATIENCE_MS = 90_000;

export function server() {
  const url = process.env.HEARTHWATCH_URL;
  assert.ok(url, "HEARTHWATCH_URL must name a running demo server, such as http://127.0.0.1:8080");
  return url.replace(/\/$/, "");
}

/** A test that is named if it hangs: a file that does is only killed as a whole. */
export const test = (name, run) => nodeTest(name, { timeout: 4 * PATIENCE_MS }, run);

let launched;
after(async () => (await launched)?.close());

/** A window with cookies of its own, in which nobody is signed in. */
export async function stranger(t, options) {
  launched ??= chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium" });
  const context = await (await launched).newContext({ baseURL: server(), ...options });
  t.after(() => context.close());
  context.setDefaultTimeout(PATIENCE_MS);
  return context;
}

/** A window in which somebody of this role is signed in, or nobody. */
export async function open(t, size = { width: 1280, height: 800 }, role = "care_manager") {
  const context = await stranger(t, { viewport: size });
  if (role) await context.request.post("/signin/demo", { form: { role }, headers: { origin: server() } });
  return context;
}

/** Opens a page, and fails the test later if the page threw or the browser blocked something. */
export async function visit(t, context, address) {
  const page = await context.newPage();
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (/Content Security Policy|Minified React error/.test(message.text())) complaints.push(message.text());
  });
  t.after(() => assert.deepEqual(complaints, [], `${address} complained`));
  await page.goto(address);
  return page;
}

export const rows = (page) => page.locator("tr[data-patient]");

export async function waitForRows(page) {
  await rows(page).first().waitFor();
  await page.getByText(/^● Live/).waitFor();
}

/** Brings one patient's row onto the page, focused. */
export async function focusRow(page, patient) {
  await page.getByRole("searchbox").fill(patient);
  const row = page.locator(`tr[data-patient="${patient}"]`);
  await row.waitFor();
  await page.getByRole("searchbox").press("Enter");
  await row.focus();
  return row;
}

export async function getJson(address) {
  const response = await fetch(server() + address, { headers: { cookie: await signedIn(ANN) } });
  assert.equal(response.status, 200, `GET ${address}`);
  return response.json();
}

/** Sends JSON as a page of whoever the body names would. */
export async function send(method, address, body) {
  const headers = { "content-type": "application/json", origin: server(), cookie: await signedIn(body?.by ?? ANN) };
  return fetch(server() + address, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
}

/** Who a demo's people are. */
export const ANN = "Ann Moss";
export const BEN = "Ben Cole";
const ROLES = { [ANN]: "care_manager", [BEN]: "clinician" };
const sessions = new Map();

async function signedIn(name) {
  if (!sessions.has(name)) {
    const headers = { origin: server(), "content-type": "application/x-www-form-urlencoded" };
    const answer = await fetch(`${server()}/signin/demo`, { method: "POST", headers, body: `role=${ROLES[name]}`, redirect: "manual" });
    assert.equal(answer.status, 303, `${name} signs in`);
    sessions.set(name, answer.headers.get("set-cookie").split(";")[0]);
  }
  return sessions.get(name);
}

/** Asks again until `check` gives something, or the limit says that it never will. */
export async function eventually(what, check, limit_ms = PATIENCE_MS) {
  const until = Date.now() + limit_ms;
  for (;;) {
    const found = await check();
    if (found) return found;
    if (Date.now() > until) assert.fail(`${what}: not within ${limit_ms / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** The violations of WCAG 2.2 AA on the page as it is, each with the elements. */
export async function violations(page) {
  await page.evaluate(axeSource);
  const found = await page.evaluate(async () => {
    const { violations } = await globalThis.axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    });
    return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.html).join(" | ")}`);
  });
  return found;
}

/** The same from the top of the page: axe counts a link as small that the sticky header half covers. */
export async function violationsFromTheTop(page) {
  await page.evaluate(() => globalThis.scrollTo(0, 0));
  return violations(page);
}

/** By how many pixels a page is wider than its window. */
export const sideways = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** What a finger has to hit and is lower than 48 px. */
export const smallTargets = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll("button, main a, input:not([type=hidden], [type=radio], [type=checkbox]), textarea, select, summary, .choice")]
      .filter((target) => target.checkVisibility() && target.getBoundingClientRect().height < 47.5)
      .map((target) => target.outerHTML.slice(0, 80)),
  );

/** Cells whose content is wider than they are: cut, or lying over their neighbour. */
export async function cutCells(page) {
  return page.evaluate(() => {
    // What is there for screen readers only is clipped on purpose.
    const clipped = (element) =>
      element !== null && (getComputedStyle(element).clipPath !== "none" || clipped(element.parentElement));
    return [...document.querySelectorAll("td, th, dd, button, .vital, .badge")]
      .filter((cell) => getComputedStyle(cell).display !== "inline" && cell.checkVisibility() && !clipped(cell))
      .filter((cell) => cell.scrollWidth > cell.clientWidth)
      .map((cell) => `${cell.className}: ${cell.textContent.trim()} (${cell.scrollWidth} > ${cell.clientWidth})`);
  });
}

export async function picture(page, name) {
  const folder = process.env.HEARTHWATCH_PICTURES;
  if (!folder) return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: path.join(folder, `${name}.png`) });
}

/** The bytes of a file that the page gave. */
export async function bytesOf(download) {
  const chunks = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The texts in a PNG file, by keyword; its checksums have to be right. */
export function textsInside(png) {
  assert.deepEqual([...png.subarray(1, 4)], [..."PNG"].map((letter) => letter.charCodeAt(0)));
  const texts = {};
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const body = png.subarray(at + 4, at + 8 + length);
    assert.equal(png.readUInt32BE(at + 8 + length), crc32(body));
    if (body.toString("latin1", 0, 4) === "iTXt") {
      const end = body.indexOf(0, 4);
      texts[body.toString("latin1", 4, end)] = body.toString("utf8", end + 5);
    }
    at += 12 + length;
  }
  return texts;
}
