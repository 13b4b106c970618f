// The worklist page: filters, the lane for a new emergency, the list, and what opens over it.
import { useCallback, useRef, useState } from "react";
import { Link, useSearch } from "wouter";
import { AcknowledgeDialog } from "../acknowledge";
import { ActDialog, type ActKind } from "../act";
import { call } from "../call";
import type { Alert } from "../contract";
import { board, say, serverNow } from "../desk";
import { PauseButton } from "../live/status";
import { HeldLink } from "../ops/held-link";
import { PatientDialog } from "../patient/dialog";
import { speaking, waiting } from "../severity";
import { text } from "../text";
import { Controls } from "./controls";
import { HeldNotice, Lane } from "./lane";
import { KeysDialog, useKeys } from "./keys";
import { NoticeSwitch, SoundSwitch } from "./sound";
import { PatientTable, type TableHandle } from "./table";
import { useView } from "./use";
import { Wall } from "./wall";

export function Worklist() {
  const onWall = new URLSearchParams(useSearch()).has("wall");
  return onWall ? <Wall /> : <List />;
}

function List() {
  const ids = useView(board, (view) => view.ids);
  const loaded = useView(board, (view) => view.loaded);
  const table = useRef<TableHandle>(null);
  const find = useRef<HTMLInputElement>(null);
  const [patient, setPatient] = useState<string | null>(null);
  const [acknowledging, setAcknowledging] = useState<string | null>(null);
  const [acting, setActing] = useState<{ alert: Alert; kind: ActKind } | null>(null);
  const [writing, setWriting] = useState(false);
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
  const act = useCallback((id: string, kind: ActKind) => {
    const row = board.latest(id);
    const alert = row && speaking(row);
    if (alert) setActing({ alert, kind });
  }, []);
  const message = (id: string): void => {
    setWriting(true);
    open(id);
  };
  const dial = (id: string): void => {
    const row = board.latest(id);
    if (row) call(row, () => act(id, "call"));
  };
  // Whoever asks for the order wants the next person: the focus goes to the top with it.
  const sortNow = (): void => {
    board.sort(serverNow());
    say(text.announce.sorted);
    window.scrollTo({ top: 0 });
    requestAnimationFrame(() => table.current?.focus());
  };

  useKeys({
    busy: patient !== null || acknowledging !== null || acting !== null || keysShown,
    table,
    find,
    open,
    acknowledge,
    act,
    message,
    call: dial,
    sortNow,
    toggleTrend: () => setTrendAsText((shown) => !shown),
    showKeys: () => setKeysShown(true),
  });

  const next = (id: string): void => {
    setWriting(false);
    open(id);
  };
  const closePatient = (): void => {
    table.current?.focus(patient ?? undefined);
    setPatient(null);
    setWriting(false);
  };
  const closeAct = (): void => {
    if (patient === null) table.current?.focus(acting?.alert.patient);
    setActing(null);
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
          <SoundSwitch />
          <NoticeSwitch />
          <PauseButton />
          <Link href="/work?wall" className="note">
            {text.wall.open}
          </Link>
          <HeldLink />
          <button type="button" className="quiet" onClick={() => setKeysShown(true)}>
            {text.list.keys}
          </button>
        </div>
      </div>
      <PatientTable ids={ids} trendAsText={trendAsText} onOpen={open} onAcknowledge={acknowledge} ref={table} />
      {ids.length === 0 && <Nobody loaded={loaded} />}
      {patient !== null && (
        <PatientDialog key={patient} {...{ patient, ids, writing }} onClose={closePatient} onAcknowledge={acknowledge} onAct={act} onOpen={next} />
      )}
      {acknowledging !== null && <AcknowledgeDialog patient={acknowledging} onClose={closeAcknowledge} />}
      {acting !== null && <ActDialog {...acting} onClose={closeAct} />}
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
