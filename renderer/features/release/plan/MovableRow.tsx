import {
  type DragEvent,
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  useEffect,
  useEffectEvent,
  useRef,
  useState,
} from 'react';
import { noteCopied } from './copied.ts';
import classes from './plan.module.css';

/** What can be done with a row by keyboard, clipboard, menu and by dragging it. */
export interface RowActs {
  readonly move: (by: -1 | 1) => void;
  readonly duplicate: () => void;
  readonly remove: () => void;
  /** To the row above or below. */
  readonly goTo: (by: -1 | 1) => void;
  /** As it stands in the file. */
  readonly text: () => string;
  /** Puts what a text holds behind the row. */
  readonly paste: (text: string) => void;
}

export type DropSide = 'before' | 'after';

export interface RowDrag {
  /** Takes the row up. */
  readonly begin: () => void;
  /** Whether what is dragged may be put there. */
  readonly accepts: () => boolean;
  readonly drop: (side: DropSide) => void;
}

interface MovableRowProps {
  readonly acts: RowActs | null;
  readonly drag: RowDrag;
  readonly children: ReactNode;
}

/** A row of a plan that can be moved, copied and removed. */
export function MovableRow({ acts, drag, children }: MovableRowProps) {
  const [side, setSide] = useState<DropSide | null>(null);
  const [isGripped, setGripped] = useState(false);
  const row = useRef<HTMLDivElement>(null);
  useClipboard(row, acts);
  const over = (event: DragEvent<HTMLDivElement>): void => {
    if (!drag.accepts()) return;
    event.preventDefault();
    event.stopPropagation();
    setSide(sideOf(event));
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys are those of the button inside it
    <div
      ref={row}
      className={classes.movable}
      data-drop={side ?? undefined}
      draggable={isGripped && acts !== null}
      onPointerDown={({ target }) =>
        setGripped(target instanceof Element && target.closest('[data-grip]') !== null)
      }
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = 'move';
        event.dataTransfer.setData('text/plain', acts?.text() ?? '');
        drag.begin();
      }}
      onDragOver={over}
      onDragLeave={() => setSide(null)}
      onDragEnd={() => setSide(null)}
      onDrop={(event) => {
        if (!drag.accepts()) return;
        event.preventDefault();
        event.stopPropagation();
        setSide(null);
        drag.drop(sideOf(event));
      }}
      onKeyDown={(event) => acts && pressKey(event, acts)}
    >
      {children}
    </div>
  );
}

const ASKED_FIRST = ['beforecut', 'beforecopy', 'beforepaste'] as const;
const CLIPBOARD = ['cut', 'copy', 'paste'] as const;

/**
 * The clipboard, while the row has the focus. Where nothing can be written, Chromium tells the document of it, and only if the page
 * says first that it does something with it. Selected text is copied as on any page.
 */
function useClipboard(row: RefObject<HTMLElement | null>, acts: RowActs | null): void {
  const isMeant = useEffectEvent(
    () =>
      acts !== null &&
      row.current?.contains(document.activeElement) === true &&
      document.activeElement?.matches('[data-row-focus]') === true &&
      getSelection()?.isCollapsed !== false,
  );
  const take = useEffectEvent((event: ClipboardEvent) => {
    // Once a row has taken it, the focus may be on another.
    if (event.defaultPrevented || !isMeant() || acts === null) return;
    event.preventDefault();
    if (event.type === 'paste') return acts.paste(event.clipboardData?.getData('text/plain') ?? '');
    const text = acts.text();
    event.clipboardData?.setData('text/plain', text);
    noteCopied(text);
    if (event.type === 'cut') acts.remove();
  });
  useEffect(() => {
    const allow = (event: Event): void => {
      if (isMeant()) event.preventDefault();
    };
    const carryOut = (event: ClipboardEvent): void => take(event);
    for (const name of ASKED_FIRST) document.addEventListener(name, allow);
    for (const name of CLIPBOARD) document.addEventListener(name, carryOut);
    return () => {
      for (const name of ASKED_FIRST) document.removeEventListener(name, allow);
      for (const name of CLIPBOARD) document.removeEventListener(name, carryOut);
    };
  }, []);
}

function sideOf({ currentTarget, clientY }: DragEvent<HTMLElement>): DropSide {
  const { top, height } = currentTarget.getBoundingClientRect();
  return clientY < top + height / 2 ? 'before' : 'after';
}

function pressKey(event: KeyboardEvent, acts: RowActs): void {
  const act = isWriting(event.target) ? undefined : KEYS[keyOf(event)];
  if (act === undefined || !(event.target as Element).matches('[data-row-focus]')) return;
  event.preventDefault();
  event.stopPropagation();
  act(acts);
}

const KEYS: Readonly<Record<string, (acts: RowActs) => void>> = {
  'Alt+ArrowUp': ({ move }) => move(-1),
  'Alt+ArrowDown': ({ move }) => move(1),
  ArrowUp: ({ goTo }) => goTo(-1),
  ArrowDown: ({ goTo }) => goTo(1),
  'Mod+d': ({ duplicate }) => duplicate(),
  Delete: ({ remove }) => remove(),
};

function keyOf({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): string {
  const held = [ctrlKey || metaKey ? 'Mod+' : '', altKey ? 'Alt+' : '', shiftKey ? 'Shift+' : ''];
  return `${held.join('')}${key}`;
}

function isWriting(target: EventTarget): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select') !== null;
}
