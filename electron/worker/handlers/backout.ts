import { sha256 } from '#adapters/system/sha256.ts';
import type { Handlers } from '#contract/commands.ts';
import { beginBackout, planBackout } from '#operations/back-out-run.ts';
import { orRefused } from '../not-begun.ts';
import { notOpened } from '../not-opened.ts';
import type { WorkerContext } from '../worker-context.ts';
import { signedIn } from './acting.ts';
import { withConditions } from './runs.ts';

type Struck = readonly { readonly unit: string; readonly reason: string }[];

export function backoutHandlers(context: WorkerContext): Handlers<'backout.compute' | 'backout.start'> {
  const reading = { library: context.library, sha256 };
  return {
    'backout.compute': ({ run, limit, struck }) => {
      const planned = orRefused(planBackout(reading, run, { limit, struck: byUnit(struck) }));
      const { backout, concerns, list, open } = planned;
      return { backout, concerns, list, open };
    },
    'backout.start': async ({ run, limit, struck, list, acknowledged, operator, waitForHosts, ...how }) => {
      const header = context.library.runHeader(run);
      if (!header) throw notOpened(context.library, run);
      const by = signedIn(context, run, operator);
      const order = {
        limit,
        struck: byUnit(struck),
        operator: by,
        ...how,
        list,
        acknowledged: new Set(acknowledged),
      };
      return {
        run: await context.runs.launch(header.releaseId, (setup, listener) =>
          beginBackout({ setup: withConditions(setup, { waitForHosts }), run, listener }, order),
        ),
      };
    },
  };
}

function byUnit(struck: Struck): ReadonlyMap<string, string> {
  return new Map(struck.map(({ unit, reason }) => [unit, reason]));
}
