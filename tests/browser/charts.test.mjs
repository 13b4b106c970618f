// A patient's charts: the same values as the server and the table, whole and accessible, and taken away as a picture.
import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { bytesOf, cutCells, getJson, open, picture, sideways, test, textsInside, violationsFromTheTop, visit } from "./browser.mjs";

const DAY_MS = 86_400_000;

/** Somebody with a pressure and more within a day, and who that is. */
async function measured() {
  const { rows } = await getJson("/api/worklist");
  const row = rows.find(({ vitals }) => vitals.some(({ sign }) => sign === "blood_pressure") && vitals.length > 3);
  assert.ok(row, "somebody was measured");
  return row;
}

const charts = (page) => page.locator("figure.vital-charts");

for (const width of [1280, 390])
  test(`a_patients_charts_at_${width}_are_whole_and_accessible`, async (t) => {
    const row = await measured();
    const page = await visit(t, await open(t, { width, height: 900 }), `/patients/${row.patient}`);
    await charts(page).getByRole("button", { name: "7 days", exact: true }).click();
    await charts(page).locator("svg .mark").first().waitFor();
    assert.equal(await charts(page).locator("svg .sign").count(), 5);
    await charts(page).scrollIntoViewIfNeeded();
    await picture(page, `charts-${width}`);
    assert.deepEqual(await cutCells(page), []);
    assert.equal(await sideways(page), 0);
    assert.deepEqual(await violationsFromTheTop(page), []);
    await charts(page).getByRole("button", { name: /^Show as table/ }).click();
    await charts(page).locator("tbody tr").first().waitFor();
    assert.equal(await sideways(page), 0);
    assert.deepEqual(await cutCells(page), []);
    assert.deepEqual(await violationsFromTheTop(page), []);
  });

test("charts_and_the_table_behind_t_hold_what_the_server_has_and_a_longer_period_holds_more", async (t) => {
  const row = await measured();
  const page = await visit(t, await open(t), `/patients/${row.patient}`);
  const { readings } = await getJson(`/api/patients/${row.patient}`);
  const signs = ["respiration", "spo2", "systolic", "pulse", "temperature"];
  const scored = readings.filter(({ sign }) => signs.includes(sign));
  const newest = Math.max(...scored.map(({ taken_at }) => taken_at));
  const times = (days) => new Set(scored.filter(({ taken_at }) => taken_at > newest - days * DAY_MS).map(({ taken_at }) => taken_at)).size;
  await charts(page).getByRole("button", { name: /^Show as table/ }).click();
  const lines = charts(page).locator("tbody tr");
  const shown = [];
  for (const days of [1, 7, 30]) {
    await charts(page).getByRole("button", { name: days === 1 ? "24 h" : `${days} days`, exact: true }).click();
    shown.push(await lines.count());
    // The demo's clock runs: what is measured meanwhile comes in, what is too old leaves.
    const wanted = Math.min(1_000, times(days));
    assert.ok(Math.abs(shown.at(-1) - wanted) <= 5 + wanted / 10, `${days} days: ${shown.at(-1)} lines, ${wanted} times`);
  }
  assert.ok(shown[0] < shown[1] && shown[1] < shown[2], shown.join());
  const systolic = scored.find(({ sign }) => sign === "systolic");
  const diastolic = readings.find(({ id, sign }) => sign === "diastolic" && id === systolic.id);
  await charts(page).getByText(`${systolic.value}/${diastolic.value}`).first().waitFor();
});

test("a_patients_charts_are_taken_away_as_a_picture_that_says_whose_when_and_where", async (t) => {
  const row = await measured();
  const page = await visit(t, await open(t), `/patients/${row.patient}`);
  await charts(page).getByRole("button", { name: "7 days", exact: true }).click();
  await charts(page).locator("svg .mark").first().waitFor();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    charts(page).getByRole("button", { name: "PNG of: Charts, 7 days" }).click(),
  ]);
  assert.equal(download.suggestedFilename(), `${row.patient}-charts.png`);
  const bytes = await bytesOf(download);
  assert.ok(bytes.length > 10_000, "the picture is empty");
  const texts = textsInside(bytes);
  assert.equal(texts["patient"], `${row.name}, ${row.born}, ${row.patient}`);
  assert.equal(texts["zone"], row.zone);
  assert.equal(texts["oxygen scale"], "1");
  const [from, to] = texts["period"].split(" to ").map(Date.parse);
  assert.equal(to - from, 7 * DAY_MS);
  assert.equal(texts["as of"], new Date(to).toISOString());
  const { as_of } = await getJson("/api/worklist");
  assert.ok(Math.abs(as_of - to) < DAY_MS, "as of the server's clock");
  const folder = process.env.HEARTHWATCH_PICTURES;
  if (!folder) return;
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, "charts-taken-away.png"), bytes);
});
