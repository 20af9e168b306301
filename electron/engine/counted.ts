import type { Host, HostName } from '#core/release/model.ts';
import type { HostsProgress } from '#core/run/hosts-progress.ts';

/** Told whenever a host has been begun or is done. */
export type TellProgress = (progress: HostsProgress) => void;

interface Counting extends Pick<HostsProgress, 'during' | 'of'> {
  readonly tell: TellProgress | undefined;
}

/** Does the work for a host, and tells how far it has come with all of them. */
export function counted<R>(
  { during, of, tell }: Counting,
  work: (host: Host) => Promise<R>,
): (host: Host) => Promise<R> {
  const waitingFor = new Set<HostName>();
  let done = 0;
  const told = (): void => tell?.({ during, done, of, waitingFor: [...waitingFor], leased: [] });
  return async (host) => {
    waitingFor.add(host.name);
    told();
    const result = await work(host);
    waitingFor.delete(host.name);
    done += 1;
    told();
    return result;
  };
}
