import '@/styles/global.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createAccounts } from '@/api/accounts';
import { createClient } from '@/api/client';
import { mailedLinks } from '@/api/emulator';
import { saveFile } from '@/api/files';
import { startFirebase } from '@/api/firebase';
import { createLive } from '@/api/live';
import { putFile } from '@/api/put-file';
import { createRoutes, fetchConfig } from '@/api/routes';
import { App } from '@/app';
import type { Services } from '@/hooks/use-services';
import { StartFailed } from '@/routes/start-failed';
import { announceLocale } from '@/texts';

const container = document.getElementById('root');
if (!container) throw new Error('index.html has no #root');
const root = createRoot(container);
announceLocale(document.documentElement);

/** For what the edge makes while one waits: archives, copies. */
const PATIENT_MS = 5 * 60_000;

/** Config first: it says which Firebase project this is. Then everything that reaches outside, once. */
async function start(): Promise<void> {
  const fetcher: typeof fetch = (input, init) => fetch(input, init);
  const config = await fetchConfig(createClient({ fetch: fetcher, idToken: async () => null, timeoutMs: 10_000 }));
  const { app, auth } = startFirebase(config);
  const accounts = createAccounts(auth, mailedLinks(config));
  const services: Services = {
    config,
    accounts,
    routes: createRoutes(
      createClient({ fetch: fetcher, idToken: accounts.idToken }),
      createClient({ fetch: fetcher, idToken: accounts.idToken, timeoutMs: PATIENT_MS }),
    ),
    live: createLive(app, config),
    saveFile,
    putFile,
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
