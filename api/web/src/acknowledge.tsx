// Acknowledging asks one thing: what happens next. Somebody else may have been first; then it says who.
import { useState, type FormEvent } from "react";
import type { Alert, Next, Problem } from "./contract";
import { board, say, serverNow } from "./desk";
import { Dialog } from "./dialog";
import { FormEnd } from "./form-end";
import { request } from "./me";
import { waiting } from "./severity";
import { text } from "./text";
import { offerUndo } from "./undo";
import { ToneBadge } from "./worklist/cells";

const CHOICES = Object.keys(text.acknowledge.next) as Next[];

type Outcome =
  | { kind: "asking" }
  | { kind: "sending" }
  | { kind: "done"; alert: Alert }
  /** Final: it isn't ours to acknowledge any more. */
  | { kind: "over"; title: string; detail: string }
  /** What was chosen is kept, and may be sent again. */
  | { kind: "again"; detail: string };

export function AcknowledgeDialog({ patient, onClose }: { patient: string; onClose(): void }) {
  // The alert as it was when the person asked: acknowledging names the version they saw.
  const [row] = useState(() => board.latest(patient));
  const [alert, setAlert] = useState(() => row && waiting(row));
  const [next, setNext] = useState<Next>("calling_now");
  const [outcome, setOutcome] = useState<Outcome>({ kind: "asking" });
  if (!row || !alert) return null;

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (outcome.kind === "sending") return;
    setOutcome({ kind: "sending" });
    // A second try is for the alert as it is now; the first for the one on screen when the person asked.
    const current = outcome.kind === "again" ? (latest(alert) ?? alert) : alert;
    const result = await send(current, next);
    if (result.kind === "done") {
      board.replace(result.alert, serverNow());
      say(text.announce.acknowledged(row.name, text.acknowledge.next[next]));
      offerUndo(result.alert, text.desk.acknowledged(row.name), row.name);
      onClose();
      return;
    }
    if (result.kind === "again") setAlert(latest(alert) ?? alert);
    setOutcome(result);
  };

  return (
    <Dialog label={`${text.acknowledge.heading}: ${row.name}`} className="acknowledge" onClose={onClose}>
      <h2>
        {text.acknowledge.heading}: {row.name}
      </h2>
      <p>
        <ToneBadge tone={alert.severity} /> {alert.why.join("; ")}
      </p>
      {outcome.kind === "over" ? (
        <>
          <p role="alert" className="problem">
            <strong>{outcome.title}.</strong> {outcome.detail}
          </p>
          <div className="actions">
            <button type="button" onClick={onClose} autoFocus>
              {text.acknowledge.close}
            </button>
          </div>
        </>
      ) : (
        <form onSubmit={(event) => void submit(event)}>
          <fieldset>
            <legend>{text.acknowledge.question}</legend>
            {CHOICES.map((choice) => (
              <label key={choice}>
                <input
                  type="radio"
                  name="next"
                  value={choice}
                  checked={next === choice}
                  onChange={() => setNext(choice)}
                />{" "}
                {text.acknowledge.next[choice]}
              </label>
            ))}
          </fieldset>
          <FormEnd busy={outcome.kind === "sending"} problem={outcome.kind === "again" ? outcome.detail : null} submit={text.acknowledge.submit} onClose={onClose} />
        </form>
      )}
    </Dialog>
  );
}

function latest(alert: Alert): Alert | undefined {
  return board.latest(alert.patient)?.alerts.find((open) => open.id === alert.id);
}

async function send(alert: Alert, next: Next): Promise<Outcome> {
  let response: Response;
  try {
    response = await request(`/api/alerts/${encodeURIComponent(alert.id)}/acknowledge`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ version: alert.version, next }),
      signal: AbortSignal.timeout(10_000),
    });
    if (response.ok) return { kind: "done", alert: (await response.json()) as Alert };
  } catch {
    return { kind: "again", detail: text.acknowledge.unreachable };
  }
  const problem = (await response.json().catch(() => null)) as Problem | null;
  const detail = problem?.detail ?? problem?.title ?? String(response.status);
  if (response.status === 404) return { kind: "over", title: text.acknowledge.gone, detail: "" };
  if (response.status !== 409) return { kind: "again", detail: text.acknowledge.refused(detail) };
  // A conflict without a name is a new reading that joined the alert, not a colleague.
  if (!problem?.acknowledged) return { kind: "again", detail: text.acknowledge.changed };
  return { kind: "over", title: text.acknowledge.first, detail };
}
