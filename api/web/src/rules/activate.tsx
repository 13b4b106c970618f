// Activation by two people: one proposes, somebody else approves. The server decides; what it says against it is shown.
import { useState, type FormEvent } from "react";
import { ask } from "../ask";
import type { Proposal } from "../contract";
import { serverNow } from "../desk";
import { usePoll } from "../ops/poll";
import { moment } from "../time";
import type { DraftState } from "./draft-desk";
import { words } from "./words";

const EVERY_MS = 2_000;

interface Props {
  draft: DraftState;
  hash: string | null;
  hasReport: boolean;
  onActivated(set: string): void;
}

export function Activate({ draft, hash, hasReport, onActivated }: Props) {
  const { data: proposal } = usePoll<Proposal | null>("/api/rules/proposal", EVERY_MS);
  return (
    <section aria-labelledby="activate">
      <h3 id="activate">{words.activate.heading}</h3>
      <p className="note">{words.activate.about}</p>
      <p>{hash === null ? words.activate.needsRight : hasReport ? words.activate.ready : words.activate.needsReport}</p>
      {proposal && proposal.hash === hash ? (
        <Proposed proposal={proposal} onActivated={onActivated} />
      ) : (
        <>
          {proposal && <p>{words.activate.other(proposal.by)}</p>}
          <Propose text={draft.text} />
        </>
      )}
    </section>
  );
}

function Propose({ text }: { text: string }) {
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    const answer = await ask<Proposal>("PUT", "/api/rules/proposal", { text, reason });
    setBusy(false);
    setRefused(answer.ok ? null : answer.why);
  };
  return (
    <form onSubmit={(event) => void submit(event)} className="panel">
      <p>
        <label>
          {words.activate.reason}{" "}
          <input type="text" className="long" maxLength={300} value={reason} onChange={(event) => setReason(event.target.value)} />
        </label>
      </p>
      <Refused why={refused} />
      <div className="actions">
        <button type="submit" className="primary" aria-disabled={busy}>
          {busy ? words.activate.busy : words.activate.propose}
        </button>
      </div>
    </form>
  );
}

function Proposed({ proposal, onActivated }: { proposal: Proposal; onActivated(set: string): void }) {
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const approve = async (): Promise<void> => {
    if (busy) return;
    setBusy(true);
    const answer = await ask<unknown>("POST", "/api/rules/activations", { hash: proposal.hash });
    setBusy(false);
    if (answer.ok) onActivated(nameOf(proposal));
    else setRefused(answer.why);
  };
  return (
    <div className="panel" data-proposal={proposal.hash}>
      <p>
        {words.activate.proposed(proposal.by, moment(proposal.at, serverNow()))} <strong>{proposal.reason}</strong>
      </p>
      {proposal.is_own && <p>{words.activate.waits}</p>}
      <Refused why={refused} />
      <div className="actions">
        <button type="button" className="primary" aria-disabled={busy} onClick={() => void approve()}>
          {busy ? words.activate.busy : words.activate.submit}
        </button>
      </div>
    </div>
  );
}

/** "hearthwatch, version 3": as its text calls it. */
function nameOf({ text, hash }: Proposal): string {
  const [, name] = /^name = "(.+)"/m.exec(text) ?? [];
  const [, version] = /^version = (\d+)/m.exec(text) ?? [];
  return name && version ? words.version(name, Number(version)) : words.shortHash(hash);
}

function Refused({ why }: { why: string | null }) {
  if (why === null) return null;
  return (
    <p role="alert" className="problem">
      {words.activate.refused(why)}
    </p>
  );
}
