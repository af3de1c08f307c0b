import { type ReactNode, useState } from 'react';
import type { Project } from '@/api/types.generated';
import { arrangeProjects, type Sort } from '@/lib/project-list';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { EmptyState } from '@/ui/empty-state';
import { PageHeader } from './page-header';
import { ProjectCard } from './project-card';
import { ProjectGrid } from './project-grid';
import { SearchField } from './search-field';
import { SortMenu } from './sort-menu';

export interface ProjectBrowserProps {
  title: string;
  projects: Project[];
  owned: boolean;
  /** Beside search and sort. */
  action?: ReactNode;
  /** The first card of the grid. */
  first?: ReactNode;
}

/** Projects to look through: search, sort, grid. */
export function ProjectBrowser({ title, projects, owned, action, first }: ProjectBrowserProps) {
  const { t } = useTexts('projects');
  const [search, setSearch] = useState('');
  const [sort, setSort] = useState<Sort>('opened');
  const shown = arrangeProjects(projects, search, sort);
  return (
    <>
      <PageHeader title={title}>
        <SearchField value={search} onChange={setSearch} />
        <SortMenu value={sort} onChange={setSort} />
        {action}
      </PageHeader>
      <p className="sr-only" role="status">
        {search && t('found', { count: shown.length })}
      </p>
      {shown.length === 0 && search ? (
        <EmptyState title={t('nothing')} action={<Button onClick={() => setSearch('')}>{t('showAll')}</Button>}>
          {t('nothingText', { search })}
        </EmptyState>
      ) : (
        <ProjectGrid label={title}>
          {!search && first && <li className="max-md:hidden">{first}</li>}
          {shown.map((project) => (
            <li key={project.id}>
              <ProjectCard project={project} owned={owned} />
            </li>
          ))}
        </ProjectGrid>
      )}
    </>
  );
}
