// The server's time, carried on between messages by this page's own monotonic clock.

/** How far the page may run ahead of a message before it gives in: late delivery looks like this too. */
const TOLERANCE_MS = 2_000;

export class ServerClock {
  #asOf = 0;
  #heardAt = 0;
  #speed = 1;
  #known = false;

  /** Whether the server has told us its time at all. */
  get known(): boolean {
    return this.#known;
  }

  get speed(): number {
    return this.#speed;
  }

  /**
   * Takes the server's time `asOf`, heard at `mono` on our monotonic clock.
   *
   * A message that was delayed on its way says less than we already know, so it doesn't turn the clock back;
   * one that differs by more than the tolerance does, because then the server itself has changed.
   */
  sync(asOf: number, mono: number, speed = this.#speed): void {
    const ahead = (this.now(mono) - asOf) / this.#speed;
    if (this.#known && speed === this.#speed && ahead > 0 && ahead < TOLERANCE_MS) return;
    this.#asOf = asOf;
    this.#heardAt = mono;
    this.#speed = speed;
    this.#known = true;
  }

  /** Unix milliseconds on the server's clock. */
  now(mono: number): number {
    return this.#asOf + (mono - this.#heardAt) * this.#speed;
  }
}
