// Who is signed in here; and every request, so that one who no longer is goes to sign in.
import { useValue, Value } from "./value";

export interface Me {
  name: string;
  /** As the journal names them: "Ann Moss (care manager)". */
  by: string;
  roles: string[];
  /** The pages that their roles open. */
  pages: string[];
  home: string;
}

export const me = new Value<Me | null>(null);

/** Asks who is signed in. */
export async function loadMe(): Promise<void> {
  try {
    const response = await request("/api/me", { signal: AbortSignal.timeout(10_000) });
    if (response.ok) me.set((await response.json()) as Me);
  } catch {
    // No answer: the page says "not live", and the stream asks again.
  }
}

/** Set while somebody signs out: what is refused meanwhile must not lead elsewhere. */
let leaving = false;

/** `fetch`; whoever isn't signed in any more goes to the page that does it, and comes back. */
export async function request(url: string, init: RequestInit = {}): Promise<Response> {
  const response = await fetch(url, init);
  if (response.status === 401 && !leaving) location.assign(`/signin?next=${location.pathname}`);
  return response;
}

/** Signs out here; the page that comes shows nothing of anybody. */
export async function signOut(): Promise<boolean> {
  leaving = true;
  try {
    const response = await request("/api/signout", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{}",
      signal: AbortSignal.timeout(10_000),
    });
    leaving = response.ok;
    // Refused: the session is over already.
    if (response.ok || response.status === 401) location.assign("/signin");
    return response.ok;
  } catch {
    leaving = false;
    return false;
  }
}

export function useMe(): Me | null {
  return useValue(me);
}
