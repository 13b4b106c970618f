// Who sits here, until people sign in: asked once, kept in this browser.
import { meta } from "./desk";
import { text } from "./text";
import { useValue, Value } from "./value";

const KEY = "hearthwatch.person";

/** What was typed; empty if nobody has said who they are. */
export const person = new Value(stored());

export function setPerson(name: string): void {
  person.set(name);
  try {
    localStorage.setItem(KEY, name);
  } catch {
    // A browser that keeps nothing asks again next time.
  }
}

/** Who is recorded: the name that was typed, or what stands in for one. */
export function recordedAs(): string {
  return person.get().trim() || (meta.get().demo ? text.acknowledge.demoPerson : text.acknowledge.unnamedPerson);
}

export function useRecordedAs(): string {
  useValue(person);
  useValue(meta);
  return recordedAs();
}

function stored(): string {
  try {
    return localStorage.getItem(KEY) ?? "";
  } catch {
    return "";
  }
}
