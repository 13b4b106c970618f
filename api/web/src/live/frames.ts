// Coalesces messages: the first is handled at once, the ones close behind it together, once per frame.

/** A person can't follow more than ten changes a second; a screen with 1,000 patients can't paint more. */
export const FRAME_MS = 100;

export class Frames<T> {
  #queue: T[] = [];
  #flushedAt = -Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly handle: (batch: T[]) => void,
    private readonly mono: () => number = () => performance.now(),
  ) {}

  push(item: T): void {
    this.#queue.push(item);
    const wait = this.#flushedAt + FRAME_MS - this.mono();
    if (wait <= 0) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), wait);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#flushedAt = this.mono();
    this.handle(this.#queue.splice(0));
  }
}
