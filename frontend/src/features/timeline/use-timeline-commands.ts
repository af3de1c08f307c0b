import { useCommands } from '@/features/palette/commands';
import { useTexts } from '@/texts';
import type { TimelineZoom } from './use-zoom';

/** The timeline's size by name and key. */
export function useTimelineCommands(zoom: TimelineZoom['change']): void {
  const { t } = useTexts('timeline');
  useCommands([
    { id: 'timeline.larger', group: 'play', name: t('larger'), keys: ['+'], run: () => zoom(1) },
    { id: 'timeline.smaller', group: 'play', name: t('smaller'), keys: ['-'], run: () => zoom(-1) },
    { id: 'timeline.whole', group: 'play', name: t('whole'), keys: ['0', 'shift+z'], run: () => zoom(0) },
  ]);
}
