// One patient beside the list: why they are here, where that comes from, what was done, what was measured.
import { useEffect, useRef, useState } from "react";
import type { ActKind } from "../act";
import { call, CallButton } from "../call";
import { board } from "../desk";
import { Dialog } from "../dialog";
import { waiting } from "../severity";
import { text } from "../text";
import { UndoNotice } from "../undo";
import { useRow } from "../worklist/use";
import { PatientBody, PersonNote } from "./body";
import { usePatientKeys, write } from "./keys";
import { useDetail } from "./use-detail";

interface Props {
  patient: string;
  /** The list that it was opened from: who comes before and after. */
  ids: readonly string[];
  /** Somebody wants to write to the patient. */
  writing: boolean;
  onClose(): void;
  onAcknowledge(patient: string): void;
  onAct(patient: string, kind: ActKind): void;
  onOpen(patient: string): void;
}

export function PatientDialog({ patient, ids, writing, onClose, onAcknowledge, onAct, onOpen }: Props) {
  const body = useRef<HTMLDivElement>(null);
  const place = ids.indexOf(patient);
  const [before, after] = [place > 0 ? ids[place - 1] : undefined, place < 0 ? undefined : ids[place + 1]];
  const row = useRow(board, patient);
  const [asTable, setAsTable] = useState(false);
  const { detail, failed } = useDetail(patient, row);
  const waits = row !== undefined && waiting(row) !== undefined;
  const alarmed = row !== undefined && row.alerts.length > 0;
  const dial = (): void => {
    if (row) call(row, () => onAct(patient, "call"));
  };
  useEffect(() => (writing ? write(body.current) : undefined), [writing]);

  usePatientKeys({
    dialogs: 1,
    toggle: () => setAsTable((shown) => !shown),
    message: () => void write(body.current),
    acknowledge: waits ? () => onAcknowledge(patient) : undefined,
    act: alarmed ? (kind) => onAct(patient, kind) : undefined,
    call: dial,
    previous: before === undefined ? undefined : () => onOpen(before),
    next: after === undefined ? undefined : () => onOpen(after),
  });

  if (!row) return null;
  return (
    <Dialog label={row.name} className="patient" onClose={onClose}>
      <header>
        <div>
          <h2>{row.name}</h2>
          <PersonNote row={row} />
        </div>
        <div className="actions">
          {waits && (
            <button type="button" className="primary" onClick={() => onAcknowledge(patient)}>
              {text.list.acknowledge} (A)
            </button>
          )}
          <CallButton row={row} onCall={dial} />
          {before !== undefined && (
            <button type="button" className="quiet" onClick={() => onOpen(before)}>
              {text.patient.previous}
            </button>
          )}
          {after !== undefined && (
            <button type="button" className="quiet" onClick={() => onOpen(after)}>
              {text.patient.next}
            </button>
          )}
          <button type="button" onClick={onClose}>
            {text.patient.close}
          </button>
        </div>
      </header>
      <div ref={body}>
        <PatientBody row={row} detail={detail} failed={failed} asTable={asTable} onToggle={() => setAsTable(!asTable)} />
      </div>
      <UndoNotice />
    </Dialog>
  );
}
