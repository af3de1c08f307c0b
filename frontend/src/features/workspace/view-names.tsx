import { Code, Film, History, Images, LayoutGrid } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTexts } from '@/texts';
import { VIEWS, type View } from './use-view';

export interface ViewName {
  view: View;
  name: string;
  icon: ReactNode;
}

/** The views by what a person calls them, in the order of their tabs. */
export function useViewNames(): ViewName[] {
  const { t } = useTexts('workspace');
  const names: Record<View, Omit<ViewName, 'view'>> = {
    preview: { name: t('tabPreview'), icon: <Film /> },
    storyboard: { name: t('tabStoryboard'), icon: <LayoutGrid /> },
    assets: { name: t('tabAssets'), icon: <Images /> },
    code: { name: t('tabCode'), icon: <Code /> },
    history: { name: t('tabHistory'), icon: <History /> },
  };
  return VIEWS.map((view) => ({ view, ...names[view] }));
}
