// Passkeys, in a browser that has them: adding one, and signing in by one. Without this script the pages say
// nothing of passkeys, and all other ways work.
"use strict";
(() => {
  if (!globalThis.PublicKeyCredential || !navigator.credentials) return;
  // Browsers have none for addresses in numbers.
  if (/^[\d.]+$|^\[/.test(location.hostname)) return;
  for (const part of document.querySelectorAll("[data-script]")) part.hidden = false;

  const LIMIT_MS = 20_000;
  const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  const text = (buffer) => {
    const letters = btoa(Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join(""));
    return letters.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  };
  /** Gives the answer; throws if there is none, or it says no. */
  const ask = async (address, body) => {
    const headers = { "content-type": "application/json" };
    const signal = AbortSignal.timeout(LIMIT_MS);
    const answer = await fetch(address, { method: "POST", headers, body: JSON.stringify(body), signal });
    if (!answer.ok) throw Object.assign(new Error(`${answer.status}`), { status: answer.status });
    return answer.status === 204 ? null : answer.json();
  };
  /** Does something while its button rests; says in the form why it did not come about. */
  const attempt = async (form, act, why) => {
    const [button, said] = [form.querySelector("button"), form.querySelector("[role=alert]")];
    button.disabled = true;
    said.hidden = true;
    try {
      await act();
    } catch (error) {
      said.textContent = why(error);
      said.hidden = false;
      button.disabled = false;
    }
  };

  const add = async (name) => {
    const asked = await ask("/api/passkeys/challenges", {});
    const made = await navigator.credentials.create({
      publicKey: {
        rp: { id: asked.rp_id, name: "Hearthwatch" },
        user: { id: bytes(asked.user_id), name: asked.user_name, displayName: asked.user_name },
        challenge: bytes(asked.challenge),
        pubKeyCredParams: asked.algorithms.map((alg) => ({ type: "public-key", alg })),
        excludeCredentials: asked.known.map((id) => ({ type: "public-key", id: bytes(id) })),
        authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
        attestation: "none",
        timeout: asked.timeout_ms,
      },
    });
    const { clientDataJSON, attestationObject } = made.response;
    await ask("/api/passkeys", { name, client_data: text(clientDataJSON), attestation: text(attestationObject) });
    location.reload();
  };

  const signIn = async (next) => {
    const asked = await ask("/signin/passkey/challenges", {});
    const publicKey = { challenge: bytes(asked.challenge), rpId: asked.rp_id, userVerification: "required", timeout: asked.timeout_ms };
    const { rawId, response } = await navigator.credentials.get({ publicKey });
    const answer = await ask("/signin/passkey", {
      credential: text(rawId),
      client_data: text(response.clientDataJSON),
      authenticator_data: text(response.authenticatorData),
      signature: text(response.signature),
      user_id: text(response.userHandle ?? new ArrayBuffer(0)),
      next,
    });
    location.assign(answer.next);
  };

  const adding = document.getElementById("add-passkey");
  adding?.addEventListener("submit", (event) => {
    event.preventDefault();
    const { there, failed } = adding.dataset;
    const why = (error) => (error.name === "InvalidStateError" ? there : failed);
    void attempt(adding, () => add(adding.elements.name.value), why);
  });
  const signing = document.getElementById("by-passkey");
  signing?.addEventListener("submit", (event) => {
    event.preventDefault();
    const { refused, wait, failed } = signing.dataset;
    const why = ({ status }) => ({ 401: refused, 429: wait })[status] ?? failed;
    void attempt(signing, () => signIn(signing.dataset.next), why);
  });
})();
