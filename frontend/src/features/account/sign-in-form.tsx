import { type SubmitEvent, useState } from 'react';
import { AccountError, useSignInActions } from '@/hooks/use-auth';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { Field, Input } from '@/ui/field';
import { GoogleMark } from './google-mark';

export type SignInMode = 'sign-in' | 'create' | 'reset';

const SUBMIT = { 'sign-in': 'signIn', create: 'createNow', reset: 'sendLink' } as const;

// Firebase takes six; a password guards all of somebody's work.
const PASSWORD_MIN = 8;

export interface SignInFormProps {
  mode: SignInMode;
  onMode: (mode: SignInMode) => void;
  onDone: () => void;
}

type Doing = 'google' | 'password' | null;

/** Google, or e-mail and password: sign in, create an account, ask for a new password. */
export function SignInForm({ mode, onMode, onDone }: SignInFormProps) {
  const { t } = useTexts('account');
  const actions = useSignInActions();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [doing, setDoing] = useState<Doing>(null);
  const [error, setError] = useState<AccountError | null>(null);
  const [resetSent, setResetSent] = useState(false);

  const attempt = async (what: Doing, work: () => Promise<boolean>) => {
    setDoing(what);
    setError(null);
    try {
      if (await work()) onDone();
    } catch (failure) {
      if (!(failure instanceof AccountError)) throw failure;
      setError(failure);
    } finally {
      setDoing(null);
    }
  };

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const address = email.trim();
    if (!address) return setError(new AccountError(t('emailMissing'), 'missing', 'email'));
    if (mode !== 'reset' && !password) return setError(new AccountError(t('passwordMissing'), 'missing', 'password'));
    if (mode === 'create' && password.length < PASSWORD_MIN) {
      return setError(new AccountError(t('passwordShort', { count: PASSWORD_MIN }), 'short', 'password'));
    }
    void attempt('password', async () => {
      if (mode === 'reset') {
        await actions.sendReset(address);
        setResetSent(true);
        return false;
      }
      await (mode === 'create' ? actions.createAccount : actions.signIn)(address, password);
      return true;
    });
  };

  const change = (next: SignInMode) => {
    setError(null);
    setResetSent(false);
    onMode(next);
  };
  const under = (field: 'email' | 'password') => (error?.field === field ? error.message : null);

  return (
    <div>
      {mode !== 'reset' && (
        <>
          <Button
            size="lg"
            className="w-full"
            busy={doing === 'google'}
            disabled={doing !== null}
            onClick={() => void attempt('google', actions.signInWithGoogle)}
          >
            {doing !== 'google' && <GoogleMark />}
            {t('google')}
          </Button>
          <div className="my-4 flex items-center gap-3 text-xs text-ink-3 before:h-px before:grow before:bg-line after:h-px after:grow after:bg-line">
            {t('or')}
          </div>
        </>
      )}
      <form noValidate onSubmit={submit} className="flex flex-col gap-3.5">
        <Field label={t('email')} error={under('email')}>
          {(field) => (
            <Input
              {...field}
              type="email"
              name="email"
              autoComplete="email"
              className="h-10"
              value={email}
              onChange={(event) => setEmail(event.target.value)}
            />
          )}
        </Field>
        {mode !== 'reset' && (
          <Field
            label={t('password')}
            error={under('password')}
            hint={mode === 'create' ? t('passwordHint', { count: PASSWORD_MIN }) : undefined}
            aside={mode === 'sign-in' && <TextButton onClick={() => change('reset')}>{t('forgot')}</TextButton>}
          >
            {(field) => (
              <Input
                {...field}
                type="password"
                name="password"
                autoComplete={mode === 'create' ? 'new-password' : 'current-password'}
                className="h-10"
                value={password}
                onChange={(event) => setPassword(event.target.value)}
              />
            )}
          </Field>
        )}
        {error && !error.field && (
          <p role="alert" className="text-xs text-danger">
            {error.message}
          </p>
        )}
        {resetSent && (
          <p role="status" className="text-xs text-ok">
            {t('resetSent', { email: email.trim() })}
          </p>
        )}
        <Button
          type="submit"
          variant="primary"
          size="lg"
          className="mt-1 w-full"
          busy={doing === 'password'}
          disabled={doing !== null}
        >
          {t(SUBMIT[mode])}
        </Button>
      </form>
      <p className="mt-4 text-center text-ink-2">
        {mode === 'sign-in' && (
          <>
            {t('newHere')} <TextButton onClick={() => change('create')}>{t('create')}</TextButton>
          </>
        )}
        {mode === 'create' && (
          <>
            {t('beenHere')} <TextButton onClick={() => change('sign-in')}>{t('signIn')}</TextButton>
          </>
        )}
        {mode === 'reset' && <TextButton onClick={() => change('sign-in')}>{t('backToSignIn')}</TextButton>}
      </p>
    </div>
  );
}

function TextButton({ onClick, children }: { onClick: () => void; children: string }) {
  return (
    <button
      type="button"
      onClick={onClick}
      className="rounded-xs font-medium text-ink underline decoration-line-strong underline-offset-3 hover:decoration-current"
    >
      {children}
    </button>
  );
}
