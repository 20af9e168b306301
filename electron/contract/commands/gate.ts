/** Whether a release may go: what is judged, and the word of people that it may. */
import { z } from 'zod';
import type { Gate } from '#core/gate/model.ts';
import type { NamedPerson } from '#core/release/people.ts';
import { MODES } from '#core/run/mode.ts';
import { command, id, person, runChoice } from './fields.ts';

/** With the number of the approved text in the history of its release; null: it is not there any more. */
export interface GivenApproval {
  readonly revision: string;
  readonly by: string;
  readonly note: string | null;
  readonly at: string;
  readonly login: string;
  readonly number: number | null;
}

export interface Approvals {
  /** Of the text that is worked on; null while it has errors. */
  readonly revision: string | null;
  /** Newest first. */
  readonly given: readonly GivenApproval[];
  readonly people: readonly NamedPerson[];
}

export const GATE_COMMANDS = {
  /** Files of the package are read and held against their SHA-256. */
  'release.gate': command(z.strictObject({ ...runChoice, mode: z.enum(MODES) })).gives<Gate>(),
  'release.approvals': command(z.strictObject({ release: id })).gives<Approvals>(),
  /** `revision`: what the person saw; another is refused. */
  'release.approve': command(
    z.strictObject({
      release: id,
      revision: z.string().length(64),
      by: person,
      note: z.string().trim().max(4000).nullable(),
    }),
  ).gives<GivenApproval>(),
} as const;
