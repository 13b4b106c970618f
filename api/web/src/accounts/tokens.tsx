// What programs come with: made here, shown once, revoked here.
import { useState, type FormEvent } from "react";
import { ask } from "../ask";
import { say } from "../desk";
import { usePoll } from "../ops/poll";
import { dated } from "../time";
import type { Account, Token, TokenMade, TokenWish } from "./contract";
import { words } from "./words";

const EVERY_MS = 10_000;
const SCOPES = ["records", "metrics"];

export function Tokens({ programs }: { programs: Account[] }) {
  const [round, setRound] = useState(0);
  const { data: tokens } = usePoll<Token[]>(`/api/tokens#${round}`, EVERY_MS);
  const [made, setMade] = useState<TokenMade | null>(null);
  const again = (): void => setRound((before) => before + 1);
  const revoke = async (token: Token): Promise<void> => {
    const answer = await ask<null>("DELETE", `/api/tokens/${token.id}`);
    say(answer.ok ? words.tokens.revoked(token.label) : answer.why);
    again();
  };
  return (
    <section aria-labelledby="tokens">
      <h2 id="tokens">{words.tokens.heading}</h2>
      <p className="note">{words.tokens.about}</p>
      {tokens?.length === 0 && <p>{words.tokens.none}</p>}
      {tokens && tokens.length > 0 && <List tokens={tokens} onRevoke={(token) => void revoke(token)} />}
      {made && <Shown made={made} />}
      {programs.length === 0 ? (
        <p>{words.tokens.noProgram}</p>
      ) : (
        <Make
          programs={programs}
          onMade={(token) => {
            setMade(token);
            again();
          }}
        />
      )}
    </section>
  );
}

function List({ tokens, onRevoke }: { tokens: Token[]; onRevoke(token: Token): void }) {
  return (
    <div className="scroll" role="region" aria-label={words.tokens.table} tabIndex={0}>
      <table className="plain">
        <caption className="hidden">{words.tokens.table}</caption>
        <thead>
          <tr>
            {[words.tokens.label, words.tokens.program, words.tokens.scopes, words.tokens.until, words.table.actions].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {tokens.map((token) => (
            <tr key={token.id}>
              <th scope="row">{token.label}</th>
              <td>{token.account}</td>
              <td>{token.scopes.map((scope) => words.tokens.scope[scope] ?? scope).join(", ")}</td>
              <td>{dated(token.ends_at)}</td>
              <td>
                <button type="button" className="small" aria-label={words.tokens.revokeOf(token.label)} onClick={() => onRevoke(token)}>
                  {words.tokens.revoke}
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Shown({ made }: { made: TokenMade }) {
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(made.token);
    setCopied(true);
  };
  return (
    <div className="panel" role="status">
      <p>
        <code className="secret">{made.token}</code>
      </p>
      <p>{words.tokens.shown}</p>
      <button type="button" onClick={() => void copy()}>
        {words.tokens.copy}
      </button>{" "}
      {copied && words.link.copied}
    </div>
  );
}

function Make({ programs, onMade }: { programs: Account[]; onMade(token: TokenMade): void }) {
  const [account, setAccount] = useState(programs[0]?.name ?? "");
  const [label, setLabel] = useState("");
  const [scopes, setScopes] = useState<string[]>(["metrics"]);
  const [days, setDays] = useState(90);
  const [refused, setRefused] = useState<string | null>(null);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const wish: TokenWish = { account, label, scopes, days };
    const answer = await ask<TokenMade>("POST", "/api/tokens", wish);
    setRefused(answer.ok ? null : answer.why);
    if (!answer.ok) return;
    setLabel("");
    onMade(answer.data);
  };
  return (
    <form className="panel" onSubmit={(event) => void submit(event)}>
      <h3>{words.tokens.make}</h3>
      <div className="fields">
        <label>
          {words.tokens.program}{" "}
          <select value={account} onChange={(event) => setAccount(event.target.value)}>
            {programs.map((program) => (
              <option key={program.name}>{program.name}</option>
            ))}
          </select>
        </label>
        <label>
          {words.tokens.label} <input type="text" required maxLength={80} value={label} onChange={(event) => setLabel(event.target.value)} />
        </label>
        <label>
          {words.tokens.days} <input type="number" required min={1} max={366} value={days} onChange={(event) => setDays(event.target.valueAsNumber)} />
        </label>
      </div>
      <fieldset>
        <legend>{words.tokens.scopes}</legend>
        {SCOPES.map((scope) => (
          <label key={scope}>
            <input
              type="checkbox"
              checked={scopes.includes(scope)}
              onChange={(event) => setScopes(event.target.checked ? [...scopes, scope] : scopes.filter((other) => other !== scope))}
            />{" "}
            {words.tokens.scope[scope]}
          </label>
        ))}
      </fieldset>
      {refused && (
        <p role="alert" className="problem">
          {refused}
        </p>
      )}
      <button type="submit" className="primary">
        {words.tokens.make}
      </button>
    </form>
  );
}
