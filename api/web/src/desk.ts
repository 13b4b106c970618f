// The parts that live as long as the tab, connected: stream → frames → board, clock, link, announcements, title.
import type { Canary } from "./contract";
import { ServerClock } from "./clock";
import { Announcer } from "./live/announce";
import { me } from "./me";
import { Frames } from "./live/frames";
import { BEAT_LIMIT_MS, link, sameLink, type Link } from "./live/link";
import { noticeOf, restoreNotices } from "./live/notify";
import { loadSnapshot, shareStream } from "./live/share";
import { listenFor, restoreSound } from "./live/sound";
import type { Message } from "./live/stream";
import { Value } from "./value";
import { Board } from "./worklist/board";
import { Presence } from "./worklist/presence";

export interface Meta {
  demo: boolean;
  notice: string | null;
  speed: number;
}

const TICK_MS = 1_000;
const SHOWN_MS = 8_000;
const opened = performance.now();
const announcer = new Announcer();
const frames = new Frames<Message>(handle);
let beat: { mono: number; serverTime: number; canary: Canary | null } | null = null;
let beatTimer: ReturnType<typeof setTimeout> | undefined;

export const clock = new ServerClock();
export const board = new Board();
export const presence = new Presence();
/** The server's time at the last tick: everything on screen that ages reads this one. */
export const tick = new Value(0);
export const liveLink = new Value<Link>({ state: "connecting" }, sameLink);
export const meta = new Value<Meta>({ demo: false, notice: null, speed: 1 }, sameMeta);
/** The sentence in the polite live region. */
export const announcement = new Value("");

export function serverNow(): number {
  return clock.now(performance.now());
}

/** What the person just did, while it is shown; or "". */
export const done = new Value("");
let shown: ReturnType<typeof setTimeout> | undefined;

/** Says something that the person just did, at once, and shows it for a while. */
export function say(sentence: string): void {
  announcement.set(sentence);
  done.set(sentence);
  clearTimeout(shown);
  shown = setTimeout(() => done.set(""), SHOWN_MS);
}

/** Starts listening. Called once. */
export function start(): void {
  restoreSound();
  restoreNotices();
  shareStream((message) => {
    // The clock and the link want the time of arrival, not the time of the frame.
    clock.sync(message.data.as_of, performance.now(), "speed" in message.data ? message.data.speed : undefined);
    if (message.event === "worklist") heardBeat(message.data.as_of);
    if (message.event === "beat") heardBeat(message.data.as_of, message.data.canary);
    frames.push(message);
  });
  me.watch(() => board.as(me.get()?.by ?? null, serverNow()));
  presence.listen(() => board.hold(true, serverNow()));
  setInterval(onTick, TICK_MS);
  watchLink();
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") void loadSnapshot((message) => frames.push(message), once());
  });
}

function handle(batch: Message[]): void {
  const now = serverNow();
  for (const message of batch) {
    if (message.event === "rows") announcer.add(board.merge(message.data, now));
    else if (message.event !== "beat") {
      meta.set({ demo: message.data.demo, notice: message.data.notice, speed: message.data.speed });
      // After a restart the server may count from the start again: only the stream can tell us so.
      if (message.event === "worklist" || message.data.seq >= board.seq) announcer.add(board.load(message.data, now));
    }
  }
  if (tick.get() === 0) tick.set(now);
  announce();
  sounds();
}

function onTick(): void {
  if (clock.known) tick.set(serverNow());
  if (!presence.working()) board.hold(false, serverNow());
  announce();
  sounds();
}

function sounds(): void {
  const unseen = board.unseenEmergencies();
  listenFor(
    unseen.map((alert) => alert.id),
    liveLink.get().state === "lost",
  );
  if (board.view().loaded) void noticeOf(unseen, serverNow());
}

function announce(): void {
  const sentence = announcer.speak(performance.now());
  if (sentence) announcement.set(sentence);
}

function heardBeat(asOf: number, canary = beat?.canary ?? null): void {
  beat = { mono: performance.now(), serverTime: asOf, canary };
  watchLink();
}

function watchLink(): void {
  const state = link(opened, beat, performance.now());
  liveLink.set(state);
  clearTimeout(beatTimer);
  if (state.state !== "lost") beatTimer = setTimeout(watchLink, (beat?.mono ?? opened) + BEAT_LIMIT_MS - performance.now());
}

/** True for a few seconds: one try for a snapshot, not one for ever. */
function once(): () => boolean {
  const until = performance.now() + 2_500;
  return () => performance.now() < until;
}

function sameMeta(a: Meta, b: Meta): boolean {
  return a.demo === b.demo && a.notice === b.notice && a.speed === b.speed;
}
