/** The gate of a release file, with what the library knows of it. */
import { createFiles } from '#adapters/files/files.ts';
import type { Library } from '#adapters/sqlite/library.ts';
import type { Gate } from '#core/gate/model.ts';
import { type GateWorld, openGate } from '#operations/gate.ts';
import { type LoadedRelease, type PlanChoice, planLoaded } from '#operations/loaded-release.ts';
import { askLibrary } from './session.ts';

/** Of a live run, with what the library knows, where there is one. */
export function gateAtHand(
  loaded: LoadedRelease,
  choice: PlanChoice,
  { folder, data }: { readonly folder: string; readonly data: string | undefined },
): Promise<Gate> {
  const at = (library: Library | null): Promise<Gate> =>
    liveGate(loaded, choice, { library, files: createFiles(folder), now: Date.now() });
  return askLibrary<Promise<Gate> | null>(data, (library) => at(library), {
    otherwise: null,
    missing: 'What was rehearsed and approved is not counted',
  }).then((gate) => gate ?? at(null));
}

async function liveGate(loaded: LoadedRelease, choice: PlanChoice, world: GateWorld): Promise<Gate> {
  const { plan } = await planLoaded(loaded, choice, { files: world.files });
  return openGate(loaded, { plan, subject: { ...choice, mode: 'live' } }, world);
}

/** What holds a run back; no plan is made where nothing of that is judged by one. */
export function gateBeforeRun(loaded: LoadedRelease, choice: PlanChoice, world: GateWorld): Promise<Gate> {
  const { info, controls } = loaded.release;
  const isByPlan = info.window !== null || controls.some(({ rule }) => rule !== null);
  return isByPlan
    ? liveGate(loaded, choice, world)
    : openGate(loaded, { plan: null, subject: { ...choice, mode: 'live' } }, world);
}
