// What else is done about an alert: silent for a while, given to somebody, closed with what it came to.
import { useId, useState, type FormEvent } from "react";
import { ask } from "./ask";
import { Number } from "./call";
import type { Alert, CaseResult } from "./contract";
import { board, say, serverNow } from "./desk";
import { Dialog } from "./dialog";
import { FormEnd } from "./form-end";
import { useMe } from "./me";
import { text } from "./text";
import { offerUndo } from "./undo";
import { ToneBadge } from "./worklist/cells";

export type ActKind = "call" | "escalate" | "snooze" | "assign" | "close";
export const ACTS: ActKind[] = ["escalate", "snooze", "assign", "close"];

interface Props {
  alert: Alert;
  kind: ActKind;
  onClose(): void;
}

/** For how long somebody may want silence, by how grave it is; the server has a limit of its own. */
const MINUTE = 60_000;
const SPANS = {
  emergency: [15],
  urgent: [15, 60, 240, 720],
  review: [60, 240, 1_440, 4_320, 10_080],
} as const;
const RESULTS = Object.keys(text.act.results) as CaseResult[];

export function ActDialog({ alert: asked, kind, onClose }: Props) {
  // The alert as it was when the person asked: the server refuses what is about another version.
  const [alert, setAlert] = useState(asked);
  const [{ name, phone }] = useState(() => board.latest(asked.patient) ?? { name: asked.patient, phone: null });
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const me = useMe();
  const send = async (wish: object): Promise<void> => {
    if (busy) return;
    setBusy(true);
    const done = await ask<Alert>("POST", `/api/alerts/${encodeURIComponent(alert.id)}/acts`, { ...wish, version: alert.version });
    setBusy(false);
    if (done.ok) {
      board.replace(done.data, serverNow());
      say(text.act.done(kind, name));
      if (kind !== "escalate") offerUndo(done.data, text.act.done(kind, name), name);
      return onClose();
    }
    // What was typed stays; a second try is for the alert as it is now.
    setAlert(board.latest(alert.patient)?.alerts.find((open) => open.id === alert.id) ?? alert);
    setProblem(done.status === 409 ? text.act.changed(done.why) : text.act.failed(done.why));
  };
  const title = `${text.act.kinds[kind]}: ${name}`;
  return (
    <Dialog label={title} className="acknowledge act" onClose={onClose}>
      <h2>{title}</h2>
      <p>
        <ToneBadge tone={alert.severity} /> {alert.why.join("; ")}
      </p>
      {kind === "escalate" && <Escalate alert={alert} busy={busy} onSend={send} onClose={onClose} problem={problem} />}
      {kind === "snooze" && <Snooze alert={alert} busy={busy} onSend={send} onClose={onClose} problem={problem} />}
      {kind === "assign" && <Assign busy={busy} own={me?.by ?? ""} onSend={send} onClose={onClose} problem={problem} />}
      {kind === "call" && phone !== null && <Number phone={phone} />}
      {(kind === "call" || kind === "close") && <Close busy={busy} onSend={send} onClose={onClose} problem={problem} />}
    </Dialog>
  );
}

interface FormProps {
  busy: boolean;
  problem: string | null;
  onSend(wish: object): Promise<void>;
  onClose(): void;
}

function Escalate({ alert, onSend, ...form }: FormProps & { alert: Alert }) {
  const [reason, setReason] = useState("");
  const to = alert.next_on_call;
  return (
    <Form {...form} submit={text.desk.escalate} onSubmit={() => onSend({ action: "escalate", reason })}>
      <p className="told">{to === null ? text.desk.nobodyOnCall : text.desk.escalates(text.person(to))}</p>
      <Reason value={reason} onChange={setReason} first />
    </Form>
  );
}

function Snooze({ alert, onSend, ...form }: FormProps & { alert: Alert }) {
  const spans: readonly number[] = SPANS[alert.severity];
  const [minutes, setMinutes] = useState(spans[0] ?? 15);
  const [reason, setReason] = useState("");
  return (
    <Form {...form} submit={text.act.kinds.snooze} onSubmit={() => onSend({ action: "snooze", until: serverNow() + minutes * MINUTE, reason })}>
      <fieldset>
        <legend>{text.act.howLong}</legend>
        {spans.map((span) => (
          <label key={span}>
            <input type="radio" name="span" value={span} checked={minutes === span} onChange={() => setMinutes(span)} autoFocus={span === spans[0]} /> {text.act.span(span)}
          </label>
        ))}
      </fieldset>
      <p className="note">{text.act.endsEarly}</p>
      <Reason value={reason} onChange={setReason} />
    </Form>
  );
}

function Assign({ own, onSend, ...form }: FormProps & { own: string }) {
  const [to, setTo] = useState(own);
  const list = useId();
  const known = new Set([own, ...board.everybody(serverNow()).flatMap((row) => row.alerts.flatMap(({ owner, escalated_to }) => [owner ?? "", escalated_to ?? ""]))]);
  return (
    <Form {...form} submit={text.act.kinds.assign} onSubmit={() => onSend({ action: "assign", to })}>
      <label>
        {text.act.to}
        <input value={to} required maxLength={60} list={list} autoFocus onChange={(event) => setTo(event.target.value)} />
      </label>
      <datalist id={list}>
        {[...known].filter(Boolean).map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <p className="note">{text.act.theyAcknowledge}</p>
    </Form>
  );
}

function Close({ onSend, ...form }: FormProps) {
  const [result, setResult] = useState<CaseResult>("acted_on");
  const [reason, setReason] = useState("");
  return (
    <Form {...form} submit={text.act.kinds.close} onSubmit={() => onSend({ action: "close", result, reason })}>
      <fieldset>
        <legend>{text.act.cameTo}</legend>
        {RESULTS.map((one) => (
          <label key={one}>
            <input type="radio" name="result" value={one} checked={result === one} onChange={() => setResult(one)} autoFocus={one === RESULTS[0]} /> {text.act.results[one]}
          </label>
        ))}
      </fieldset>
      <Reason value={reason} onChange={setReason} />
    </Form>
  );
}

function Reason({ value, onChange, first = false }: { value: string; onChange(reason: string): void; first?: boolean }) {
  return (
    <label>
      {text.act.reason}
      <input value={value} required maxLength={200} autoFocus={first} onChange={(event) => onChange(event.target.value)} />
    </label>
  );
}

function Form({ busy, problem, submit, onSubmit, onClose, children }: Omit<FormProps, "onSend"> & { submit: string; onSubmit(): Promise<void>; children: React.ReactNode }) {
  const send = (event: FormEvent): void => {
    event.preventDefault();
    void onSubmit();
  };
  return (
    <form onSubmit={send}>
      {children}
      <FormEnd {...{ busy, problem, submit, onClose }} />
    </form>
  );
}

/** What can be done about one alert, where it is shown whole. */
export function ActButtons({ alert }: { alert: Alert }) {
  const [kind, setKind] = useState<ActKind | null>(null);
  return (
    <div className="actions">
      {ACTS.map((one) => (
        <button key={one} type="button" className="small" onClick={() => setKind(one)} aria-label={`${text.act.kinds[one]}: ${alert.why[0] ?? alert.title}`}>
          {text.act.kinds[one]}
        </button>
      ))}
      {kind !== null && <ActDialog alert={alert} kind={kind} onClose={() => setKind(null)} />}
    </div>
  );
}
