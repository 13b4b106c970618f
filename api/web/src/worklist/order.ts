// Who is next: the order of the worklist, and what it means to hold it still.
import { text } from "../text";
import type { Row } from "../contract";
import { needs, silent, TONES, tone, waiting } from "../severity";

export type Section = "mine" | "waiting" | "seen" | "snoozed" | "all";

/** What a row's place depends on, most important first. Lower comes first. */
type Rank = readonly [section: number, severity: number, onTime: number, since: number];

const SNOOZED = 2;
const WATCHING = 3;

export function rank(row: Row, now: number): Rank {
  const severity = TONES[tone(row)].rank;
  const alert = waiting(row);
  if (alert) return [0, severity, now > (alert.due_at ?? Infinity) ? 0 : 1, alert.raised_at];
  if (row.alerts.length > 0) return [silent(row) ? SNOOZED : 1, severity, 1, Math.min(...row.alerts.map((open) => open.raised_at))];
  return [WATCHING, severity, 1, 0];
}

/** Waiting before being seen before silent before watching; then severity, overdue, longest waiting, id. */
export function sorted(rows: Iterable<Row>, now: number): Row[] {
  return Array.from(rows, (row) => ({ row, rank: rank(row, now) }))
    .toSorted((a, b) => compareRanks(a.rank, b.rank) || compareIds(a.row.patient, b.row.patient))
    .map(({ row }) => row);
}

/** A rank without the parts that only tell equals apart: when this changes, the row would move. */
export function place(row: Row, now: number): string {
  return rank(row, now).slice(0, 3).join();
}

/** `by` is whoever is signed in, as the journal names them. */
export function inSection(row: Row, section: Section, by: string | null, now: number): boolean {
  switch (section) {
    case "all":
      return true;
    case "mine":
      return needs(row, by, now);
    case "waiting":
      return waiting(row) !== undefined;
    case "snoozed":
      return silent(row);
    case "seen":
      return waiting(row) === undefined && row.alerts.length > 0 && !silent(row);
  }
}

export function matches(row: Row, find: string): boolean {
  const words = find.toLowerCase().split(/\s+/).filter(Boolean);
  const hay = [row.name, row.patient, ...row.conditions, ...row.conditions.map(text.condition)].join(" ").toLowerCase();
  return words.every((word) => hay.includes(word));
}

/**
 * The order while somebody works in the list: everyone keeps their place, even a row that no longer belongs;
 * newcomers join at the end, where they move nothing.
 */
export function held(shown: readonly string[], wanted: readonly string[], exists: (id: string) => boolean): string[] {
  const places = new Set(shown);
  return [...shown.filter(exists), ...wanted.filter((id) => !places.has(id))];
}

function compareRanks(a: Rank, b: Rank): number {
  for (const [index, part] of a.entries()) {
    const difference = part - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function compareIds(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
