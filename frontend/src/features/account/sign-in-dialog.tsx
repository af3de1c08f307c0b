import { useState } from 'react';
import { Dialog } from '@/ui/dialog';
import { SignInForm, type SignInMode } from './sign-in-form';

export const SIGN_IN_TITLES: Record<SignInMode, string> = {
  'sign-in': 'Sign in',
  create: 'Create an account',
  reset: 'Set a new password',
};

export interface SignInDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onDone: () => void;
  description?: string;
}

/** Sign in without leaving the page, so that what was typed on it stays. */
export function SignInDialog({ open, onOpenChange, onDone, description }: SignInDialogProps) {
  const [mode, setMode] = useState<SignInMode>('sign-in');
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={SIGN_IN_TITLES[mode]} description={description}>
      <SignInForm mode={mode} onMode={setMode} onDone={onDone} />
    </Dialog>
  );
}
