/** Releases as they are written, and their plans. */
import { z } from 'zod';
import type { BundlePreview } from '#core/bundle/preview.ts';
import { MOST_DOCUMENT_BYTES } from '#core/document-import/model.ts';
import type { Standing } from '#core/library/release-standing.ts';
import type { PlanOutline } from '#core/plan/outline.ts';
import type { ReleaseThere } from '#core/release/import.ts';
import type { Issue } from '#core/release/issue.ts';
import type { PlanName } from '#core/release/model.ts';
import type { NamedPerson } from '#core/release/people.ts';
import { TEMPLATE_IDS } from '#core/release/templates/templates.ts';
import { importAs } from '../import-as.ts';
import { command, commandWithPath, id, nothing, runChoice } from './fields.ts';
import type { RunSummary } from './run-records.ts';

export interface ReleaseSummary {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  /** Revision of the current text when it is valid. */
  readonly revision: string | null;
  readonly errors: number;
  readonly environments: readonly string[];
  /** Who may act in its runs; empty where anybody may. */
  readonly people: readonly NamedPerson[];
  readonly savedAt: string;
  /** The newest that is no backout; what was backed out says so itself. */
  readonly lastRun: RunSummary | null;
  /** What came of the newest live deployment of this version; null: it was never deployed. */
  readonly standing: Standing | null;
}

export interface ReleaseContentsOf {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly hosts: readonly { readonly environment: string; readonly name: string }[];
  readonly steps: readonly { readonly plan: PlanName; readonly id: string; readonly title: string }[];
}

export interface ReleaseText {
  readonly id: string;
  readonly text: string;
  /** Folder that package files are relative to; null for a release made in the app and never saved to disk. */
  readonly folder: string | null;
  /** Counts saves; a save names the one it was made from. */
  readonly saved: number;
}

export type ImportReply =
  | {
      readonly kind: 'imported';
      readonly id: string;
      readonly name: string;
      readonly version: string;
      readonly issues: readonly Issue[];
      readonly replaced: boolean;
    }
  /** Nothing of it is taken before a person says so. */
  | { readonly kind: 'bundle'; readonly preview: BundlePreview }
  /** A runbook or a script, which becomes a release once a person has named it. */
  | { readonly kind: 'document'; readonly file: string; readonly text: string }
  | ReleaseThere;

export interface PackageFile {
  /** As the release names it. */
  readonly file: string;
  readonly sha256: string;
}

export interface PlanAnswer {
  readonly plan: PlanOutline | null;
  readonly problems: readonly {
    readonly code: string;
    readonly message: string;
    readonly step: string | null;
    readonly host: string | null;
  }[];
}

export const RELEASE_COMMANDS = {
  'release.list': command(nothing).gives<readonly ReleaseSummary[]>(),
  /** Hosts and steps of all releases, for whoever looks for one by name. */
  'release.contents': command(nothing).gives<readonly ReleaseContentsOf[]>(),
  'release.create': command(
    z.strictObject({
      id,
      name: z.string().min(1).max(200),
      version: z.string().min(1).max(100),
      /** The release it is made from; null: it begins empty. */
      from: id.nullable(),
      /** What it begins with where it is made from no other. */
      template: z.enum(TEMPLATE_IDS).nullable().default(null),
      /** The runbook or script it is made of. */
      document: z
        .strictObject({
          file: z.string().min(1).max(300),
          text: z.string().max(MOST_DOCUMENT_BYTES),
          /** The hosts of its commands; null: each step says so later. */
          on: z.string().min(1).max(300).nullable(),
        })
        .nullable()
        .default(null),
    }),
  ).gives<ReleaseText>(),
  /** The path comes from the main process (dialog or drop), never from the page. */
  'release.importFile': commandWithPath(
    z.strictObject({ path: z.string(), as: importAs.default({ kind: 'ask' }) }),
  ).gives<ImportReply>(),
  /** Puts a file beside the release's others. The path comes from the main process, never from the page. */
  'release.takeFile': commandWithPath(z.strictObject({ release: id, path: z.string() })).gives<PackageFile>(),
  'release.open': command(z.strictObject({ release: id })).gives<ReleaseText>(),
  /** `conflict` when `saved` is not the newest. */
  'release.save': command(
    z.strictObject({ release: id, text: z.string().max(8 * 1024 * 1024), saved: z.int() }),
  ).gives<{ readonly saved: number }>(),
  'release.delete': command(z.strictObject({ release: id })).gives<null>(),
  'release.plan': command(z.strictObject(runChoice)).gives<PlanAnswer>(),
  'release.sample': command(nothing).gives<{ readonly id: string }>(),
} as const;
