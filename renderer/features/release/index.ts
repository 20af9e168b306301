export { ReleaseWorkspace } from './ReleaseWorkspace.tsx';
export { VIEWS } from './views.ts';
