// The pages that not everybody opens: each is loaded with its words when somebody goes there.
import { useEffect, useState, type ComponentType } from "react";
import { text } from "./text";

type Load = () => Promise<ComponentType>;

/** A page that is loaded when it is first shown. What could not be loaded says so, and the frame stays. */
export function later(load: Load): ComponentType {
  let known: ComponentType | null = null;
  return function Later() {
    const [Page, show] = useState<ComponentType | null>(() => known);
    const [failed, fail] = useState(false);
    useEffect(() => {
      if (known) return;
      let isGone = false;
      load().then(
        (page) => {
          known = page;
          if (!isGone) show(() => page);
        },
        () => {
          if (!isGone) fail(true);
        },
      );
      return () => {
        isGone = true;
      };
    }, []);
    if (Page) return <Page />;
    if (!failed) return <p className="empty">{text.loading}</p>;
    return (
      <p role="alert" className="problem">
        {/* A browser may keep that it failed: only a new page asks again for certain. */}
        {text.pageNotLoaded} <a href={location.href}>{text.again}</a>
      </p>
    );
  };
}

export const Cohort = later(async () => (await import("./cohort/page")).Cohort);
export const Rules = later(async () => (await import("./rules/page")).Rules);
export const Accounts = later(async () => (await import("./accounts/page")).Accounts);
export const Audit = later(async () => (await import("./audit/page")).Audit);
