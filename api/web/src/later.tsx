// What is loaded with its words when it is first shown.
import { useEffect, useState, type ComponentType } from "react";
import { text } from "./text";

type Load<P> = () => Promise<ComponentType<P>>;

/** A page, or a part of one, that is loaded when it is first shown. What could not be loaded says so, and the frame stays. */
export function later<P extends object = object>(load: Load<P>): ComponentType<P> {
  let known: ComponentType<P> | null = null;
  return function Later(props: P) {
    const [Page, show] = useState<ComponentType<P> | null>(() => known);
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
    if (Page) return <Page {...props} />;
    if (!failed) return <p className="empty">{text.loading}</p>;
    return (
      <p role="alert" className="problem">
        {/* A browser may keep that it failed: only a new page asks again for certain. */}
        {text.pageNotLoaded} <a href={location.href}>{text.again}</a>
      </p>
    );
  };
}
