// Rows and alerts for unit tests: a calm patient, changed in the one way a test is about.
import type { Alert, Row, Worklist } from "./contract";

/** Noon of a day, as the server's time in every test. */
export const NOON = Date.UTC(2026, 10, 21, 12);
export const MINUTE = 60_000;

export function patient(id: string, change: Partial<Row> = {}): Row {
  return {
    patient: id,
    name: `NAME-${id}, Given`,
    born: "1974-02-11",
    age: 52,
    sex: "F",
    conditions: ["COPD"],
    news2: { score: 1, low: 1, high: 1, status: "complete", known: 7, of: 7 },
    alerts: [],
    vitals: [],
    trend: [],
    heard_at: NOON,
    readings: 1,
    unread: 0,
    phone: "+441632960123",
    room: null,
    zone: "Europe/London",
    ...change,
  };
}

export function alertFor(id: string, change: Partial<Alert> = {}): Alert {
  return {
    id: `a-${id}`,
    patient: id,
    problem: "oxygen_low",
    title: "Low oxygen",
    severity: "emergency",
    why: ["Oxygen 89 % on air, twice in 6 min"],
    unless: [],
    raised_at: NOON - 2 * MINUTE,
    known_at: NOON - 2 * MINUTE,
    taken_at: NOON - 3 * MINUTE,
    due_at: NOON + 3 * MINUTE,
    owner: null,
    escalated: 0,
    escalated_to: null,
    escalated_by: null,
    told_next: { who: "Dr Evans", at: NOON + 3 * MINUTE },
    next_on_call: "Dr Evans",
    triggers: 1,
    version: 1,
    acknowledged: null,
    snoozed: null,
    closed: null,
    superseded: null,
    automation: [],
    provenance: { offset: 1, readings: ["1.0"], rule: "o2-1", rules: "00", engine: "0.1.0" },
    ...change,
  };
}

/** A patient with one open alert. */
export function alarmed(id: string, change: Partial<Alert> = {}): Row {
  return patient(id, { alerts: [alertFor(id, change)] });
}

export function worklist(seq: number, ...rows: Row[]): Worklist {
  return { as_of: NOON, speed: 1, demo: true, notice: "Demo", rows, patients: rows.length, seq };
}

export const SEEN = { by: "Sian Jones", at: NOON, next: "known" } as const;
