// What the server says and hears, as JSON. Every `*_at` is unix milliseconds on the server's clock.

export type Severity = "emergency" | "urgent" | "review";

export type Next = "calling_now" | "known" | "reading_wrong" | "passed_on" | "other";

export type CaseResult = "acted_on" | "nothing_to_do" | "false_reading" | "expected";

export interface Acknowledged {
  by: string;
  at: number;
  next: Next;
}

export interface Alert {
  id: string;
  patient: string;
  problem: string;
  /** What the rules call the problem. */
  title: string;
  severity: Severity;
  /** Most important reason first. */
  why: string[];
  /** What would have kept it from being raised. */
  unless: string[];
  /** When the alert began. */
  raised_at: number;
  /** When the newest measurement behind it became known. */
  known_at: number;
  /** When the body was measured. */
  taken_at: number;
  /** Until when somebody has to acknowledge it, or look again. */
  due_at: number | null;
  /** Whose it is: who acknowledged it, or to whom it was given. */
  owner: string | null;
  escalated: number;
  /** Whom the last escalation went to. */
  escalated_to: string | null;
  /** Who passed it on, if the last escalation didn't wait for its time. */
  escalated_by: { by: string; at: number; reason: string } | null;
  /** Who is told next, and when, if nobody acknowledges it until then; `who` is null where the rota has nobody. */
  told_next: { who: string | null; at: number } | null;
  /** Who is told when somebody passes it on now. */
  next_on_call: string | null;
  triggers: number;
  /** Acknowledging names this version: the second person is told who was first. */
  version: number;
  acknowledged: Acknowledged | null;
  /** Silent until then. */
  snoozed: { until: number; by: string; reason: string } | null;
  /** What it came to. */
  closed: { by: string; at: number; result: CaseResult; reason: string } | null;
  /** Taken back by what became known later; `by` is the alert that stands in its place. */
  superseded: { at: number; by: string | null } | null;
  automation: { at: number; text: string }[];
  provenance: { offset: number; readings: string[]; rule: string; rules: string; engine: string };
}

export interface News2 {
  score: number;
  /** The score if every unknown part were harmless. */
  low: number;
  /** The score if every unknown part were the worst it can be. */
  high: number;
  status: "complete" | "partial" | "stale";
  known: number;
  of: number;
}

export interface Vital {
  sign: string;
  label: string;
  text: string;
  unit: string;
  /** Null when this sign has no part in the score. */
  points: number | null;
  taken_at: number;
  /** Past its hold time: out of the score. */
  stale: boolean;
}

export interface TrendPoint {
  at: number;
  news2: number;
}

export interface Row {
  patient: string;
  name: string;
  born: string;
  /** Null where the date of birth can't be read. */
  age: number | null;
  sex: string;
  conditions: string[];
  news2: News2 | null;
  /** Open alerts, worst first. */
  alerts: Alert[];
  vitals: Vital[];
  trend: TrendPoint[];
  heard_at: number | null;
  readings: number;
  /** Messages that nobody of the team has read. */
  unread: number;
  /** Their telephone number, with the country first. */
  phone: string | null;
  /** Their bed or room. */
  room: string | null;
  /** The time zone that they live in, such as Europe/London. */
  zone: string;
}

/** Messages between a patient, their carers and the team, as one side sees them. */
export interface MessageDesk {
  /** The one with the newest message first. */
  threads: Conversation[];
  unread: number;
  /** The newest message. */
  upto: number | null;
}

export interface Conversation {
  id: string;
  subject: string;
  /** Whether carers see it. */
  carers: boolean;
  /** Oldest first. */
  messages: Message[];
}

/** A medicine as it is to be taken, and what was. */
export interface MedicineLine {
  id: string;
  version: number;
  name: string;
  dose: string;
  /** In the patient's own time; none: when needed. */
  times: string[];
  note: string;
  stopped: boolean;
  by: string;
  at: number;
  /** Newest first. */
  doses: { due_at: number | null; taken: boolean; reason: string; by: string; at: number }[];
}

export type StayKind = "unplanned" | "planned" | "emergency";
export type StayEnd = "home" | "transferred" | "against_advice" | "died";

