// Staff sign in by a real OpenID provider, and attackers by what they would send in its place.
import assert from "node:assert/strict";
import http from "node:http";
import { after, before, test } from "node:test";
import { SignJWT, UnsecuredJWT, exportJWK, generateKeyPair } from "jose";
import Provider from "oidc-provider";
import { chromium } from "playwright-core";

const need = (name) => process.env[name] ?? assert.fail(`${name} is needed: see tests/server/openid.rs`);
const HONEST = need("HEARTHWATCH_URL");
const PROVIDER_PORT = Number(need("PROVIDER_PORT"));
const DECEIVED = need("DECEIVED_URL");
const FORGER_PORT = Number(need("FORGER_PORT"));
const AUDITOR = { cookie: need("AUDITOR") };

const GROUPS = { ann: ["ward-nurses"], olu: ["ward-it"], eve: ["kitchen"] };
const closing = [];
const keys = {};

before(async () => {
  keys.honest = await generateKeyPair("RS256", { extractable: true });
  keys.other = await generateKeyPair("RS256", { extractable: true });
  closing.push(await honest(), await forger());
});

after(() => closing.forEach((server) => server.close()));

/** The provider that many places run, in memory. */
async function honest() {
  const issuer = `http://127.0.0.1:${PROVIDER_PORT}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: "watch",
        client_secret: "a-secret-of-the-test",
        redirect_uris: [`${HONEST}/signin/openid/back`],
        post_logout_redirect_uris: [`${HONEST}/signin`],
        backchannel_logout_uri: `${HONEST}/signin/openid/signouts`,
      },
    ],
    jwks: { keys: [{ ...(await exportJWK(keys.honest.privateKey)), kid: "k1", alg: "RS256", use: "sig" }] },
    claims: { openid: ["sub"], profile: ["name", "groups"], email: ["email"] },
    // What a login says of somebody goes into the ID token.
    conformIdTokenClaims: false,
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, name: `${id} from elsewhere`, groups: GROUPS[id] ?? [] }) }),
    features: { devInteractions: { enabled: true }, backchannelLogout: { enabled: true }, rpInitiatedLogout: { enabled: true } },
    pkce: { required: () => true },
    cookies: { keys: ["a key of the test"] },
    // Its own dispatcher refuses to ask loopback, where this test lives.
    fetch: (url, { dispatcher: _, ...options }) => fetch(url, options),
  });
  return provider.listen(PROVIDER_PORT, "127.0.0.1");
}

/** One that gives whatever token a test asks of it: the code says which. */
async function forger() {
  const issuer = `http://127.0.0.1:${FORGER_PORT}`;
  const jwk = { ...(await exportJWK(keys.honest.publicKey)), kid: "k1", alg: "RS256", use: "sig" };
  const server = http.createServer(async (request, response) => {
    const json = (status, body) => response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    const { pathname } = new URL(request.url, issuer);
    if (pathname === "/.well-known/openid-configuration") {
      const at = (path) => `${issuer}/${path}`;
      return json(200, { issuer, authorization_endpoint: at("auth"), token_endpoint: at("token"), jwks_uri: at("jwks") });
    }
    if (pathname === "/jwks") return json(200, { keys: [jwk] });
    let text = "";
    for await (const part of request) text += part;
    const code = new URLSearchParams(text).get("code");
    const token = await (tokens.get(code) ?? (() => null))();
    return token ? json(200, { access_token: "x", token_type: "Bearer", id_token: token }) : json(400, { error: "invalid_grant" });
  });
  await new Promise((done) => server.listen(FORGER_PORT, "127.0.0.1", done));
  return server;
}

const tokens = new Map();

/** Begins a sign-in as a browser would; gives what was asked of the provider, and the cookie. */
async function begin(url) {
  const answer = await fetch(`${url}/signin/openid?next=/rules`, { redirect: "manual" });
  assert.equal(answer.status, 303);
  const asked = new URL(answer.headers.get("location"));
  return { address: asked.href, asked: asked.searchParams, cookie: answer.headers.get("set-cookie").split(";")[0] };
}

const back = (url, query, cookie = "") =>
  fetch(`${url}/signin/openid/back?${new URLSearchParams(query)}`, { redirect: "manual", headers: cookie ? { cookie } : {} });

