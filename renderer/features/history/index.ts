export { CompareRuns } from './CompareRuns.tsx';
export { RunHistory } from './RunHistory.tsx';