/** A stay in hospital, as it is known; days are ISO dates where the patient lives. */
export interface Stay {
  id: string;
  version: number;
  kind: StayKind;
  admitted: string;
  /** Null while it lasts; then `ended` is null, too. */
  discharged: string | null;
  ended: StayEnd | null;
  note: string;
  withdrawn: boolean;
  by: string;
  at: number;
}

export type Programme = "physiologic" | "therapy_respiratory" | "therapy_musculoskeletal" | "therapy_cognitive";

/** Who looks after a patient; version 0 while nobody has settled it. */
export interface Team {
  version: number;
  team: string;
  site: string;
  programme: Programme;
  by: string | null;
  at: number | null;
}

/** How a patient is reached; version 0 while nobody has settled it. */
export interface Whereabouts {
  version: number;
  phone: string;
  room: string;
  by: string | null;
  at: number | null;
}

export type Stand = "requested" | "proposed" | "confirmed" | "cancelled";

/** An appointment as it stands. */
export interface Visit {
  id: string;
  version: number;
  stand: Stand;
  starts_at: number;
  ends_at: number;
  minutes: number;
  with: string;
  place: string;
  note: string;
  by: string;
  side: Side;
  at: number;
  /** What the asking side may do with it. */
  can: ("request" | "propose" | "confirm" | "cancel")[];
}

export type Side = "patient" | "carer" | "team" | "server";

/** A file that was handed in, as its bytes say. */
export interface HandedIn {
  id: string;
  at: number;
  by: string;
  name: string;
  kind: string;
  bytes: number;
}

export interface Message {
  id: number;
  at: number;
  by: string;
  side: Side;
  text: string;
  document: string | null;
  /** Whether the asking side hasn't read it. */
  new: boolean;
  read: { by: string; side: Side; at: number }[];
}

export interface Worklist {
  as_of: number;
  /** Server seconds per real second: above 1 in the demo. */
  speed: number;
  demo: boolean;
  notice: string | null;
  rows: Row[];
  patients: number;
  seq: number;
}

export interface RowsChanged {
  as_of: number;
  seq: number;
  rows: Row[];
}

export interface Canary {
  ok: boolean;
  checked_at: number;
  latency_ms: number | null;
  p50_ms: number | null;
  p99_ms: number | null;
}

export interface Beat {
  as_of: number;
  seq: number;
  oldest_unscored_s: number;
  canary: Canary | null;
}

export interface Reading {
  id: string;
  taken_at: number | null;
  heard_at: number;
  stored_at: number;
  device: string;
  origin: "device" | "typed";
  sign: string;
  /** Null where the sensor could not tell: see `reach`. */
  value: number | null;
  unit: string;
  /** Beyond what the sensor can tell: `below` or `above`. */
  reach?: string;
  gateway: string | null;
  incarnation: string | null;
  seq: number | null;
  /** It doesn't count any more. */
  withdrawn?: boolean;
}

export interface TimelineEntry {
  /** Names it among this person's events. */
  id: string;
  at: number;
  text: string;
  kind: "alert" | "action" | "acknowledged" | "cleared" | "escalated" | "superseded";
}

/** Values that score the same. */
export interface ChartBand {
  /** Null: however low. */
  from: number | null;
  /** Null: however high. */
  to: number | null;
  points: number;
}

/** What lies behind a sign's chart. */
export interface ChartGround {
  sign: string;
  unit: string;
  bands: ChartBand[];
  /** Where eight in ten of the person's own values of a month lie. */
  usual: { low: number; high: number } | null;
}

export interface PatientDetail {
  row: Row;
  readings: Reading[];
  /** The readings store doesn't answer: `readings` lacks what it holds. */
  readings_missing?: boolean;
  timeline: TimelineEntry[];
  /** How oxygen is scored: scale 1 or 2. */
  spo2_scale: number;
  charts: ChartGround[];
}

/** application/problem+json (RFC 9457). */
export interface Problem {
  type?: string;
  title: string;
  status: number;
  detail?: string;
  acknowledged?: Acknowledged | null;
}

/** A place in a rule set's text, in bytes, and what stands there. */
export interface Field {
  at: number;
  end: number;
  text: string;
  unit?: string;
}

/** Something that is on or off, and what to write there for each. */
export interface Switch {
  is_on: boolean;
  at: number;
  end: number;
  on: string;
  off: string;
}

