// One request to the server: what it answered, or its own words about why not.
import type { Problem } from "./contract";
import { request } from "./me";
import { text } from "./text";

export type Answer<T> = { ok: true; data: T } | { ok: false; status: number; why: string; problem: Problem | null };

/** Asks; a body goes out as JSON. Never throws: what is wrong is in the answer. */
export async function ask<T>(method: string, url: string, body?: unknown, limit_ms = 30_000): Promise<Answer<T>> {
  try {
    const response = await request(url, {
      method,
      headers: body === undefined ? {} : { "content-type": "application/json" },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(limit_ms),
    });
    const data: unknown = response.status === 204 ? null : await response.json().catch(() => null);
    if (response.ok) return { ok: true, data: data as T };
    const problem = data as Problem | null;
    return { ok: false, status: response.status, why: problem?.detail ?? problem?.title ?? String(response.status), problem };
  } catch {
    return { ok: false, status: 0, why: text.unreachable, problem: null };
  }
}
