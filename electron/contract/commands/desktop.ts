/** Carried out in the main process: what needs the desktop. */
import { z } from 'zod';
import { DOCUMENT_FORMATS } from '#core/report/document-format.ts';
import { APP_COMMAND_IDS } from '../app-commands.ts';
import { importAs } from '../import-as.ts';
import { formContents, formPlace, type KeptForm } from '../kept-form.ts';
import { pagePath } from '../page-path.ts';
import { printable } from '../printable.ts';
import { bundleWish, type SavedBundle } from './bundles.ts';
import { DESKTOP_UPKEEP_COMMANDS } from './desktop-upkeep.ts';
import { command, commandWithPath, id, nothing, runId } from './fields.ts';
import { KEYCHAIN_COMMANDS } from './keychain.ts';
import { DESKTOP_LIBRARY_COMMANDS } from './libraries.ts';
import { telling } from './messages.ts';
import type { ImportReply, PackageFile } from './releases.ts';
import type { HostListText } from './trust.ts';

export const DESKTOP_COMMANDS = {
  ...DESKTOP_UPKEEP_COMMANDS,
  ...DESKTOP_LIBRARY_COMMANDS,
  ...KEYCHAIN_COMMANDS,
  /** Opens a file dialog; null when the person closes it. */
  'desktop.importRelease': command(nothing).gives<ImportReply | null>(),
  /** Takes the file that the system handed over and that has waited longest; null when none waits. */
  'desktop.importHanded': command(nothing).gives<ImportReply | null>(),
  /** A file dropped on the window; the preload turns it into its path. */
  'desktop.importDropped': commandWithPath(
    z.strictObject({ path: z.string().min(1).max(4096) }),
  ).gives<ImportReply>(),
  /** Takes the file that an import found to be a release of the library, as the person says. */
  'desktop.finishImport': command(z.strictObject({ as: importAs })).gives<ImportReply>(),
  /** Takes the bundle that was shown; its receipt waits to be saved. */
  'desktop.finishBundle': command(
    z.strictObject({ shown: z.string().length(64), replace: z.boolean() }),
  ).gives<{ readonly release: string }>(),
  /** Writes the release's text and files as a signed bundle where the person says; null when the person closes the dialog. */
  'desktop.saveBundle': command(z.strictObject(bundleWish)).gives<
    (SavedBundle & { readonly path: string }) | null
  >(),
  /** Saves the receipt of the bundle that was imported last where the person says. */
  'desktop.saveReceipt': command(nothing).gives<{ readonly path: string } | null>(),
  /** Saves the release's text, or that of its history with this number, where the person says. */
  'desktop.exportRelease': command(
    z.strictObject({ release: id, number: z.int().positive().optional() }),
  ).gives<{ readonly path: string } | null>(),
  /** Writes a document to a file where the person says. */
  'desktop.saveDocument': command(z.strictObject({ printable, format: z.enum(DOCUMENT_FORMATS) })).gives<{
    readonly path: string;
  } | null>(),
  /** Saves what all hosts of a step, or of the run (`step` is null), printed, where the person says. */
  'desktop.saveOutput': command(
    z.strictObject({ run: runId, step: id.nullable(), withTimes: z.boolean() }),
  ).gives<{ readonly path: string } | null>(),
  /** Saves the message for a mail program where the person says. */
  'desktop.saveMessage': command(z.strictObject(telling)).gives<{ readonly path: string } | null>(),
  /** Opens the system's print dialog with the document. */
  'desktop.print': command(z.strictObject({ printable })).gives<{ readonly printed: boolean }>(),
  'desktop.chooseFile': command(z.strictObject({ purpose: z.enum(['key', 'known-hosts', 'secret']) })).gives<{
    readonly path: string;
  } | null>(),
  /** The text of a list of hosts that the person chooses; null when the person closes the dialog. */
  'desktop.chooseHostList': command(nothing).gives<HostListText | null>(),
  /** A file that the person chooses comes beside the release's others; null when the person closes the dialog. */
  'desktop.addPackageFile': command(z.strictObject({ release: id })).gives<PackageFile | null>(),
  /** What the page says to a window that is about to close; `asking` while a person is asked. */
  'desktop.leave': command(z.strictObject({ word: z.enum(['asking', 'go', 'stay']) })).gives<null>(),
  /** Keeps what stands in a form, in place of what was kept of the same form before. */
  'desktop.keepTyped': command(formContents).gives<null>(),
  'desktop.forgetTyped': command(z.strictObject({ place: formPlace })).gives<null>(),
  'desktop.typed': command(nothing).gives<readonly KeptForm[]>(),
  /** What the window shows and what can be done in it; for the menu, the next start and the list of what was opened last. */
  'desktop.showing': command(
    z.strictObject({
      path: pagePath,
      title: z.string().max(300),
      enabled: z.array(z.enum(APP_COMMAND_IDS)).max(APP_COMMAND_IDS.length),
    }),
  ).gives<null>(),
  'desktop.openWindow': command(z.strictObject({ path: pagePath })).gives<null>(),
  /** Releases and runs that were opened last on this workstation, newest first. */
  'desktop.recent': command(nothing).gives<readonly { readonly path: string; readonly title: string }[]>(),
  /** Those that a person has pinned, in that order. */
  'desktop.pinned': command(nothing).gives<readonly { readonly path: string; readonly title: string }[]>(),
  'desktop.pin': command(
    z.strictObject({ path: pagePath, title: z.string().min(1).max(300), isPinned: z.boolean() }),
  ).gives<null>(),
  /** What belongs to the window and not to its page, by key. */
  'desktop.command': command(z.strictObject({ id: z.enum(APP_COMMAND_IDS) })).gives<null>(),
  'desktop.copy': command(z.strictObject({ text: z.string().max(1024 * 1024) })).gives<null>(),
} as const;
