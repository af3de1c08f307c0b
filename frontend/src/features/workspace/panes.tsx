import { type ReactNode, useRef, useState } from 'react';
import { cx } from '@/lib/cx';
import { useTexts } from '@/texts';
import { SheetHandle } from './sheet-handle';
import { CHAT_WIDTH, keptWidth, Splitter } from './splitter';
import { STAGE_HEIGHT, STAGE_HEIGHTS, useSheet } from './use-sheet';
import { useView } from './use-view';

export interface PanesProps {
  chat: ReactNode;
  views: ReactNode;
}

/**
 * Chat and what is made: beside each other on a desk, the video above the chat's sheet on a phone. There any other view
 * takes the chat's place too: it is a page of its own.
 */
export function Panes({ chat, views }: PanesProps) {
  const { t } = useTexts('workspace');
  const page = useRef<HTMLElement>(null);
  const { sheet, handle } = useSheet(page);
  const { view } = useView();
  // Set once: from then on the splitter and the sheet's handle move them on the element.
  const [sizes] = useState(() => ({ [CHAT_WIDTH]: `${keptWidth()}px`, [STAGE_HEIGHT]: STAGE_HEIGHTS.half }));
  return (
    <main
      ref={page}
      data-sheet={sheet}
      style={sizes}
      className="flex min-h-0 grow flex-col max-md:overflow-y-auto md:flex-row lying:flex-row lying:[--stage-height:calc(100dvh-172px)]!"
    >
      <section
        id="chat"
        tabIndex={-1}
        aria-label={t('chat')}
        className={cx(
          'flex min-h-0 grow flex-col bg-surface max-md:order-2 max-md:min-h-60 max-md:rounded-t-lg max-md:border-t max-md:border-line-strong',
          'lying:min-w-0 lying:flex-1 lying:rounded-none lying:border-t-0 lying:border-s',
          'md:w-[min(var(--chat-width),45vw)] md:shrink-0 md:grow-0 md:border-e md:border-line',
          view !== 'preview' && 'max-md:hidden',
        )}
      >
        <SheetHandle sheet={sheet} handle={handle} />
        {chat}
      </section>
      <Splitter page={page} />
      {views}
    </main>
  );
}
