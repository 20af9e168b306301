/** Waits for a host that cannot be reached, as long as waiting may help. */

import type { HostName } from '#core/release/model.ts';
import type { RefusedLease } from '#core/run/leases.ts';
import type { Reason } from '#core/run/reasons.ts';
import { type Cancellation, unlessWished } from './cancellation.ts';
import type { Guard } from './lease/texts.ts';
import type { Clock, ConnectFailure, Link, Result } from './ports.ts';
import { tryAgain } from './try-again.ts';

/** Failures to connect that no waiting mends. */
const LASTING: ReadonlySet<string> = new Set([
  'host-key-changed',
  'host-key-announced',
  'host-key-revoked',
  'host-key-unknown',
  'host-key-unusable',
  'client-missing',
  'credential-missing',
  'credential-unusable',
  'host-leased',
  'silent',
]);

/** Why nothing can be sent to a host: it is out of reach, another program's, or a person would not wait. */
export type HostFailure = ConnectFailure | NotAwaited | LeaseFailure | SilentHost;

/** Another program works there, the lease of this run is gone, or the host did not say. */
export interface LeaseFailure {
  readonly code: 'host-leased' | 'lease-unheard';
  readonly reason: RefusedLease;
}

/** A person wants the run to stop, and the host gives no answer. */
export interface SilentHost {
  readonly code: 'silent';
  readonly reason: Extract<Reason, { readonly kind: 'no-answer-within' }>;
}

export function isLasting({ code }: HostFailure): boolean {
  return LASTING.has(code);
}

/** A person would not wait for the host. */
interface NotAwaited {
  readonly code: 'stopped';
  readonly reason: Extract<Reason, { readonly kind: 'stopped-early' }>;
}

/** The way to the host of an attempt, and what keeps it from acting where it may not. */
export interface HostAccess {
  /** What the release calls it; null: the attempt is not carried out on a host. */
  readonly name: HostName | null;
  /** How long a host that is out of reach is looked for. */
  readonly patienceMs: number;
  connect(): Promise<Result<Link, ConnectFailure | LeaseFailure | SilentHost>>;
  /** Keeps a job from beginning when the host is somebody else's by now. */
  guard(): Guard;
  /** A fresh word for one channel. */
  nonce(): string;
}

export interface Reaching {
  readonly clock: Clock;
  readonly cancellation: Cancellation;
  readonly host: Pick<HostAccess, 'connect' | 'patienceMs'>;
}

const STOPPED: HostFailure = { code: 'stopped', reason: { kind: 'stopped-early', while: 'unsent' } };

/** Connects again and again until it works, patience ends, waiting can mend nothing, or a person wants to stop. */
export async function reach(reaching: Reaching): Promise<Result<Link, HostFailure>> {
  const { clock, cancellation, host } = reaching;
  const link = await tryAgain(() => unlessWished(cancellation, host.connect), {
    clock,
    sinceMs: clock.monotonicMs(),
    patienceMs: () => host.patienceMs,
    isFinal: (found) => found === null || found.ok || isLasting(found.error),
    pause: (ms) => sleepUnlessWished(reaching, ms),
  });
  return link ?? { ok: false, error: STOPPED };
}

/** Sooner where a person wants to stop. */
export function sleepUnlessWished(
  { clock, cancellation }: Pick<Reaching, 'clock' | 'cancellation'>,
  ms: number,
): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(ms, resolve);
    cancellation.onWish(() => {
      cancel();
      resolve();
    });
  });
}
