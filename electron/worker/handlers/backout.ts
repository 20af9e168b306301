import { sha256 } from '#adapters/system/sha256.ts';
import type { Handlers } from '#contract/commands.ts';
import { CommandFailure } from '#contract/errors.ts';
import { beginBackout, planBackout } from '#desk/back-out-run.ts';
import { notBegun } from '../not-begun.ts';
import type { Workshop } from '../workshop.ts';
import { mustBeListed } from './acting.ts';
import { withConditions } from './runs.ts';

type Struck = readonly { readonly unit: string; readonly reason: string }[];

export function backoutHandlers(workshop: Workshop): Handlers<'backout.compute' | 'backout.start'> {
  const reading = { library: workshop.library, sha256 };
  return {
    'backout.compute': ({ run, limit, struck }) => {
      const planned = planBackout(reading, run, { limit, struck: byUnit(struck) });
      if (!planned.ok) throw notBegun(planned.error);
      const { backout, concerns, list, open } = planned.value;
      return { backout, concerns, list, open };
    },
    'backout.start': async ({ run, limit, struck, list, acknowledged, operator, waitForHosts }) => {
      const header = workshop.library.runHeader(run);
      if (!header) throw new CommandFailure('not-found', `There is no run ${run} in this library`);
      mustBeListed(header.people, operator);
      const order = { limit, struck: byUnit(struck), operator, list, acknowledged: new Set(acknowledged) };
      return {
        run: await workshop.launch(header.releaseId, (maker, listener) =>
          beginBackout({ maker: withConditions(maker, { waitForHosts }), run, listener }, order),
        ),
      };
    },
  };
}

function byUnit(struck: Struck): ReadonlyMap<string, string> {
  return new Map(struck.map(({ unit, reason }) => [unit, reason]));
}
