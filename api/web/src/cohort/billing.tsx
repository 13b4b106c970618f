// Billing: how many stand how on both clocks, and the claims of a month.
import { Link } from "wouter";
import type { CohortPage, Standing, Standings } from "./contract";
import { Definitions } from "./figure";
import { format, months, type Shown } from "./view";
import { words } from "./words";

const STANDINGS: Standing[] = ["ready", "on_track", "not_on_track", "no_activity"];

export function BillingView({ page, shown }: { page: CohortPage; shown: Shown }) {
  const { billing } = page.summary;
  const whose = format({ ...shown.view, days: 30, list: "all" }).replace("?", "&");
  return (
    <section aria-labelledby="billing">
      <h2 id="billing">{words.billing.heading}</h2>
      <p className="note">{words.billing.note}</p>
      <div className="scroll" tabIndex={0} role="region" aria-label={words.billing.heading}>
        <table className="plain standings">
          <thead>
            <tr>
              <th scope="col">{words.billing.standing}</th>
              {STANDINGS.map((standing) => (
                <th key={standing} scope="col">
                  {words.billing.standings[standing]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <StandingRow name={words.billing.overall} standings={billing.overall} to={(list) => shown.to({ list })} />
            <StandingRow name={words.billing.supply} standings={billing.supply} />
            <StandingRow name={words.billing.management} standings={billing.management} />
          </tbody>
        </table>
      </div>
      <Definitions
        of={[
          [words.billing.supply, words.definitions.supply],
          [words.billing.management, words.definitions.management],
          [words.billing.interpretation, words.definitions.interpretation],
          [words.billing.programme, words.definitions.programme],
        ]}
      />
      <p className="exports">
        {words.billing.claims}:{" "}
        {months(page.as_of).map((month) => (
          <a key={month} href={`/api/cohort/claims.csv?month=${month}${whose}`} download>
            {words.billing.claimsOf(month)}
          </a>
        ))}
      </p>
    </section>
  );
}

interface RowProps {
  name: string;
  standings: Standings;
  to?: (standing: Standing) => string;
}

function StandingRow({ name, standings, to }: RowProps) {
  return (
    <tr>
      <th scope="row">{name}</th>
      {STANDINGS.map((standing) => (
        <td key={standing} className="figure">
          {to ? (
            <Link href={to(standing)} aria-label={`${name}, ${words.billing.standings[standing]}: ${words.count(standings[standing])}`}>
              {words.count(standings[standing])}
            </Link>
          ) : (
            words.count(standings[standing])
          )}
        </td>
      ))}
    </tr>
  );
}
