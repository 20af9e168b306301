export { BackoutScreen } from './backout/BackoutScreen.tsx';
export { RunCockpit } from './cockpit/RunCockpit.tsx';
export { CompareRuns } from './history/CompareRuns.tsx';
export { RunHistory } from './history/RunHistory.tsx';
export { RecoveryScreen } from './recovery/RecoveryScreen.tsx';
export { StartRun } from './start/StartRun.tsx';
