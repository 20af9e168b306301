/** Every command of the engine with its handler; a missing one does not compile. */
import type { UPKEEP_COMMANDS } from '#contract/commands/upkeep.ts';
import type { EngineCommandName, Handlers } from '#contract/commands.ts';
import { backoutHandlers } from './handlers/backout.ts';
import { bundleHandlers } from './handlers/bundles.ts';
import { closingHandlers } from './handlers/closing.ts';
import { comparingHandlers } from './handlers/comparing.ts';
import { defectHandlers } from './handlers/defects.ts';
import { evidenceHandlers } from './handlers/evidence.ts';
import { gateHandlers } from './handlers/gate.ts';
import { hostHandlers } from './handlers/hosts.ts';
import { lossHandlers } from './handlers/losses.ts';
import { mergedOutputHandlers } from './handlers/merged-output.ts';
import { messageHandlers } from './handlers/messages.ts';
import { outgoingBundleHandlers } from './handlers/outgoing-bundle.ts';
import { practiceHandlers } from './handlers/practice.ts';
import { releaseHistoryHandlers } from './handlers/release-history.ts';
import { releaseHandlers } from './handlers/releases.ts';
import { runRecordHandlers } from './handlers/run-records.ts';
import { runHandlers } from './handlers/runs.ts';
import { vaultHandlers } from './handlers/vault.ts';
import { workstationHandlers } from './handlers/workstation.ts';
import type { WorkerContext } from './worker-context.ts';

/** All but those of the upkeep, which work without an open library too. */
export function createHandlers(
  context: WorkerContext,
): Handlers<Exclude<EngineCommandName, keyof typeof UPKEEP_COMMANDS>> {
  return {
    ...releaseHandlers(context),
    ...releaseHistoryHandlers(context),
    ...gateHandlers(context),
    ...runHandlers(context),
    ...runRecordHandlers(context),
    ...lossHandlers(context),
    ...mergedOutputHandlers(context),
    ...defectHandlers(context),
    ...closingHandlers(context),
    ...messageHandlers(context),
    ...backoutHandlers(context),
    ...comparingHandlers(context),
    ...evidenceHandlers(context),
    ...hostHandlers(context),
    ...bundleHandlers(context),
    ...outgoingBundleHandlers(context),
    ...vaultHandlers(context),
    ...workstationHandlers(context),
    ...practiceHandlers(context),
  };
}
