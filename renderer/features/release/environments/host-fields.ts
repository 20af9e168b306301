/** What the forms of environments and hosts say of their keys beyond what the format does. */
import { keysAt } from '#core/release/format/shape-at.ts';
import type { KeyShape } from '#core/release/format/value-type.ts';
import type { SshTransportName } from '#core/release/model.ts';
import type { FieldHint, FieldHints } from '../records/TableFields.tsx';

type Keys = ReadonlyMap<string, KeyShape>;

export const ENVIRONMENT_KEYS: Keys = keysAt(['environments', '']);
export const HOST_KEYS: Keys = keysAt(['environments', '', 'hosts', '']);

/** Those of a mapping, in the order given. */
export function pick(keys: Keys, ...names: readonly string[]): Keys {
  return new Map(
    names.flatMap((name) => {
      const key = keys.get(name);
      return key ? [[name, key]] : [];
    }),
  );
}

const TRANSPORTS: Readonly<Record<SshTransportName, string>> = {
  'built-in': 'Built-in',
  openssh: "This workstation's OpenSSH",
  'openssh-config': "This workstation's OpenSSH, with its configuration",
};

/** Which SSH client reaches a host, or the hosts of an environment. */
export const TRANSPORT_HINT: FieldHint = {
  label: 'SSH client (transport)',
  placeholder: TRANSPORTS['built-in'],
  choices: Object.entries(TRANSPORTS).map(([value, label]) => ({ value, label })),
};

/** `around`: what its environment says; empty where it says nothing. */
export function hostHints(around: string, others: readonly string[]): FieldHints {
  const client = TRANSPORTS[(around || 'built-in') as SshTransportName] ?? around;
  return {
    address: { placeholder: '10.20.0.11' },
    user: { placeholder: 'deploy' },
    credential: { placeholder: 'deploy' },
    via: {
      label: 'Reached via',
      placeholder: 'Directly',
      choices: others.map((name) => ({ value: name, label: name })),
    },
    tags: { placeholder: 'web, canary', areWords: true },
    vars: { placeholder: 'role: primary' },
    next_host_keys: { label: 'Announced host keys' },
    is: { label: 'Right-host guard' },
    hostname: { placeholder: 'web1.prod' },
    machine_id: { label: 'Machine ID' },
    ssh: { label: 'Outdated host (ssh: legacy)' },
    transport: { ...TRANSPORT_HINT, placeholder: `As the environment: ${client}` },
  };
}
