// When a sound is due: at each new emergency that nobody has acknowledged, and again each minute until somebody has.

export const AGAIN_MS = 60_000;

export class Alarm {
  #known = new Set<string>();
  #soundedAt = -Infinity;

  /** Whether a burst is due now. `unseen` are the emergencies that wait; `quiet`: somebody asked for a pause. */
  due(unseen: readonly string[], mono: number, quiet: boolean): boolean {
    const isNew = unseen.some((id) => !this.#known.has(id));
    const isLate = unseen.length > 0 && mono - this.#soundedAt >= AGAIN_MS;
    if (quiet) return false;
    this.#known = new Set(unseen);
    if (!isNew && !isLate) return false;
    this.#soundedAt = mono;
    return true;
  }
}
