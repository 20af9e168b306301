/** Every command of the engine with its handler; a missing one does not compile. */
import type { EngineCommandName, Handlers } from '#contract/commands.ts';
import { backoutHandlers } from './handlers/backout.ts';
import { comparingHandlers } from './handlers/comparing.ts';
import { evidenceHandlers } from './handlers/evidence.ts';
import { hostHandlers } from './handlers/hosts.ts';
import { lossHandlers } from './handlers/losses.ts';
import { practiceHandlers } from './handlers/practice.ts';
import { releaseHandlers } from './handlers/releases.ts';
import { runRecordHandlers } from './handlers/run-records.ts';
import { runHandlers } from './handlers/runs.ts';
import { workstationHandlers } from './handlers/workstation.ts';
import type { Workshop } from './workshop.ts';

export function createHandlers(workshop: Workshop): Handlers<EngineCommandName> {
  return {
    ...releaseHandlers(workshop),
    ...runHandlers(workshop),
    ...runRecordHandlers(workshop),
    ...lossHandlers(workshop),
    ...backoutHandlers(workshop),
    ...comparingHandlers(workshop),
    ...evidenceHandlers(workshop),
    ...hostHandlers(workshop),
    ...workstationHandlers(workshop),
    ...practiceHandlers(workshop),
  };
}
