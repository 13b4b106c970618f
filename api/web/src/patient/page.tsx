// One patient on a page of their own: now, or as things stood around a moment (`?at=`), where a back-test leads.
import { useState } from "react";
import { Link, useSearch } from "wouter";
import { board, serverNow } from "../desk";
import { text } from "../text";
import { timesIn } from "../time";
import { useRow, useView } from "../worklist/use";
import { PatientBody, PersonNote } from "./body";
import { useDetail } from "./use-detail";

export function PatientPage({ patient }: { patient: string }) {
  const row = useRow(board, patient);
  const known = useView(board, (view) => view.loaded);
  const asked = Number(new URLSearchParams(useSearch()).get("at") ?? Number.NaN);
  const at = Number.isSafeInteger(asked) ? asked : null;
  const { detail, failed } = useDetail(patient, row, at);
  const [asTable, setAsTable] = useState(false);
  if (!row) return <p className="empty">{known ? text.patient.unknown(patient) : text.patient.loading}</p>;
  return (
    <article className="patient-page patient">
      <h1>{row.name}</h1>
      <PersonNote row={row} />
      {at !== null && (
        <p className="asked">
          {text.patient.around(timesIn(row.zone).moment(at, serverNow()))} <Link href={`/patients/${patient}`}>{text.patient.newest}</Link>
        </p>
      )}
      <PatientBody {...{ row, detail, failed, asTable, at }} onToggle={() => setAsTable(!asTable)} />
    </article>
  );
}
