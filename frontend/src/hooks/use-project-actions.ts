import { useMutation } from '@tanstack/react-query';
import type { NewProject } from '@/api/routes';
import type { VideoSettings } from '@/api/types.generated';
import { useServices } from '@/hooks/use-services';

/** What one can do to a project. The answers come back through the live listeners, so nothing is written here. */
export function useProjectActions() {
  const { routes } = useServices();
  return {
    create: useMutation({ mutationFn: (project: NewProject) => routes.createProject(project) }),
    rename: useMutation({ mutationFn: ({ id, name }: { id: string; name: string }) => routes.renameProject(id, name) }),
    /** Also commits the new settings to the project's code. */
    resize: useMutation({
      mutationFn: ({ id, videoSettings }: { id: string; videoSettings: VideoSettings }) =>
        routes.setVideoSettings(id, videoSettings),
    }),
    trash: useMutation({ mutationFn: (id: string) => routes.trashProject(id) }),
    restore: useMutation({ mutationFn: (id: string) => routes.restoreProject(id) }),
    purge: useMutation({ mutationFn: (id: string) => routes.purgeProject(id) }),
    /** A project of its own with the history up to `sha`; `copyId` makes a second try harmless. */
    duplicate: useMutation({
      mutationFn: ({ id, sha, copyId }: { id: string; sha: string; copyId: string }) =>
        routes.duplicateProject(id, { sha, id: copyId }),
    }),
    retrySeed: useMutation({ mutationFn: (id: string) => routes.retrySeed(id) }),
  };
}
