// What can be done about one account. The server decides who may; what it says against it is shown.
import { useState } from "react";
import { ask } from "../ask";
import { Dialog } from "../dialog";
import type { Account, AccountLink } from "./contract";
import { words } from "./words";

interface Props {
  account: Account;
  /** One's own account somebody else settles. */
  isOwn: boolean;
  onClose(): void;
  onDone(sentence: string): void;
  onLink(link: AccountLink): void;
}

const STAFF = ["clinician", "care_manager", "operator"];

export function Manage({ account, isOwn, onClose, onDone, onLink }: Props) {
  const [refused, setRefused] = useState<string | null>(null);
  const [removing, setRemoving] = useState(false);
  const [roles, setRoles] = useState(account.roles);
  const { name } = account;
  const path = `/api/accounts/${encodeURIComponent(name)}`;
  const isLocked = account.locked_at !== null;
  const isStaff = account.roles.every((role) => STAFF.includes(role));
  const does = async (method: string, url: string, body: unknown, sentence: string): Promise<void> => {
    const answer = await ask<unknown>(method, url, body);
    if (answer.ok) onDone(sentence);
    else setRefused(answer.why);
  };
  const renew = async (): Promise<void> => {
    const answer = await ask<AccountLink>("POST", `${path}/links`, {});
    if (answer.ok) onLink(answer.data);
    else setRefused(answer.why);
  };
  return (
    <Dialog label={words.manage.label(name)} className="account" onClose={onClose}>
      <h2>{name}</h2>
      <p className="note">{words.roles(account.roles)}</p>
      {refused && (
        <p role="alert" className="problem">
          {refused}
        </p>
      )}
      {!account.roles.includes("integrator") && (
        <Step about={words.link.about}>
          <button type="button" onClick={() => void renew()}>
            {words.link.again}
          </button>
        </Step>
      )}
      <Step about={words.signOut.about}>
        <button type="button" onClick={() => void does("POST", `${path}/signouts`, {}, words.signOut.done(name))}>
          {words.signOut.do}
        </button>
      </Step>
      {isStaff && !isOwn && (
        <fieldset>
          <legend>{words.settle.heading}</legend>
          {account.elsewhere ? (
            <p>{words.settle.elsewhere}</p>
          ) : (
            <>
              {STAFF.map((role) => (
                <label key={role}>
                  <input
                    type="checkbox"
                    checked={roles.includes(role)}
                    onChange={(event) => setRoles(event.target.checked ? [...roles, role] : roles.filter((other) => other !== role))}
                  />{" "}
                  {words.role(role)}
                </label>
              ))}
              <button type="button" onClick={() => void does("PUT", `${path}/roles`, { roles }, words.settle.done(name))}>
                {words.settle.do}
              </button>
            </>
          )}
        </fieldset>
      )}
      {!isOwn && (
        <>
          <Step about={words.lock.about}>
            <button type="button" onClick={() => void does("PUT", `${path}/lock`, { locked: !isLocked }, words.lock.done(name, !isLocked))}>
              {isLocked ? words.lock.undo : words.lock.do}
            </button>
          </Step>
          <Step about={removing ? words.remove.sure(name) : words.remove.about}>
            {removing ? (
              <>
                <button type="button" onClick={() => void does("DELETE", path, undefined, words.remove.done(name))}>
                  {words.remove.yes}
                </button>{" "}
                <button type="button" onClick={() => setRemoving(false)}>
                  {words.remove.no}
                </button>
              </>
            ) : (
              <button type="button" onClick={() => setRemoving(true)}>
                {words.remove.do}
              </button>
            )}
          </Step>
        </>
      )}
      <div className="actions">
        <button type="button" className="primary" onClick={onClose}>
          {words.manage.close}
        </button>
      </div>
    </Dialog>
  );
}

function Step({ about, children }: { about: string; children: React.ReactNode }) {
  return (
    <p className="step">
      <span>{children}</span>
      <span className="note">{about}</span>
    </p>
  );
}
