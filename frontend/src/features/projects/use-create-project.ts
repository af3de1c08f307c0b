import { useCallback, useRef } from 'react';
import { useNavigate } from 'react-router';
import type { Template } from '@/api/types.generated';
import { useProjectActions } from '@/hooks/use-project-actions';
import { newId } from '@/lib/ids';
import { type Size, settingsFor } from '@/lib/video';

/**
 * Creates a project and goes to its workspace. Pressing again after a failure sends the same id for the same words, so
 * a reply that got lost never makes a second project.
 */
export function useCreateProject() {
  const { create } = useProjectActions();
  const navigate = useNavigate();
  const tried = useRef<{ id: string; words: string } | null>(null);
  const { mutateAsync } = create;

  const createAndOpen = useCallback(
    async (prompt: string, size: Size, template?: Template, name?: string) => {
      const words = `${template?.id ?? ''} ${size} ${prompt}`;
      if (tried.current?.words !== words) tried.current = { id: newId(), words };
      const text = prompt.trim();
      const project = await mutateAsync({
        id: tried.current.id,
        videoSettings: settingsFor(size, template),
        ...(template ? { templateId: template.id } : {}),
        ...(text ? { prompt: text } : {}),
        ...(name ? { name } : {}),
      });
      tried.current = null;
      await navigate(`/projects/${project.id}`);
    },
    [mutateAsync, navigate],
  );

  return { createAndOpen, busy: create.isPending, error: create.error, reset: create.reset };
}
