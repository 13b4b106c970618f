// The pages that not everybody opens: each is loaded with its words when somebody goes there.
import { later } from "./later";

export const Cohort = later(async () => (await import("./cohort/page")).Cohort);
export const Rules = later(async () => (await import("./rules/page")).Rules);
export const Accounts = later(async () => (await import("./accounts/page")).Accounts);
export const Audit = later(async () => (await import("./audit/page")).Audit);
