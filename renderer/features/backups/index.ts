export { BackupsScreen } from './BackupsScreen.tsx';
