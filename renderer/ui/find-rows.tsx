import { Group, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import classes from './find-rows.module.css';

/** A list that is shorter is seen as a whole. */
const WORTH_FINDING = 40;

export interface FoundRow<Row> {
  readonly row: Row;
  /** Among all rows. */
  readonly index: number;
}

interface RowSearch<Row> {
  readonly rows: readonly FoundRow<Row>[];
  /** Where to write what is looked for; null where the list is short. */
  readonly box: ReactNode;
}

interface FindRows<Row> {
  readonly label: string;
  readonly rows: readonly Row[];
  /** What a row can be found by; without it nothing is offered. */
  readonly textOf: ((row: Row) => string) | undefined;
}

/** Of a list that is not drawn as a whole, so that the find of the system does not reach it, shows what is looked for. */
export function useFindRows<Row>({ label, rows, textOf }: FindRows<Row>): RowSearch<Row> {
  const [wanted, setWanted] = useState('');
  const isOffered = textOf !== undefined && rows.length > WORTH_FINDING;
  const sought = isOffered ? wanted.trim().toLowerCase() : '';
  const found = useMemo(() => {
    const all = rows.map((row, index) => ({ row, index }));
    if (sought === '' || !textOf) return all;
    return all.filter(({ row }) => textOf(row).toLowerCase().includes(sought));
  }, [rows, sought, textOf]);
  const says = sought === '' ? '' : `${found.length} of ${rows.length}`;
  const box = isOffered ? <FindBox label={label} value={wanted} says={says} onChange={setWanted} /> : null;
  return { rows: found, box };
}

interface FindBoxProps {
  readonly label: string;
  readonly value: string;
  readonly says: string;
  onChange(value: string): void;
}

function FindBox({ label, value, says, onChange }: FindBoxProps) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => focusOnFind(() => input.current), []);
  const clear = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || value === '') return;
    event.stopPropagation();
    onChange('');
  };
  return (
    <Group gap="sm" className={classes.find}>
      <TextInput
        ref={input}
        size="xs"
        aria-label={`Find in ${label}`}
        placeholder="Find in this list"
        leftSection={<IconSearch size={14} />}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        onKeyDown={clear}
      />
      <span role="status" className={classes.says}>
        {says}
      </span>
    </Group>
  );
}

/** Ctrl+F, or ⌘F, leads to the input unless another part of the page has taken it. */
function focusOnFind(input: () => HTMLInputElement | null): () => void {
  const onKeyDown = (event: globalThis.KeyboardEvent): void => {
    const isFind = (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'f';
    if (!isFind || event.defaultPrevented || document.querySelector('[role="dialog"]')) return;
    event.preventDefault();
    input()?.focus();
    input()?.select();
  };
  window.addEventListener('keydown', onKeyDown);
  return () => window.removeEventListener('keydown', onKeyDown);
}
