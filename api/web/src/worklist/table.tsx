// The list itself: virtual rows, roving focus, and a focused row that stays where it is.
import { defaultRangeExtractor, useWindowVirtualizer, type Range } from "@tanstack/react-virtual";
import { useCallback, useImperativeHandle, useLayoutEffect, useMemo, useRef, useState, type FocusEvent, type MouseEvent, type Ref } from "react";
import { text } from "../text";
import { PatientRow, SIGNS } from "./row";
import { measureIn } from "./reasons";
import { useLayout } from "./layout";

/** A row is at least this high, in rem: three lines. It grows only for a reason longer than that. */
const ROW_REM = 4;
const OVERSCAN = 6;
/** A row brought into view keeps this distance from the edge of the window: what follows can be seen to follow. */
const MARGIN_PX = 16;
/** For so many frames after a row was brought into view it is seen to that it is there: a third of a second. */
const SETTLING_FRAMES = 20;

export interface TableHandle {
  /** Brings a row into view and focuses it; the first row if there is no such row. */
  focus(patient?: string): void;
  /** Moves the focus by some rows, or onto the first row if no row has it. */
  move(rows: number): void;
  /** The patient whose row has the focus. */
  focused(): string | undefined;
}

interface Props {
  ids: readonly string[];
  trendAsText: boolean;
  onOpen(patient: string): void;
  onAcknowledge(patient: string): void;
  ref: Ref<TableHandle>;
}

