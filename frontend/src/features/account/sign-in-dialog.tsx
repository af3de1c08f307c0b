import { useState } from 'react';
import { useTexts } from '@/texts';
import { Dialog } from '@/ui/dialog';
import { SignInForm, type SignInMode } from './sign-in-form';

const TITLES = { 'sign-in': 'signIn', create: 'create', reset: 'reset' } as const;

/** What a way in is called. */
export function useSignInTitle(mode: SignInMode): string {
  return useTexts('account').t(TITLES[mode]);
}

export interface SignInDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onDone: () => void;
  description?: string;
}

/** Sign in without leaving the page, so that what was typed on it stays. */
export function SignInDialog({ open, onOpenChange, onDone, description }: SignInDialogProps) {
  const [mode, setMode] = useState<SignInMode>('sign-in');
  const title = useSignInTitle(mode);
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={title} description={description}>
      <SignInForm mode={mode} onMode={setMode} onDone={onDone} />
    </Dialog>
  );
}
