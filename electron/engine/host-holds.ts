/** This run's hold on its hosts: taken at preflight and after a lost link, looked at by every job, given back at the end. */
import type { Host, HostName } from '#core/release/model.ts';
import { createLease, type LeaseOrder, readLease, sayHeld } from './lease.ts';
import type { Clock, Link, Sha256 } from './ports.ts';
import { ask } from './remote/ask.ts';
import { readFacts } from './remote/facts.ts';

export interface HostHolds {
  /** Shell text that takes the hold and prints what came of it. */
  claimText(host: HostName): string;
  /** One line in front of every job. */
  guardText(host: HostName): string;
  releaseText(host: HostName): string;
  /** Where the host keeps what Holdpoint leaves there. */
  learn(host: HostName, base: string): void;
  /** After a new connection; in words why this program may not act there any more. */
  claimAgain(host: HostName | null, link: Link): Promise<string | null>;
}

export interface HoldsSetup {
  readonly hosts: readonly Host[];
  readonly order: LeaseOrder;
  readonly clock: Clock;
  readonly sha256: Sha256;
  nonce(): string;
}

export function createHostHolds({ hosts, order, clock, sha256, nonce }: HoldsSetup): HostHolds {
  const lease = createLease(order, sha256);
  const byName = new Map(hosts.map((host) => [host.name, host]));
  const hostOf = (name: HostName): Host => {
    const host = byName.get(name);
    if (!host) throw new Error(`the run has no host ${name}`);
    return host;
  };
  const claimText = (name: HostName) => lease.claimText(hostOf(name), clock.now().toISOString());
  return {
    claimText,
    guardText: (name) => lease.guardText(name),
    releaseText: (name) => lease.releaseText(hostOf(name)),
    learn: (name, base) => lease.learn(hostOf(name), base),
    async claimAgain(name, link) {
      if (name === null) return null;
      const job = { text: claimText(name), env: {}, cwd: null, sudo: null };
      const said = readFacts((await ask(link, { job, nonce: nonce(), clock })).stdout);
      const base = said.get('base');
      if (base !== undefined) lease.learn(hostOf(name), base);
      const answer = readLease(said);
      return answer.kind === 'held' ? sayHeld(name, order.run, answer.holder) : null;
    },
  };
}
