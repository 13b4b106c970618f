// Times of a patient's page are the patient's own, wherever the reader sits; the page says which zone that is.
import { createContext, useContext, type ReactNode } from "react";
import type { Row } from "./contract";
import { serverNow } from "./desk";
import { text } from "./text";
import { timesIn, zoneName, type Times } from "./time";

const Zone = createContext<Times>(timesIn());

/** Clocks where this is shown: the patient's within their page, else the reader's. */
export const useTimes = (): Times => useContext(Zone);

export function InZoneOf({ row, children }: { row: Row; children: ReactNode }) {
  return <Zone.Provider value={timesIn(row.zone)}>{children}</Zone.Provider>;
}

export function ZoneNote({ row }: { row: Row }) {
  return <p className="note">{text.patient.zone(zoneName(row.zone, serverNow()))}</p>;
}
