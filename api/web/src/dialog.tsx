// The browser's own modal dialog: it keeps the focus inside, closes on Esc, and hides the page behind it.
import { useLayoutEffect, useRef, type ReactNode } from "react";

interface Props {
  label: string;
  className: string;
  /** What was pressed may be gone when it closes: the focus then goes near to where that was. */
  near?: boolean;
  onClose(): void;
  children: ReactNode;
}

export function Dialog({ label, className, near = false, onClose, children }: Props) {
  const element = useRef<HTMLDialogElement>(null);
  // A layout effect closes it while it is still on the page: only then is the page behind it free to take the focus.
  useLayoutEffect(() => {
    const dialog = element.current;
    const around = near ? upFrom(document.activeElement) : [];
    if (dialog && !dialog.open) dialog.showModal();
    return () => {
      dialog?.close();
      if (around[0]?.isConnected === false) focusFirst(around.find((part) => part.isConnected));
    };
  }, [near]);
  return (
    <dialog
      ref={element}
      className={className}
      aria-label={label}
      onCancel={(event) => {
        // The page closes it, so that the focus goes where the page wants it. Esc in a dialog above is not for this one.
        event.preventDefault();
        if (event.target === element.current) onClose();
      }}
    >
      {children}
    </dialog>
  );
}

/** An element, and each that it is in, from the inside out. */
function upFrom(element: Element | null): HTMLElement[] {
  const found: HTMLElement[] = [];
  for (let part = element; part instanceof HTMLElement; part = part.parentElement) found.push(part);
  return found;
}

/** Focuses what can be pressed in a part of the page, else the part itself. */
function focusFirst(part: HTMLElement | undefined): void {
  const button = part?.querySelector<HTMLElement>("button, summary, a[href]");
  if (part && !button) part.tabIndex = -1;
  (button ?? part)?.focus();
}
