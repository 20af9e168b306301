import { createFiles } from '#adapters/files/files.ts';
import type { GATE_COMMANDS } from '#contract/commands/gate.ts';
import type { Handlers } from '#contract/commands.ts';
import type { Files } from '#engine/ports.ts';
import { approvalsOf, approveRelease } from '#operations/approve-release.ts';
import { gatherFacts } from '#operations/gate.ts';
import { orRefused } from '../not-begun.ts';
import type { WorkerContext } from '../worker-context.ts';
import { limited, mustHave, orInvalid, textsOf } from './releases.ts';

export function gateHandlers(context: WorkerContext): Handlers<keyof typeof GATE_COMMANDS> {
  const { library, reader, clock, tell } = context;
  const filesOf = createFilesByFolder();
  const peopleOf = async (text: string) => (await reader.look(text)).release?.people ?? [];
  return {
    'release.gate': async ({ release, ...wanted }) => {
      const choice = limited(context, release, wanted);
      const { text, problems, scripts } = await textsOf(context, release, choice.plan);
      const files = filesOf(context.folderOf(release));
      const needs = orInvalid(await reader.gateNeeds(text));
      const facts = await gatherFacts(needs, choice.environment, {
        library,
        files,
        now: clock.now().getTime(),
      });
      return reader.gate(text, choice, { scripts: problems.length > 0 ? null : scripts, facts });
    },
    'release.approvals': async ({ release }) => {
      const { revision, text } = mustHave(context, release);
      return { revision, given: approvalsOf(library, release), people: await peopleOf(text) };
    },
    'release.approve': async ({ release, ...given }) => {
      const people = await peopleOf(mustHave(context, release).text);
      const approval = orRefused(approveRelease(library, { release, people }, given));
      tell({ kind: 'libraryChanged', what: 'releases' });
      return { ...approval, number: approvalsOf(library, release).find(isSame(approval))?.number ?? null };
    },
  };
}

type Given = ReturnType<typeof approvalsOf>[number];

function isSame(approval: Pick<Given, 'revision' | 'by'>): (other: Given) => boolean {
  return ({ revision, by }) => revision === approval.revision && by === approval.by;
}

/** What was hashed stays known while its file stays as it is. */
function createFilesByFolder(): (folder: string) => Files {
  const known = new Map<string, Files>();
  return (folder) => {
    const files = known.get(folder) ?? createFiles(folder);
    known.set(folder, files);
    return files;
  };
}
