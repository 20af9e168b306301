/** Release files of tests, as they are imported. */
import { stringify } from 'yaml';
import type { Sshd } from '#support/sshd.ts';

/** Of a host without a fingerprint, the release names no key. */
type ReleaseHost = Pick<Sshd, 'name' | 'address' | 'port' | 'user'> &
  Partial<Pick<Sshd, 'fingerprint'>> & { readonly tags?: readonly string[] };

export interface WrittenRelease {
  /** `Lab`, unless told otherwise. */
  readonly name?: string;
  /** Its name in small letters, unless told otherwise. */
  readonly id?: string;
  readonly hosts: readonly ReleaseHost[];
  readonly steps: readonly object[];
  /** What shows that the deployment is a success, and the steps that look. */
  readonly verification?: { readonly success: readonly string[]; readonly steps: readonly object[] };
  readonly people?: readonly object[];
  readonly communications?: readonly object[];
  readonly window?: { readonly opens: string; readonly closes: string; readonly margin: string };
}

/** A release of one phase in the environment `lab`; its hosts log in by the credential `lab` and show these keys. */
export function releaseText({
  name = 'Lab',
  id = name.toLowerCase(),
  hosts,
  steps,
  verification,
  people,
  communications,
  window,
}: WrittenRelease): string {
  const entries = hosts.map(({ name, address, port, user, fingerprint, tags }) => [
    name,
    {
      address,
      port,
      user,
      credential: 'lab',
      ...(fingerprint === undefined ? {} : { host_keys: [fingerprint] }),
      ...(tags === undefined ? {} : { tags }),
    },
  ]);
  return stringify(
    {
      holdpoint: 1,
      release: {
        id,
        name,
        version: '1.0.0',
        ...(people ? { people } : {}),
        ...(window ? { window } : {}),
      },
      environments: { lab: { kind: 'test', hosts: Object.fromEntries(entries) } },
      deployment: {
        ...(verification ? { success: verification.success } : {}),
        phases: [{ id: 'main', title: 'Main', steps }],
      },
      ...(verification
        ? { verification: { phases: [{ id: 'look', title: 'Look', steps: verification.steps }] } }
        : {}),
      ...(communications ? { communications } : {}),
    },
    { aliasDuplicateObjects: false, lineWidth: 0 },
  );
}
