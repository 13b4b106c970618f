// What the list must know about the page in pixels: where it starts, what lies over it, how wide the reasons are.
import { useLayoutEffect, useState, type RefObject } from "react";

export interface Layout {
  /** Pixels in one rem: follows the reader's own text size. */
  rootPx: number;
  /** From the top of the document to the first row. */
  listTop: number;
  /** How much of the window's top is covered by what sticks there. */
  stickyPx: number;
  whyWidth: number;
  whyFont: string;
}

const START: Layout = { rootPx: 16, listTop: 0, stickyPx: 0, whyWidth: 240, whyFont: "13px sans-serif" };

/** Measures again whenever the header, the controls or the list change size. */
export function useLayout(body: RefObject<HTMLElement | null>): Layout {
  const [layout, setLayout] = useState(START);
  useLayoutEffect(() => {
    const list = body.current;
    if (!list) return undefined;
    const update = (): void => {
      const next = measure(list);
      setLayout((old) => (JSON.stringify(old) === JSON.stringify(next) ? old : next));
    };
    const observer = new ResizeObserver(update);
    observer.observe(list);
    for (const part of document.querySelectorAll("[data-sticky]")) observer.observe(part);
    // The first row comes after the first measurement, and with it the column of reasons.
    const rows = new MutationObserver(() => {
      if (list.querySelector(".cell-why")) {
        rows.disconnect();
        update();
      }
    });
    rows.observe(list, { childList: true });
    update();
    return () => {
      observer.disconnect();
      rows.disconnect();
    };
  }, [body]);
  return layout;
}

function measure(list: HTMLElement): Layout {
  const root = getComputedStyle(document.documentElement);
  const why = list.querySelector<HTMLElement>(".cell-why");
  const whyStyle = why ? getComputedStyle(why) : undefined;
  let stickyPx = 0;
  for (const part of document.querySelectorAll<HTMLElement>("[data-sticky]")) {
    if (getComputedStyle(part).position !== "sticky") continue;
    part.style.setProperty("top", `${stickyPx}px`);
    stickyPx += part.offsetHeight;
  }
  const head = list.parentElement?.querySelector<HTMLElement>("thead");
  if (head && getComputedStyle(head).position === "sticky") {
    head.style.setProperty("top", `${stickyPx}px`);
    stickyPx += head.offsetHeight;
  }
  return {
    rootPx: Number.parseFloat(root.fontSize),
    listTop: Math.round(list.getBoundingClientRect().top + window.scrollY),
    stickyPx,
    whyWidth: why && whyStyle ? Math.floor(why.clientWidth - Number.parseFloat(whyStyle.paddingLeft) - Number.parseFloat(whyStyle.paddingRight)) : START.whyWidth,
    whyFont: whyStyle ? `${whyStyle.fontWeight} ${whyStyle.fontSize} ${whyStyle.fontFamily}` : START.whyFont,
  };
}
