/** Release files of any size. */
import { stringify } from 'yaml';
import type { Host } from '#core/release/model.ts';

export interface StepWish {
  readonly id: string;
  /** What the step does, and how: `{ run: 'true' }`. */
  readonly body: Readonly<Record<string, unknown>>;
}

export const ENVIRONMENT = 'bench';

/** A release that does the steps on all of the hosts, so many at once, and stops at the first bad one. */
export function releaseText(hosts: readonly Host[], parallel: number, steps: readonly StepWish[]): string {
  return stringify({
    holdpoint: 1,
    release: { id: 'bench', name: 'Bench', version: '1.0.0' },
    environments: {
      [ENVIRONMENT]: { hosts: Object.fromEntries(hosts.map((host) => [host.name, hostEntry(host)])) },
    },
    deployment: {
      phases: [{ id: 'work', title: 'Work', steps: steps.map((step) => stepEntry(step, parallel)) }],
    },
  });
}

/** Steps that run one command each, tracked on their hosts unless told otherwise. */
export function commands(
  count: number,
  command: string,
  mode: 'tracked' | 'attached' = 'tracked',
): StepWish[] {
  const body = mode === 'tracked' ? { run: command } : { run: command, mode };
  return Array.from({ length: count }, (_, index) => ({ id: `step-${index + 1}`, body }));
}

function hostEntry({ address, port, user, hostKeys, tags, vars, transport }: Host) {
  return {
    address,
    port,
    ...(user === null ? {} : { user }),
    ...(tags.length > 0 ? { tags } : {}),
    ...(Object.keys(vars).length > 0 ? { vars } : {}),
    ...(hostKeys.length > 0 ? { host_keys: hostKeys } : {}),
    ...(transport === undefined ? {} : { transport }),
  };
}

function stepEntry({ id, body }: StepWish, parallel: number) {
  return {
    id,
    title: `Work of ${id}`,
    on: 'all',
    on_failure: 'stop',
    rollout: { parallel },
    nothing_to_undo: 'It changes nothing',
    ...body,
  };
}
