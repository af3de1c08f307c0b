import { type FirebaseApp, initializeApp } from 'firebase/app';
import {
  type Auth,
  browserLocalPersistence,
  connectAuthEmulator,
  indexedDBLocalPersistence,
  initializeAuth,
} from 'firebase/auth';
import type { Config } from '@/api/types.generated';

export interface FirebaseParts {
  app: FirebaseApp;
  auth: Auth;
}

/** The Firebase app of this page, on the emulators when the edge says so. Called once, by main. */
export function startFirebase(config: Config): FirebaseParts {
  const app = initializeApp(config.firebase);
  // Not getAuth(): that loads Google's popup machinery at once, for everybody. It comes with the click on Google.
  const auth = initializeAuth(app, { persistence: [indexedDBLocalPersistence, browserLocalPersistence] });
  if (config.emulators) connectAuthEmulator(auth, config.emulators.auth, { disableWarnings: true });
  return { app, auth };
}
