// What the server says of a cohort. Times are unix milliseconds; a day is days since 1970-01-01.

export interface Rate {
  n: number;
  d: number;
}

export type Severity = "emergency" | "urgent" | "review";
export type Standing = "ready" | "on_track" | "not_on_track" | "no_activity";

export interface Risk {
  emergency: number;
  urgent: number;
  review: number;
  watching: number;
}

export interface Control {
  watched: number;
  at_goal: Rate;
  not_enough: number;
  in_range: Rate;
  quality: Rate;
  quality_not_measured: number;
  quality_excluded: number;
}

/** Shares are of the values of people with enough of them. */
export interface Sensed {
  watched: number;
  at_target: Rate;
  not_enough: number;
  in_range: Rate;
  lt70: Rate;
  lt54: Rate;
  gt180: Rate;
  gt250: Rate;
  stable: Rate;
  episodes_lt54: number;
  episodes_lt70: number;
  minutes: number;
}

/** Values by where they lie, mg/dL. */
export interface Shares {
  all: number;
  lt54: number;
  lt63: number;
  lt70: number;
  in_70_180: number;
  in_63_140: number;
  gt140: number;
  gt180: number;
  gt250: number;
}

export interface Glucose {
  shares: Shares;
  episodes: { lt54: number; lt70: number; gt180: number; gt250: number };
  /** Minutes of the last 14 days for which there is a value. */
  active: Rate;
  mean: number | null;
  sd: number | null;
  cv_pct: number | null;
  gmi_pct: number | null;
  /** Null without enough values. */
  at_target: boolean | null;
}

export interface OfCondition {
  condition: string;
  /** Null where there are fewer than five. */
  people: number | null;
  control: Control | null;
  slots: Rate | null;
}

export type Standings = Record<Standing, number>;

export interface Summary {
  people: number;
  adherence: {
    slots: Rate;
    by_device: Rate;
    not_enough: Rate;
    quiet: Rate;
    by_day: { day: number; slots: Rate }[];
  };
  control: Control;
  glucose: Sensed;
  risk_now: Risk;
  risk_by_day: { day: number; risk: Risk }[];
  by_condition: OfCondition[];
  billing: { overall: Standings; supply: Standings; management: Standings };
}

export interface SeenAfter {
  p50: number;
  p90: number;
}

export interface OfRule {
  problem: string;
  rule: string;
  gravity: Severity;
  alerts: number;
  patients: number;
  true_of_closed: Rate;
  seen_after: SeenAfter | null;
}

export interface Burden {
  from: number;
  until: number;
  alerts: number;
  patient_ms: number;
  patient_days: number;
  is_within_budget: boolean;
  automated: Rate;
  true_of_closed: Rate;
  acted_of_closed: Rate;
  seen: Rate;
  seen_after: SeenAfter | null;
  by_rule: OfRule[];
}

/** Null where the patients are fewer than five. */
export interface Outcomes {
  people: number;
  patient_days: number;
  unplanned: Rate | null;
  planned: Rate | null;
  emergency: Rate | null;
  in_hospital: Rate | null;
  readmitted: Rate | null;
  pending: number | null;
}

export interface Work {
  open: number;
  open_people: number;
  asked: number;
  patient_ms: number;
  patient_days: number;
  is_within_budget: boolean;
  automated: Rate;
  seen: Rate;
  seen_after: SeenAfter | null;
  minutes: number;
}

/** Null where the patients are fewer than five; the name of those of no team is empty. */
export interface Workload {
  name: string;
  people: number | null;
  work: Work | null;
}

export interface TeamsPage {
  as_of: number;
  days: number;
  by: "team" | "site";
  condition: string | null;
  teams: Workload[];
  definitions: Record<string, string>;
}

export interface RuleChange {
  at: number;
  name: string;
  version: number;
  hash: string;
  by: string;
  before: Burden;
  after: Burden;
  outcomes_before: Outcomes;
  outcomes_after: Outcomes;
}

/** From `from` days on they are going quiet. */
export type Quiet = { state: "silent" } | { state: "usual" | "quiet"; days: number; from: number };

export interface Clocks {
  period: { number: number; first: number; last: number } | null;
  days: number;
  days_typed: number;
  spent: { minutes: number; live: boolean };
  interpreted: number;
  supply: Standing;
  management: Standing;
  overall: Standing;
}

export interface Row {
  patient: string;
  name: string;
  conditions: string[];
  last_at: number | null;
  slots: Rate;
  by_device: Rate;
  planned: boolean;
  enough: boolean;
  days_with_data: number;
  longest_gap_ms: number | null;
  quiet: Quiet;
  last_pressure: [number, number] | null;
  mean_pressure: [number, number] | null;
  pressures: number;
  at_goal: boolean | null;
  in_range: Rate;
  quality: string;
  glucose: Glucose | null;
  open: Severity | null;
  clocks: Clocks;
  codes: string;
  billing: Standing;
}

export interface CohortPage {
  as_of: number;
  cursor: number;
  days: number;
  condition: string | null;
  team: string | null;
  site: string | null;
  conditions: string[];
  teams: string[];
  sites: string[];
  rules: { name: string; version: number; hash: string };
  summary: Summary;
  burden: Burden;
  outcomes: Outcomes;
  changes: RuleChange[];
  list: string;
  rows_total: number;
  rows: Row[];
  definitions: Record<string, string>;
}
