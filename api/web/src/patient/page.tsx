// One patient on a page of their own: now, or as things stood around a moment (`?at=`), where a back-test leads.
import { useRef, useState } from "react";
import { Link, useLocation, useSearch } from "wouter";
import { AcknowledgeDialog } from "../acknowledge";
import { ActDialog, type ActKind } from "../act";
import { call, CallButton } from "../call";
import { board, serverNow } from "../desk";
import { speaking, waiting } from "../severity";
import { text } from "../text";
import { timesIn } from "../time";
import { useRow, useView } from "../worklist/use";
import { PatientBody, PersonNote } from "./body";
import { usePatientKeys, write } from "./keys";
import { isTab, type Tab } from "./tabs";
import { useDetail } from "./use-detail";

export function PatientPage({ patient }: { patient: string }) {
  const row = useRow(board, patient);
  const known = useView(board, (view) => view.loaded);
  const search = new URLSearchParams(useSearch());
  const [, go] = useLocation();
  const asked = Number(search.get("at") ?? Number.NaN);
  const at = Number.isSafeInteger(asked) ? asked : null;
  const named = search.get("tab");
  // Whoever follows a link to a moment is shown what happened then.
  const tab: Tab = isTab(named) ? named : at === null ? "vitals" : "timeline";
  const showTab = (next: Tab): void => {
    search.set("tab", next);
    go(`/patients/${encodeURIComponent(patient)}?${search}`, { replace: true });
  };
  const { detail, failed } = useDetail(patient, row, at);
  const [asTable, setAsTable] = useState(false);
  const [acknowledging, setAcknowledging] = useState(false);
  const [acting, setActing] = useState<ActKind | null>(null);
  const article = useRef<HTMLElement>(null);
  const alert = row && speaking(row);
  const waits = row !== undefined && waiting(row) !== undefined;
  const dial = (): void => {
    if (row) call(row, () => setActing("call"));
  };
  usePatientKeys({
    dialogs: 0,
    toggle: () => setAsTable((shown) => !shown),
    message: () => void write(article.current),
    acknowledge: waits ? () => setAcknowledging(true) : undefined,
    act: alert ? setActing : undefined,
    call: dial,
  });
  if (!row) return <p className="empty">{known ? text.patient.unknown(patient) : text.patient.loading}</p>;
  return (
    <article className="patient-page patient" ref={article}>
      <h1>{row.name}</h1>
      <PersonNote row={row} />
      {(waits || row.phone !== null) && (
        <div className="actions">
          {waits && (
            <button type="button" className="primary" onClick={() => setAcknowledging(true)}>
              {text.list.acknowledge} (A)
            </button>
          )}
          <CallButton row={row} onCall={dial} />
        </div>
      )}
      {at !== null && (
        <p className="asked">
          {text.patient.around(timesIn(row.zone).moment(at, serverNow()))} <Link href={`/patients/${patient}`}>{text.patient.newest}</Link>
        </p>
      )}
      <PatientBody {...{ row, detail, failed, asTable, at, tab }} onTab={showTab} onToggle={() => setAsTable(!asTable)} />
      {acknowledging && <AcknowledgeDialog patient={patient} onClose={() => setAcknowledging(false)} />}
      {acting !== null && alert && <ActDialog alert={alert} kind={acting} onClose={() => setActing(null)} />}
    </article>
  );
}