/** Comes back to the deceived server with a token that is right but for what `change` makes of it. */
async function deceive(change, { key = keys.honest.privateKey, head = { alg: "RS256", kid: "k1" }, make } = {}) {
  const { asked, cookie } = await begin(DECEIVED);
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: `http://127.0.0.1:${FORGER_PORT}`, aud: "watch", sub: "mallory", name: "Mallory", groups: ["ward-nurses"],
    nonce: asked.get("nonce"), iat: now, exp: now + 300, ...change,
  };
  const code = crypto.randomUUID();
  tokens.set(code, () => (make ? make(claims) : new SignJWT(claims).setProtectedHeader(head).sign(key)));
  return back(DECEIVED, { code, state: asked.get("state") }, cookie);
}

/** What the real provider would send back to the server, as somebody on the way saw it. */
async function answerFor(who) {
  const jar = new Map();
  let [address, body] = [(await begin(HONEST)).address, null];
  for (let steps = 0; steps < 12; steps++) {
    const headers = { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join("; ") };
    const answer = await fetch(address, { method: body ? "POST" : "GET", body, headers, redirect: "manual" });
    for (const line of answer.headers.getSetCookie()) jar.set(...line.split(";")[0].split(/=(.*)/s).slice(0, 2));
    if (answer.status >= 300 && answer.status < 400) {
      const to = new URL(answer.headers.get("location"), address);
      if (to.href.startsWith(`${HONEST}/`)) return Object.fromEntries(to.searchParams);
      [address, body] = [to.href, null];
      continue;
    }
    const page = await answer.text();
    const [, action] = page.match(/action="([^"]+)"/) ?? assert.fail(page);
    const [, prompt] = page.match(/name="prompt" value="([^"]+)"/) ?? assert.fail(page);
    [address, body] = [action, new URLSearchParams({ prompt, login: who, password: "x" })];
  }
  return assert.fail("the provider sends nothing back");
}

async function sessionOf(context, url) {
  return (await context.cookies(url)).find((cookie) => cookie.name === "hearthwatch")?.value;
}

async function browser(t) {
  const launched = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium" });
  t.after(() => launched.close());
  return launched.newContext();
}

/** Signs in at the real provider, whose pages ask for a name and for consent. */
async function signIn(context, who, next = "") {
  const page = await context.newPage();
  await page.goto(`${HONEST}/signin${next ? `?next=${next}` : ""}`);
  await page.getByRole("link", { name: /Sign in with/ }).click();
  await page.locator("input[name=login]").fill(who);
  await page.locator("input[name=password]").fill("x");
  await page.getByRole("button").first().click();
  await page.getByRole("button", { name: /continue/i }).click();
  return page;
}

test("a nurse signs in at the provider, has the nurse's role and none more, and signs out of both", async (t) => {
  const context = await browser(t);
  const page = await signIn(context, "ann", "/rules");
  await page.waitForURL(`${HONEST}/rules`);
  const me = await (await context.request.get(`${HONEST}/api/me`)).json();
  assert.deepEqual([me.name, me.roles], ["ann from elsewhere", ["clinician"]]);
  const refused = await context.request.get(`${HONEST}/api/ops`);
  assert.equal(refused.status(), 403, "a nurse is no operator");
  const trail = await (await fetch(`${HONEST}/api/audit`, { headers: AUDITOR })).json();
  const made = trail.records.find((record) => record.what === "added an account: clinician" && record.object === "ann from elsewhere");
  assert.equal(made?.who, "sign-in service");

  // Signing out there ends what is open here: the provider says so, server to server.
  const session = await sessionOf(context, HONEST);
  await page.goto(`http://127.0.0.1:${PROVIDER_PORT}/session/end`);
  await page.getByRole("button", { name: /yes/i }).click();
  for (let tries = 0; ; tries++) {
    const still = await fetch(`${HONEST}/api/me`, { headers: { cookie: `hearthwatch=${session}` } });
    if (still.status === 401) break;
    assert.ok(tries < 50, "the session here goes on");
    await new Promise((wake) => setTimeout(wake, 100));
  }
});

