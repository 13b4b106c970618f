// When a hidden tab tells of an emergency: each new one, and each that has become late. Never who, never what.

/** An emergency that nobody has acknowledged, and how far it has been passed up. */
export interface Unseen {
  id: string;
  escalated: number;
  due_at: number | null;
}

export class Notices {
  /** By alert: how late it was when it was last told. */
  #told: Map<string, number> | null = null;

  /** What is to be told now. What was there when this began is known. */
  due(unseen: readonly Unseen[], now: number): "new" | "late" | null {
    const told = this.#told;
    const late = ({ escalated, due_at }: Unseen): number => Math.max(escalated, Number(due_at !== null && due_at < now));
    this.#told = new Map(unseen.map((alert) => [alert.id, late(alert)]));
    if (!told) return null;
    if (unseen.some(({ id }) => !told.has(id))) return "new";
    return unseen.some((alert) => late(alert) > (told.get(alert.id) ?? 0)) ? "late" : null;
  }
}
