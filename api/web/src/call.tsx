// Calling a patient: the computer's own telephone is asked to dial, and then what came of it is asked for.
import type { Row } from "./contract";
import { speaking } from "./severity";
import { text } from "./text";
import { tell } from "./undo";

export const tel = (phone: string): string => `tel:${phone}`;

/** Dials; `outcome` asks what it came to, if something is open. */
export function call(row: Row, outcome: () => void): void {
  if (row.phone === null) return tell(text.desk.call.none(row.name));
  const link = document.createElement("a");
  link.href = tel(row.phone);
  link.click();
  if (speaking(row)) outcome();
  else tell(text.desk.call.calling(row.name, row.phone));
}

/** The number to dial by hand, too: not every computer has a telephone. */
export function Number({ phone }: { phone: string }) {
  return (
    <p className="told">
      <a href={tel(phone)}>☎ {phone}</a>
    </p>
  );
}

export function CallButton({ row, onCall }: { row: Row; onCall(): void }) {
  if (row.phone === null) return null;
  return (
    <button type="button" onClick={onCall}>
      <span aria-hidden="true">☎ </span>
      {text.desk.call.press}
    </button>
  );
}
