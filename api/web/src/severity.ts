// Severity: word, mark and rank together, so that colour never stands alone.
import type { Alert, Row, Severity } from "./contract";
import { text } from "./text";

/** What a row can show. `task` and `watching` are no alert: silence, and nothing to do. */
export type Tone = Severity | "task" | "watching";

export const TONES: Record<Tone, { rank: number; mark: string; word: string }> = {
  emergency: { rank: 0, mark: "!!!", word: text.severity.emergency },
  urgent:    { rank: 1, mark: "!!",  word: text.severity.urgent },
  review:    { rank: 2, mark: "!",   word: text.severity.review },
  task:      { rank: 3, mark: "◇",   word: text.severity.task },
  watching:  { rank: 4, mark: "",    word: text.severity.watching },
};

/** The alert that speaks for a row: the worst, and of two alike the one nobody has seen, then the older. */
export function speaking(row: Row): Alert | undefined {
  return row.alerts.toSorted(
    (a, b) =>
      TONES[a.severity].rank - TONES[b.severity].rank ||
      Number(a.acknowledged !== null) - Number(b.acknowledged !== null) ||
      a.raised_at - b.raised_at,
  )[0];
}

/** The alert that still waits for a person: what `A` acknowledges. */
export function waiting(row: Row): Alert | undefined {
  return speaking({ ...row, alerts: row.alerts.filter((alert) => alert.acknowledged === null) });
}

export function tone(row: Row): Tone {
  const alert = speaking(row);
  if (alert) return alert.severity;
  return row.news2 === null || row.news2.status === "stale" ? "task" : "watching";
}
