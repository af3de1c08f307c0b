import '@/styles/global.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createAccounts } from '@/api/accounts';
import { createCall } from '@/api/client';
import { saveFile } from '@/api/files';
import { startFirebase } from '@/api/firebase';
import { createLive } from '@/api/live';
import { createRoutes, fetchConfig } from '@/api/routes';
import { App } from '@/app';
import type { Services } from '@/hooks/use-services';
import { StartFailed } from '@/routes/start-failed';
import { announceLocale } from '@/texts';

const container = document.getElementById('root');
if (!container) throw new Error('index.html has no #root');
const root = createRoot(container);
announceLocale(document.documentElement);

/** Config first: it says which Firebase project this is. Then everything that reaches outside, once. */
async function start(): Promise<void> {
  const fetcher: typeof fetch = (input, init) => fetch(input, init);
  const config = await fetchConfig(createCall({ fetch: fetcher, idToken: async () => null }));
  const { app, auth } = startFirebase(config);
  const accounts = createAccounts(auth);
  const services: Services = {
    config,
    accounts,
    routes: createRoutes(createCall({ fetch: fetcher, idToken: accounts.idToken })),
    live: createLive(app, config),
    saveFile,
  };
  root.render(
    <StrictMode>
      <App services={services} />
    </StrictMode>,
  );
}

function startOrSay(): void {
  start().catch((error: unknown) => {
    root.render(
      <StrictMode>
        <StartFailed error={error} onRetry={startOrSay} />
      </StrictMode>,
    );
  });
}

startOrSay();
