// The draft: edited as form or text, compared, tried on the past, run in the shadow, activated by a second person.
import { useEffect, useRef, useState, type FormEvent } from "react";
import { flushSync } from "react-dom";
import { say, serverNow } from "../desk";
import { dated, moment } from "../time";
import { useValue } from "../value";
import { Activate } from "./activate";
import { ChangeTable } from "./changes";
import { DraftDesk, type DraftState } from "./draft-desk";
import { nextVersion } from "./edit";
import type { Loaded } from "./load";
import { MistakeList } from "./mistakes";
import { RuleSetView } from "./set";
import { ShadowPanel } from "./shadow";
import { TextEditor, type TextEditorHandle } from "./text-editor";
import { TrialPanel } from "./trial";
import { useTrial } from "./use-trial";
import { words } from "./words";

export function DraftView({ loaded }: { loaded: Loaded }) {
  const [desk] = useState(() => new DraftDesk());
  const draft = useValue(desk.state);
  const [done, setDone] = useState<string | null>(null);
  useEffect(() => {
    desk.open();
    return () => desk.close();
  }, [desk]);
  if (!draft.loaded || !loaded.active) return <p className="empty">{words.loading}</p>;
  return (
    <>
      <h2>{words.draft.heading}</h2>
      {done && (
        <p role="status" className="done">
          {done}
        </p>
      )}
      {draft.kept || draft.text !== "" ? (
        <Working
          desk={desk}
          draft={draft}
          active={loaded.active.hash}
          onActivated={(set) => {
            setDone(words.activate.done(set));
            say(words.activate.done(set));
            void desk.discard();
          }}
        />
      ) : (
        <Start desk={desk} draft={draft} loaded={loaded} />
      )}
    </>
  );
}

function Start({ desk, draft, loaded }: Shown & { loaded: Loaded }) {
  const begin = (event: FormEvent): void => {
    event.preventDefault();
    if (loaded.active && loaded.form) void desk.start(nextVersion(loaded.active.text, loaded.form));
  };
  return (
    <form onSubmit={begin} className="panel">
      <p>{words.draft.none}</p>
      {loaded.active && (
        <p className="note">
          {[
            words.version(loaded.active.name, loaded.active.version),
            loaded.active.since === null ? words.history.builtIn : words.history.since(dated(loaded.active.since)),
            loaded.active.by === null ? "" : words.history.by(loaded.active.by),
          ]
            .filter(Boolean)
            .join(" · ")}
        </p>
      )}
      <div className="actions">
        <button type="submit" className="primary" aria-disabled={!loaded.form}>
          {words.draft.start}
        </button>
      </div>
      <Saving desk={desk} draft={draft} />
    </form>
  );
}

interface Shown {
  desk: DraftDesk;
  draft: DraftState;
}

interface WorkingProps extends Shown {
  active: string;
  onActivated(set: string): void;
}

function Working({ desk, draft, active, onActivated }: WorkingProps) {
  const [as, setAs] = useState<"form" | "text">("form");
  const editor = useRef<TextEditorHandle>(null);
  const { checked, latest } = draft;
  const trial = useTrial(checked?.hash ?? null);
  const go = (line: number): void => {
    // The line is there to go to once the text is.
    flushSync(() => setAs("text"));
    editor.current?.go(line);
  };
  return (
    <>
      <div className="panel">
          <Saving desk={desk} draft={draft} />
        <p role="status">{status(draft)}</p>
        <Discard desk={desk} />
      </div>
      <section aria-labelledby="editing">
        <h3 id="editing">{words.draft.as}</h3>
        <div role="group" aria-label={words.draft.as} className="filters">
          {(["form", "text"] as const).map((way) => (
            <button key={way} type="button" className="tab" aria-pressed={as === way} onClick={() => setAs(way)}>
              {words.draft[way]}
            </button>
          ))}
        </div>
        {latest && latest.mistakes.length > 0 && (
          <div id="mistakes">
            <h4>{words.draft.mistakesHeading}</h4>
            <MistakeList mistakes={latest.mistakes} onGo={go} />
          </div>
        )}
        {as === "text" && (
          <TextEditor text={draft.text} mistakes={latest?.mistakes ?? []} onWrite={(text) => desk.write(text)} ref={editor} />
        )}
        {as === "form" && latest?.form && <RuleSetView form={latest.form} checked={latest} onEdit={(edit) => desk.edit(edit)} />}
        {as === "form" && latest && !latest.form && <p className="note">{words.draft.noForm}</p>}
      </section>
      <section aria-labelledby="differs">
        <h3 id="differs">{words.changes.heading}</h3>
        {latest?.changes ? (
          <ChangeTable changes={latest.changes} label={words.changes.heading} />
        ) : (
          <p className="note">{words.changes.unknown}</p>
        )}
      </section>
      <TrialPanel trial={trial} text={draft.text} hash={checked?.hash ?? null} active={active} />
      <ShadowPanel text={draft.text} hash={checked?.hash ?? null} />
      <Activate
        draft={draft}
        hash={checked?.hash ?? null}
        hasReport={trial.report !== null && trial.report.active.hash === active}
        onActivated={onActivated}
      />
    </>
  );
}

function status(draft: DraftState): string {
  if (draft.uncheckable) return words.draft.uncheckable(draft.uncheckable);
  if (!draft.checked) return words.draft.checking;
  const { mistakes } = draft.checked;
  return mistakes.length === 0 ? words.draft.right : words.draft.mistakes(mistakes.length);
}

function Saving({ desk, draft }: Shown) {
  const { saving, kept } = draft;
  switch (saving.kind) {
    case "saving":
      return <p>{words.draft.saving}</p>;
    case "saved":
      return kept ? <p>{words.draft.saved(kept.by, moment(kept.at, serverNow()))}</p> : null;
    case "failed":
      return (
        <div role="alert" className="problem">
          <p>{words.draft.unsaved(saving.why)}</p>
          <button type="button" onClick={() => void desk.saveAgain()}>
            {words.draft.again}
          </button>
        </div>
      );
    case "taken":
      return (
        <div role="alert" className="problem">
          <p>{words.draft.unsaved(saving.why)}</p>
          <div className="actions">
            <button type="button" onClick={() => desk.takeTheirs()}>
              {words.draft.takeTheirs}
            </button>
            <button type="button" onClick={() => void desk.keepMine()}>
              {words.draft.keepMine}
            </button>
          </div>
        </div>
      );
  }
}

/** Two presses: what is thrown away is gone. */
function Discard({ desk }: { desk: DraftDesk }) {
  const [asked, setAsked] = useState(false);
  if (!asked)
    return (
      <button type="button" onClick={() => setAsked(true)}>
        {words.draft.discard}
      </button>
    );
  return (
    <div className="actions">
      <button type="button" onClick={() => void desk.discard()}>
        {words.draft.discardSure}
      </button>
      <button type="button" autoFocus onClick={() => setAsked(false)}>
        {words.draft.discardKeep}
      </button>
    </div>
  );
}
