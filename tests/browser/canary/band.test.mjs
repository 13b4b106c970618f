// Whether every staff page says that alerts can't be relied on, or none: on a server whose broker the caller has stopped.
import assert from "node:assert/strict";
import { picture, server, sideways, stranger, test, violationsFromTheTop, visit } from "../browser.mjs";

const PAGES = ["/work", "/patients/p-0001", "/cohort", "/cohort/billing", "/rules", "/rules/draft", "/rules/history", "/ops", "/accounts", "/audit"];
const WARNING = "Alerts can't be relied on";

async function signedIn(t, viewport) {
  const context = await stranger(t, { viewport });
  const [name, value] = process.env.HEARTHWATCH_COOKIE.split("=");
  await context.addCookies([{ name, value, url: server() }]);
  return context;
}

for (const address of PAGES)
  test(`${address}_says_so_or_says_that_it_is_live`, async (t) => {
    const page = await visit(t, await signedIn(t, { width: 1280, height: 800 }), address);
    const band = page.getByRole("alert").filter({ hasText: WARNING });
    if (process.env.HEARTHWATCH_BAND === "yes") {
      await band.waitFor();
      assert.match(await band.textContent(), /Phone round your patients/);
      assert.match(await page.title(), /^\(!\)/);
      await picture(page, `canary${address.replaceAll("/", "-")}`);
      assert.deepEqual(await violationsFromTheTop(page), []);
    } else {
      await page.getByText(/^● Live/).waitFor();
      assert.equal(await band.count(), 0);
    }
  });

test("on_a_phone_it_is_whole", async (t) => {
  const page = await visit(t, await signedIn(t, { width: 390, height: 844 }), "/work");
  await page.getByText(process.env.HEARTHWATCH_BAND === "yes" ? WARNING : /^● Live/).waitFor();
  assert.equal(await sideways(page), 0);
  if (process.env.HEARTHWATCH_BAND === "yes") await picture(page, "canary-phone");
});
