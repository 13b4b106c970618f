// What a person would see: nothing cut, nothing that WCAG 2.2 AA forbids, and pictures to look at.
import assert from "node:assert/strict";
import { cutCells, eventually, getJson, open, picture, rows, send, server, sideways, test, violations, visit, waitForRows } from "./browser.mjs";

const SIZES = {
  desk: { width: 1280, height: 800 },
  wide: { width: 1440, height: 900 },
  phone: { width: 390, height: 844 },
  small: { width: 320, height: 640 },
};

async function ready(page, address) {
  switch (address) {
    case "/work":
      return waitForRows(page);
    case "/ops":
      return page.locator("[data-quarantined]").first().waitFor();
    case "/rules":
      await page.locator(".problem-rules").first().waitFor();
      return page.getByRole("button", { name: "Open all" }).click();
    case "/rules/draft":
      await page.getByText("No mistakes.").waitFor();
      return page.getByRole("searchbox").fill("O2-1");
    default:
      return page.locator(".past li").first().waitFor();
  }
}

const ADDRESSES = ["/work", "/ops", "/rules", "/rules/draft", "/rules/history"];

/** A draft to look at: the active rules, a little less strict. */
async function draft() {
  const { text } = await getJson("/api/rules");
  await send("DELETE", "/api/rules/draft");
  const changed = text.replace('urgent = { value = "92 %"', 'urgent = { value = "91 %"');
  assert.equal((await send("PUT", "/api/rules/draft", { text: changed, by: "Ann Moss", over: null })).status, 200);
}

for (const [name, size] of Object.entries(SIZES))
  for (const address of ADDRESSES)
    test(`${address}_at_${size.width}_is_whole_and_accessible`, async (t) => {
      if (address.startsWith("/rules")) await draft();
      const page = await visit(t, await open(t, size), address);
      await ready(page, address);
      await picture(page, `${address.slice(1).replace("/", "-")}-${name}`);
      assert.deepEqual(await cutCells(page), []);
      assert.deepEqual(await sideways(page), 0, "the page scrolls sideways");
      assert.deepEqual(await violations(page), []);
    });

for (const name of ["desk", "phone"])
  test(`a_patient_at_${SIZES[name].width}_is_whole_and_accessible`, async (t) => {
    const page = await visit(t, await open(t, SIZES[name]), "/work");
    await waitForRows(page);
    await rows(page).first().focus();
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").locator("table", { hasText: "Known here" }).waitFor();
    await picture(page, `patient-${name}`);
    assert.deepEqual(await cutCells(page), []);
    assert.deepEqual(await violations(page), []);
  });

test("a_patients_own_page_is_whole_and_accessible", async (t) => {
  const { rows: people } = await getJson("/api/worklist");
  for (const size of [SIZES.desk, SIZES.small]) {
    const page = await visit(t, await open(t, size), `/patients/${people[0].patient}`);
    await page.locator("table", { hasText: "Known here" }).waitFor();
    await picture(page, `patients-${size.width}`);
    assert.deepEqual(await cutCells(page), []);
    assert.deepEqual(await sideways(page), 0);
    assert.deepEqual(await violations(page), []);
  }
});

test("the_rules_are_whole_at_200_percent_in_forced_colours_and_where_dark_is_preferred", async (t) => {
  await draft();
  for (const address of ["/rules", "/rules/draft"]) {
    // Twice as large is half as many pixels of the page's own.
    const page = await visit(t, await open(t, { width: 640, height: 400 }), address);
    await ready(page, address);
    assert.deepEqual(await cutCells(page), []);
    assert.deepEqual(await sideways(page), 0);
    for (const media of [{ forcedColors: "active" }, { forcedColors: "none", colorScheme: "dark", reducedMotion: "reduce" }]) {
      await page.emulateMedia(media);
      await picture(page, `${address.slice(1).replace("/", "-")}-${media.colorScheme ?? "forced-colours"}`);
      assert.deepEqual(await cutCells(page), []);
      assert.deepEqual(await violations(page), []);
    }
  }
});

test("grey_and_forced_colours_are_pictured", async (t) => {
  const context = await open(t);
  const page = await visit(t, context, "/work");
  await waitForRows(page);
  await page.emulateMedia({ forcedColors: "active" });
  await picture(page, "work-forced-colours");
  assert.deepEqual(await cutCells(page), []);
  await page.emulateMedia({ forcedColors: "none" });
  await page.evaluate(() => document.documentElement.style.setProperty("filter", "grayscale(1)"));
  await picture(page, "work-grey");
});

test("a_rejected_reading_is_listed_with_its_reason_and_bytes", async (t) => {
  const page = await visit(t, await open(t), "/ops");
  const item = await eventually("a rejected reading", async () => (await getJson("/api/quarantine?limit=200")).items[0]);
  const row = page.locator(`[data-quarantined="${item.id}"]`);
  await row.getByText(item.detail).waitFor();
  assert.equal((await row.locator("code").innerText()).replaceAll(" ", ""), item.bytes_hex);
});

test("the_pages_need_nothing_from_elsewhere", async (t) => {
  const context = await open(t);
  const elsewhere = [];
  await draft();
  context.on("request", (request) => {
    if (new URL(request.url()).origin !== new URL(server()).origin && !request.url().startsWith("data:"))
      elsewhere.push(request.url());
  });
  for (const address of ADDRESSES) await ready(await visit(t, context, address), address);
  assert.deepEqual(elsewhere, []);
});
