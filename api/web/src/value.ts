// One value outside React that components can watch.
import { useSyncExternalStore } from "react";

export class Value<T> {
  #listeners = new Set<() => void>();

  constructor(
    private value: T,
    private readonly same: (a: T, b: T) => boolean = Object.is,
  ) {}

  get = (): T => this.value;

  set(next: T): void {
    if (this.same(this.value, next)) return;
    this.value = next;
    for (const listener of this.#listeners) listener();
  }

  watch = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}

export function useValue<T>(value: Value<T>): T {
  return useSyncExternalStore(value.watch, value.get);
}

/** Watches something made from a value: renders only when what was made differs. `make` gives a string or a number. */
export function useMade<T, M extends string | number | boolean | null>(value: Value<T>, make: (value: T) => M): M {
  return useSyncExternalStore(value.watch, () => make(value.get()));
}
