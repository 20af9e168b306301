export { StartRun } from './StartRun.tsx';
