export { CompareRuns } from './CompareRuns.tsx';
export { RunHistory } from './RunHistory.tsx';
export { RunPaper } from './RunPaper.tsx';
