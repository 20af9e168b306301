import { NumberInput, SegmentedControl, Stack, TextInput } from '@mantine/core';
import { DEFAULT_STATUS } from '#core/release/format/kinds.ts';
import { type Raw, recordOf, textOf } from '../text/raw.ts';
import type { ActionFieldsProps } from './field-parts.ts';

export function ProbeFields({ step, onChange }: ActionFieldsProps) {
  const probe = recordOf(step['probe']);
  const put = (part: Raw) => onChange({ probe: { ...probe, ...part } });
  const isTcp = probe['tcp'] !== undefined;
  const choose = (way: string) => {
    const { http: _http, tcp: _tcp, status: _status, body: _body, ...rest } = probe;
    onChange({ probe: way === 'tcp' ? { tcp: '', ...rest } : { http: '', ...rest } });
  };
  return (
    <Stack gap="sm">
      <SegmentedControl
        aria-label="What is asked"
        value={isTcp ? 'tcp' : 'http'}
        data={[
          { value: 'http', label: 'An HTTP address' },
          { value: 'tcp', label: 'A TCP port' },
        ]}
        onChange={choose}
      />
      {isTcp ? (
        <TextInput
          label="Address and port"
          placeholder="10.40.0.5:8200"
          value={textOf(probe['tcp'])}
          onChange={(event) => put({ tcp: event.currentTarget.value })}
        />
      ) : (
        <>
          <TextInput
            label="Address"
            placeholder="http://10.20.0.11:8080/health"
            value={textOf(probe['http'])}
            onChange={(event) => put({ http: event.currentTarget.value })}
          />
          <NumberInput
            label="Status"
            placeholder={String(DEFAULT_STATUS)}
            value={textOf(probe['status'])}
            onChange={(status) => put({ status: status === '' ? undefined : Number(status) })}
          />
        </>
      )}
      <TextInput
        label="From hosts"
        description="From this workstation when empty"
        placeholder="web"
        value={textOf(probe['from'])}
        onChange={(event) => put({ from: event.currentTarget.value })}
      />
    </Stack>
  );
}
