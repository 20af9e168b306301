export { CredentialsScreen } from './CredentialsScreen.tsx';
