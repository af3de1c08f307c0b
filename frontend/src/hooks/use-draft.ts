import { useCallback, useState } from 'react';
import { SIZES, type Size } from '@/lib/video';

export interface Draft {
  prompt: string;
  size: Size;
  /** What the video begins as, where that was chosen. */
  templateId?: string;
}

const KEY = 'storydream.draft';
const EMPTY: Draft = { prompt: '', size: '16:9' };

/** What was typed into the landing page's prompt box; it outlives the way through sign-in and a reload, in this tab. */
export function useDraft(): { draft: Draft; setDraft: (draft: Draft) => void; clearDraft: () => void } {
  const [draft, setState] = useState(read);
  const setDraft = useCallback((next: Draft) => {
    setState(next);
    try {
      sessionStorage.setItem(KEY, JSON.stringify(next));
    } catch {
      // Storage is blocked: the text lives as long as the page.
    }
  }, []);
  const clearDraft = useCallback(() => setDraft(EMPTY), [setDraft]);
  return { draft, setDraft, clearDraft };
}

function read(): Draft {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? 'null');
    if (typeof stored !== 'object' || stored === null) return EMPTY;
    const prompt = 'prompt' in stored && typeof stored.prompt === 'string' ? stored.prompt : '';
    const size = SIZES.find((choice) => 'size' in stored && choice.value === stored.size)?.value ?? EMPTY.size;
    const templateId = 'templateId' in stored && typeof stored.templateId === 'string' ? stored.templateId : null;
    return { prompt, size, ...(templateId ? { templateId } : {}) };
  } catch {
    return EMPTY;
  }
}
