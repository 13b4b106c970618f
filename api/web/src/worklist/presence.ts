// Whether somebody is working in the list, so that its order must hold still.

/** Without a key or the mouse for this long, and with no focus in the list, nobody is. */
export const IDLE_MS = 20_000;

const ACTIVITY = ["keydown", "pointerdown", "pointermove", "wheel", "touchstart"] as const;

export class Presence {
  #activeAt = -Infinity;

  /** Calls back at each sign of work. */
  listen(active: () => void): void {
    const note = (): void => {
      this.#activeAt = performance.now();
      active();
    };
    for (const event of ACTIVITY) window.addEventListener(event, note, { passive: true, capture: true });
    window.addEventListener("focusin", () => {
      if (focusInList()) active();
    });
  }

  working(): boolean {
    return working(performance.now() - this.#activeAt, focusInList() && document.hasFocus());
  }
}

/** The rule by itself. An open dialog counts as focus in the list: it was opened from there. */
export function working(idleMs: number, focused: boolean): boolean {
  return focused || idleMs < IDLE_MS;
}

function focusInList(): boolean {
  return document.activeElement?.closest("[data-list], dialog") != null;
}
