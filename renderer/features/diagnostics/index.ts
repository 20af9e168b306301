export { DiagnosticsScreen } from './DiagnosticsScreen.tsx';
