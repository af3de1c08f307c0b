import { useMutation } from '@tanstack/react-query';
import { useSignOut } from '@/hooks/use-auth';
import { useServices } from '@/hooks/use-services';

const FILE = 'storydream-export.zip';

/** All that the signed-in person has here, as one file to keep. */
export function useDataExport() {
  const { routes, saveFile } = useServices();
  return useMutation({ mutationFn: async () => saveFile(await routes.exportMe(), FILE) });
}

/** Erases the account, and what this browser remembers of it. */
export function useDeleteAccount() {
  const { routes } = useServices();
  const signOut = useSignOut();
  return useMutation({
    mutationFn: async () => {
      await routes.deleteMe();
      forgetKept();
      await signOut();
    },
  });
}

/** Drafts, messages that were never sent, wishes: whoever signs in here next has none of them. */
function forgetKept(): void {
  for (const open of [() => localStorage, () => sessionStorage]) {
    try {
      const storage = open();
      for (const key of Object.keys(storage)) {
        if (key.startsWith('storydream.')) storage.removeItem(key);
      }
    } catch {
      // storage is blocked: nothing was kept
    }
  }
}
