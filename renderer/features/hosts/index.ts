export { HostsScreen } from './HostsScreen.tsx';
