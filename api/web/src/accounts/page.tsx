// Who can sign in: everybody whom the reader settles, and the tokens of programs.
import { useState } from "react";
import { say } from "../desk";
import { useMe } from "../me";
import { usePoll } from "../ops/poll";
import { serverWall } from "./wall";
import { age } from "../time";
import { text } from "../text";
import type { Account, AccountLink } from "./contract";
import { Invite } from "./invite";
import { LinkShown } from "./link-shown";
import { Manage } from "./manage";
import { Tokens } from "./tokens";
import { words } from "./words";
import "./accounts.css";

const EVERY_MS = 5_000;

export function Accounts() {
  const [round, setRound] = useState(0);
  const { data: accounts, failed } = usePoll<Account[]>(`/api/accounts#${round}`, EVERY_MS);
  const me = useMe();
  const [find, setFind] = useState("");
  const [open, setOpen] = useState<{ name: string } | "invite" | null>(null);
  const [link, setLink] = useState<AccountLink | null>(null);
  const done = (sentence: string | null): void => {
    if (sentence) say(sentence);
    setOpen(null);
    setRound((before) => before + 1);
  };
  const shown = (made: AccountLink): void => {
    done(null);
    setLink(made);
  };
  const found = accounts?.filter((account) => matches(account, find));
  const managed = open !== null && open !== "invite" ? accounts?.find((account) => account.name === open.name) : undefined;
  return (
    <div className="accounts">
      <h1>{words.heading}</h1>
      {failed && (
        <p role="alert" className="problem">
          {words.failed}
        </p>
      )}
      <div className="tools">
        <label>
          {words.find} <input type="search" value={find} onChange={(event) => setFind(event.target.value)} />
        </label>
        <button type="button" className="primary" onClick={() => setOpen("invite")}>
          {words.invite}
        </button>
      </div>
      {!found && !failed && <p className="empty">{words.loading}</p>}
      {found && <List accounts={found} onManage={(name) => setOpen({ name })} />}
      {me?.roles.includes("operator") && <Tokens programs={accounts?.filter((account) => account.roles.includes("integrator")) ?? []} />}
      {open === "invite" && <Invite isOperator={me?.roles.includes("operator") ?? false} isManager={me?.roles.includes("care_manager") ?? false} onClose={() => setOpen(null)} onMade={shown} />}
      {managed && <Manage account={managed} isOwn={managed.name === me?.name} onClose={() => setOpen(null)} onDone={done} onLink={shown} />}
      {link && <LinkShown link={link} onClose={() => setLink(null)} />}
    </div>
  );
}

function List({ accounts, onManage }: { accounts: Account[]; onManage(name: string): void }) {
  if (accounts.length === 0) return <p className="empty">{words.nobody}</p>;
  const { table } = words;
  return (
    <div className="scroll" role="region" aria-label={table.caption} tabIndex={0}>
      <table className="plain people-in">
        <caption className="hidden">{table.caption}</caption>
        <thead>
          <tr>
            {[table.name, table.roles, table.patients, table.state, table.seen, table.actions].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {accounts.map((account) => (
            <tr key={account.name}>
              <th scope="row" translate="no">
                {account.name}
              </th>
              <td>{words.roles(account.roles)}</td>
              <td>
                {account.patients.length > 0 && <span className="label">{table.patients}: </span>}
                {account.patients.join(" ")}
              </td>
              <td className={account.locked_at === null ? "" : "locked"}>{state(account)}</td>
              <td>
                <span className="label">{table.seen}: </span>
                {account.seen_at === null ? text.time.never : text.time.ago(age(account.seen_at, serverWall()))}
              </td>
              <td>
                <button type="button" className="small" aria-label={words.manage.label(account.name)} onClick={() => onManage(account.name)}>
                  {words.manage.open}
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function state(account: Account): string {
  if (account.locked_at !== null) return words.state.locked;
  if (account.roles.includes("integrator")) return words.state.program;
  const isNew = !account.has_password && !account.elsewhere && account.seen_at === null;
  const can = account.elsewhere ? words.state.elsewhere : isNew ? words.state.invited : words.state.ready;
  return words.state.with(can, account.sessions);
}

function matches(account: Account, find: string): boolean {
  const all = [account.name, words.roles(account.roles), ...account.patients].join(" ").toLowerCase();
  return all.includes(find.trim().toLowerCase());
}
