// Lets somebody in: who they are, what they are, and for patients and carers whose record it is about.
import { useState, type FormEvent } from "react";
import { ask } from "../ask";
import { Dialog } from "../dialog";
import type { AccountLink, AccountWish } from "./contract";
import { words } from "./words";

interface Props {
  isOperator: boolean;
  isManager: boolean;
  onClose(): void;
  onMade(link: AccountLink): void;
}

/** Each of these stands alone; of staff's roles somebody may have several. */
const ALONE = ["patient", "carer", "integrator"];

export function Invite({ isOperator, isManager, onClose, onMade }: Props) {
  const [name, setName] = useState("");
  const [roles, setRoles] = useState<string[]>([]);
  const [patients, setPatients] = useState("");
  const [refused, setRefused] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const choices = [
    ...(isManager ? ["patient", "carer"] : []),
    "clinician",
    ...(isOperator ? ["care_manager", "operator", "integrator"] : []),
  ];
  const choose = (role: string, on: boolean): void =>
    setRoles((before) => {
      if (!on) return before.filter((other) => other !== role);
      return ALONE.includes(role) ? [role] : [...before.filter((other) => !ALONE.includes(other)), role];
    });
  const aboutPatients = roles.includes("patient") || roles.includes("carer");
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (busy) return;
    if (roles.length === 0) return setRefused(words.form.noRole);
    setBusy(true);
    const wish: AccountWish = { name, roles, patients: aboutPatients ? patients.split(/[\s,]+/).filter(Boolean) : [] };
    const answer = await ask<AccountLink>("POST", "/api/accounts", wish);
    setBusy(false);
    if (answer.ok) onMade(answer.data);
    else setRefused(answer.why);
  };
  return (
    <Dialog label={words.invite} className="account" onClose={onClose}>
      <h2>{words.invite}</h2>
      <form onSubmit={(event) => void submit(event)}>
        <label>
          {words.form.name} <input type="text" required minLength={2} maxLength={50} autoComplete="off" value={name} onChange={(event) => setName(event.target.value)} aria-describedby="name-hint" />
        </label>
        <p id="name-hint" className="note">
          {words.form.nameHint}
        </p>
        <fieldset>
          <legend>{words.form.who}</legend>
          {choices.map((role) => (
            <label key={role}>
              <input type="checkbox" checked={roles.includes(role)} onChange={(event) => choose(role, event.target.checked)} /> {words.role(role)}
            </label>
          ))}
        </fieldset>
        {aboutPatients && (
          <>
            <label>
              {words.form.patients} <input type="text" required value={patients} onChange={(event) => setPatients(event.target.value)} aria-describedby="patients-hint" />
            </label>
            <p id="patients-hint" className="note">
              {words.form.patientsHint}
            </p>
          </>
        )}
        {refused && (
          <p role="alert" className="problem">
            {refused}
          </p>
        )}
        <div className="actions">
          <button type="submit" className="primary" disabled={busy}>
            {words.form.do}
          </button>
          <button type="button" onClick={onClose}>
            {words.form.cancel}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
