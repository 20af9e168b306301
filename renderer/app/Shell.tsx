import { useLocation } from 'wouter';
import { DiscardQuestion } from '#ui/form/DiscardQuestion.tsx';
import { AppCommands } from './AppCommands.tsx';
import { BundleQuestion } from './BundleQuestion.tsx';
import { CrashNotice } from './CrashNotice.tsx';
import { useClockZone } from './clock-zone.ts';
import { DocumentQuestion } from './DocumentQuestion.tsx';
import { DropZone } from './DropZone.tsx';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { FirstScreen } from './FirstScreen.tsx';
import { ImportQuestion } from './ImportQuestion.tsx';
import { KeySheet } from './KeySheet.tsx';
import { LibraryCondition } from './LibraryCondition.tsx';
import { LoginQuestions } from './LoginQuestions.tsx';
import { Navigation } from './Navigation.tsx';
import { Notices } from './Notices.tsx';
import { Palette } from './Palette.tsx';
import { QuickOpen } from './QuickOpen.tsx';
import { Routes } from './Routes.tsx';
import { SaveBundle } from './SaveBundle.tsx';
import classes from './Shell.module.css';
import { WindowNews } from './WindowNews.tsx';

export function Shell() {
  const [path] = useLocation();
  const zone = useClockZone();
  // The settings are where it is changed, and go on as they are.
  const drawn = path === '/settings' ? path : `${path.split('/').slice(0, 3).join('/')} ${zone}`;
  return (
    <div className={classes.shell} data-narrow={path.startsWith('/run/') || undefined}>
      <button type="button" className={classes.skip} onClick={focusMain}>
        Skip to content
      </button>
      <WindowNews />
      <FirstScreen />
      <AppCommands />
      <Palette />
      <QuickOpen />
      <KeySheet />
      <DropZone />
      <ImportQuestion />
      <BundleQuestion />
      <DocumentQuestion />
      <SaveBundle />
      <LoginQuestions />
      <DiscardQuestion />
      <Navigation path={path} />
      <main id="main" tabIndex={-1} className={classes.main}>
        <CrashNotice />
        <LibraryCondition />
        <ErrorBoundary key={drawn}>
          <Routes />
        </ErrorBoundary>
      </main>
      <Notices />
    </div>
  );
}

function focusMain(): void {
  document.getElementById('main')?.focus();
}
