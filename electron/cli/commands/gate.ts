/** Whether a release may go, and the word of a person that it may. */
import { existsSync } from 'node:fs';
import type { Library } from '#adapters/sqlite/library.ts';
import { sha256 } from '#adapters/system/sha256.ts';
import { gateJson } from '#core/gate/gate-json.ts';
import { stopping } from '#core/gate/judge-gate.ts';
import type { Override } from '#core/gate/model.ts';
import type { KnownPerson } from '#core/release/people.ts';
import { shortRevision } from '#core/release/revision.ts';
import { formatZonedTime } from '#core/words/figures/format-time.ts';
import { approveRelease } from '#operations/approve-release.ts';
import { type LoadedRelease, loadRelease } from '#operations/loaded-release.ts';
import { CliFailure, EXIT, refusalOf } from '../failure.ts';
import { gateAtHand } from '../gate-at-hand.ts';
import { gateLines } from '../gate-words.ts';
import { nameRelease } from '../named-release.ts';
import { chooseOperator, mustBeListed } from '../operator.ts';
import { loadReleaseFile } from '../release-file.ts';
import { withNewLibrary } from '../session.ts';
import { printJson, safe } from '../terminal.ts';
import { choiceOf, type PlanOptions } from './plan.ts';

/** Prints what stands between a release and its run; exit 1 if something holds it back. */
export async function gateCommand(path: string, options: PlanOptions): Promise<number> {
  const { file, loaded } = await loadReleaseFile(path);
  const choice = choiceOf(options);
  if (choice.plan === 'backout')
    throw new CliFailure('usage', 'Nothing holds back a backout: it is begun as soon as people decide it');
  const { release } = loaded;
  if (!release.environments.some(({ name }) => name === choice.environment))
    throw new CliFailure(
      'plan-invalid',
      `There is no environment ${choice.environment}; there are: ${release.environments.map(({ name }) => name).join(', ')}`,
    );
  const gate = await gateAtHand(loaded, choice, { folder: file.folder, data: options.data });
  if (options.json) printJson(gateJson(gate));
  else process.stdout.write(gateLines(gate));
  return stopping(gate).length === 0 ? EXIT.ok : EXIT.failed;
}

export interface OverrideOptions {
  readonly override?: readonly string[];
  readonly overrideBy?: string;
}

/** `RULE=REASON`, by the operator unless another person is named. */
export function readOverrides(
  { override = [], overrideBy }: OverrideOptions,
  { operator, people }: { readonly operator: string; readonly people: readonly KnownPerson[] },
): ReadonlyMap<string, Override> {
  const by = overrideBy === undefined ? operator : mustBeListed(people, overrideBy, '--override-by');
  return new Map(
    override.map((text) => {
      const at = text.indexOf('=');
      const [key, reason] = [text.slice(0, at).trim(), text.slice(at + 1).trim()];
      if (at < 1 || reason === '')
        throw new CliFailure(
          'usage',
          `--override takes RULE=REASON, such as window="agreed with the customer", not "${text}"`,
        );
      return [key, { by, reason }];
    }),
  );
}

interface ApproveOptions {
  readonly data?: string;
  readonly operator?: string;
  readonly note?: string;
  readonly json?: boolean;
}

/** A release of the library, or a file, which is imported where the library does not have it. */
export function approveCommand(named: string, options: ApproveOptions): Promise<number> {
  return withNewLibrary(options.data, async (library) => {
    const loaded = existsSync(named) ? await fromFile(library, named) : fromLibrary(library, named);
    const { info } = loaded.release;
    const by = await chooseOperator(info.people, options.operator);
    const approved = approveRelease(
      library,
      { release: info.id, people: info.people },
      { by, note: options.note?.trim() || null, revision: loaded.revision },
    );
    if (!approved.ok) throw refusalOf(approved.error);
    const { value } = approved;
    if (options.json) printJson({ release: info.id, ...value });
    else
      process.stdout.write(
        `${safe(info.id)} ${safe(info.version)}, revision ${shortRevision(value.revision)}, is approved by ${safe(value.by)} ${formatZonedTime(value.at)}\n`,
      );
    return EXIT.ok;
  });
}

function fromLibrary(library: Library, named: string): LoadedRelease {
  const { stored, text, number } = nameRelease(library, named);
  if (number !== null)
    throw new CliFailure('usage', `The text as it is now is approved: holdpoint approve ${stored.id}`);
  const loaded = loadRelease(text, sha256);
  if (!loaded.ok) throw new CliFailure('release-invalid', loaded.error.message);
  return loaded.value;
}

/** What the library has of it may be worked on there; then that is to be imported by a person. */
async function fromFile(library: Library, path: string): Promise<LoadedRelease> {
  const { file, loaded } = await loadReleaseFile(path);
  const { id, name, version } = loaded.release.info;
  const there = library.getRelease(id);
  if (there === null)
    library.createRelease(
      { id, name, version, text: loaded.text, revision: loaded.revision, folder: file.folder },
      { because: 'imported' },
    );
  else if (there.revision !== loaded.revision)
    throw new CliFailure(
      'usage',
      `The library has ${id} with a different text; holdpoint diff ${id} ${path} shows what differs, and holdpoint import ${path} --replace saves this one`,
    );
  return loaded;
}
