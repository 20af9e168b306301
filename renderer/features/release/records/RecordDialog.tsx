import { Stack } from '@mantine/core';
import { keysAt } from '#core/release/format/shape-at.ts';
import { idFrom } from '#core/release/id-from.ts';
import { useTyped } from '#ui/form/drafts.ts';
import { FormButtons, FormModal, SaveAndNext } from '#ui/form/FormWindows.tsx';
import { type Raw, textOf, withoutEmpty } from '../text/raw.ts';
import { freeRecordId } from './record-id.ts';
import type { RecordKind } from './record-kind.ts';
import { TableFields } from './TableFields.tsx';

interface RecordDialogProps {
  readonly kind: RecordKind;
  /** The record as it stands; empty for a new one. */
  readonly start: Raw;
  /** Ids of the others. */
  readonly taken: readonly string[];
  readonly onSave: (record: Raw) => void;
  /** Saves a new one and begins the next. */
  readonly onSaveAndNext: (record: Raw) => void;
  readonly onClose: () => void;
}

export function RecordDialog({ kind, start, taken, onSave, onSaveAndNext, onClose }: RecordDialogProps) {
  const { noun, columns, hints = {}, lead } = kind;
  const keys = keysAt([...kind.path, 0]);
  const isNew = Object.keys(start).length === 0;
  const typed = useTyped<Raw>(
    isNew ? `new ${noun} ${taken.length}` : `${noun} ${textOf(start['id']) || taken.length}`,
    start,
  );
  const { value: record, set } = typed;
  const put = (part: Raw) => set((before) => ({ ...before, ...part }));
  const [name = ''] = columns;
  const id = textOf(record['id']) || freeRecordId(textOf(record[name]), taken);
  const whole = inOrder([...keys.keys()], withoutEmpty({ ...record, ...(keys.has('id') ? { id } : {}) }));
  const missing = [...keys].filter(([key, { isRequired }]) => isRequired && whole[key] === undefined);
  const ordered = [...keys].toSorted(([a], [b]) => Number(b === name) - Number(a === name));
  const shown = new Map(ordered.filter(([key]) => key !== 'id'));
  const idKey = keys.get('id');
  return (
    <FormModal
      title={isNew ? `New ${noun}` : `Edit ${noun}`}
      typed={typed}
      onSave={() => onSave(whole)}
      onClose={onClose}
      size="lg"
    >
      <Stack gap="sm">
        {lead?.(record, put)}
        <TableFields keys={shown} value={record} hints={hints} areFirst onChange={put} />
        {idKey && (
          <TableFields
            keys={new Map([['id', idKey]])}
            value={record}
            hints={{ id: { placeholder: id } }}
            onChange={put}
          />
        )}
        <FormButtons save={`Save ${noun}`} disabled={missing.length > 0 || !isValidId(id, keys.has('id'))}>
          {isNew && (
            <SaveAndNext
              disabled={missing.length > 0 || !isValidId(id, keys.has('id'))}
              onSave={() => onSaveAndNext(whole)}
            />
          )}
        </FormButtons>
      </Stack>
    </FormModal>
  );
}

/** As the format lists its keys; what it does not know stays behind them. */
function inOrder(keys: readonly string[], record: Raw): Raw {
  const known = keys.filter((key) => record[key] !== undefined).map((key) => [key, record[key]]);
  return { ...Object.fromEntries(known), ...record };
}

function isValidId(id: string, isWanted: boolean): boolean {
  return !isWanted || idFrom(id) === id;
}
