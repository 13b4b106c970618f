// One patient beside the list: why they are here, where that comes from, what was done, what was measured.
import { useEffect, useState } from "react";
import { board } from "../desk";
import { Dialog } from "../dialog";
import { waiting } from "../severity";
import { text } from "../text";
import { useRow } from "../worklist/use";
import { PatientBody, PersonNote } from "./body";
import { useDetail } from "./use-detail";

interface Props {
  patient: string;
  onClose(): void;
  onAcknowledge(patient: string): void;
}

export function PatientDialog({ patient, onClose, onAcknowledge }: Props) {
  const row = useRow(board, patient);
  const [asTable, setAsTable] = useState(false);
  const { detail, failed } = useDetail(patient, row);
  const waits = row !== undefined && waiting(row) !== undefined;

  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || document.querySelectorAll("dialog[open]").length > 1) return;
      if (event.key.toLowerCase() === "t") setAsTable((shown) => !shown);
      else if (event.key.toLowerCase() === "a" && waits) onAcknowledge(patient);
      else return;
      event.preventDefault();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [patient, waits, onAcknowledge]);

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
          <button type="button" onClick={onClose}>
            {text.patient.close}
          </button>
        </div>
      </header>
      <PatientBody row={row} detail={detail} failed={failed} asTable={asTable} onToggle={() => setAsTable(!asTable)} />
    </Dialog>
  );
}
