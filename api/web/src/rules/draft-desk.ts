// The draft: what this page shows, what the server keeps, and what the check says of it.
// Typing is saved and checked half a second after it ends; nobody's draft is written over unasked.
import { ask } from "../ask";
import type { Checked, Draft } from "../contract";
import { Value } from "../value";
import { shifted, splice, type Edit } from "./edit";

export type Saving =
  | { kind: "saved" }
  | { kind: "saving" }
  /** Not kept: the server or the link says why. */
  | { kind: "failed"; why: string }
  /** Somebody else was first; theirs waits until a person chooses. */
  | { kind: "taken"; why: string; theirs: Draft | null };

export interface DraftState {
  loaded: boolean;
  /** As the server has it. */
  kept: Draft | null;
  text: string;
  /** About this very text; null while it is being checked. */
  checked: Checked | null;
  /** The last check, with a form whose places are kept in step with the text. */
  latest: Checked | null;
  saving: Saving;
  /** Why there is no check. */
  uncheckable: string | null;
}

const PAUSE_MS = 500;
const LOOK_MS = 4_000;

const NOTHING: DraftState = {
  loaded: false,
  kept: null,
  text: "",
  checked: null,
  latest: null,
  saving: { kind: "saved" },
  uncheckable: null,
};

export class DraftDesk {
  readonly state = new Value<DraftState>(NOTHING);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #looking: ReturnType<typeof setInterval> | undefined;

  /** Loads the draft, and looks for what others make of it. */
  open(): void {
    void this.reload();
    this.#looking = setInterval(() => void this.reload(), LOOK_MS);
  }

  /** Whoever leaves in mid-word loses nothing. */
  close(): void {
    clearInterval(this.#looking);
    clearTimeout(this.#timer);
    const { text, kept, saving } = this.state.get();
    if (kept && text !== kept.text && saving.kind !== "taken") void this.#save(text, kept.hash);
  }

  /** Changes the text in one place; the form keeps in step, without waiting for the check. */
  edit(edit: Edit): void {
    const { text, latest } = this.state.get();
    if (!latest?.form) return;
    const form = shifted(latest.form, edit);
    this.#set({ text: splice(text, edit), checked: null, latest: { ...latest, form } });
    this.#later();
  }

  /** Takes the whole text as it was typed. */
  write(text: string): void {
    this.#set({ text, checked: null });
    this.#later();
  }

  async start(text: string): Promise<void> {
    this.#set({ text, latest: null, checked: null, kept: null });
    await this.#save(text, null);
    await this.#check(text);
  }

  async saveAgain(): Promise<void> {
    const { text, kept } = this.state.get();
    await this.#save(text, kept?.hash ?? null);
  }

  takeTheirs(): void {
    const { saving } = this.state.get();
    if (saving.kind === "taken") this.#show(saving.theirs);
  }

  async keepMine(): Promise<void> {
    const { saving, text } = this.state.get();
    if (saving.kind === "taken") await this.#save(text, saving.theirs?.hash ?? null);
  }

  async discard(): Promise<void> {
    clearTimeout(this.#timer);
    const answer = await ask<null>("DELETE", "/api/rules/draft");
    if (answer.ok) this.#show(null);
    else this.#set({ saving: { kind: "failed", why: answer.why } });
  }

  /** Shows what the server has, unless something here isn't kept yet. */
  async reload(): Promise<void> {
    const answer = await ask<Draft | null>("GET", "/api/rules/draft");
    if (!answer.ok) return;
    const { loaded, kept, text, saving } = this.state.get();
    const isKept = saving.kind === "saved" && text === (kept?.text ?? "");
    if (!loaded || (isKept && answer.data?.hash !== kept?.hash)) this.#show(answer.data);
  }

  #set(change: Partial<DraftState>): void {
    this.state.set({ ...this.state.get(), ...change });
  }

  #show(kept: Draft | null): void {
    const text = kept?.text ?? "";
    this.#set({ loaded: true, kept, text, checked: null, latest: null, saving: { kind: "saved" }, uncheckable: null });
    if (kept) void this.#check(text);
  }

  #later(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const { text, kept, saving } = this.state.get();
      void this.#check(text);
      // What is being saved is followed by what was typed since; what was taken waits for a person.
      if (saving.kind !== "taken" && saving.kind !== "saving") void this.#save(text, kept?.hash ?? null);
    }, PAUSE_MS);
  }

  async #check(text: string): Promise<void> {
    const answer = await ask<Checked>("POST", "/api/rules/checks", { text });
    if (this.state.get().text !== text) return;
    if (answer.ok) this.#set({ checked: answer.data, latest: answer.data, uncheckable: null });
    else this.#set({ uncheckable: answer.why });
  }

  async #save(text: string, over: string | null): Promise<void> {
    this.#set({ saving: { kind: "saving" } });
    const answer = await ask<Draft>("PUT", "/api/rules/draft", { text, over });
    if (answer.ok) {
      this.#set({ kept: answer.data, saving: { kind: "saved" } });
      const typed = this.state.get().text;
      if (typed !== text) await this.#save(typed, answer.data.hash);
    } else if (answer.status === 409) {
      const theirs = (answer.problem as { draft?: Draft | null } | null)?.draft ?? null;
      this.#set({ saving: { kind: "taken", why: answer.why, theirs } });
    } else this.#set({ saving: { kind: "failed", why: answer.why } });
  }
}
