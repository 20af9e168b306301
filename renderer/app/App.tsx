import { MantineProvider } from '@mantine/core';
import { ModalsProvider } from '@mantine/modals';
import { Router } from 'wouter';
import { windowsColorScheme } from './color-scheme.ts';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { useHashLocation, useHashSearch } from './hash-location.ts';
import { Shell } from './Shell.tsx';
import { cssVariables, theme } from './theme.ts';

export function App() {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      colorSchemeManager={windowsColorScheme}
    >
      <ErrorBoundary>
        <ModalsProvider>
          <Router hook={useHashLocation} searchHook={useHashSearch}>
            <Shell />
          </Router>
        </ModalsProvider>
      </ErrorBoundary>
    </MantineProvider>
  );
}