export function PatientTable({ ids, trendAsText, onOpen, onAcknowledge, ref }: Props) {
  const body = useRef<HTMLTableSectionElement>(null);
  const layout = useLayout(body);
  const [active, setActive] = useState<string | undefined>(undefined);
  const wanted = useRef<string | undefined>(undefined);
  const hadFocus = useRef(false);
  const [holding, setHolding] = useState(false);
  const activeIndex = active === undefined ? -1 : ids.indexOf(active);
  const measureWords = useMemo(() => measureIn(layout.whyFont), [layout.whyFont]);

  const virtual = useWindowVirtualizer<HTMLTableRowElement>({
    count: ids.length,
    estimateSize: () => layout.rootPx * ROW_REM,
    getItemKey: useCallback((index: number) => ids[index] ?? index, [ids]),
    overscan: OVERSCAN,
    scrollMargin: layout.listTop,
    scrollPaddingStart: layout.stickyPx,
    scrollPaddingEnd: MARGIN_PX,
    // The focused row is always drawn: an element that leaves the page takes the focus with it.
    rangeExtractor: useCallback(
      (range: Range) => {
        const indexes = defaultRangeExtractor(range);
        if (activeIndex < 0 || indexes.includes(activeIndex)) return indexes;
        return [...indexes, activeIndex].toSorted((a, b) => a - b);
      },
      [activeIndex],
    ),
    useFlushSync: false,
  });

  // A row above the focused one that grows must not push it: the page scrolls by as much instead. It doesn't shrink
  // while the focus is below it, for at its top the page couldn't scroll back.
  virtual.shouldAdjustScrollPositionOnItemSizeChange = (item) =>
    item.start < (virtual.scrollOffset ?? 0) || (item.index < activeIndex && focusedRow(body.current) !== undefined);

  const focus = (patient: string | undefined): void => {
    const target = patient !== undefined && ids.includes(patient) ? patient : ids[0];
    if (target === undefined) return;
    wanted.current = target;
    virtual.scrollToIndex(ids.indexOf(target), { align: "auto" });
    settle(target, SETTLING_FRAMES);
    if (target === active) focusNow();
    else setActive(target);
  };

  /** A row above that grows just then is scrolled for from where the page was: what is drawn decides. */
  function settle(patient: string, frames: number): void {
    if (frames === 0) return;
    requestAnimationFrame(() => {
      if (focusedRow(body.current) === patient) intoView(rowOf(body.current, patient), layout.stickyPx);
      settle(patient, frames - 1);
    });
  }

  function focusNow(): void {
    if (wanted.current === undefined) return;
    const row = rowOf(body.current, wanted.current);
    if (!row) return;
    row.focus({ preventScroll: true });
    // A dialog that is still open keeps the focus: then the next draw tries again.
    if (document.activeElement === row) wanted.current = undefined;
  }

  // Runs after each draw: the row may have come onto the page, or have left it with the focus.
  useLayoutEffect(() => {
    focusNow();
    if (hadFocus.current && document.activeElement === document.body) focus(active);
  });

  useImperativeHandle(ref, () => ({
    focus,
    move(rows) {
      const from = focusedRow(body.current) === undefined ? -1 : activeIndex;
      const to = from < 0 ? Math.max(0, activeIndex) : Math.min(ids.length - 1, Math.max(0, from + rows));
      focus(ids[to]);
    },
    focused: () => focusedRow(body.current),
  }));

  const onFocus = (event: FocusEvent): void => {
    hadFocus.current = true;
    setHolding(true);
    const patient = patientAt(event.target);
    if (patient !== undefined) setActive(patient);
  };
  const onBlur = (event: FocusEvent): void => {
    // A row that is still there was left on purpose; one that is gone lost the focus, and we give it back.
    if (!event.target.isConnected) return;
    hadFocus.current = false;
    setHolding(false);
  };
  const onClick = (event: MouseEvent): void => {
    const patient = patientAt(event.target);
    if (patient === undefined || !(event.target instanceof Element)) return;
    if (event.target.closest("[data-open]")) onOpen(patient);
    if (event.target.closest("[data-acknowledge]")) onAcknowledge(patient);
  };
  const onDoubleClick = (event: MouseEvent): void => {
    const patient = patientAt(event.target);
    if (patient !== undefined) onOpen(patient);
  };

  const focusableIndex = Math.max(0, activeIndex);
  return (
    <table className="list" role="grid" aria-rowcount={ids.length + 1} aria-label={text.list.caption} data-list>
      <thead role="rowgroup">
        <tr role="row" aria-rowindex={1}>
          <Heading name="news2" />
          <Heading name="patient" />
          <Heading name="why" />
          <Heading name="trend" />
          {SIGNS.map((sign) => (
            <Heading name={sign} key={sign} />
          ))}
          <Heading name="last" />
          <Heading name="waiting" />
          <Heading name="state" />
        </tr>
      </thead>
      <tbody
        role="rowgroup"
        ref={body}
        style={{ height: virtual.getTotalSize() }}
        onFocus={onFocus}
        onBlur={onBlur}
        onClick={onClick}
        onDoubleClick={onDoubleClick}
      >
        {virtual.getVirtualItems().map((item) => (
          <PatientRow
            key={item.key}
            patient={ids[item.index]!}
            index={item.index}
            start={item.start - layout.listTop}
            leastHeight={holding && item.index < activeIndex ? item.size : undefined}
            focusable={item.index === focusableIndex}
            trendAsText={trendAsText}
            whyWidth={layout.whyWidth}
            measureWords={measureWords}
            measureRow={virtual.measureElement}
          />
        ))}
      </tbody>
    </table>
  );
}

function Heading({ name }: { name: keyof typeof text.list.columns }) {
  return (
    <th role="columnheader" scope="col" className={`cell-${name}`}>
      {text.list.columns[name]}
    </th>
  );
}

function patientAt(target: EventTarget): string | undefined {
  return target instanceof Element ? target.closest<HTMLElement>("[data-patient]")?.dataset["patient"] : undefined;
}

function rowOf(body: HTMLElement | null, patient: string): HTMLElement | null {
  return body?.querySelector<HTMLElement>(`[data-patient="${CSS.escape(patient)}"]`) ?? null;
}

/** Scrolls by what a row lacks; of one that is higher than the window the top is shown. */
function intoView(row: HTMLElement | null, coveredPx: number): void {
  if (!row) return;
  const { top, bottom } = row.getBoundingClientRect();
  const over = top - coveredPx;
  const below = bottom + MARGIN_PX - document.documentElement.clientHeight;
  const by = over < 0 ? over : Math.min(over, Math.max(0, below));
  if (Math.abs(by) >= 1) window.scrollBy(0, by);
}

function focusedRow(body: HTMLElement | null): string | undefined {
  const element = document.activeElement;
  return element && body?.contains(element) ? patientAt(element) : undefined;
}
