import type { ReactNode } from 'react';
import { useTexts } from '@/texts';
import { Skeleton } from '@/ui/skeleton';

/** The grid of the dashboard: up to four a row, two on a phone. */
export function ProjectGrid({ label, children }: { label: string; children: ReactNode }) {
  return (
    <ul
      aria-label={label}
      className="grid grid-cols-[repeat(auto-fill,minmax(min(236px,100%),1fr))] gap-x-5 gap-y-7 max-md:grid-cols-2 max-md:gap-x-3 max-md:gap-y-5"
    >
      {children}
    </ul>
  );
}

export function ProjectGridSkeleton() {
  const { t } = useTexts('projects');
  return (
    <div role="status">
      <span className="sr-only">{t('loading')}</span>
      <ProjectGrid label={t('loading')}>
        {Array.from({ length: 8 }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: eight of the same, never moved
          <li key={index}>
            <Skeleton className="aspect-video rounded-md" />
            <Skeleton className="mt-3 h-3.5 w-3/5" />
            <Skeleton className="mt-2 h-3 w-2/5" />
          </li>
        ))}
      </ProjectGrid>
    </div>
  );
}
