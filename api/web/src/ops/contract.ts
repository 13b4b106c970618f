// What the server says to operators: its figures, and what was kept apart.
import type { Canary } from "../contract";

export interface OutChannel {
  channel: string;
  way: string;
  waiting: number;
  failing: number;
  oldest_s: number;
  sent: number;
  failure: string | null;
}

export interface WrongClock {
  id: string;
  /** Less than 0 if it is ahead. */
  behind_ms: number;
  at: number;
}

export interface Ops {
  as_of: number;
  speed: number;
  uptime_s: number;
  oldest_unscored_s: number;
  readings_per_s: number;
  journal: {
    entries: number;
    bytes: number;
    durable_offset: number;
    first: number;
    kept_since: number | null;
    pruning_failure: string | null;
  };
  engine: { scored_readings: number; offset: number; workers: number };
  broker_connected: boolean;
  store: { values: number; behind: number; failure: string | null };
  /** What people and programs outside have to be told. */
  outbox: { waiting: number; failing: number; oldest_s: number; sent: number; channels: OutChannel[] };
  /** Whom escalations reach, and when nobody in the next week. */
  rota: { until: number | null; gaps: { level: number; from: number; to: number }[] };
  unclaimed: { waiting: number; since: number | null };
  care: { behind: number };
  admitted: number;
  duplicates: number;
  quarantined: { total: number; by_reason: Record<string, number> };
  latency_ms: { p50: number | null; p99: number | null };
  gateways: { gateway: string; online: boolean | null; heard_at: number | null; stored_seq: number }[];
  clocks: { off: number; devices: WrongClock[]; gateways: WrongClock[] };
  /** Null before the first look. */
  disk: { used_percent: number; free_bytes: number; total_bytes: number; data_bytes: number; bytes_per_day: number | null; full_in_days: number | null } | null;
  canary: Canary | null;
  /** On the wall: a demo's own clock runs faster. */
  canary_age_s: number | null;
  memory_bytes: number;
  version: string;
}

export interface Quarantined {
  id: string;
  at: number;
  gateway: string | null;
  reason: string;
  detail: string;
  bytes_hex: string;
  bytes_total: number;
}

/** One thing of the quarantine, read as far as it goes. */
export interface Inspected extends Quarantined {
  mend: string;
  message: { gateway: string | null; first_seq: number | null; count: number | null } | null;
  readings: { device: string; user: number | null; taken_at: number | null; heard_at: number; values: string[] }[];
  text: string | null;
  stopped: string | null;
}

/** What came of a replay. */
export interface Replayed {
  id: string;
  became: string[];
  decisions: number;
}

export interface Quarantine {
  total: number;
  replayed: number;
  items: Quarantined[];
}
