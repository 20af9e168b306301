/** Release files of tests, as they are imported. */
import { stringify } from 'yaml';
import type { Sshd } from '#support/sshd.ts';

interface ReleaseSetup {
  readonly hosts: readonly Pick<Sshd, 'name' | 'address' | 'port' | 'user' | 'fingerprint'>[];
  readonly steps: readonly object[];
}

/** A release of one phase in the environment `lab`; its hosts log in by the credential `lab` and show these keys. */
export function releaseText({ hosts, steps }: ReleaseSetup): string {
  const entries = hosts.map(({ name, address, port, user, fingerprint }) => [
    name,
    { address, port, user, credential: 'lab', host_keys: [fingerprint] },
  ]);
  return stringify(
    {
      holdpoint: 1,
      release: { id: 'lab', name: 'Lab', version: '1.0.0' },
      environments: { lab: { kind: 'test', hosts: Object.fromEntries(entries) } },
      deployment: { phases: [{ id: 'main', title: 'Main', steps }] },
    },
    { aliasDuplicateObjects: false, lineWidth: 0 },
  );
}
