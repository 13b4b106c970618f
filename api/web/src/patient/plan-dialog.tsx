// One change of a patient's plan: what it is, why, what it would have changed in the last 30 days, and then Save.
import { useState, type FormEvent, type ReactNode } from "react";
import { Dialog } from "../dialog";
import { FormEnd } from "../form-end";
import { text } from "../text";
import type { Make, PlanDesk, PlanTrial } from "./plan-desk";
import { Preview } from "./preview";
import { words } from "./words";

interface Props {
  title: string;
  desk: PlanDesk;
  /** The change, as the form has it; none where there is nothing to try. */
  make: Make | null;
  submit: string;
  /** A reason has to be given. */
  required?: boolean;
  children?: ReactNode;
  onSubmit(reason: string): Promise<string | null>;
  onClose(): void;
}

export function PlanDialog({ title, desk, make, submit, required = true, children, onSubmit, onClose }: Props) {
  const [reason, setReason] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    const failed = await onSubmit(reason);
    setBusy(false);
    // What was typed stays.
    setProblem(failed);
    if (failed === null) onClose();
  };
  return (
    <Dialog label={title} className="act plan" near onClose={onClose}>
      <h2>{title}</h2>
      <form onSubmit={(event) => void send(event)}>
        {children}
        <label>
          {required ? text.act.reason : words.changes.optional}
          <input required={required} maxLength={500} autoFocus={!children} value={reason} onChange={(event) => setReason(event.target.value)} />
        </label>
        {make && <Trial desk={desk} make={make} />}
        <FormEnd {...{ busy, problem, submit, onClose }} />
      </form>
    </Dialog>
  );
}

/** What the change would have done; of what was typed since it says nothing. */
function Trial({ desk, make }: { desk: PlanDesk; make: Make }) {
  const plan = desk.settled && JSON.stringify(make({ ...desk.settled.plan }));
  const [tried, setTried] = useState<{ plan: string | null; trial: PlanTrial | null; why: string | null } | null>(null);
  const [busy, setBusy] = useState(false);
  const run = async (): Promise<void> => {
    if (busy) return;
    setBusy(true);
    const answer = await desk.preview(make);
    setBusy(false);
    const mistakes = answer.ok ? undefined : (answer.problem as { mistakes?: string[] } | null)?.mistakes;
    setTried({ plan, trial: answer.ok ? answer.data : null, why: answer.ok ? null : (mistakes?.join("; ") ?? answer.why) });
  };
  const shown = tried?.plan === plan ? tried : null;
  return (
    <section className="preview">
      <button type="button" aria-disabled={busy} onClick={() => void run()}>
        {busy ? words.preview.busy : words.preview.run}
      </button>
      <div role="status">
        {shown?.why && <p className="problem">{words.preview.failed(shown.why)}</p>}
        {shown?.trial && <Preview trial={shown.trial} />}
      </div>
    </section>
  );
}