/** A part of a condition in words: words, one of the rule's limits, or a number in its place. */
export type Piece = string | { limit: string } | Field;

export interface RuleLimit {
  name: string;
  value: Field;
  floor: string | null;
}

export interface RuleLevel {
  severity: Field;
  when: Piece[];
  confirm: Switch | null;
  pathway: string | null;
}

export interface Rule {
  id: string;
  line: number;
  source: string;
  switch: Switch | null;
  applies: Piece[];
  limits: RuleLimit[];
  levels: RuleLevel[];
  clear: Piece[];
}

export interface RuleProblem {
  id: string;
  title: string;
  spans: [string, Field][];
  clear_times: Field | null;
  rules: Rule[];
}

export interface Pathway {
  id: string;
  steps: { what: string; say: string; wait: Field | null }[];
}

/** A rule set as a form. */
export interface Form {
  version: Field | null;
  times: { table: string; key: string; field: Field }[];
  problems: RuleProblem[];
  adjusts: { id: string; source: string; when: Piece[]; graver: boolean; hold_percent: Field | null }[];
  pathways: Pathway[];
}

export interface Mistake {
  line: number;
  place: string;
  what: string;
  remedy: string;
}

/** A difference between two rule sets. */
export interface Change {
  place: string;
  what: string;
  before: string | null;
  after: string | null;
}

export interface Checked {
  hash: string | null;
  mistakes: Mistake[];
  changes: Change[] | null;
  form: Form | null;
}

export interface ActiveRules {
  name: string;
  version: number;
  hash: string;
  since: number | null;
  by: string | null;
  report: string | null;
  text: string;
}

export interface PastRules {
  name: string;
  version: number;
  hash: string;
  offset: number | null;
  since: number | null;
  by: string | null;
  report: string | null;
  changes: Change[];
}

export interface Draft {
  hash: string;
  text: string;
  by: string;
  at: number;
}

/** Rules that somebody proposes to activate. */
export interface Proposal {
  hash: string;
  by: string;
  at: number;
  reason: string;
  text: string;
  /** Whether whoever is signed in proposed it. */
  is_own: boolean;
}

export interface AlertAt {
  patient: string;
  problem: string;
  rule: string;
  severity: Severity;
  raised_at: number;
  taken_at: number;
  offset: number;
  link: string;
}

export interface Compared {
  same: number;
  added: AlertAt[];
  removed: AlertAt[];
  moved: { from: AlertAt; to: AlertAt }[];
}

export interface RulesId {
  hash: string;
  name: string;
  version: number;
}

export interface TrialFigures {
  alerts: number;
  emergency: number;
  urgent: number;
  review: number;
  per_patient_day: number;
  automated: number;
  share_automated: number;
  minutes: number;
}

export interface Report extends Compared {
  draft: RulesId;
  active: RulesId;
  engine: number;
  period: { from: number; to: number; source: string; entries: number };
  patients: number;
  readings: number;
  patient_days: number;
  by_active: TrialFigures;
  by_draft: TrialFigures;
}

export type Trial =
  | { state: "running"; done: number; total: number }
  | { state: "failed"; why: string }
  | { state: "done"; report: Report };

export interface Shadow extends Compared {
  draft: RulesId;
  active: RulesId;
  since: number;
  upto: number;
  behind: number;
  failure: string | null;
}

/** One decision made again from the journal. */
export interface Recomputed {
  same: boolean;
  entries: number;
  rules_then: string;
  engine_then: number | null;
  now: {
    text: string;
    rule: string | null;
    source: string | null;
    rule_set: string | null;
    rules: string;
    engine: number;
    inputs: { reading: string; values: string[]; taken_at: string }[];
    unless: string[];
  } | null;
}

/** A reading of which nobody knows whose it is. */
export interface Question {
  reading: string;
  taken_at: number;
  text: string;
  values: { sign: string; value: number | null; unit: string }[];
}

export interface Held extends Question {
  at: number;
  device: string;
  doubt: "several" | "stranger" | "unknown" | "jump" | "unusual";
  candidates: { patient: string; per_mille: number; denied: boolean }[];
}

export interface Unclaimed {
  waiting: number;
  items: Held[];
}
