import { Button, Collapse, Stack, Text } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import type { StepKind } from '#core/release/model.ts';
import { STEP_KINDS } from '#core/release/step-kinds.ts';
import { labelKey } from '../records/field-words.ts';
import { type FieldHints, TableFields } from '../records/TableFields.tsx';
import { type Raw, recordOf } from '../text/raw.ts';
import { STEP_KEYS } from './step-form.ts';

interface MoreOptionsProps {
  readonly kind: StepKind;
  readonly step: Raw;
  /** Keys that have no place here: an undo is done where its step was. */
  readonly without?: readonly string[];
  readonly onChange: (part: Raw) => void;
}

/** Of any step. */
const OF_ALL = ['when', 'notes', 'evidence'];
const OF_COMMANDS = ['env', 'cwd', 'expect', 'capture', 'mode'];
const OF_HOSTS = ['retry', 'rollout'];

const HINTS: FieldHints = {
  delegate_to: { placeholder: 'lb1', isCode: true },
  env: { placeholder: 'PGPASSWORD: {{ secret.orders_db }}' },
  cwd: { placeholder: '/srv/app', isCode: true },
  capture: { placeholder: 'size: wrote (\\d+) bytes' },
  when: { placeholder: 'host.vars.role == "primary"', isCode: true },
  notes: { isLong: true },
  evidence: { label: 'Keep its whole output as evidence' },
  stdout: { isCode: true },
  stdout_not: { isCode: true },
  stderr_not: { isCode: true },
  batches: { placeholder: '1, 25%, rest' },
  stop_after: { placeholder: '1 or 10%' },
};

/** What few steps need; it is open where the step says any of it. */
export function MoreOptions({ kind, step, without = [], onChange }: MoreOptionsProps) {
  const names = namesFor(kind, step).filter((name) => !without.includes(name));
  const keys = new Map([...STEP_KEYS].filter(([name]) => names.includes(name)));
  const said = names.filter((name) => step[name] !== undefined);
  const [isOpen, setOpen] = useState(said.length > 0);
  const Chevron = isOpen ? IconChevronDown : IconChevronRight;
  return (
    <div>
      <Button
        variant="subtle"
        color="gray"
        size="xs"
        px={6}
        leftSection={<Chevron size={14} />}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        More options
      </Button>
      {!isOpen && (
        <Text size="xs" c="dimmed" pl={28}>
          {names.map(labelKey).join(', ')}
        </Text>
      )}
      <Collapse expanded={isOpen}>
        <Stack gap="sm" pt="xs">
          <TableFields keys={keys} value={step} hints={HINTS} onChange={onChange} />
        </Stack>
      </Collapse>
    </div>
  );
}

function namesFor(kind: StepKind, step: Raw): readonly string[] {
  const { by, where } = STEP_KINDS[kind];
  const runsOnHost = by !== null || recordOf(step['wait'])['check'] !== undefined;
  return [
    ...(runsOnHost ? ['delegate_to'] : []),
    ...(by === null || by === 'transfer' ? [] : OF_COMMANDS),
    ...(where === 'people' ? [] : OF_HOSTS),
    ...OF_ALL,
  ];
}
