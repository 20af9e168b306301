import { Select } from '@mantine/core';
import type { SshTransportName } from '#core/release/model.ts';

interface TransportSelectProps {
  /** What holds where nothing is chosen; null: nothing is said around it. */
  readonly otherwise: string | null;
  readonly value: string;
  readonly onChange: (value: string | undefined) => void;
}

const LABELS: Readonly<Record<SshTransportName, string>> = {
  'built-in': 'Built-in',
  openssh: "This workstation's OpenSSH",
  'openssh-config': "This workstation's OpenSSH, with its configuration",
};

/** Which SSH client reaches a host, or the hosts of an environment. */
export function TransportSelect({ otherwise, value, onChange }: TransportSelectProps) {
  return (
    <Select
      label="SSH client (transport)"
      description="OpenSSH: for hosts that want what the built-in client cannot do, such as certificates or security keys"
      placeholder={otherwise === null ? LABELS['built-in'] : `As the environment: ${labelOf(otherwise)}`}
      clearable
      data={Object.entries(LABELS).map(([name, label]) => ({ value: name, label }))}
      value={value || null}
      onChange={(chosen) => onChange(chosen ?? undefined)}
    />
  );
}

function labelOf(transport: string): string {
  return LABELS[(transport || 'built-in') as SshTransportName] ?? transport;
}
