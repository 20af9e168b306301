import { isAbsolute } from 'node:path';
import type { Handlers } from '#contract/commands.ts';
import { CommandFailure } from '#contract/errors.ts';
import { chooseFileToOpen, chooseFileToSave } from '../dialogs.ts';
import type { Engine } from '../engine-process.ts';
import { writeWhole } from '../whole-file.ts';
import { askEngine } from './ask-engine.ts';

type FileCommand =
  | 'desktop.importRelease'
  | 'desktop.importDropped'
  | 'desktop.exportRelease'
  | 'desktop.chooseFile';

/** Files that a person picks: releases in and out, keys and lists of known hosts by their path. */
export function fileHandlers(engine: Engine): Handlers<FileCommand> {
  return {
    'desktop.importRelease': async () => {
      const path = await chooseFileToOpen('release');
      return path === null ? null : await askEngine(engine, 'release.importFile', { path });
    },
    'desktop.importDropped': async ({ path }) => {
      if (!isAbsolute(path)) throw new CommandFailure('invalid-input', 'A dropped file has a whole path');
      return await askEngine(engine, 'release.importFile', { path });
    },
    'desktop.exportRelease': async ({ release }) => {
      const { id, text } = await askEngine(engine, 'release.open', { release });
      const path = await chooseFileToSave(`${id}.yaml`, 'release');
      if (path === null) return null;
      await writeWhole(path, text);
      return { path };
    },
    'desktop.chooseFile': async ({ purpose }) => {
      const path = await chooseFileToOpen(purpose);
      return path === null ? null : { path };
    },
  };
}
