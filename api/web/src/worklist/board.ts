// The worklist's state, outside React: messages go in, each row and the view tell their own listeners.
import type { Alert, Row, RowsChanged, Severity, Worklist } from "../contract";
import { needs, silent, TONES, waiting } from "../severity";
import { held, inSection, matches, place, sorted, type Section } from "./order";

export interface Filter {
  section: Section;
  severity: Severity | null;
  find: string;
}

export interface Counts {
  mine: number;
  waiting: number;
  seen: number;
  snoozed: number;
  all: number;
  emergency: number;
  urgent: number;
  review: number;
}

/** A new emergency, for the fixed lane. */
export interface Lane {
  row: Row;
  alert: Alert;
  others: number;
}

/** What the page shows besides the rows. Parts that did not change keep their identity. */
export interface View {
  loaded: boolean;
  ids: readonly string[];
  filter: Filter;
  counts: Counts;
  /** Rows whose place in a fresh order would differ. */
  moved: number;
  held: boolean;
  paused: boolean;
  /** Patients who changed while updates were paused. */
  unseen: number;
  lane: Lane | null;
}

const EMPTY: View = {
  loaded: false,
  ids: [],
  filter: { section: "all", severity: null, find: "" },
  counts: { mine: 0, waiting: 0, seen: 0, snoozed: 0, all: 0, emergency: 0, urgent: 0, review: 0 },
  moved: 0,
  held: false,
  paused: false,
  unseen: 0,
  lane: null,
};

export class Board {
  /** What the person sees. */
  #rows = new Map<string, Row>();
  /** What the server said last: the same rows, unless updates are paused. */
  #latest = new Map<string, Row>();
  /** Each row's place when the order was last made. */
  #places = new Map<string, string>();
  #fresh: string[] = [];
  #seq = -1;
  /** Changes that came before the first whole worklist. */
  #early: RowsChanged[] = [];
  #view = EMPTY;
  #rowListeners = new Map<string, Set<() => void>>();
  #viewListeners = new Set<() => void>();
  #by: string | null = null;

  /** How far in the server's count of changes we are. */
  get seq(): number {
    return this.#seq;
  }

