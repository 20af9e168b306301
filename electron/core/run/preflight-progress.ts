import type { HostName } from '../release/model.ts';
import type { LeasedHosts } from './leased-hosts.ts';

/** How far preflight has come. It is no evidence and is written down nowhere. */
export interface PreflightProgress {
  readonly done: number;
  readonly of: number;
  /** Hosts that are being looked at. */
  readonly waitingFor: readonly HostName[];
  /** Those that others hold, while it is waited until they are free; empty while hosts are looked at. */
  readonly held: readonly LeasedHosts[];
}
