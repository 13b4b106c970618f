// The sound for emergencies: off until somebody switches it on, because browsers demand a press. One tab plays.
import { Value } from "../value";
import { Alarm } from "./alarm";

export interface SoundState {
  /** `blocked`: wanted, and the browser waits for a press on the page. */
  is: "off" | "on" | "blocked";
  /** Until when there is a pause, on this computer's clock. */
  quietUntil: number | null;
}

export const QUIET_MS = 120_000;
const WANTED = "hearthwatch-sound";
/** Seconds. */
const TONE = 0.16;
const GAP = 0.1;
const EMERGENCY = [880, 660, 880];
const LOST = [220, 220];

export const sound = new Value<SoundState>({ is: "off", quietUntil: null }, (a, b) => a.is === b.is && a.quietUntil === b.quietUntil);

const alarm = new Alarm();
let audio: AudioContext | null = null;
/** Whether this tab is the one that plays; and what lets another have it. */
let plays = false;
let release: (() => void) | null = null;
let wasLost = false;

/** What somebody chose in this browser before. Called once. */
export function restoreSound(): void {
  if (localStorage.getItem(WANTED) !== "on") return;
  begin();
  // A press anywhere is enough for the browser.
  for (const press of ["pointerdown", "keydown"]) addEventListener(press, () => void audio?.resume(), { passive: true });
}

export function switchSound(on: boolean): void {
  localStorage.setItem(WANTED, on ? "on" : "off");
  if (on) return begin();
  void audio?.close();
  audio = null;
  release?.();
  release = null;
  plays = false;
  sound.set({ is: "off", quietUntil: null });
}

/** Once, to hear whether it is heard. */
export function testSound(): void {
  void audio?.resume();
  play(EMERGENCY);
}

export function quiet(): void {
  sound.set({ ...sound.get(), quietUntil: Date.now() + QUIET_MS });
}

/** Looks whether a sound is due. Called at each message and once a second. */
export function listenFor(unseen: readonly string[], isLost: boolean): void {
  const { is, quietUntil } = sound.get();
  const inPause = quietUntil !== null && Date.now() < quietUntil;
  if (quietUntil !== null && !inPause) sound.set({ ...sound.get(), quietUntil: null });
  const lostNow = isLost && !wasLost;
  wasLost = isLost;
  if (is !== "on" || !plays) return;
  if (alarm.due(unseen, performance.now(), inPause)) play(EMERGENCY);
  else if (lostNow) play(LOST);
}

function begin(): void {
  const context = (audio ??= new AudioContext());
  const tell = (): void => {
    if (audio !== context) return;
    const running = context.state === "running";
    sound.set({ ...sound.get(), is: running ? "on" : "blocked" });
    if (running) lead();
  };
  context.addEventListener("statechange", tell);
  void context.resume();
  tell();
}

/** Of several tabs the one that holds the lock plays; the next has it when that one goes away or is switched off. */
function lead(): void {
  if (plays || release) return;
  if (!("locks" in navigator)) {
    plays = true;
    return;
  }
  const held = new Promise<void>((done) => (release = done));
  void navigator.locks.request(WANTED, () => {
    if (!audio) return undefined;
    plays = true;
    return held;
  });
}

function play(tones: readonly number[]): void {
  const context = audio;
  if (context?.state !== "running") return;
  for (const [place, hertz] of tones.entries()) {
    const at = context.currentTime + place * (TONE + GAP);
    const tone = new OscillatorNode(context, { frequency: hertz, type: "triangle" });
    const level = new GainNode(context, { gain: 0 });
    // Up and down within hundredths of a second: it doesn't click.
    level.gain.setValueAtTime(0, at);
    level.gain.linearRampToValueAtTime(0.4, at + 0.02);
    level.gain.setValueAtTime(0.4, at + TONE - 0.03);
    level.gain.linearRampToValueAtTime(0, at + TONE);
    tone.connect(level).connect(context.destination);
    tone.start(at);
    tone.stop(at + TONE);
  }
}
