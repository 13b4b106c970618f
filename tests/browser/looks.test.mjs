// What a person would see: nothing cut, nothing that WCAG 2.2 AA forbids, and pictures to look at.
import assert from "node:assert/strict";
import { test } from "node:test";
import { cutCells, eventually, getJson, open, picture, rows, server, violations, visit, waitForRows } from "./browser.mjs";

const SIZES = {
  desk: { width: 1280, height: 800 },
  wide: { width: 1440, height: 900 },
  phone: { width: 390, height: 844 },
  small: { width: 320, height: 640 },
};

async function ready(page, address) {
  if (address === "/work") await waitForRows(page);
  else await page.locator("[data-quarantined]").first().waitFor();
}

for (const [name, size] of Object.entries(SIZES))
  for (const address of ["/work", "/ops"])
    test(`${address}_at_${size.width}_is_whole_and_accessible`, async (t) => {
      const page = await visit(t, await open(t, size), address);
      await ready(page, address);
      await picture(page, `${address.slice(1)}-${name}`);
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
  context.on("request", (request) => {
    if (new URL(request.url()).origin !== new URL(server()).origin && !request.url().startsWith("data:"))
      elsewhere.push(request.url());
  });
  for (const address of ["/work", "/ops"]) await ready(await visit(t, context, address), address);
  assert.deepEqual(elsewhere, []);
});

function sideways(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
