// Whether what the page shows is live: a beat within 15 seconds, or a band that says since when not.
import type { Canary } from "../contract";

/** Three beats missed. */
export const BEAT_LIMIT_MS = 15_000;

export type Link =
  | { state: "connecting" }
  | { state: "live"; canary: Canary | null }
  /** `since` is the server's time at the last beat, or null when there never was one. */
  | { state: "lost"; since: number | null };

/** Decides from the monotonic times of opening (`from`) and of the last beat, if any. */
export function link(
  from: number,
  beat: { mono: number; serverTime: number; canary: Canary | null } | null,
  mono: number,
): Link {
  if (mono - (beat?.mono ?? from) >= BEAT_LIMIT_MS) return { state: "lost", since: beat?.serverTime ?? null };
  return beat ? { state: "live", canary: beat.canary } : { state: "connecting" };
}

export function sameLink(a: Link, b: Link): boolean {
  if (a.state !== b.state) return false;
  if (a.state === "lost") return a.since === (b as typeof a).since;
  if (a.state === "live") return JSON.stringify(a.canary) === JSON.stringify((b as typeof a).canary);
  return true;
}
