import type { Handlers } from '#contract/commands.ts';
import { CommandFailure } from '#contract/errors.ts';
import { beginBackout, planBackout } from '#desk/backout-desk.ts';
import type { Workshop } from '../workshop.ts';
import { orFail } from './releases.ts';

type Struck = readonly { readonly unit: string; readonly reason: string }[];

export function backoutHandlers(workshop: Workshop): Handlers<'backout.compute' | 'backout.start'> {
  const { library } = workshop;
  return {
    'backout.compute': ({ run, limit, struck }) =>
      orFail(planBackout(library, run, { limit, struck: byUnit(struck) }), 'refused').backout,
    'backout.start': async ({ run, limit, struck, acknowledged, operator }) => {
      const wish = { limit, struck: byUnit(struck), operator };
      const { backout, opened } = orFail(planBackout(library, run, wish), 'refused');
      if (backout.notUndone.length > 0 && !acknowledged)
        throw new CommandFailure('refused', 'What cannot be undone has to be acknowledged first');
      const { releaseId } = opened.state.header;
      return {
        run: await workshop.launch(releaseId, (maker, listener) =>
          beginBackout({ maker, run, listener }, wish),
        ),
      };
    },
  };
}

function byUnit(struck: Struck): ReadonlyMap<string, string> {
  return new Map(struck.map(({ unit, reason }) => [unit, reason]));
}