test("the same person again is the same account, with the roles of today's groups", async (t) => {
  GROUPS.ann = ["ward-nurses", "ward-it"];
  const context = await browser(t);
  const page = await signIn(context, "ann");
  await page.waitForURL(`${HONEST}/work`);
  const me = await (await context.request.get(`${HONEST}/api/me`)).json();
  assert.deepEqual([me.name, me.roles], ["ann from elsewhere", ["clinician", "operator"]]);
});

test("whose groups have no role here is told so, and is not let in", async (t) => {
  const context = await browser(t);
  const page = await signIn(context, "eve");
  await page.getByRole("alert").getByText(/none of the groups/).waitFor();
  assert.equal(await sessionOf(context, HONEST), undefined);
});

test("a code that another browser got, a state that nobody gave, and a second use are refused", async () => {
  const query = await answerFor("olu");
  const mine = await begin(HONEST);
  // Log-in CSRF: the attacker's answer in the victim's browser.
  assert.equal((await back(HONEST, query, mine.cookie)).status, 400, "another browser's cookie");
  assert.equal((await back(HONEST, query)).status, 400, "and it counted once");
  const stolen = { ...query, state: mine.asked.get("state") };
  const replayed = await back(HONEST, stolen, mine.cookie);
  assert.equal(replayed.status, 401, "a code of another sign-in lacks its verifier");
  assert.equal((await back(HONEST, stolen, mine.cookie)).status, 400);
  assert.equal((await back(HONEST, { code: "x", state: "y" })).status, 400);
  assert.equal((await back(HONEST, {})).status, 400);
});

test("of the forger's tokens only the right one counts", async () => {
  const right = await deceive({});
  assert.equal(right.status, 303, await right.text());
  assert.equal(right.headers.get("location"), "/rules");
  assert.match(right.headers.get("set-cookie"), /^hearthwatch=.*HttpOnly; SameSite=Lax/);
  const now = Math.floor(Date.now() / 1000);
  const wrong = {
    "another nonce": await deceive({ nonce: "another" }),
    "no nonce": await deceive({ nonce: undefined }),
    "for another program": await deceive({ aud: "other" }),
    "for two, and not said whose": await deceive({ aud: ["watch", "other"] }),
    "from another issuer": await deceive({ iss: `http://127.0.0.1:${PROVIDER_PORT}` }),
    "over": await deceive({ iat: now - 400, exp: now - 100 }),
    "without an end": await deceive({ exp: undefined }),
    "unsigned": await deceive({}, { make: (claims) => new UnsecuredJWT(claims).encode() }),
    "signed by another key": await deceive({}, { key: keys.other.privateKey }),
    "signed with the public key as a secret": await deceive({}, {
      make: async (claims) => {
        const secret = new TextEncoder().encode(JSON.stringify(await exportJWK(keys.honest.publicKey)));
        return new SignJWT(claims).setProtectedHeader({ alg: "HS256", kid: "k1" }).sign(secret);
      },
    }),
    "none at all": await deceive({}, { make: () => "a.b.c" }),
  };
  for (const [what, answer] of Object.entries(wrong)) {
    assert.equal(answer.status, 401, what);
    assert.equal(answer.headers.get("set-cookie"), null, what);
  }
});

test("a sign-out that the provider has not signed ends nobody's session", async () => {
  const post = (url, body) => fetch(`${url}/signin/openid/signouts`, { method: "POST", body: new URLSearchParams(body) });
  assert.equal((await post(HONEST, { logout_token: "a.b.c" })).status, 400);
  const claims = { iss: `http://127.0.0.1:${FORGER_PORT}`, aud: "watch", sub: "mallory", iat: Math.floor(Date.now() / 1000) };
  const sign = (all, key) => new SignJWT(all).setProtectedHeader({ alg: "RS256", kid: "k1" }).sign(key);
  const events = { "http://schemas.openid.net/event/backchannel-logout": {} };
  assert.equal((await post(DECEIVED, { logout_token: await sign({ ...claims, events }, keys.other.privateKey) })).status, 400);
  assert.equal((await post(DECEIVED, { logout_token: await sign(claims, keys.honest.privateKey) })).status, 400);
  assert.equal((await post(DECEIVED, { logout_token: await sign({ ...claims, events }, keys.honest.privateKey) })).status, 204);
});
