import { useEffect } from 'react';

/** The tab's title while the calling page is shown. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title ? `${title} · StoryDream` : 'StoryDream';
  }, [title]);
}
