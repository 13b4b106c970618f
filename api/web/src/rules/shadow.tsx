// Shadow mode: the draft decides on what comes in, and nobody is told; here is what it would have raised.
import { useState } from "react";
import { ask } from "../ask";
import type { Shadow } from "../contract";
import { usePoll } from "../ops/poll";
import { dated } from "../time";
import { ComparedAlerts } from "./compared";
import { words } from "./words";

const EVERY_MS = 3_000;

export function ShadowPanel({ text, hash }: { text: string; hash: string | null }) {
  const [round, setRound] = useState(0);
  const [refused, setRefused] = useState<string | null>(null);
  // Another address asks at once.
  const { data: shadow } = usePoll<Shadow | null>(`/api/rules/shadow?round=${round}`, EVERY_MS);
  const act = async (method: "POST" | "DELETE"): Promise<void> => {
    const answer = await ask<unknown>(method, "/api/rules/shadow", method === "POST" ? { text } : undefined);
    setRefused(answer.ok ? null : answer.why);
    setRound((n) => n + 1);
  };
  const isOther = shadow && hash !== shadow.draft.hash;
  return (
    <section aria-labelledby="shadow">
      <h3 id="shadow">{words.shadow.heading}</h3>
      <p className="note">{words.shadow.about}</p>
      {!shadow && <p>{words.shadow.none}</p>}
      {shadow && (
        <>
          <p role="status">
            {words.shadow.runs(
              `${shadow.draft.name} ${shadow.draft.version} (${words.shortHash(shadow.draft.hash)})`,
              dated(shadow.since),
            )}{" "}
            {isOther && words.shadow.other}{" "}
            {shadow.failure === null ? words.shadow.behind(shadow.behind) : words.shadow.ended(shadow.failure)}
          </p>
          <p>
            {words.trial.sentence(shadow.added.length, shadow.removed.length, shadow.moved.length, shadow.same)}
          </p>
          <ComparedAlerts compared={shadow} />
        </>
      )}
      {refused && (
        <p role="alert" className="problem">
          {refused}
        </p>
      )}
      <div className="actions">
        {(!shadow || isOther) && (
          <button
            type="button"
            aria-disabled={hash === null}
            onClick={() => {
              if (hash !== null) void act("POST");
            }}
          >
            {shadow ? words.shadow.replace : words.shadow.start}
          </button>
        )}
        {shadow && (
          <button type="button" onClick={() => void act("DELETE")}>
            {words.shadow.stop}
          </button>
        )}
      </div>
    </section>
  );
}
