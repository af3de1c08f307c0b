import { useMutation } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useServices } from '@/hooks/use-services';

/** Confirming one's e-mail address. While the caller is shown, coming back to the page looks whether it is done. */
export function useVerification() {
  const { accounts } = useServices();
  useEffect(() => {
    // What can't be asked now is asked when somebody comes back again.
    const look = () => {
      if (!document.hidden) accounts.checkVerified().catch(() => undefined);
    };
    look();
    window.addEventListener('focus', look);
    document.addEventListener('visibilitychange', look);
    return () => {
      window.removeEventListener('focus', look);
      document.removeEventListener('visibilitychange', look);
    };
  }, [accounts]);
  return {
    send: useMutation({ mutationFn: accounts.sendVerification }),
    check: useMutation({ mutationFn: accounts.checkVerified }),
  };
}
