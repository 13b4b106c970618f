// One event stream from the server, reopened for as long as somebody listens.
import { loadMe } from "../me";
import type { Beat, RowsChanged, Worklist } from "../contract";

export type Message =
  | { event: "worklist"; data: Worklist }
  /** The same, but asked for: the stream may have overtaken it on its way, and it proves nothing about the stream. */
  | { event: "snapshot"; data: Worklist }
  | { event: "rows"; data: RowsChanged }
  | { event: "beat"; data: Beat };

/** A stream that says nothing for this long is broken, even if it looks open (a laptop that slept, a dead proxy). */
const SILENCE_MS = 15_000;
const RETRY_MS = 2_000;
const EVENTS = ["worklist", "rows", "beat"] as const;

/** Opens `/api/live` and hands over each message. Returns what closes it. */
export function openStream(take: (message: Message) => void): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let closed = false;

  function open(): void {
    if (closed) return;
    source = new EventSource("/api/live");
    for (const event of EVENTS)
      source.addEventListener(event, (message: MessageEvent<string>) => {
        again(SILENCE_MS);
        take({ event, data: JSON.parse(message.data) } as Message);
      });
    // The browser gives up after some errors and not after others; starting over covers both.
    source.addEventListener("error", () => {
      again(RETRY_MS);
      // The browser doesn't say why; it may be that nobody is signed in any more.
      void loadMe();
    });
    again(SILENCE_MS);
  }

  function again(delay: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => {
      source?.close();
      open();
    }, delay);
  }

  open();
  return () => {
    closed = true;
    clearTimeout(timer);
    source?.close();
  };
}
