// The cohort page: who is not measuring, who is out of control, who can be billed, and did the new rules help.
import { useState, type KeyboardEvent } from "react";
import { Link, useLocation } from "wouter";
import { usePoll } from "../ops/poll";
import { text } from "../text";
import { dated } from "../time";
import { BillingView } from "./billing";
import { ChangesView } from "./changes";
import type { CohortPage } from "./contract";
import { Filters } from "./filters";
import { Overview } from "./overview";
import { People } from "./people";
import { TeamsView } from "./teams";
import { format, useView } from "./view";
import { words } from "./words";

const EVERY_MS = 15_000;
/** A large cohort's first figures take a while. */
const LIMIT_MS = 120_000;

const VIEWS = [
  ["/cohort", words.views.overview],
  ["/cohort/billing", words.views.billing],
  ["/cohort/changes", words.views.changes],
  ["/cohort/teams", words.views.teams],
] as const;

/** Below these stand the patients behind the figures. */
const LISTED = ["/cohort", "/cohort/billing"];

export function Cohort() {
  const [path] = useLocation();
  const shown = useView();
  const [asTable, setAsTable] = useState(false);
  const { data, failed } = usePoll<CohortPage>(`/api/cohort${format(shown.view)}`, EVERY_MS, LIMIT_MS);
  const toggle = (): void => setAsTable((is) => !is);
  const onKeyDown = (event: KeyboardEvent): void => {
    const isTyping = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
    if (event.key.toLowerCase() === "t" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) toggle();
  };
  return (
    <div className="cohort" onKeyDown={onKeyDown}>
      <h1>{words.heading}</h1>
      <Filters page={data} shown={shown} />
      <nav aria-label={words.views.label} className="views">
        {VIEWS.map(([to, name]) => (
          <Link key={to} href={to + format({ ...shown.view, list: "all" })} aria-current={path === to ? "page" : undefined}>
            {name}
          </Link>
        ))}
      </nav>
      {failed && (
        <p role="alert" className="problem">
          {words.failed}
        </p>
      )}
      {!data && !failed && <p className="empty">{words.loading}</p>}
      {!VIEWS.some(([to]) => to === path) && <p className="empty">{text.missingPage}</p>}
      {data && (
        <>
          <p className="note" role="status">
            {words.asOf(data.summary.people, dated(data.as_of))}
          </p>
          {path === "/cohort" && <Overview page={data} shown={shown} asTable={asTable} onToggle={toggle} />}
          {path === "/cohort/billing" && <BillingView page={data} shown={shown} />}
          {path === "/cohort/changes" && <ChangesView page={data} />}
          {path === "/cohort/teams" && <TeamsView shown={shown} />}
          {LISTED.includes(path) && <People page={data} shown={shown} forBilling={path === "/cohort/billing"} />}
        </>
      )}
    </div>
  );
}
