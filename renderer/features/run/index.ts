export { BackoutScreen, RunCockpit, RunHistory, StartRun } from './placeholder.tsx';
