export { RunCockpit } from './RunCockpit.tsx';
