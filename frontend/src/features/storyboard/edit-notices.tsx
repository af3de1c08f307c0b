import { Pencil, Undo2 } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useProblems } from '@/features/workspace/problems';
import { useEdits, useLastEdit } from '@/hooks/use-edits';
import { useTexts } from '@/texts';
import { useToast } from '@/ui/toast';
import { refusalWords } from './reason-words';

/** Tells how each edit without the model ended, wherever it was made: what is different and the way back, or why not. */
export function EditNotices() {
  const { t } = useTexts('storyboard');
  const toast = useToast();
  const problems = useProblems();
  const { undo, again } = useEdits();
  const last = useLastEdit();
  const told = useRef(0);
  const end = last && last.at > told.current ? last : null;

  useEffect(() => {
    if (!end) return;
    told.current = end.at;
    const { result } = end;
    if ('refusal' in result) {
      const message = t('nothingChanged', { why: refusalWords(t, result.refusal) });
      const { again: wish } = result;
      const worthIt = result.refusal.why === 'failed' || result.refusal.why === 'turn';
      problems.tell({ id: 'edit', message, ...(worthIt ? { again: () => void again(wish) } : {}) });
      return;
    }
    problems.clear('edit');
    const { stored } = result;
    if (!stored) return;
    if (stored.undo) toast({ kind: 'edit', message: t('undone'), icon: <Undo2 /> });
    else {
      const action = { label: t('undo'), onSelect: () => void undo(stored, t('undoOf', { summary: stored.summary })) };
      toast({ kind: 'edit', message: stored.summary, icon: <Pencil />, action });
    }
  }, [end, t, toast, problems, undo, again]);
  return null;
}
