import { Group, SegmentedControl, Stack, Textarea, TextInput } from '@mantine/core';
import { type Raw, recordOf, textOf } from '../text/raw.ts';
import type { ActionFieldsProps } from './field-parts.ts';

const FRESH: Readonly<Record<string, Raw>> = {
  for: { for: '1m' },
  until: { until: '' },
  check: { check: '', every: '10s', timeout: '10m' },
};

export function WaitFields({ step, onChange }: ActionFieldsProps) {
  const wait = recordOf(step['wait']);
  const put = (part: Raw) => onChange({ wait: { ...wait, ...part } });
  const way = ['check', 'until'].find((key) => wait[key] !== undefined) ?? 'for';
  return (
    <Stack gap="sm">
      <SegmentedControl
        aria-label="What is waited for"
        value={way}
        data={[
          { value: 'for', label: 'A while' },
          { value: 'until', label: 'A time' },
          { value: 'check', label: 'A condition' },
        ]}
        onChange={(next) => onChange({ wait: FRESH[next] })}
      />
      {way === 'for' && (
        <TextInput
          label="For"
          placeholder="5m"
          value={textOf(wait['for'])}
          onChange={(event) => put({ for: event.currentTarget.value })}
        />
      )}
      {way === 'until' && (
        <TextInput
          label="Until"
          description="With its offset"
          placeholder="2026-12-05T23:30:00+01:00"
          value={textOf(wait['until'])}
          onChange={(event) => put({ until: event.currentTarget.value })}
        />
      )}
      {way === 'check' && (
        <>
          <Textarea
            label="Command that succeeds when it holds"
            value={textOf(wait['check'])}
            onChange={(event) => put({ check: event.currentTarget.value })}
          />
          <TextInput
            label="On hosts"
            value={textOf(step['on'])}
            onChange={(event) => onChange({ on: event.currentTarget.value })}
          />
          <Group grow>
            <TextInput
              label="Every"
              value={textOf(wait['every'])}
              onChange={(event) => put({ every: event.currentTarget.value })}
            />
            <TextInput
              label="At most"
              value={textOf(wait['timeout'])}
              onChange={(event) => put({ timeout: event.currentTarget.value })}
            />
            <TextInput
              label="Must hold for"
              placeholder="once is enough"
              value={textOf(wait['steady'])}
              onChange={(event) => put({ steady: event.currentTarget.value || undefined })}
            />
          </Group>
        </>
      )}
    </Stack>
  );
}
