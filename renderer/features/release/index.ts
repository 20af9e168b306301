export { ReleaseWorkspace } from './ReleaseWorkspace.tsx';
