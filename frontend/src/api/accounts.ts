import { FirebaseError } from 'firebase/app';
import {
  type Auth,
  browserPopupRedirectResolver,
  createUserWithEmailAndPassword,
  GoogleAuthProvider,
  onIdTokenChanged,
  reload,
  sendEmailVerification,
  sendPasswordResetEmail,
  signInWithEmailAndPassword,
  signInWithPopup,
  signOut,
  type User,
} from 'firebase/auth';
import { type Texts, textsOf } from '@/texts';

export interface Account {
  uid: string;
  email: string;
  /** Only a confirmed address lets one accept invites and ask for access. */
  emailVerified: boolean;
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
  /**
   * Has a mail sent whose link confirms the address and leads back to this page. On the emulator, which sends none,
   * resolves to that link.
   */
  sendVerification: () => Promise<string | null>;
  /** Whether the address has been confirmed meanwhile, in another tab or on another device. */
  checkVerified: () => Promise<boolean>;
  signOut: () => Promise<void>;
}

/** `readLink`: on the emulator, finds the link that would have been mailed to that address. */
export function createAccounts(auth: Auth, readLink: ((email: string) => Promise<string | null>) | null): Accounts {
  let state: AuthState = { status: 'loading' };
  const listeners = new Set<() => void>();
  let leaving = false;
  /** Whose ID token says that their address is confirmed: the edge believes nothing else. */
  let proven: string | null = null;
  const take = (user: User | null) => {
    if (user) leaving = false;
    state = user
      ? { status: 'signed-in', account: accountOf(user, proven === user.uid) }
      : { status: 'signed-out', onPurpose: leaving };
    for (const listener of listeners) listener();
    if (user?.emailVerified && proven !== user.uid) prove(user).catch(() => undefined); // asked again at the next change
  };
  /** Firebase knows of a confirmed address before the token does, which is then made anew. */
  const prove = async (user: User) => {
    const { claims } = await user.getIdTokenResult();
    if (claims['email_verified'] !== true) await user.getIdToken(true);
    proven = user.uid;
    if (auth.currentUser?.uid === user.uid) take(user);
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
    sendVerification: async () => {
      const user = auth.currentUser;
      if (!user?.email) return null;
      await told(sendEmailVerification(user, { url: window.location.href }));
      return (await readLink?.(user.email)) ?? null;
    },
    checkVerified: async () => {
      const user = auth.currentUser;
      if (!user) return false;
      await told(reload(user));
      if (user.emailVerified) await told(prove(user));
      return user.emailVerified;
    },
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

function accountOf(user: User, proven: boolean): Account {
  const { uid, email, emailVerified, displayName, photoURL } = user;
  return { uid, email: email ?? '', emailVerified: emailVerified && proven, displayName, photoUrl: photoURL };
}

type Why = Parameters<Texts<'problems'>>[0];

const WORDS: Record<string, [why: Why, field?: 'email' | 'password']> = {
  'auth/invalid-email': ['emailWrong', 'email'],
  'auth/missing-email': ['emailMissing', 'email'],
  'auth/email-already-in-use': ['emailTaken', 'email'],
  'auth/user-disabled': ['accountOff', 'email'],
  'auth/missing-password': ['passwordMissing', 'password'],
  'auth/weak-password': ['passwordWeak', 'password'],
  'auth/password-does-not-meet-requirements': ['passwordGuessable', 'password'],
  // One answer for all three: which of the two was wrong is nobody else's business.
  'auth/invalid-credential': ['noMatch', 'password'],
  'auth/wrong-password': ['noMatch', 'password'],
  'auth/user-not-found': ['noMatch', 'password'],
  'auth/too-many-requests': ['tooManyTries'],
  'auth/network-request-failed': ['signInUnreachable'],
  'auth/popup-blocked': ['popupBlocked'],
  'auth/internal-error': ['googleFailed'],
  'auth/operation-not-allowed': ['wayOff'],
  'auth/unauthorized-domain': ['googleNotHere'],
  'auth/account-exists-with-different-credential': ['otherWay'],
};

function accountError(error: unknown): AccountError {
  const code = error instanceof FirebaseError ? error.code : 'unknown';
  const [why, field] = WORDS[code] ?? ['signInFailed'];
  return new AccountError(textsOf('problems')(why), code, field ?? null);
}