  /** Takes a whole worklist and returns the alerts that are new since the last one. */
  load(worklist: Worklist, now: number): Alert[] {
    const first = !this.#view.loaded;
    const gone = new Set(this.#latest.keys());
    for (const row of worklist.rows) gone.delete(row.patient);
    for (const id of gone) this.#latest.delete(id);
    this.#seq = worklist.seq;
    const news = this.#take(worklist.rows, first);
    for (const changed of this.#early.splice(0)) if (changed.seq >= this.#seq) this.#take(changed.rows, true);
    this.#settle(now, gone);
    return news;
  }

  /** Takes changed rows. What is older than what we hold says nothing new. */
  merge(changed: RowsChanged, now: number): Alert[] {
    if (!this.#view.loaded) this.#early.push(changed);
    if (!this.#view.loaded || changed.seq < this.#seq) return [];
    this.#seq = changed.seq;
    const news = this.#take(changed.rows, false);
    this.#settle(now);
    return news;
  }

  /** Puts an alert that the server has just answered with into its row, ahead of the stream. */
  replace(alert: Alert, now: number): void {
    const row = this.#latest.get(alert.patient);
    const old = row?.alerts.find((open) => open.id === alert.id);
    if (!row || !old || old.version > alert.version) return;
    const next = { ...row, alerts: row.alerts.map((open) => (open.id === alert.id ? alert : open)) };
    this.#latest.set(next.patient, next);
    this.#rows.set(next.patient, next);
    this.#tell(next.patient);
    this.#settle(now);
  }

  /** Who is signed in, as the journal names them. */
  as(by: string | null, now: number): void {
    this.#by = by;
    if (this.#view.loaded) this.#settle(now);
  }

  show(filter: Partial<Filter>, now: number): void {
    this.#update({ filter: { ...this.#view.filter, ...filter } });
    this.sort(now);
  }

  /** While held, rows keep their places. Letting go sorts. */
  hold(hold: boolean, now: number): void {
    if (hold) this.#update({ held: true });
    else {
      this.#update({ held: false });
      this.#settle(now);
    }
  }

  /** Makes the order afresh, because the person asked or nobody is working here. */
  sort(now: number): void {
    this.#places = new Map(Array.from(this.#rows.values(), (row) => [row.patient, place(row, now)]));
    this.#update({ ids: this.#wanted(now), moved: 0 });
  }

  pause(pause: boolean, now: number): void {
    this.#update({ paused: pause });
    if (!pause) this.#settle(now);
  }

  /** The person has seen this patient's new emergency: the lane can let it go. */
  noticed(patient: string): void {
    this.#fresh = this.#fresh.filter((id) => this.#alert(id)?.row.patient !== patient);
    this.#update({ lane: this.#lane() });
  }

  /** The row as shown. */
  row(patient: string): Row | undefined {
    return this.#rows.get(patient);
  }

  /** The row as the server last gave it: what an action must use. */
  latest(patient: string): Row | undefined {
    return this.#latest.get(patient);
  }

  /** The patient of the newest emergency nobody has acknowledged. */
  newestEmergency(): string | undefined {
    let newest: Alert | undefined;
    for (const row of this.#latest.values())
      for (const alert of row.alerts)
        if (isUnseenEmergency(alert) && alert.raised_at > (newest?.raised_at ?? 0))
          newest = alert;
    return newest?.patient;
  }

  /** The emergencies that nobody has acknowledged. */
  unseenEmergencies(): Alert[] {
    return Array.from(this.#latest.values()).flatMap((row) => row.alerts.filter(isUnseenEmergency));
  }

  /** Everybody as last heard of, in a fresh order: for a screen on a wall. */
  everybody(now: number): Row[] {
    return sorted(this.#latest.values(), now);
  }

  view = (): View => this.#view;

  watchView = (listener: () => void): (() => void) => {
    this.#viewListeners.add(listener);
    return () => this.#viewListeners.delete(listener);
  };

  watchRow(patient: string, listener: () => void): () => void {
    const listeners = this.#rowListeners.get(patient) ?? new Set();
    this.#rowListeners.set(patient, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#rowListeners.get(patient) === listeners) this.#rowListeners.delete(patient);
    };
  }

  #take(rows: readonly Row[], first: boolean): Alert[] {
    const news: Alert[] = [];
    for (const row of rows) {
      const before = new Map(this.#latest.get(row.patient)?.alerts.map((alert) => [alert.id, alert]));
      this.#latest.set(row.patient, row);
      if (first) continue;
      for (const alert of row.alerts) {
        const old = before.get(alert.id);
        const worse = !old || TONES[alert.severity].rank < TONES[old.severity].rank;
        if (worse && !alert.acknowledged && !alert.snoozed) news.push(alert);
      }
    }
    const emergencies = news.filter((alert) => alert.severity === "emergency").map((alert) => alert.id);
    if (emergencies.length > 0) this.#fresh = [...this.#fresh.filter((id) => !emergencies.includes(id)), ...emergencies];
    return news;
  }

  /** Brings what is shown up to what is known. */
  #settle(now: number, gone: ReadonlySet<string> = new Set()): void {
    if (!this.#view.paused) {
      for (const [id, row] of this.#latest) {
        if (this.#rows.get(id) === row) continue;
        this.#rows.set(id, row);
        this.#tell(id);
      }
      for (const id of this.#rows.keys()) if (!this.#latest.has(id)) this.#rows.delete(id);
      for (const id of gone) this.#tell(id);
    }
    this.#update({ loaded: true, counts: this.#counts(now), lane: this.#lane(), unseen: this.#unseen() });
    if (this.#view.paused) return;
    if (!this.#view.held) return this.sort(now);
    const ids = held(this.#view.ids, this.#wanted(now), (id) => this.#rows.has(id));
    let moved = 0;
    for (const row of this.#rows.values()) if (this.#places.get(row.patient) !== place(row, now)) moved += 1;
    this.#update({ ids, moved });
  }

  #wanted(now: number): string[] {
    const { section, severity, find } = this.#view.filter;
    const rows = Array.from(this.#rows.values()).filter(
      (row) => inSection(row, section, this.#by, now) && (severity === null || row.alerts.some((alert) => alert.severity === severity)) && matches(row, find),
    );
    return sorted(rows, now).map((row) => row.patient);
  }

  #counts(now: number): Counts {
    const counts = { mine: 0, waiting: 0, seen: 0, snoozed: 0, all: this.#latest.size, emergency: 0, urgent: 0, review: 0 };
    for (const row of this.#latest.values()) {
      if (needs(row, this.#by, now)) counts.mine += 1;
      const alert = waiting(row);
      if (alert) {
        counts.waiting += 1;
        counts[alert.severity] += 1;
      } else if (silent(row)) counts.snoozed += 1;
      else if (row.alerts.length > 0) counts.seen += 1;
    }
    return counts;
  }

  #unseen(): number {
    if (!this.#view.paused) return 0;
    let unseen = 0;
    for (const [id, row] of this.#latest) if (this.#rows.get(id) !== row) unseen += 1;
    return unseen;
  }

  #lane(): Lane | null {
    const open = this.#fresh
      .map((id) => this.#alert(id))
      .filter((found) => found && isUnseenEmergency(found.alert));
    this.#fresh = open.map((found) => found!.alert.id);
    const newest = open.at(-1);
    return newest ? { ...newest, others: open.length - 1 } : null;
  }

  #alert(id: string): { row: Row; alert: Alert } | undefined {
    for (const row of this.#latest.values()) {
      const alert = row.alerts.find((open) => open.id === id);
      if (alert) return { row, alert };
    }
    return undefined;
  }

  #tell(patient: string): void {
    for (const listener of this.#rowListeners.get(patient) ?? []) listener();
  }

  #update(change: Partial<View>): void {
    const next = { ...this.#view, ...change };
    next.ids = same(this.#view.ids, next.ids) ? this.#view.ids : next.ids;
    if (sameCounts(this.#view.counts, next.counts)) next.counts = this.#view.counts;
    const old = this.#view.lane;
    if (old && next.lane && old.alert === next.lane.alert && old.others === next.lane.others) next.lane = old;
    const keys = Object.keys(next) as (keyof View)[];
    if (keys.every((key) => next[key] === this.#view[key])) return;
    this.#view = next;
    for (const listener of this.#viewListeners) listener();
  }
}

function isUnseenEmergency(alert: Alert): boolean {
  return alert.severity === "emergency" && alert.acknowledged === null && alert.snoozed === null;
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a === b || (a.length === b.length && a.every((id, index) => id === b[index]));
}

function sameCounts(a: Counts, b: Counts): boolean {
  return (Object.keys(a) as (keyof Counts)[]).every((key) => a[key] === b[key]);
}
