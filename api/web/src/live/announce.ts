// What a screen reader is told: emergencies and urgent alerts only, at most one sentence in ten seconds.
import type { Alert } from "../contract";
import { text } from "../text";

export const QUIET_MS = 10_000;

export class Announcer {
  #emergencies = 0;
  #urgents = 0;
  #spokeAt = -Infinity;

  add(alerts: readonly Alert[]): void {
    for (const alert of alerts) {
      if (alert.severity === "emergency") this.#emergencies += 1;
      if (alert.severity === "urgent") this.#urgents += 1;
    }
  }

  /** The sentence to say now, or null: nothing new, or it is too soon. What waits is added up. */
  speak(mono: number): string | null {
    if (this.#emergencies + this.#urgents === 0 || mono - this.#spokeAt < QUIET_MS) return null;
    const sentence = text.announce.alerts(this.#emergencies, this.#urgents);
    this.#emergencies = 0;
    this.#urgents = 0;
    this.#spokeAt = mono;
    return sentence;
  }
}
