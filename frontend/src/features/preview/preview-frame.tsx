import { useEffect, useRef } from 'react';
import { useKeyHandler } from '@/features/palette/use-key-handler';
import { usePreview, usePreviewActions } from '@/hooks/use-preview';
import { cx } from '@/lib/cx';
import { useTexts } from '@/texts';
import { useOpenTab } from './use-open-tab';

export interface PreviewFrameProps {
  /** With a one-time ticket: a frame is made for one address, and another address gets another frame. */
  url: string;
  hidden: boolean;
}

/** The preview page, on a site of its own: whatever the video's code does, it does it there. */
export function PreviewFrame({ url, hidden }: PreviewFrameProps) {
  const { t } = useTexts('preview');
  const frame = useRef<HTMLIFrameElement>(null);
  const { attach } = usePreviewActions();
  const handleKey = useKeyHandler();
  const openTab = useOpenTab();
  const picking = usePreview((state) => state.picking);
  const pointed = usePreview((state) => state.pointed);
  const listener = useRef({ handleKey, openTab });
  useEffect(() => {
    listener.current = { handleKey, openTab };
  });

  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    return attach(element, url, {
      key: (key) => listener.current.handleKey(key),
      openTab: () => listener.current.openTab(),
    });
  }, [attach, url]);

  // The arrow keys choose in the picture while something is pointed at; then one goes on to say what about it.
  useEffect(() => {
    if (picking) frame.current?.focus();
  }, [picking]);
  useEffect(() => {
    if (pointed) document.querySelector<HTMLTextAreaElement>('[data-composer]')?.focus();
  }, [pointed]);

  return (
    <iframe
      ref={frame}
      src={url}
      title={t('preview')}
      sandbox="allow-scripts allow-same-origin"
      allow="autoplay; fullscreen"
      referrerPolicy="no-referrer"
      tabIndex={hidden ? -1 : 0}
      className={cx('absolute inset-0 size-full border-0', hidden && 'opacity-0')}
    />
  );
}
