import '@mantine/core/styles.css';
import '@mantine/dropzone/styles.css';
import '@mantine/notifications/styles.css';
import './app/global.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { reloadAfterUpdate } from './app/reload-after-update.ts';
import { readerLanguage } from './texts/language.ts';
import { readerLocale } from './texts/locale.ts';
import { currentLanguage, startTexts } from './texts/texts.ts';

reloadAfterUpdate();
const language = readerLanguage();
// Texts that cannot be fetched are no reason for a blank page: English is here already, until the page is loaded again.
await startTexts(language, readerLocale(language)).catch(() => undefined);
document.documentElement.lang = currentLanguage();

const root = document.getElementById('root');
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
