import type { Handlers } from '#contract/commands.ts';
import { makeBundle } from '#operations/bundles/make-bundle.ts';
import { openSigner } from '#operations/signing-keys.ts';
import type { WorkerContext } from '../worker-context.ts';
import { must } from './bundles.ts';
import { mustLoad } from './releases.ts';

/** A release on its way to a workstation that no network reaches. */
export function outgoingBundleHandlers(context: WorkerContext): Handlers<'bundle.make'> {
  const { library, clock, folderOf } = context;
  return {
    'bundle.make': async ({ path, release, signer: key, passphrase, withHostKeys, withApprovals }) => {
      const loaded = await mustLoad(context, release);
      const signer = must(await openSigner(library, key, async () => passphrase));
      try {
        const made = await makeBundle(library, {
          ...{ loaded, folder: folderOf(release), evidence: [], now: clock.now(), signer, path },
          ...{ withHostKeys, withApprovals, expires: null },
        });
        return { unknown: must(made).unknown };
      } finally {
        signer.seed.fill(0);
      }
    },
  };
}
