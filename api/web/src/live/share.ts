// One live stream per browser: the tab that holds the lock listens to the server and tells the others.
import { request } from "../me";
import type { Worklist } from "../contract";
import { openStream, type Message } from "./stream";

const NAME = "hearthwatch-live";
const RETRY_MS = 3_000;

/**
 * Delivers live messages to this tab, from the server or from the tab that leads.
 *
 * HTTP/1.1 gives a browser six connections to a server, so a stream in every tab would hang the seventh.
 * Without Web Locks (a page that isn't on localhost or https) each tab has its own stream, and that limit.
 */
export function shareStream(take: (message: Message) => void): void {
  if (!("locks" in navigator) || typeof BroadcastChannel === "undefined") {
    openStream(take);
    return;
  }
  const channel = new BroadcastChannel(NAME);
  let following = true;
  channel.addEventListener("message", (message: MessageEvent<Message>) => {
    if (following) take(message.data);
  });

  const lead = (): Promise<never> => {
    following = false;
    openStream((message) => {
      channel.postMessage(message);
      take(message);
    });
    // Held until the tab goes away: the browser then gives the lock to the next tab.
    return new Promise(() => {});
  };

  void navigator.locks.request(NAME, { ifAvailable: true }, (lock) => {
    if (lock) return lead();
    void navigator.locks.request(NAME, lead);
    void loadSnapshot(take, () => following);
    return undefined;
  });
}

/** Fetches the whole worklist, again and again until it comes or is no longer wanted. */
export async function loadSnapshot(take: (message: Message) => void, wanted: () => boolean = () => true): Promise<void> {
  while (wanted()) {
    try {
      const response = await request("/api/worklist", { signal: AbortSignal.timeout(10_000) });
      // Whose role has no list gets none, however often they ask.
      if (response.status === 401 || response.status === 403) return;
      if (response.ok) {
        const data = (await response.json()) as Worklist;
        if (wanted()) take({ event: "snapshot", data });
        return;
      }
    } catch {
      // No answer: the page says "not live" meanwhile, and we ask again.
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}
