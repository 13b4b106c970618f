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

/** The alert that speaks for a row: one that isn't silent, the worst, and of two alike the one nobody has seen, then the older. */
export function speaking(row: Row): Alert | undefined {
  return row.alerts.toSorted(
    (a, b) =>
      Number(a.snoozed !== null) - Number(b.snoozed !== null) ||
      TONES[a.severity].rank - TONES[b.severity].rank ||
      Number(a.acknowledged !== null) - Number(b.acknowledged !== null) ||
      a.raised_at - b.raised_at,
  )[0];
}

/** The alert that still waits for a person: what `A` acknowledges. What is silent for a while doesn't wait. */
export function waiting(row: Row): Alert | undefined {
  return speaking({ ...row, alerts: row.alerts.filter((alert) => alert.acknowledged === null && alert.snoozed === null) });
}

/** Whether all that is open is silent for a while. */
export function silent(row: Row): boolean {
  return row.alerts.length > 0 && row.alerts.every((alert) => alert.snoozed !== null);
}

/** An alert that is this person's, and waits for them: given to them, or promised and not done in time. */
export function needs(row: Row, by: string | null, now: number): boolean {
  return row.alerts.some(
    (alert) => by !== null && alert.owner === by && alert.snoozed === null && (alert.acknowledged === null || now > (alert.due_at ?? Infinity)),
  );
}

export function tone(row: Row): Tone {
  const alert = speaking(row);
  if (alert) return alert.severity;
  return row.news2 === null || row.news2.status === "stale" ? "task" : "watching";
}
