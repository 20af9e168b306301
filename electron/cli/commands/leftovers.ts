/** What runs have left on the hosts of a release, and taking it away. */

import { createFiles } from '#adapters/files/files.ts';
import type { Library } from '#adapters/sqlite/library.ts';
import { accountName } from '#adapters/system/account.ts';
import type { Plan } from '#core/plan/model.ts';
import type { RunId } from '#core/run/events.ts';
import { formatBytes, formatCount } from '#core/words/figures/format-count.ts';
import { formatZonedTime } from '#core/words/figures/format-time.ts';
import { findLeftovers, type HostLeftovers, type LeftRecord, removeLeftovers } from '#engine/leftovers.ts';
import { planLoaded } from '#operations/loaded-release.ts';
import { createRunSetup } from '#operations/run-setup.ts';
import { CliFailure, EXIT } from '../failure.ts';
import { type PlaceOptions, readPlaces, readVars } from '../options.ts';
import { loadReleaseFile } from '../release-file.ts';
import { withLibrary } from '../session.ts';
import { printJson, safe, table } from '../terminal.ts';

export interface LeftoverOptions extends PlaceOptions {
  readonly data?: string;
  readonly env: string;
  readonly plan: 'infrastructure' | 'deployment' | 'verification';
  readonly var?: readonly string[];
  readonly limit?: string;
  readonly clean?: boolean;
  readonly json?: boolean;
}

/** Lists what is there; with `--clean` removes what no open run of this library needs and nothing alive belongs to. */
export async function leftoversCommand(path: string, options: LeftoverOptions): Promise<number> {
  const { file, loaded } = await loadReleaseFile(path);
  const choice = {
    plan: options.plan,
    environment: options.env,
    limit: options.limit ?? null,
    vars: readVars(options.var),
  };
  const { plan, problems } = await planLoaded(loaded, choice, { files: createFiles(file.folder) });
  if (!plan) throw new CliFailure('plan-invalid', problems.map((problem) => problem.message).join('\n'));
  return withLibrary(options.data, async (library) => {
    const { setup, transport } = createRunSetup(library, file.folder, readPlaces(options, loaded.text));
    const by = { workstation: setup.conditions.workstation ?? '', operator: accountName() };
    const ports = { ...setup.ports, by };
    try {
      const found = await findLeftovers(plan, ports);
      const left = options.clean ? await clean(library, { plan, found, ports }) : found;
      if (options.json) printJson(left);
      else process.stdout.write(describe(left));
      return left.some((host) => host.problem !== null) ? EXIT.failed : EXIT.ok;
    } finally {
      await transport.close();
    }
  });
}

interface Cleaning {
  readonly plan: Plan;
  readonly found: readonly HostLeftovers[];
  readonly ports: Parameters<typeof removeLeftovers>[1];
}

/** Runs that are open in this library keep their records, to be resumed; and so do those that are carried out elsewhere. */
function clean(library: Library, { plan, found, ports }: Cleaning): Promise<readonly HostLeftovers[]> {
  const open = new Set(library.listRuns().flatMap(({ run, outcome }) => (outcome === null ? [run] : [])));
  const runs = found.flatMap(({ records, holder }) => [
    ...records.map((record) => record.run),
    ...(holder && !holder.live ? [holder.run] : []),
  ]);
  const live = new Set(found.flatMap(({ holder }) => (holder?.live ? [holder.run] : [])));
  const removable = [...new Set(runs)].filter((run) => !open.has(run as RunId) && !live.has(run));
  return removeLeftovers(plan, ports, removable);
}

function describe(hosts: readonly HostLeftovers[]): string {
  const rows = hosts.flatMap(({ host, problem, records, holder }) => [
    ...(problem === null ? [] : [[host, 'not seen', safe(problem), '']]),
    ...records.map((record) => rowOf(host, record)),
    ...(holder === null
      ? []
      : [
          [
            host,
            'leased',
            `to ${safe(holder.workstation)} (${safe(holder.operator)}) for run ${safe(holder.run)}`,
            holder.live
              ? holder.untold
                ? 'may be connected'
                : 'connected'
              : `since ${safe(formatZonedTime(holder.since))}`,
          ],
        ]),
  ]);
  const left = rows.length === 0 ? 'Nothing is left on these hosts.\n' : table(rows);
  const remembered = hosts.flatMap(rememberedRow);
  return remembered.length === 0 ? left : `${left}${table(remembered)}`;
}

/** They take no room and go by themselves: a host remembers its newest 50. */
function rememberedRow({ host, remembered }: HostLeftovers): string[][] {
  const newest = remembered.toSorted((a, b) => a.at.localeCompare(b.at)).at(-1);
  if (!newest) return [];
  const count = formatCount(remembered.length, 'run');
  return [
    [
      host,
      'remembers',
      `${count}, so that no older library continues what ended; newest ${safe(newest.run)}`,
      safe(formatZonedTime(newest.at)),
    ],
  ];
}

function rowOf(host: string, { run, attempt, user, state, pid, kilobytes, writer }: LeftRecord): string[] {
  const whose = `run ${safe(run)}, attempt ${safe(attempt)}${user === null ? '' : ` of ${safe(user)}`}`;
  if (state === 'running') return [host, state, whose, `pid ${pid}`];
  return writer === null
    ? [host, state, whose, formatBytes(kilobytes * 1024)]
    : [host, state, whose, `${formatBytes(kilobytes * 1024)}, pid ${writer} still writes to its output`];
}
