import { Group, Stack, TextInput } from '@mantine/core';
import { isHostName } from '#core/release/format/environment.ts';
import { useTyped } from '#ui/form/drafts.ts';
import { FormButtons, FormModal, SaveAndNext } from '#ui/form/FormWindows.tsx';
import { TableFields } from '../records/TableFields.tsx';
import { type Raw, textOf, withoutEmpty } from '../text/raw.ts';
import { HOST_KEYS, hostHints, pick } from './host-fields.ts';

interface HostDialogProps {
  /** Empty for a new host. */
  readonly name: string;
  readonly environment: string;
  /** What the environment says of its hosts; empty where it says nothing. */
  readonly transport: string;
  readonly host: Raw;
  readonly others: readonly string[];
  readonly onClose: () => void;
  readonly onSave: (name: string, host: Raw) => void;
  /** Saves a new host, and the form stays for the next. */
  readonly onSaveAndNext: (name: string, host: Raw) => void;
}

/** What the next host mostly has in common with the one before. */
const IN_COMMON = ['user', 'credential', 'via', 'tags', 'port', 'transport', 'ssh'] as const;

/** Fields that stand beside each other; the others follow, in the order of the format. */
const ROWS: readonly (readonly string[])[] = [
  ['address', 'port'],
  ['user', 'credential'],
];

export function HostDialog({
  name: start,
  environment,
  transport,
  host: startHost,
  others,
  onClose,
  onSave,
  onSaveAndNext,
}: HostDialogProps) {
  const typed = useTyped(`host ${start} of ${environment}`, { name: start, host: startHost });
  const { name, host } = typed.value;
  const change = (part: Partial<typeof typed.value>) => typed.set((before) => ({ ...before, ...part }));
  const put = (part: Raw) => typed.set((before) => ({ ...before, host: { ...before.host, ...part } }));
  const problem = nameProblem(name, others);
  const isIncomplete =
    problem !== null ||
    [...HOST_KEYS].some(([key, { isRequired }]) => isRequired && textOf(host[key]) === '');
  const saveAndNext = () => {
    onSaveAndNext(name, withoutEmpty(host));
    const common = IN_COMMON.filter((key) => host[key] !== undefined).map((key) => [key, host[key]]);
    typed.startOver({ name: '', host: Object.fromEntries(common) });
  };
  const fields = (...keys: readonly string[]) => (
    <TableFields
      keys={pick(HOST_KEYS, ...keys)}
      value={host}
      hints={hostHints(transport, others)}
      onChange={put}
    />
  );
  return (
    <FormModal
      typed={typed}
      onSave={() => onSave(name, withoutEmpty(host))}
      onClose={onClose}
      size="lg"
      title={start === '' ? 'New host' : `Host ${start}`}
    >
      <Stack gap="sm">
        <TextInput
          label="Name"
          placeholder="web1"
          value={name}
          onChange={(event) => change({ name: event.currentTarget.value })}
          error={name === '' ? null : problem}
          data-autofocus
        />
        {ROWS.map((keys) => (
          <Group key={keys[0]} grow wrap="nowrap" align="flex-start">
            {fields(...keys)}
          </Group>
        ))}
        {fields(...[...HOST_KEYS.keys()].filter((key) => !ROWS.flat().includes(key)))}
        <FormButtons save="Save host" disabled={isIncomplete}>
          {start === '' && <SaveAndNext disabled={isIncomplete} onSave={saveAndNext} />}
        </FormButtons>
      </Stack>
    </FormModal>
  );
}

function nameProblem(name: string, others: readonly string[]): string | null {
  if (!isHostName(name))
    return 'Letters, digits, dots, underscores and hyphens, not digits alone; “all”, “and”, “or” and “not” are words of selectors.';
  return others.includes(name) ? 'A host with this name already exists.' : null;
}
