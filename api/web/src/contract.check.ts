// What the pages expect of the server is what its OpenAPI document says: `tsc` fails where it isn't.
import type * as Cohort from "./cohort/contract";
import type * as Contract from "./contract";
import type * as Ops from "./ops/contract";
import type { Me } from "./me";
import type { components } from "./openapi";

type Schemas = components["schemas"];

/** A contract knows the words that a text can be; the document says that it is a text. */
type Loose<T> = T extends string ? string : T extends (infer One)[] ? Loose<One>[] : T extends object ? { [K in keyof T]: Loose<T[K]> } : T;

type Fits<Expected, Given extends Loose<Expected>> = [Expected, Given];

export type Checked = [
  Fits<Contract.Worklist, Schemas["Worklist"]>,
  Fits<Contract.RowsChanged["rows"][number], Schemas["Row"]>,
  Fits<Contract.Alert, Schemas["Alert"]>,
  Fits<Contract.PatientDetail, Schemas["PatientDetail"]>,
  Fits<Ops.Ops, Schemas["Ops"]>,
  Fits<Ops.Quarantine, Schemas["Quarantine"]>,
  Fits<Contract.ActiveRules, Schemas["ActiveRules"]>,
  Fits<Contract.Checked, Schemas["RulesChecked"]>,
  Fits<Contract.PastRules, Schemas["PastRules"]>,
  Fits<Contract.Draft, Schemas["Draft"]>,
  Fits<Contract.Proposal, Schemas["Proposal"]>,
  Fits<Contract.Report, Schemas["Report"]>,
  Fits<Contract.Shadow, Schemas["Shadow"]>,
  Fits<Contract.Recomputed, Schemas["Recomputed"]>,
  Fits<Contract.Unclaimed, Schemas["Unclaimed"]>,
  Fits<Cohort.CohortPage, Schemas["CohortPage"]>,
  Fits<Cohort.TeamsPage, Schemas["TeamsPage"]>,
  Fits<Contract.Stay, Schemas["Stay"]>,
  Fits<Contract.HandedIn, Schemas["Document"]>,
  Fits<Contract.Team, Schemas["Team"]>,
  Fits<Me, Schemas["Me"]>,
];
