// Passkeys in a real browser with a virtual authenticator: added, used, removed; the pages that show them.
import assert from "node:assert/strict";
import { picture, server, sideways, smallTargets, stranger, test, violationsFromTheTop } from "./browser.mjs";

const SIZES = [
  { width: 320, height: 640 },
  { width: 1280, height: 800 },
];

/** Browsers have passkeys for names only: the same server by its name. */
const named = () => server().replace("127.0.0.1", "localhost");

const unique = (start) => `${start} ${Date.now() % 1_000_000}`;

/** A window at the server's name, with a device that knows who is there. */
async function withDevice(t, options) {
  const context = await stranger(t, { baseURL: named(), ...options });
  const page = await context.newPage();
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (/Content Security Policy/.test(message.text())) complaints.push(message.text());
  });
  t.after(() => assert.deepEqual(complaints, []));
  const session = await context.newCDPSession(page);
  await session.send("WebAuthn.enable");
  const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  const known = async () => (await session.send("WebAuthn.getCredentials", { authenticatorId })).credentials;
  const knows = (isUserVerified) => session.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified });
  return { context, page, known, knows };
}

async function be(page, role) {
  await page.goto("/signin");
  await page.getByRole("button", { name: `Be a ${role}`, exact: true }).click();
}

for (const [role, home, out] of [
  ["patient", "**/me/p-*", "Sign out"],
  ["carer", "**/me/p-*", "Sign out"],
  ["care manager", "**/work", "Sign out"],
])
  test(`a_${role.replace(" ", "_")}_adds_a_passkey_signs_in_by_it_and_removes_it`, async (t) => {
    const { page, known } = await withDevice(t, { viewport: SIZES[1] });
    await be(page, role);
    await page.waitForURL(home);
    // Staff's is behind their name.
    if (role === "care manager") await page.locator(".signed-in > summary").click();
    await page.getByRole("link", { name: "How I sign in" }).click();
    await page.waitForURL("**/keys");
    const name = unique("My phone");
    await page.getByText("What do you call this device?").waitFor();
    await page.getByLabel("What do you call this device?").fill(name);
    await page.getByRole("button", { name: "Add a passkey" }).click();
    await page.getByText(name, { exact: true }).waitFor();
    await page.getByText("Not used yet.").last().waitFor();
    const [credential] = await known();
    assert.equal(credential.rpId, "localhost");
    assert.equal(credential.isResidentCredential, true);

    await page.getByLabel("What do you call this device?").fill("Once more");
    await page.getByRole("button", { name: "Add a passkey" }).click();
    await page.getByRole("alert").filter({ hasText: "This device has a passkey for you." }).waitFor();

    await page.getByRole("button", { name: out }).click();
    await page.waitForURL("**/signin");
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await page.waitForURL(home);
    const used = (await known())[0];
    assert.ok(used.signCount > credential.signCount, "it was the device that signed");

    await page.goto("/keys");
    const item = page.getByRole("listitem").filter({ hasText: name });
    await item.getByText("Last used:").waitFor();
    await item.getByRole("button", { name: `Remove ${name}` }).click();
    await item.waitFor({ state: "detached" });
    await page.getByRole("button", { name: out }).click();
    await page.waitForURL("**/signin");
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await page.getByRole("alert").filter({ hasText: "This passkey lets nobody in here." }).waitFor();
    assert.equal((await page.context().request.get("/api/me")).status(), 401);
  });

test("a_device_that_does_not_know_who_is_there_lets_nobody_in", async (t) => {
  const { page, knows } = await withDevice(t, { viewport: SIZES[1] });
  await be(page, "clinician");
  await page.waitForURL("**/work");
  await page.goto("/keys");
  const name = unique("Ward");
  await page.getByLabel("What do you call this device?").fill(name);
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByRole("button", { name: `Remove ${name}` }).waitFor();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL("**/signin");
  await knows(false);
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await page.getByRole("alert").filter({ hasText: "You were not signed in." }).waitFor();
  await knows(true);
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await page.waitForURL("**/work");
  await page.goto("/keys");
  await page.getByRole("button", { name: `Remove ${name}` }).click();
  await page.getByRole("button", { name: `Remove ${name}` }).waitFor({ state: "detached" });
});

for (const size of SIZES)
  for (const role of ["patient", "operator"])
    test(`the_pages_with_passkeys_of_a_${role}_at_${size.width}_are_whole_and_accessible`, async (t) => {
      const { page } = await withDevice(t, { viewport: size });
      await page.goto("/signin");
      await page.getByRole("button", { name: "Sign in with a passkey" }).waitFor();
      const look = async (name) => {
        assert.deepEqual(await violationsFromTheTop(page), [], name);
        assert.equal(await sideways(page), 0, name);
        assert.deepEqual(await smallTargets(page), [], name);
        await picture(page, `${name}-${role}-${size.width}`);
      };
      await look("signin-passkey");
      await page.getByRole("button", { name: role === "patient" ? "Be a patient" : "Be an operator" }).click();
      await page.waitForURL(role === "patient" ? "**/me/p-*" : "**/ops");
      await page.goto("/keys");
      await look("keys-none");
      const name = unique("A device with quite a long name on a small");
      await page.getByLabel("What do you call this device?").fill(name);
      await page.getByRole("button", { name: "Add a passkey" }).click();
      await page.getByRole("button", { name: `Remove ${name}` }).waitFor();
      await look("keys");
      await page.getByRole("button", { name: `Remove ${name}` }).click();
      await page.getByRole("button", { name: `Remove ${name}` }).waitFor({ state: "detached" });
    });

test("without_a_script_and_by_a_number_the_pages_say_nothing_of_passkeys", async (t) => {
  const silent = async (context) => {
    const page = await context.newPage();
    const look = async (path) => {
      await page.goto(path);
      await page.getByRole("heading", { level: 1 }).waitFor();
      assert.equal(await page.getByText(/passkey/i).filter({ visible: true }).count(), 0, path);
      assert.equal(await page.getByRole("button", { name: /passkey/i }).count(), 0, path);
    };
    await look("/signin");
    await page.getByRole("button", { name: "Be a patient" }).click();
    await page.waitForURL("**/me/p-*");
    await look("/me");
    await look("/keys");
  };
  await silent(await stranger(t, { baseURL: named(), javaScriptEnabled: false }));
  await silent(await stranger(t, { baseURL: named().replace("localhost", "127.0.0.1") }));
});

// The carer has chosen a language in another test, and an account's choice comes first.
test("the_page_is_in_each_language", async (t) => {
  for (const [locale, title] of [["es", "Cómo entro"], ["de", "Wie ich mich anmelde"]]) {
    const context = await stranger(t, { baseURL: named(), locale });
    const page = await context.newPage();
    await context.request.post("/signin/demo", { form: { role: "patient" }, headers: { origin: named() } });
    await page.goto("/keys");
    await page.getByRole("heading", { level: 1, name: title }).waitFor();
  }
});
