import type { Database } from 'better-sqlite3';
import type { Approval } from '#core/gate/model.ts';
import type { Clock, LogHead } from '#engine/ports.ts';
import type { EventLog } from './event-log.ts';
import type { AcceptedHostKey, BundleNamed, ImportedBundle, TrustEvent } from './library-event.ts';
import type { LibraryHistory } from './library-history.ts';
import type { NewReleaseText, ReleaseStore } from './releases.ts';
import type { Workstation } from './workstation.ts';

/** All that a bundle brings into the library. */
export interface TakenBundle extends ImportedBundle {
  readonly text: NewReleaseText;
  readonly hostKeys: readonly Omit<AcceptedHostKey, 'at'>[];
  readonly approvals: readonly Pick<Approval, 'revision' | 'by' | 'note' | 'came'>[];
}

type Dated<T> = T & { readonly at: string };

/** Bundles that were made and imported here, as the chain has them. */
export interface BundleStore {
  recordBundleMade(bundle: BundleNamed): void;
  /** By the hash of its manifest. */
  bundleMade(manifest: string): Dated<BundleNamed> | null;
  /** The newest of a release. */
  bundleImported(release: string): Dated<ImportedBundle> | null;
  /** All of it in one transaction; gives the event that tells of it. */
  takeBundle(bundle: TakenBundle): LogHead;
}

interface StoreParts {
  readonly database: Database;
  readonly log: EventLog;
  readonly history: () => LibraryHistory;
  readonly clock: Clock;
  readonly login: () => string;
  readonly releases: Pick<ReleaseStore, 'importRelease'>;
  readonly workstation: Pick<Workstation, 'acceptHostKey' | 'approve'>;
}

export function createBundles({ database, log, history, ...parts }: StoreParts): BundleStore {
  const { clock, login, releases, workstation } = parts;
  const record = (event: TrustEvent) => log.appendToLibrary(event, clock.now().toISOString());
  const take = database.transaction(({ text, hostKeys, approvals, ...imported }: TakenBundle) => {
    releases.importRelease(text);
    for (const key of hostKeys) workstation.acceptHostKey(key);
    for (const approval of approvals) workstation.approve(text.id, approval);
    record({ type: 'bundleImported', data: { ...imported, login: login() } });
    return log.head(null);
  });
  const made = database.transaction((bundle: BundleNamed) =>
    record({ type: 'bundleMade', data: { ...bundle, login: login() } }),
  );
  return {
    recordBundleMade: (bundle) => void made.immediate(bundle),
    bundleMade: (manifest) => history().trust.bundlesMade.get(manifest) ?? null,
    bundleImported: (release) => history().trust.bundlesImported.get(release) ?? null,
    takeBundle: (bundle) => take.immediate(bundle),
  };
}
