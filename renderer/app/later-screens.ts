/** Every screen but the first, in one piece: each file that the page asks for costs the start some milliseconds. */
export { BackoutScreen } from '#features/backout/index.ts';
export { BackupsScreen } from '#features/backups/index.ts';
export { RunCockpit } from '#features/cockpit/index.ts';
export { CredentialsScreen } from '#features/credentials/index.ts';
export { DiagnosticsScreen } from '#features/diagnostics/index.ts';
export { HelpScreen } from '#features/help/index.ts';
export { CompareRuns, RunHistory, RunPaper } from '#features/history/index.ts';
export { HostsScreen } from '#features/hosts/index.ts';
export { RecoveryScreen } from '#features/recovery/index.ts';
export { ReleaseWorkspace } from '#features/release/index.ts';
export { SettingsScreen } from '#features/settings/index.ts';
export { StartRun } from '#features/start/index.ts';
