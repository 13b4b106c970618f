// The browser's own modal dialog: it keeps the focus inside, closes on Esc, and hides the page behind it.
import { useLayoutEffect, useRef, type ReactNode } from "react";

interface Props {
  label: string;
  className: string;
  onClose(): void;
  children: ReactNode;
}

export function Dialog({ label, className, onClose, children }: Props) {
  const element = useRef<HTMLDialogElement>(null);
  // A layout effect closes it while it is still on the page: only then is the page behind it free to take the focus.
  useLayoutEffect(() => {
    const dialog = element.current;
    if (dialog && !dialog.open) dialog.showModal();
    return () => dialog?.close();
  }, []);
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
