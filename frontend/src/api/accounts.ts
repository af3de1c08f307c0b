import { FirebaseError } from 'firebase/app';
import {
  type Auth,
  browserPopupRedirectResolver,
  createUserWithEmailAndPassword,
  GoogleAuthProvider,
  onIdTokenChanged,
  sendPasswordResetEmail,
  signInWithEmailAndPassword,
  signInWithPopup,
  signOut,
  type User,
} from 'firebase/auth';

export interface Account {
  uid: string;
  email: string;
  displayName: string | null;
  photoUrl: string | null;
}

export type AuthState =
  | { status: 'loading' }
  /** `onPurpose`: with the button in this tab, rather than never having been in, in another tab, or by the server. */
  | { status: 'signed-out'; onPurpose: boolean }
  | { status: 'signed-in'; account: Account };

/** A sign-in that failed, in words for the person. `field` tells which input to point at. */
export class AccountError extends Error {
  override readonly name = 'AccountError';
  constructor(
    message: string,
    readonly code: string,
    readonly field: 'email' | 'password' | null = null,
  ) {
    super(message);
  }
}

export interface Accounts {
  state: () => AuthState;
  /** Calls back on every change; returns the way to stop. */
  subscribe: (changed: () => void) => () => void;
  idToken: (fresh: boolean) => Promise<string | null>;
  /** False when the person closed Google's window: not an error. */
  signInWithGoogle: () => Promise<boolean>;
  signIn: (email: string, password: string) => Promise<void>;
  createAccount: (email: string, password: string) => Promise<void>;
  sendReset: (email: string) => Promise<void>;
  signOut: () => Promise<void>;
}

export function createAccounts(auth: Auth): Accounts {
  let state: AuthState = { status: 'loading' };
  const listeners = new Set<() => void>();
  let leaving = false;
  const take = (user: User | null) => {
    if (user) leaving = false;
    state = user ? { status: 'signed-in', account: accountOf(user) } : { status: 'signed-out', onPurpose: leaving };
    for (const listener of listeners) listener();
  };
  onIdTokenChanged(auth, take);

  return {
    state: () => state,
    subscribe: (changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    idToken: async (fresh) => {
      await auth.authStateReady();
      // A token that can't be renewed (offline, account disabled) goes as none: the edge answers 401 in its own words.
      return (await auth.currentUser?.getIdToken(fresh).catch(() => null)) ?? null;
    },
    signInWithGoogle: async () => {
      try {
        await signInWithPopup(auth, new GoogleAuthProvider(), browserPopupRedirectResolver);
        return true;
      } catch (error) {
        const code = error instanceof FirebaseError ? error.code : '';
        if (code === 'auth/popup-closed-by-user' || code === 'auth/cancelled-popup-request') return false;
        throw accountError(error);
      }
    },
    signIn: (email, password) => told(signInWithEmailAndPassword(auth, email, password)),
    createAccount: (email, password) => told(createUserWithEmailAndPassword(auth, email, password)),
    sendReset: (email) => told(sendPasswordResetEmail(auth, email)),
    signOut: () => {
      leaving = true;
      return told(signOut(auth));
    },
  };
}

async function told(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    throw accountError(error);
  }
}

function accountOf(user: User): Account {
  return { uid: user.uid, email: user.email ?? '', displayName: user.displayName, photoUrl: user.photoURL };
}

type Words = [message: string, field?: 'email' | 'password'];

const WORDS: Record<string, Words> = {
  'auth/invalid-email': ['That doesn’t look like an e-mail address.', 'email'],
  'auth/missing-email': ['Enter your e-mail address.', 'email'],
  'auth/email-already-in-use': ['There is already an account with this e-mail. Sign in instead.', 'email'],
  'auth/user-disabled': ['This account is switched off. Write to us if that is a mistake.', 'email'],
  'auth/missing-password': ['Enter your password.', 'password'],
  'auth/weak-password': ['That password is too short. Try a longer one.', 'password'],
  'auth/password-does-not-meet-requirements': ['That password is too easy to guess. Try a longer one.', 'password'],
  // One answer for all three: which of the two was wrong is nobody else's business.
  'auth/invalid-credential': ['E-mail and password don’t match.', 'password'],
  'auth/wrong-password': ['E-mail and password don’t match.', 'password'],
  'auth/user-not-found': ['E-mail and password don’t match.', 'password'],
  'auth/too-many-requests': ['Too many tries. Wait a few minutes, or reset your password.'],
  'auth/network-request-failed': ['We couldn’t reach the sign-in service. Check your connection and try again.'],
  'auth/popup-blocked': ['The browser blocked Google’s window. Allow pop-ups for this page and try again.'],
  'auth/internal-error': ['Google’s sign-in couldn’t load. Check your connection, or use e-mail and password.'],
  'auth/operation-not-allowed': ['This way to sign in is switched off here. Try another one.'],
  'auth/unauthorized-domain': ['Google sign-in isn’t set up for this address. Use e-mail and password.'],
  'auth/account-exists-with-different-credential': [
    'This e-mail already signs in another way. Use your e-mail and password.',
  ],
};

function accountError(error: unknown): AccountError {
  const code = error instanceof FirebaseError ? error.code : 'unknown';
  const [message, field] = WORDS[code] ?? ['We couldn’t sign you in. Try again.'];
  return new AccountError(message, code, field ?? null);
}
