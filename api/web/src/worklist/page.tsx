// The worklist page: filters, the lane for a new emergency, the list, and what opens over it.
import { useCallback, useRef, useState } from "react";
import { AcknowledgeDialog } from "../acknowledge";
import { board, say, serverNow } from "../desk";
import { PauseButton } from "../live/status";
import { HeldLink } from "../ops/held-link";
import { PatientDialog } from "../patient/dialog";
import { waiting } from "../severity";
import { text } from "../text";
import { Controls } from "./controls";
import { HeldNotice, Lane } from "./lane";
import { KeysDialog, useKeys } from "./keys";
import { PatientTable, type TableHandle } from "./table";
import { useView } from "./use";

export function Worklist() {
  const ids = useView(board, (view) => view.ids);
  const loaded = useView(board, (view) => view.loaded);
  const table = useRef<TableHandle>(null);
  const find = useRef<HTMLInputElement>(null);
  const [patient, setPatient] = useState<string | null>(null);
  const [acknowledging, setAcknowledging] = useState<string | null>(null);
  const [keysShown, setKeysShown] = useState(false);
  const [trendAsText, setTrendAsText] = useState(false);

  const open = useCallback((id: string) => {
    board.noticed(id);
    setPatient(id);
  }, []);
  const acknowledge = useCallback((id: string) => {
    const row = board.latest(id);
    if (row && waiting(row)) setAcknowledging(id);
  }, []);
  // Whoever asks for the order wants the next person: the focus goes to the top with it.
  const sortNow = (): void => {
    board.sort(serverNow());
    say(text.announce.sorted);
    window.scrollTo({ top: 0 });
    requestAnimationFrame(() => table.current?.focus());
  };

  useKeys({
    busy: patient !== null || acknowledging !== null || keysShown,
    table,
    find,
    open,
    acknowledge,
    sortNow,
    toggleTrend: () => setTrendAsText((shown) => !shown),
    showKeys: () => setKeysShown(true),
  });

  const closePatient = (): void => {
    table.current?.focus(patient ?? undefined);
    setPatient(null);
  };
  const closeAcknowledge = (): void => {
    if (patient === null) table.current?.focus(acknowledging ?? undefined);
    setAcknowledging(null);
  };

  return (
    <>
      <h1 className="hidden">{text.list.heading}</h1>
      <div className="controls" data-sticky>
        <Controls find={find} onLeaveFind={() => table.current?.focus()} />
        <Lane onOpen={open} />
        <div className="notices">
          <HeldNotice onSort={sortNow} />
          <PauseButton />
          <HeldLink />
          <button type="button" className="quiet" onClick={() => setKeysShown(true)}>
            {text.list.keys}
          </button>
        </div>
      </div>
      <PatientTable ids={ids} trendAsText={trendAsText} onOpen={open} onAcknowledge={acknowledge} ref={table} />
      {ids.length === 0 && <Nobody loaded={loaded} />}
      {patient !== null && (
        <PatientDialog patient={patient} onClose={closePatient} onAcknowledge={acknowledge} />
      )}
      {acknowledging !== null && <AcknowledgeDialog patient={acknowledging} onClose={closeAcknowledge} />}
      {keysShown && (
        <KeysDialog
          onClose={() => {
            setKeysShown(false);
            table.current?.focus();
          }}
        />
      )}
    </>
  );
}

/** An empty list says why it is empty. */
function Nobody({ loaded }: { loaded: boolean }) {
  const filter = useView(board, (view) => view.filter);
  if (!loaded) return <p className="empty">{text.list.loading}</p>;
  if (filter.find !== "") return <p className="empty">{text.list.emptyFind(filter.find)}</p>;
  if (filter.section === "waiting") return <p className="empty">{text.list.emptyWaiting}</p>;
  return <p className="empty">{text.list.empty}</p>;
}
