import { isAbsolute } from 'node:path';
import type { ImportReply } from '#contract/commands/releases.ts';
import type { Handlers } from '#contract/commands.ts';
import { CommandFailure } from '#contract/errors.ts';
import type { BundleReceipt } from '#core/bundle/receipt.ts';
import { canonicalJson } from '#core/canonical-json.ts';
import { chooseFileToOpen, chooseFileToSave } from '../dialogs.ts';
import type { Engine } from '../engine-process.ts';
import { writeWhole } from '../whole-file.ts';
import { askEngine } from './ask-engine.ts';

type FileCommand =
  | 'desktop.importRelease'
  | 'desktop.importHanded'
  | 'desktop.importDropped'
  | 'desktop.finishImport'
  | 'desktop.finishBundle'
  | 'desktop.saveBundle'
  | 'desktop.saveReceipt'
  | 'desktop.exportRelease'
  | 'desktop.addPackageFile'
  | 'desktop.chooseFile'
  | 'desktop.chooseHostList';

/** Files that a person picks: releases in and out, keys and lists of known hosts by their path. */
export function fileHandlers(
  engine: Engine,
  takeHanded: () => string | null,
  opened: (path: string) => void,
): Handlers<FileCommand> {
  /** The file that waits for a word on what becomes of it; the page never names it. */
  let waiting: string | null = null;
  /** What the bundle that was imported last left to be carried back. */
  let receipt: BundleReceipt | null = null;
  const importFile = async (path: string): Promise<ImportReply> => {
    const reply = await askEngine(engine, 'release.importFile', { path, as: { kind: 'ask' } });
    waiting = reply.kind === 'imported' ? null : path;
    opened(path);
    return reply;
  };
  return {
    'desktop.importRelease': async () => {
      const path = await chooseFileToOpen('release');
      return path === null ? null : await importFile(path);
    },
    'desktop.importHanded': async () => {
      const path = takeHanded();
      return path === null ? null : await importFile(path);
    },
    'desktop.finishImport': async ({ as }) => {
      if (waiting === null) throw new CommandFailure('invalid-input', 'No file waits to be imported');
      return await askEngine(engine, 'release.importFile', { path: waiting, as });
    },
    'desktop.finishBundle': async ({ shown, replace }) => {
      if (waiting === null) throw new CommandFailure('invalid-input', 'No bundle waits to be imported');
      receipt = await askEngine(engine, 'bundle.import', { path: waiting, shown, replace });
      return { release: receipt.release };
    },
    'desktop.saveBundle': async (wish) => {
      const path = await chooseFileToSave(`${wish.release}.holdpoint`, 'bundle');
      return path === null ? null : { path, ...(await askEngine(engine, 'bundle.make', { ...wish, path })) };
    },
    'desktop.saveReceipt': async () => {
      if (receipt === null) throw new CommandFailure('invalid-input', 'No bundle was imported');
      const path = await chooseFileToSave(`${receipt.bundle}.receipt.json`, 'receipt');
      if (path === null) return null;
      await writeWhole(path, `${canonicalJson(receipt)}\n`);
      return { path };
    },
    'desktop.importDropped': async ({ path }) => {
      if (!isAbsolute(path)) throw new CommandFailure('invalid-input', 'A dropped file has a whole path');
      return await importFile(path);
    },
    'desktop.exportRelease': async ({ release, number }) => {
      const { text } =
        number === undefined
          ? await askEngine(engine, 'release.open', { release })
          : await askEngine(engine, 'release.keptText', { release, number });
      const name = number === undefined ? release : `${release}-${number}`;
      const path = await chooseFileToSave(`${name}.release.yaml`, 'release');
      if (path === null) return null;
      await writeWhole(path, text);
      return { path };
    },
    'desktop.addPackageFile': async ({ release }) => {
      const path = await chooseFileToOpen('package');
      return path === null ? null : await askEngine(engine, 'release.takeFile', { release, path });
    },
    'desktop.chooseHostList': async () => {
      const path = await chooseFileToOpen('host-list');
      return path === null ? null : await askEngine(engine, 'hosts.listText', { path });
    },
    'desktop.chooseFile': async ({ purpose }) => {
      const path = await chooseFileToOpen(purpose);
      return path === null ? null : { path };
    },
  };
}
