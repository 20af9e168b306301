export { BackoutScreen } from './BackoutScreen.tsx';
