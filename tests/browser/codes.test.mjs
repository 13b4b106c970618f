// The second factor in a real browser: codes from an app set up, asked for, and taken away; without a script, too.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { open, picture, server, sideways, smallTargets, stranger, test, violationsFromTheTop } from "./browser.mjs";

const PASSWORD = "zq-7-kwv-xyj-42";

/** The code that an app shows at a moment (RFC 6238). */
function code(letters, at_ms) {
  const value = (letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0");
  const bits = [...letters.replaceAll(" ", "")].map(value).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigInt64BE(BigInt(Math.floor(at_ms / 30_000)));
  const mac = createHmac("sha1", key).update(step).digest();
  const number = mac.readUInt32BE(mac[19] & 15) & 0x7fffffff;
  return (number % 1_000_000).toString().padStart(6, "0");
}

/** Lets a clinician in; gives the link. */
async function invited(t, name) {
  const operator = await open(t, undefined, "operator");
  const { origin } = new URL(server());
  const made = await operator.request.post("/api/accounts", { data: { name, roles: ["clinician"], patients: [] }, headers: { origin } });
  assert.equal(made.status(), 201, await made.text());
  return new URL((await made.json()).link).pathname;
}

for (const size of [{ width: 320, height: 640 }, { width: 1280, height: 800 }])
  test(`codes_are_set_up_asked_for_and_taken_away_at_${size.width}`, async (t) => {
    const name = `Nia Rees ${Date.now() % 1_000_000}`;
    const link = await invited(t, name);
    const context = await stranger(t, { viewport: size });
    const page = await context.newPage();
    const look = async (what) => {
      assert.deepEqual(await violationsFromTheTop(page), [], what);
      assert.equal(await sideways(page), 0, what);
      assert.deepEqual(await smallTargets(page), [], what);
      await picture(page, `${what}-${size.width}`);
    };
    await page.goto(link);
    await page.getByLabel("Password").fill(PASSWORD);
    await page.getByRole("button", { name: "Keep it and sign in" }).click();
    await page.waitForURL("**/work");
    await page.goto("/keys");
    await look("codes-off");
    await page.getByRole("button", { name: "Set up codes from an app" }).click();
    await page.getByRole("img", { name: "The secret for the app as a square code" }).waitFor();
    await look("codes-new");
    const letters = await page.locator("code").textContent();
    await page.getByRole("textbox", { name: "Code", exact: true }).fill("000000");
    await page.getByRole("button", { name: "Switch on" }).click();
    await page.getByRole("alert").filter({ hasText: "This code is wrong" }).waitFor();
    const first = code(letters, Date.now());
    await page.getByRole("textbox", { name: "Code", exact: true }).fill(first);
    await page.getByRole("button", { name: "Switch on" }).click();
    await page.getByRole("heading", { name: "Your recovery codes" }).waitFor();
    await look("codes-recovery");
    const recovery = await page.locator("code").allTextContents();
    assert.equal(new Set(recovery).size, 10);
    await page.getByRole("link", { name: "I have kept them" }).click();
    await page.getByText("10 recovery codes are left.").waitFor();
    await look("codes-on");

    const silent = await (await stranger(t, { viewport: size, javaScriptEnabled: false })).newPage();
    await silent.goto("/signin?next=/rules");
    await silent.getByLabel("Name").fill(name);
    await silent.getByLabel("Password").fill(PASSWORD);
    await silent.getByRole("button", { name: "Sign in", exact: true }).click();
    await silent.waitForURL("**/signin/second?next=/rules");
    await silent.getByRole("textbox", { name: "Code", exact: true }).fill(first);
    await silent.getByRole("button", { name: "Sign in", exact: true }).click();
    await silent.getByRole("alert").filter({ hasText: "was used already" }).waitFor();
    await silent.getByRole("textbox", { name: "Code", exact: true }).fill(recovery[0]);
    await silent.getByRole("button", { name: "Sign in", exact: true }).click();
    await silent.waitForURL("**/rules");

    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByLabel("Name").fill(name);
    await page.getByLabel("Password").fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByRole("heading", { name: "Your second step" }).waitFor();
    await look("codes-asked");
    await page.getByRole("textbox", { name: "Code", exact: true }).fill(recovery[1]);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.waitForURL("**/work");
    await page.goto("/keys");
    await page.getByText("8 recovery codes are left.").waitFor();
    await page.getByRole("textbox", { name: "Code", exact: true }).fill(recovery[2]);
    await page.getByRole("button", { name: "Switch off" }).click();
    await page.getByRole("button", { name: "Set up codes from an app" }).waitFor();
  });
