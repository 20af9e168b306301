import '@fontsource/inter/400.css';
import '@fontsource/inter/500.css';
import '@fontsource/inter/600.css';
import '@fontsource/jetbrains-mono/400.css';
import '@fontsource/jetbrains-mono/600.css';
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import '@mantine/spotlight/styles.css';
import '#ui/state/tones.css';
import './theme.css';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { connectToProgram } from './drafts.ts';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
await connectToProgram();
createRoot(root).render(<App />);
