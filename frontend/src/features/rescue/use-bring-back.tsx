import { LifeBuoy } from 'lucide-react';
import { useState } from 'react';
import { describeError } from '@/api/errors';
import type { RescuedWork } from '@/api/types.generated';
import { useRestore } from '@/hooks/use-checkpoints';
import { useNewestCheckpoint } from '@/hooks/use-events';
import { useOpenProject } from '@/hooks/use-open-project';
import { useRescueActions } from '@/hooks/use-rescues';
import { useTexts } from '@/texts';
import { useToast } from '@/ui/toast';

/** Brings rescued work back as a new version; that can be undone, which leads to the version before it. */
export function useBringBack() {
  const { t } = useTexts('rescue');
  const { id, currentCommitSha } = useOpenProject();
  const newest = useNewestCheckpoint();
  const { apply } = useRescueActions(id);
  const restore = useRestore(id);
  const toast = useToast();
  const [problem, setProblem] = useState<string | null>(null);

  const undo = async (before: string) => {
    try {
      await restore.mutateAsync(before);
      toast({ message: t('undone') });
    } catch (error) {
      const text = t('notUndone', { reason: describeError(error) });
      setProblem(text);
      toast({ message: text });
    }
  };
  const bringBack = async ({ name }: RescuedWork) => {
    setProblem(null);
    try {
      const heads = [currentCommitSha, newest?.sha];
      const { sha, parent } = await apply.mutateAsync(name);
      if (heads.includes(sha)) {
        toast({ message: t('heldAlready'), icon: <LifeBuoy /> });
        return;
      }
      toast({
        message: t('broughtBack'),
        icon: <LifeBuoy />,
        ...(parent ? { action: { label: t('undo'), onSelect: () => void undo(parent) } } : {}),
      });
    } catch (error) {
      setProblem(t('notBroughtBack', { reason: describeError(error) }));
    }
  };
  return { bringBack: (work: RescuedWork) => void bringBack(work), busy: apply.isPending, problem };
}
