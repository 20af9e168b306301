import { appVersion } from '#adapters/system/program-files.ts';
import type { ImportReply } from '#contract/commands/releases.ts';
import type { Handlers } from '#contract/commands.ts';
import { CommandFailure } from '#contract/errors.ts';
import type { BundleFault } from '#core/bundle/faults.ts';
import { describeBundleFault } from '#core/words/library/describe-bundle.ts';
import { endSentence } from '#core/words/text/sentence.ts';
import type { Failure, Result } from '#engine/ports.ts';
import { importBundle } from '#operations/bundles/import-bundle.ts';
import { previewBundle } from '#operations/bundles/preview-bundle.ts';
import type { BundleJudge } from '#operations/bundles/read-bundle.ts';
import {
  listKeys,
  listSigners,
  makeKey,
  readKey,
  revokeKey,
  type ShownKey,
  trustKey,
} from '#operations/signing-keys.ts';
import { readSettings } from '../settings.ts';
import type { WorkerContext } from '../worker-context.ts';

type Command =
  | 'bundle.import'
  | 'keys.list'
  | 'keys.signers'
  | 'keys.make'
  | 'keys.read'
  | 'keys.trust'
  | 'keys.revoke';

export function bundleHandlers(context: WorkerContext): Handlers<Command> {
  const { library, reader, tell } = context;
  const operator = (): string => readSettings(library).operator;
  const changedKeys = (result: Result<ShownKey, Failure>): ShownKey => {
    const key = must(result);
    tell({ kind: 'libraryChanged', what: 'hosts' });
    return key;
  };
  return {
    'bundle.import': async ({ path, shown, replace }) => {
      const by = operator();
      const judge = judgeOf(context);
      const taken = await importBundle(path, { library, reader, judge, by, shown, replace });
      if (!taken.ok) throw refused(path, taken.error);
      for (const what of ['releases', 'hosts'] as const) tell({ kind: 'libraryChanged', what });
      return taken.value;
    },
    'keys.list': () => listKeys(library),
    'keys.read': ({ text }) => {
      const { id, words } = must(readKey(text));
      return { id, words };
    },
    'keys.signers': () => listSigners(library),
    'keys.make': async ({ name, passphrase }) =>
      changedKeys(await makeKey(library, { name, passphrase, by: operator() })),
    'keys.trust': ({ text, name, words }) => {
      changedKeys(trustKey(library, text, { name, words, by: operator() }));
      return null;
    },
    'keys.revoke': ({ id, why }) => {
      changedKeys(revokeKey(library, id, { why, by: operator() }));
      return null;
    },
  };
}

/** What a bundle would bring; nothing of it is taken. */
export async function showBundle(context: WorkerContext, path: string): Promise<ImportReply> {
  const { library, reader } = context;
  const preview = await previewBundle(path, { library, reader, judge: judgeOf(context) });
  if (!preview.ok) throw refused(path, preview.error);
  return { kind: 'bundle', preview: preview.value };
}

function judgeOf({ library, clock }: WorkerContext): BundleJudge {
  return { keys: library.listSigningKeys(), now: clock.now(), version: appVersion() };
}

function refused(path: string, fault: BundleFault): CommandFailure {
  return new CommandFailure('refused', endSentence(`${path}: ${describeBundleFault(fault)}`));
}

/** A failure is told as it is. */
export function must<T>(result: Result<T, Failure>): T {
  if (result.ok) return result.value;
  throw new CommandFailure('refused', endSentence(result.error.message));
}
