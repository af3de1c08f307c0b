import { useQuery } from '@tanstack/react-query';
import { useServices } from '@/hooks/use-services';

/** What a project can begin as; it doesn't change while the page is open. */
export function useTemplates() {
  const { routes } = useServices();
  return useQuery({
    queryKey: ['templates'],
    queryFn: async ({ signal }) => (await routes.listTemplates(signal)).items,
    staleTime: Number.POSITIVE_INFINITY,
  });
}
