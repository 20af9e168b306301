import type { HostName } from '../release/model.ts';
import type { LeasedHosts } from './leased-hosts.ts';

/** How far a run has come with its hosts before its first step or after its last. It is no evidence and is written down nowhere. */
export interface HostsProgress {
  /** `leaving`: records are removed there and leases given back, which is the last that a run does. */
  readonly during: 'preflight' | 'leaving';
  readonly done: number;
  readonly of: number;
  /** Hosts that are being looked at, or left. */
  readonly waitingFor: readonly HostName[];
  /** Those that are leased to others, while it is waited until they are free; empty while hosts are gone through. */
  readonly leased: readonly LeasedHosts[];
}
