// Activation by a second person. The server decides whether it may be; what it says against it is shown.
import { useState, type FormEvent } from "react";
import { ask } from "../ask";
import type { DraftState } from "./draft-desk";
import { words } from "./words";

interface Props {
  draft: DraftState;
  hash: string | null;
  hasReport: boolean;
  onActivated(set: string): void;
}

export function Activate({ draft, hash, hasReport, onActivated }: Props) {
  const [second, setSecond] = useState("");
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const by = draft.kept?.by ?? "";
  const set = hash === null ? words.draft.heading : words.shortHash(hash);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    const answer = await ask<unknown>("POST", "/api/rules/activations", {
      text: draft.text,
      by,
      approved_by: second,
      reason,
    });
    setBusy(false);
    if (answer.ok) onActivated(set);
    else setRefused(answer.why);
  };
  return (
    <section aria-labelledby="activate">
      <h3 id="activate">{words.activate.heading}</h3>
      <p className="note">{words.activate.about}</p>
      <p>{hash === null ? words.activate.needsRight : hasReport ? words.activate.ready : words.activate.needsReport}</p>
      <form onSubmit={(event) => void submit(event)} className="panel">
        <p>
          {words.activate.by}: <strong>{by}</strong>
        </p>
        <p>
          <label>
            {words.activate.second}{" "}
            <input type="text" maxLength={80} value={second} onChange={(event) => setSecond(event.target.value)} />
          </label>
        </p>
        <p>
          <label>
            {words.activate.reason}{" "}
            <input
              type="text"
              className="long"
              maxLength={300}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          </label>
        </p>
        {refused && (
          <p role="alert" className="problem">
            {words.activate.refused(refused)}
          </p>
        )}
        <div className="actions">
          <button type="submit" className="primary" aria-disabled={busy}>
            {busy ? words.activate.busy : words.activate.submit}
          </button>
        </div>
      </form>
    </section>
  );
}
