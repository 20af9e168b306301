/** The screens that are fetched once the first one stands, so that the window has something to show sooner. */
import { type ComponentType, lazy } from 'react';

type Later = typeof import('./later-screens.ts');

const fetchLater = (): Promise<Later> => import('./later-screens.ts');

/** biome-ignore lint/suspicious/noExplicitAny: a screen takes whatever props it takes */
function later<Screen extends ComponentType<any>>(pick: (screens: Later) => Screen) {
  return lazy(async () => ({ default: pick(await fetchLater()) }));
}

export const BackoutScreen = later((screens) => screens.BackoutScreen);
export const BackupsScreen = later((screens) => screens.BackupsScreen);
export const RunCockpit = later((screens) => screens.RunCockpit);
export const CredentialsScreen = later((screens) => screens.CredentialsScreen);
export const DiagnosticsScreen = later((screens) => screens.DiagnosticsScreen);
export const HelpScreen = later((screens) => screens.HelpScreen);
export const CompareRuns = later((screens) => screens.CompareRuns);
export const RunHistory = later((screens) => screens.RunHistory);
export const RunPaper = later((screens) => screens.RunPaper);
export const HostsScreen = later((screens) => screens.HostsScreen);
export const RecoveryScreen = later((screens) => screens.RecoveryScreen);
export const ReleaseWorkspace = later((screens) => screens.ReleaseWorkspace);
export const SettingsScreen = later((screens) => screens.SettingsScreen);
export const StartRun = later((screens) => screens.StartRun);

/** Nobody waits for a screen that they go to after this. Where they cannot be fetched, the one that somebody goes to says so. */
export function fetchScreens(): void {
  void fetchLater().catch(() => undefined);
}
