// Every rule set that ever decided here, newest first, with what it changed; any of them can be the next draft.
import { useState } from "react";
import { useLocation } from "wouter";
import { ask } from "../ask";
import type { PastRules } from "../contract";
import { usePoll } from "../ops/poll";
import { dated } from "../time";
import { ChangeTable } from "./changes";
import { words } from "./words";

const EVERY_MS = 5_000;

export function HistoryView() {
  const { data: sets } = usePoll<PastRules[]>("/api/rules/history", EVERY_MS);
  const [problem, setProblem] = useState<string | null>(null);
  const [, goTo] = useLocation();
  const again = async (hash: string): Promise<void> => {
    const found = await ask<{ text: string }>("GET", `/api/rules/history/${hash}`);
    if (!found.ok) return setProblem(found.why);
    const body = { text: found.data.text, over: null };
    const kept = await ask<unknown>("PUT", "/api/rules/draft", body);
    if (kept.ok) goTo("/rules/draft");
    else setProblem(kept.status === 409 ? words.history.exists : kept.why);
  };
  return (
    <section aria-labelledby="history">
      <h2 id="history">{words.history.heading}</h2>
      {!sets && <p className="empty">{words.loading}</p>}
      {problem && (
        <p role="alert" className="problem">
          {problem}
        </p>
      )}
      <ol className="past">
        {sets?.map((set, place) => (
          <li key={`${set.offset ?? "first"}`}>
            <Past set={set} isActive={place === 0} onAgain={() => void again(set.hash)} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function Past({ set, isActive, onAgain }: { set: PastRules; isActive: boolean; onAgain(): void }) {
  const name = words.version(set.name, set.version);
  const facts = [
    set.since === null ? words.history.builtIn : words.history.since(dated(set.since)),
    set.by === null ? "" : words.history.by(set.by),
    set.offset === null ? "" : words.history.entry(set.offset),
  ];
  return (
    <article className="panel" data-rules={set.hash}>
      <h3>
        {name} {isActive && <span className="tag">{words.history.now}</span>}
      </h3>
      <p>{facts.filter(Boolean).join(" · ")}</p>
      <p className="note code">
        {words.hash} {set.hash}
        {set.report !== null && <> · {words.history.report(set.report)}</>}
      </p>
      {set.report === null ? (
        <p className="note">{words.changes.first}</p>
      ) : (
        <details>
          <summary>{words.history.changes(set.changes.length)}</summary>
          <ChangeTable
            changes={set.changes}
            label={name}
            before={words.changes.wasBefore}
            after={words.changes.isAfter}
          />
        </details>
      )}
      {!isActive && (
        <button type="button" onClick={onAgain} aria-label={words.history.againOf(name)}>
          {words.history.again}
        </button>
      )}
    </article>
  );
}
